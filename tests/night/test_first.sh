#!/bin/sh
# docs/first-council.md, run as it stands there: every block marked `sh`, one after the other in one
# shell, and every line of the blocks marked `text` stands in what they said, in that order.  The
# block `sh setup` is ours: another program and another server.  The block `sh end` puts away a server and
# a folder of its own.
. "$(dirname "$0")/council.sh"

document=$top/docs/first-council.md
folder=$top/build/night/first
rm -rf "$folder"
mkdir -p "$folder/bin"
ln -s "$program" "$folder/bin/tallystick"
# What the program would find beside itself.
export TALLYSTICK_SHARE="$top/config"

{
    echo 'set -e'
    awk '/^```sh$/ { shown = 1; next } /^```$/ { shown = 0 } shown' "$document"
} >"$folder/steps"
database=$(fresh_database night_first) || exit 69
(
    cd "$folder" || exit 70
    export database PATH="$folder/bin:$PATH"
    sh "$folder/steps"
) >"$folder/said" 2>&1
is "the steps end" 0 $?
is "nothing is wrong by check" 0 "$(grep -c FAULT "$folder/said")"

awk '
    { sub(/ +$/, "") }
    NR == FNR { real[++n] = $0; next }
    /^```text$/ { in_block = 1; next }
    /^```$/ { in_block = 0; next }
    in_block && $0 != "..." {
        wanted++
        while (++at <= n && index(real[at], $0) != 1) continue
        if (at > n) { print "is not said: " $0; exit }
    }
    END { if (!wanted) print "nothing is shown" }' "$folder/said" "$document" >"$folder/wrong"
is "what the document shows is what is said" "" "$(cat "$folder/wrong")"
sql_is "what the night paid" "1 1000, 2 500" \
    "SELECT string_agg(line_no || ' ' || payable_pence, ', ' ORDER BY line_no) FROM line_verdict WHERE payable_pence > 0"

end=$top/build/first_end
rm -rf "$end"
mkdir -p "$end"
"$top/ops/cluster" start first_end >"$folder/said" 2>&1
is "a server to be put away starts" 0 $?
awk '/^```sh end$/ { shown = 1; next } /^```$/ { shown = 0 } shown' "$document" |
    sed 's/\<first\>/first_end/g' >"$folder/end"
(cd "$end" && sh -e "$folder/end") >"$folder/said" 2>&1
is "putting it away ends" 0 $?
"$top/ops/cluster" status first_end >"$folder/said" 2>&1
is "the server is stopped" 3 $?
is "and nothing is left of it" "" "$(ls -d "$end" "$top/build/cluster/first_end" 2>/dev/null)"
"$top/ops/cluster" remove first_end >/dev/null 2>&1 # if it is not
closing_line
