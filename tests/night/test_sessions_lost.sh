#!/bin/sh
# A session with the database that is ended in the middle of a night, be it one of those that load
# and match or the night's own: the night ends with one error, and in the end all is as after an
# undisturbed night.
. "$(dirname "$0")/council.sh"
. "$(dirname "$0")/demo_council.sh"

wait_until() { # CONDITION on a session
    for _ in $(seq 600); do
        [ "$(sql "SELECT EXISTS (SELECT FROM pg_stat_activity
                  WHERE datname = current_database() AND ($1))")" = f ] || break
        sleep 0.05
    done
}

# Who sends rows to TABLE is held up before the first, as long as somebody has its lock.
hold_up_at() { # TABLE
    sql "CREATE FUNCTION held_up_at_$1() RETURNS trigger LANGUAGE plpgsql AS
             'BEGIN PERFORM pg_advisory_xact_lock_shared(hashtext(''$1'')); RETURN NULL; END';
         CREATE TRIGGER held_up BEFORE INSERT ON tallystick_data.$1
             EXECUTE FUNCTION held_up_at_$1()"
}

# lose STAGE TABLE WHAT WHICH: a session is ended once one is held up at TABLE; WHICH, conditions on
# pg_stat_activity, says which.
lose() {
    psql -qXAt "$database" -c "SELECT pg_advisory_lock(hashtext('$2')), pg_sleep(600)" \
        >/dev/null 2>&1 &
    wait_until "wait_event = 'PgSleep'"
    "$program" -c "$config" run --date $date >"$folder/said" 2>&1 &
    night_pid=$!
    wait_until "wait_event = 'advisory'"
    is "$1: $3 is lost" 1 "$(sql "SELECT count(pg_terminate_backend(pid)) FROM (
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'tallystick' AND $4
        ORDER BY backend_start LIMIT 1) first")"
    sql "SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
         WHERE datname = current_database() AND wait_event = 'PgSleep'" >/dev/null
    wait $night_pid
    is "$1: $3 is lost: the night ends" 75 $?
    is "$1: $3 is lost: the errors" 1 "$(grep -c '^tallystick: error: ' "$folder/said")"
    is "$1: $3 is lost: said of it" 1 \
        "$(grep -c "^tallystick: error: KENT: $1: .*administrator command" "$folder/said")"
}

begin_with sessions_whole 2 6 300
whole_night

begin_with sessions_lost 2 6 300
hold_up_at bill_sheet
hold_up_at verdict_sheet
lose load bill_sheet "one of several sessions" "wait_event = 'advisory'"
lose load bill_sheet "the night's own session" "state = 'idle in transaction'"
sql_is "of no load" "open 0" "SELECT state || ' ' || (SELECT count(*) FROM inbound_file) FROM run"
lose match verdict_sheet "one of several sessions" "wait_event = 'advisory'"
lose match verdict_sheet "the night's own session" "state = 'idle in transaction'"
sql_is "nothing is matched" "loaded 0" "SELECT state || ' ' ||
    (SELECT count(*) FROM line_verdict WHERE verdict <> 'rejected') FROM run"
tallystick run --date $date
is "the next attempt ends" 3 $status
as_whole "after all that"
closing_line
