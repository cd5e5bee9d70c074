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

begin_with workers_out_of_range 99
is "99 workers are refused" 78 $status

closing_line
