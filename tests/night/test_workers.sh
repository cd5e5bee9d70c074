#!/bin/sh
# However many threads read and match, and whether the match stage has the day
# book of the load stage or asks the database: the same verdicts, the same bytes.
. "$(dirname "$0")/council.sh"
. "$(dirname "$0")/demo_council.sh"

begin_with workers_1 1
whole_night
sql_is "lines were judged" t "SELECT count(*) > 500 FROM line_verdict"

for workers in 2 4; do
    begin_with workers_$workers $workers
    tallystick run --date $date
    is "$workers workers: the night ends" 3 $status
    as_whole "$workers workers"
done

# Of the threads that are wanted the system gives one, and then no more: those there are do all.
if command -v strace >/dev/null; then
    begin_with workers_no_threads 4
    ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$folder/calls" -e trace=clone,clone3 \
        -e inject=clone,clone3:error=EAGAIN:when=2+ \
        "$program" -c "$config" run --date $date >"$folder/said" 2>&1
    is "threads are refused: the night ends" 3 $?
    is "one was given" 1 "$(grep -c ' = [1-9]' "$folder/calls")"
    is "others were refused" 1 $(($(grep -c EAGAIN "$folder/calls") > 3))
    as_whole "threads that are refused"
else
    skip "workers: strace is not installed, so that no thread is refused"
fi

# A process that has only loaded leaves no day book behind.
begin_with workers_apart 2
for stage in pull load match; do
    tallystick run --date $date --only $stage
    is "stage $stage ends" 0 "$([ $status -eq 3 ] && echo 0 || echo $status)"
done
tallystick run --date $date
is "the rest of the night ends" 3 $status
as_whole "stages in processes of their own"

# A session cannot commit what it loaded, and another has: the load is not there, and the next attempt
# ends as if it were the first.
begin_with workers_refused 2
sql "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \$\$
    BEGIN
        FOR i IN 1..300 LOOP
            IF EXISTS (SELECT FROM tallystick_data.bill_sheet
                       WHERE pg_xact_status(xmin::text::xid8) = 'committed') THEN
                RAISE EXCEPTION 'refused once another had ended';
            END IF;
            PERFORM pg_sleep(0.1);
        END LOOP;
        RAISE EXCEPTION 'refused alone';
    END \$\$;
    CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON tallystick_data.package_sheet
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()" >/dev/null
tallystick run --date $date
is "a session that cannot end: the night does not" 69 $status
is "others ended meanwhile" 1 "$(grep -c 'load: .*refused once another had ended' "$folder/said")"
sql_is "what others sent is in the database" t "SELECT count(*) > 0 FROM tallystick_data.bill_sheet"
sql_is "and of no load" "open 0" "SELECT state || ' ' || (SELECT count(*) FROM inbound_file) FROM run"
sql "DROP FUNCTION refuse() CASCADE" >/dev/null 2>&1
tallystick run --date $date
is "the next attempt ends" 3 $status
as_whole "after a session that could not end"

# A login that may have two sessions, the night's own and one.
begin_with workers_few_sessions 2
psql -qX -v ON_ERROR_STOP=1 -f "$top/sql/roles.sql" "$database" >/dev/null
sql "DROP ROLE IF EXISTS few_sessions"
sql "CREATE ROLE few_sessions LOGIN CONNECTION LIMIT 2 IN ROLE tallystick_batch"
sed -i "s|^database: .*|database: \"$database user=few_sessions\"|" "$config"
tallystick run --date $date
is "too few sessions: the night does not end" 69 $status
is "and says so" 1 "$(grep -c 'too many connections for role "few_sessions"' "$folder/said")"
sql_is "nothing is read" "open 0" \
    "SELECT state || ' ' || (SELECT count(*) FROM inbound_file) FROM run"
sql "DROP ROLE few_sessions"

begin_with workers_out_of_range 99
is "99 workers are refused" 78 $status

closing_line
