#!/bin/sh
# A night that cannot write all of its files ends 73 and leaves none in half; once there is room, the
# next attempt gives what an undisturbed night gives.
. "$(dirname "$0")/council.sh"
. "$(dirname "$0")/demo_council.sh"

# Files in out/ that are not as those of the undisturbed night.
half_written() {
    mkdir -p "$folder/spool/out"
    files_below "$folder/spool/out" | sort | comm -23 - "$whole/sorted.txt"
}

# Room is what a file may have at most: any user can be refused more, and whoever writes is told in the
# same way as where a disk is full.
room() { # KIB STAGE WHAT: the night that has no room for WHAT in STAGE
    (
        trap '' XFSZ
        ulimit -f $(($1 * 2)) # halves of a KiB
        exec "$program" -c "$config" run --date $date >"$folder/said" 2>&1
    )
    is "$2, no room for $3: the night ends" 73 $?
    is "$2, no room for $3: the errors" 1 "$(grep -c '^tallystick: error: ' "$folder/said")"
    is "$2, no room for $3: said of it" 1 \
        "$(grep -c "^tallystick: error: KENT: $2: .*$3.*: File too large$" "$folder/said")"
    is "$2, no room for $3: half written" "" "$(half_written)"
}

begin_with no_room_whole 3 6 300
whole_night
sort "$whole/out.txt" >"$whole/sorted.txt"

begin_with no_room 3 6 300
room 8 load orders-2026-11-02.csv
sql_is "nothing is loaded" "open 0" "SELECT state || ' ' || (SELECT count(*) FROM inbound_file) FROM run"
room 96 export KENT-20261109-card-1.brif
sql_is "the batch is not out" released "SELECT state FROM settlement_batch"
tallystick run --date $date --only export
is "there is room for the batch: its stage ends" 0 $status
room 16 notify "out/mail/"
sql_is "the night is not over" 0 "SELECT count(*) FROM run WHERE state = 'closed'"
tallystick run --date $date
is "there is room: the night ends" 3 $status
as_whole "after all that"
closing_line
