#!/bin/sh
# However many threads read and match, and whether the match stage has the day
# book of the load stage or asks the database: the same verdicts, the same bytes.
. "$(dirname "$0")/council.sh"

generator=$top/build/release/demo_council
[ -x "$generator" ] || generator=$top/build/san/demo_council
[ -x "$generator" ] || {
    skip "workers: the generator of the demo council is not built"
    closing_line
    exit
}
date=2026-11-09

begin_with() { # NAME WORKERS
    folder=$top/build/night/$1
    config=$folder/tallystick.yaml
    rm -rf "$folder"
    mkdir -p "$folder"
    database=$(fresh_database "night_$1") || exit 69
    "$generator" --out "$folder" --database "$database" --providers 14 --visits 800
    sed -i -e "s|holidays: .*|holidays: $top/build/night/workers-holidays.txt|" \
        -e "1i workers: $2" "$config"
    tallystick migrate
}
end_as_first() { # WHAT
    decided >"$folder/decided.txt"
    files_below "$folder/spool/out" >"$folder/out.txt"
    same "$1: decided differently" "$first/decided.txt" "$folder/decided.txt"
    same "$1: other bytes" "$first/out.txt" "$folder/out.txt"
}
mkdir -p "$top/build/night"
echo 2026-12-25 >"$top/build/night/workers-holidays.txt"

begin_with workers_1 1
tallystick run --date $date
is "one worker: the night ends" 3 $status
first=$folder
decided >"$first/decided.txt"
files_below "$first/spool/out" >"$first/out.txt"
sql_is "lines were judged" t "SELECT count(*) > 500 FROM line_verdict"

for workers in 2 4; do
    begin_with workers_$workers $workers
    tallystick run --date $date
    is "$workers workers: the night ends" 3 $status
    end_as_first "$workers workers"
done

# A process that has only loaded leaves no day book behind.
begin_with workers_apart 2
for stage in pull load match; do
    tallystick run --date $date --only $stage
    is "stage $stage ends" 0 "$([ $status -eq 3 ] && echo 0 || echo $status)"
done
tallystick run --date $date
is "the rest of the night ends" 3 $status
end_as_first "stages in processes of their own"

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
end_as_first "after a session that could not end"

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
