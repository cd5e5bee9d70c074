# Sourced after council.sh, by tests of nights with lines and providers enough for several threads:
# those of the demo council.
generator=$top/build/release/demo_council
[ -x "$generator" ] || generator=$top/build/san/demo_council
[ -x "$generator" ] || {
    skip "$(basename "$0" .sh): the generator of the demo council is not built"
    closing_line
    exit
}
date=2026-11-09 # its night

# begin_with NAME WORKERS [PROVIDERS VISITS]: a migrated, empty database and an untouched spool. VISITS
# in the environment are those of a night for which the test itself asks no number.
begin_with() {
    folder=$top/build/night/$1
    config=$folder/tallystick.yaml
    rm -rf "$folder"
    mkdir -p "$folder"
    database=$(fresh_database "night_$1") || exit 69
    "$generator" --out "$folder" --database "$database" --providers "${3:-14}" --visits "${4:-${VISITS:-800}}"
    echo 2026-12-25 >"$folder/holidays.txt"
    sed -i -e "s|holidays: .*|holidays: $folder/holidays.txt|" -e "1i workers: $2" "$config"
    tallystick migrate
}

# What an undisturbed night decides and writes: others are compared with it.
whole_night() {
    tallystick run --date $date
    is "a whole night ends" 3 $status
    whole=$folder
    decided >"$whole/decided.txt"
    files_below "$whole/spool/out" >"$whole/out.txt"
}
as_whole() { # WHAT
    decided >"$folder/decided.txt"
    files_below "$folder/spool/out" >"$folder/out.txt"
    same "$1: decided differently" "$whole/decided.txt" "$folder/decided.txt"
    same "$1: other bytes in out/" "$whole/out.txt" "$folder/out.txt"
    is "$1: files left in work/" 0 "$(find "$folder/spool/work" -type f | wc -l)"
}
