#!/bin/sh
# What the reading verbs say agrees with the public views, in every format; a
# command line that is wrong and a machine that is not ready have their statuses.
. "$(dirname "$0")/council.sh"

council verbs
lines_of() { # lines ARGUMENTS...: data rows of the CSV, invoice and line number only
    "$program" -c "$config" lines --format csv "$@" 2>"$folder/said" |
        awk -F, 'NR > 1 { printf "%s%s/%s", separator, $3, $4; separator = " " }'
}

# --- the command line
for wrong in "" nonsense --nonsense "lines --nonsense" "lines extra" "lines --limit" "lines --limit -1" \
    "lines --verdict paid" "lines --reason tired" "lines --from 2026-02-30" "lines --council NOBODY" \
    "status one" "status 1 2" "status --format xml" "run --date tomorrow" "run --dry-run=yes" "migrate now"; do
    # shellcheck disable=SC2086
    tallystick $wrong
    is "'tallystick $wrong' ends" 64 $status
    is "'tallystick $wrong' says why in" "1 line" "$(wc -l <"$folder/said") line"
done
for verb in check migrate run status lines explain decide; do
    tallystick $verb --help
    is "$verb --help ends" 0 $status
    is "$verb --help begins" "usage: tallystick [-c FILE] $verb" "$(head -n 1 "$folder/said" | cut -d' ' -f1-5)"
done
tallystick --help
is "--help fits a screen" 1 $(($(wc -l <"$folder/said") <= 48))
is "--help lists the verbs" 8 "$(grep -cE '^  (check|migrate|run|status|lines|explain|decide|report) ' "$folder/said")"

# --- check
tallystick check
is "a council that is ready, without feed folders, ends" 66 $status
mkdir -p "$folder/spool/in/providers" "$folder/spool/in/contacts" "$folder/spool/in/rates" \
    "$folder/spool/in/suspensions" "$folder/spool/in/orders" "$folder/spool/in/bills"
tallystick check
is "a council that is ready ends" 0 $status
is "a council that is ready has faults" 0 "$(grep -c FAULT "$folder/said")"

sed 's/sla_days: 4/sla_days: four/; s/unit: h}/unit: mile}/' "$config" >"$folder/wrong.yaml"
"$program" -c "$folder/wrong.yaml" check --format csv >"$folder/said" 2>&1
is "a wrong configuration ends" 78 $?
is "every fault of it is listed" 2 "$(grep -c '^FAULT,configuration,' "$folder/said")"
# Two people can decide and approve, but not release what takes three.
sed 's/approvals: .*/approvals: {decisions: 1, release: 2, release_over: 100.00}\
    people: [{name: A, login: a}, {name: B, login: b}]/' "$config" >"$folder/few.yaml"
"$program" -c "$folder/few.yaml" check --format csv >"$folder/said" 2>&1
is "approvals that nobody can give end" 78 $?
is "which" "FAULT,people of TEST,\"approvals: release, above release_over: it takes 3, and people has 2\"" \
    "$(grep FAULT "$folder/said" | tr -d '\r')"
sed "s|^database:.*|database: \"host=$folder/nowhere\"|; s|^spool:.*|spool: $config/spool|" "$config" >"$folder/away.yaml"
"$program" -c "$folder/away.yaml" check --format csv >"$folder/said" 2>&1
is "no database and no spool end with the graver" 73 $?
is "one fault hides no other" "database feed mail spool" \
    "$(awk -F, '$1 == "FAULT" { sub(/ .*/, "", $2); print $2 }' "$folder/said" | sort -u | tr '\n' ' ' | sed 's/ $//')"

# A spool that is not there, as of a disk that is not mounted, is no quiet night, and is not made.
mv "$folder/spool" "$folder/elsewhere"
for words in run "run --dry-run" check; do
    # shellcheck disable=SC2086
    tallystick $words
    is "without a spool $words ends" 66 $status
    is "it says which" 1 "$(grep -c "the spool $folder/spool is not there" "$folder/said")"
done
is "it is not made" "" "$(ls -d "$folder/spool" 2>/dev/null)"
sql_is "no run is kept" 0 "SELECT count(*) FROM run"
mv "$folder/elsewhere" "$folder/spool"

# A night ends 73 where a file stands in the place of a folder that it writes into.
mkdir -p "$folder/spool/out/TEST" "$folder/spool/done/TEST"
for place in out/TEST/settlement out/TEST/remittance out/TEST/responses out/TEST/report done/TEST/bills; do
    : >"$folder/spool/$place"
done
tallystick check --format csv
is "folders that cannot be written end" 73 $status
is "each of them" "done/TEST/bills
out/TEST/remittance
out/TEST/report
out/TEST/responses
out/TEST/settlement" "$(tr -d '\r' <"$folder/said" | sed -n "s|^FAULT,spool TEST,$folder/spool/\(.*\): Not a directory\$|\1|p" | sort)"
rm -r "$folder/spool/out" "$folder/spool/done"

# --- status and lines before and after a night
tallystick status
is "status before any run ends" 66 $status
is "lines before any run" "" "$(lines_of)"

standing_data
orders
put bills/b.csv <<CSV
$bill_headings
INV1,10,P001,C1,K1,HC,2026-11-03T18:00,2026-11-03T18:30,9.50
INV1,9,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.60
INV1,A,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,19.50
INV2,1,P002,=C9,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
INV2,2,P002,C2,K2,HC,soon,2026-11-02T18:30,10.00
CSV
night 2026-11-06 3

is "lines go by number where they are numbers" "INV1/2 INV1/9 INV1/10 INV1/A INV2/1 INV2/2" "$(lines_of)"
is "held lines" "INV1/A INV2/1" "$(lines_of --verdict held)"
is "held lines, in capitals" "INV1/A INV2/1" "$(lines_of --verdict HELD)"
is "lines of a provider" "INV2/1 INV2/2" "$(lines_of --provider P002)"
is "lines with a reason" "INV2/1" "$(lines_of --reason no_order)"
is "lines of a client" "INV2/1" "$(lines_of --client '=C9')"
is "lines of an invoice, filters narrowing" "INV1/2" "$(lines_of --invoice INV1 --verdict variance)"
is "lines of a day" "INV1/9 INV1/10" "$(lines_of --from 2026-11-03 --to 2026-11-03)"
is "lines up to a day" "INV1/2 INV1/A INV2/1" "$(lines_of --to 2026-11-02)"
is "lines of a run that was not" "" "$(lines_of --run 99)"
is "lines, at most two" "INV1/2 INV1/9" "$(lines_of --limit 2)"
is "more than were shown is said" 1 "$(grep -c 'more lines' "$folder/said")"
is "as many as there are is nothing to say" 0 "$(lines_of --limit 6 >/dev/null; grep -c 'more lines' "$folder/said")"
is "a formula is guarded in" "1 cell" "$("$program" -c "$config" lines --format csv | grep -c ",'=C9,") cell"
is "JSON has a row a line" 6 "$("$program" -c "$config" lines --format json | grep -c '^{"council": "TEST"')"

billed() { # of a section, in pence
    "$program" -c "$config" status --format csv | awk -F, -v section="$1" '$5 == section { billed += $9; payable += $10 } END { print billed, payable }'
}
in_views=$(sql "SELECT sum(billed_pence) || ' ' || sum(payable_pence) FROM line_verdict")
is "status by verdict adds up to the views" "$in_views" "$(billed verdict)"
is "status by provider adds up to the views" "$in_views" "$(billed provider)"
is "status tells held lines by reason, rejected rows by field" "held:amount held:no_order rejected:bills: start" \
    "$("$program" -c "$config" status --format csv | awk -F, '$5 == "held" || $5 == "rejected" { printf "%s%s:%s", separator, $5, $6; separator = " " }')"
tallystick status
is "status in pounds, with a total" 1 "$(grep -cE '^total +6 +[0-9]+\.[0-9]{2} +28\.60$' "$folder/said")"
is "status is at most 100 columns wide" 1 $(($(wc -L <"$folder/said") <= 100))

# Held lines are carried into the next night, where nothing was read.
night 2026-11-09 3
is "held lines count again" "held 2" \
    "$("$program" -c "$config" status --format csv | awk -F, '$5 == "verdict" && $8 > 0 { print $6, $8 }')"
tallystick status 1
is "an earlier run can be asked for" "run 1 of 2026-11-06, closed" "$(sed -n 2p "$folder/said")"
tallystick status 9
is "a run that was not ends" 66 $status

# --- a login that has not been given the batch's role
psql -qX "$database" 2>/dev/null -c "DROP ROLE IF EXISTS night_verbs_stranger; CREATE ROLE night_verbs_stranger; GRANT CONNECT ON DATABASE night_verbs TO night_verbs_stranger"
for verb in status "explain P001 INV1 2"; do
    # shellcheck disable=SC2086
    PGOPTIONS='-c role=night_verbs_stranger' "$program" -c "$config" $verb >"$folder/said" 2>&1
    is "$verb without the role ends" 77 $?
    is "$verb without the role says what is needed" 1 \
        "$(grep -c 'this login may not read tallystick_data (permission denied for schema tallystick_data): the role tallystick_batch is needed' "$folder/said")"
    is "$verb without the role shows no SQL" 0 "$(grep -c SELECT "$folder/said")"
done
psql -qX "$database" -c "DROP OWNED BY night_verbs_stranger; DROP ROLE night_verbs_stranger"

# --- output that cannot be written, or is not wanted any more
"$program" -c "$config" lines --format csv >/dev/full 2>"$folder/said"
is "a full disk ends" 73 $?
"$program" -c "$config" lines --format csv 2>"$folder/said" | head -n 1 >/dev/null
is "a reader that goes away leaves quiet" 0 "$(wc -c <"$folder/said")"

# --- a night under way
council under_way
visits_to_pay 2
under_way() { # what status says of it
    tallystick status
    sed -n 's/since 20[0-9-]* [0-9:]*/since WHEN/p' "$folder/said"
}
tallystick run --date 2026-11-06 --only pull
is "nothing is read yet" "interrupted at pull or load since WHEN; the next night takes it up" "$(under_way)"
is "there is no table of zeros" 0 "$(grep -c '^matched' "$folder/said")"
tallystick run --date 2026-11-06 --only load
psql -qX "$database" >/dev/null <<SQL &
SELECT pg_advisory_lock(hashtextextended('tallystick run', (SELECT council_id FROM tallystick_data.council)));
SELECT pg_sleep(3);
SQL
sleep 1
is "all is read" "at work at match since WHEN; read: 5 files, 27 rows" "$(under_way)"
tallystick status --format csv
is "as a row" "TEST,1,2026-11-06,loaded,under way,match" "$(grep -o '^.*under way,match' "$folder/said")"
wait
tallystick run --date 2026-11-06 --only match
is "lines have their verdicts" "interrupted at report since WHEN; read: 5 files, 27 rows; the next night takes it up" "$(under_way)"
is "and are shown" 1 "$(grep -c '^matched *2 ' "$folder/said")"
sql_is "it began to stand there today" t "SELECT state_since BETWEEN started_at AND now() FROM tallystick_data.run"
night 2026-11-06 0
is "once it is over, nothing of it" "" "$(under_way)"
closing_line
