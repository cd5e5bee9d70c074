#!/bin/sh
# A night that is killed, at whatever instant, is finished by the next one to
# the same verdicts, payments and bytes; and the same files in another database
# give the same bytes.
. "$(dirname "$0")/council.sh"
. "$(dirname "$0")/demo_council.sh"

# strace and LeakSanitizer do not go together.
export ASAN_OPTIONS=detect_leaks=0

begin_with killed_whole 2
whole_night
is "a batch went out" 1 "$(find "$whole/spool/out" -name '*.brif' | wc -l)"

# One more night from the start, in its own database.
begin_with killed_again 2
tallystick run --date $date
as_whole "two databases"

# finish WHAT: runs the night until it closes, then compares with the whole one.
finish() {
    # The dead program's session may live on for a moment and hold the lock: 75.
    for _ in $(seq 100); do
        tallystick run --date $date
        [ $status -eq 75 ] || break
        sleep 0.1
    done
    is "$1: the night is finished" 3 $status
    as_whole "$1"
}

# Until a session that sleeps has its lock.
wait_for_sleeper() {
    for _ in $(seq 600); do
        asleep=$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                      AND wait_event = 'PgSleep'")
        [ "$asleep" = 0 ] || break
        sleep 0.1
    done
}

end_sleepers() {
    sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
         AND query LIKE '%pg_sleep(600)%' AND pid <> pg_backend_pid()" >/dev/null
}

# kill_held_up TABLE MODE WITNESS: a lock on TABLE holds the night's own session up; killed once
# WITNESS, which other sessions fill, has rows.
kill_held_up() {
    begin_with killed 2
    psql -qXAt "$database" -c "BEGIN; LOCK TABLE tallystick_data.$1 IN $2 MODE;
        SELECT pg_sleep(600)" >/dev/null 2>&1 &
    wait_for_sleeper
    "$program" -c "$config" run --date $date >"$folder/killed.log" 2>&1 &
    night_pid=$!
    for _ in $(seq 600); do
        rows=$(sql "SELECT count(*) > 0 FROM tallystick_data.$3")
        [ "$rows" = f ] && kill -0 $night_pid 2>/dev/null || break
        sleep 0.1
    done
    kill -9 $night_pid
    wait $night_pid 2>/dev/null
}

# Killed once lines are committed by the sessions that loaded them, and the load is not.
kill_held_up care_package SHARE order_stick
sql_is "order lines were committed before their load" t \
    "SELECT count(*) > 0 FROM tallystick_data.order_stick"
sql_is "their load was not" open "SELECT state FROM run"
end_sleepers
finish "killed between its lines and their load"

# Killed once verdicts are committed by the sessions that sent them, and the night is not: nobody sees
# them, and the next attempt takes them away. The lock holds the night up where it counts its rows.
kill_held_up payment_lot "SHARE UPDATE EXCLUSIVE" verdict_sheet
sql_is "verdicts were committed before their night" t \
    "SELECT count(*) > 0 FROM tallystick_data.verdict_sheet"
sql_is "their night was not" loaded "SELECT state FROM run"
sql_is "nobody sees them" 0 "SELECT count(*) FROM line_verdict WHERE verdict <> 'rejected'"
sql_is "nothing is paid by them" 0 "SELECT count(*) FROM tallystick_data.line_stick"
tallystick verify
is "nothing is wrong" 0 $status
tallystick status
is "the night is not over" "" "$(grep -E '^ *(matched|held) +[1-9]' "$folder/said")"
end_sleepers
for _ in $(seq 600); do # the killed night's own session finds out that nobody is there
    left=$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
                AND application_name = 'tallystick'")
    [ "$left" != 0 ] || break
    sleep 0.1
done

# As long as a session of the killed night lives it may commit: the next attempt waits for its end.
psql -qXAt "$database" -c "BEGIN;
    SELECT pg_advisory_xact_lock_shared(hashtextextended('tallystick lane', council_id))
    FROM tallystick_data.council;
    SELECT pg_sleep(600)" >/dev/null 2>&1 &
wait_for_sleeper
"$program" -c "$config" run --date $date >"$folder/waits.log" 2>&1 &
night_pid=$!
waiting=0
for _ in $(seq 600); do
    waiting=$(sql "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
                   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
    [ "$waiting" = 0 ] && kill -0 $night_pid 2>/dev/null || break
    sleep 0.1
done
is "it waits for what a killed night left at work" 1 "$waiting"
end_sleepers
wait $night_pid
is "and then ends" 3 $?
finish "killed between its verdicts and itself"

# kill_at SYSCALLS COUNT: killed at the COUNTth of those calls of the main program.
kill_at() {
    begin_with killed 2
    strace -f -qq -o /dev/null -e "trace=$1" -e "inject=$1:signal=KILL:when=$2" \
        "$program" -c "$config" run --date $date >"$folder/killed.log" 2>&1
    killed=$?
}

if ! command -v strace >/dev/null; then
    skip "killed nights: strace is not installed"
    closing_line
    exit
fi

# Where a night can be seen from outside: at what it sends to the server, and at
# what it does to folders. From the first of each to the last, in ten steps.
for calls in sendto,write,writev fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,mkdir,mkdirat; do
    begin_with killed 2
    strace -f -qq -o "$folder/calls" -e "trace=$calls" "$program" -c "$config" run --date $date \
        >/dev/null 2>&1
    total=$(wc -l <"$folder/calls")
    is "a traced night makes such calls" 1 $((total > 10))
    for tenth in 0 1 2 3 4 5 6 7 8 9; do
        at=$((3 + tenth * (total - 3) / 9))
        kill_at "$calls" "$at"
        finish "killed at call $at of $total (${calls%%,*} and such, ended $killed)"
    done
done
closing_line
