#!/bin/sh
# preview says of a file what the night says when it is sent, and stores nothing.
. "$(dirname "$0")/council.sh"

council preview
sed -i 's|^      - {name: bills, .*|&\n      - {name: portal, kind: bill, preset: access-portal, url: in/portal/*.csv}|' "$config"
standing_data
orders
put bills/earlier.csv <<CSV
$bill_headings
INV0,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV0,2,P001,C1,K1,HC,2026-11-03T18:00,2026-11-03T18:30,20.00
CSV
night 2026-11-05 3

elsewhere=$folder/elsewhere
mkdir -p "$elsewhere"
cat >"$elsewhere/new bills.csv" <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.60
INV1,3,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:00,30.00
INV1,4,P001,C9,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50
INV1,5,P001,C1,K1,HC,2026-11-31T07:30,2026-11-04T08:00,9.50
INV0,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV1,7,P002,C2,K1,HC,2026-11-04T07:30,2026-11-04T08:00,10.00
CSV
dump >"$folder/before.sql"
files_below "$folder/spool" >"$folder/before.files"

# preview FILE STATUS [OPTION...]: what it said is in $folder/told.
preview() {
    file=$1 wanted=$2
    shift 2
    "$program" -c "$config" preview "$elsewhere/$file" "$@" >"$folder/told" 2>"$folder/said"
    is "preview of $file ends" "$wanted" $?
}
preview "new bills.csv" 3 --provider P001 --feed bills --date 2026-11-06 --format csv
is "row, place, verdict, reasons, pounds" "1,,,matched,,950,950,950
2,,,variance,amount,960,950,960
3,,,held,amount,3000,950,0
4,,,held,no_order,950,,0
5,6,7,rejected,invalid,,,0
6,,,duplicate,,950,,0
7,8,3,rejected,invalid,,,0" "$(sed 1d "$folder/told" | cut -d, -f1-3,8-12)"
is "why and what to do of the line without an order" 1 \
    "$(grep -c 'service","check the client reference' "$folder/told")"
is "the rejected date is told with its field" 1 "$(grep -c 'start: ""2026-11-31T07:30"" is not' "$folder/told")"
is "another's line is not P001's" 1 "$(grep -c 'provider: ""P002"" is not the provider' "$folder/told")"
cp "$folder/told" "$folder/told.csv"

# Nothing is stored, moved or written, also where the spool may not be written.
dump >"$folder/after.sql"
same "the database is as before" "$folder/before.sql" "$folder/after.sql"
files_below "$folder/spool" >"$folder/after.files"
same "the spool is as before" "$folder/before.files" "$folder/after.files"

# Files as a whole.
printf '%s\nINV2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9' "$bill_headings" >"$elsewhere/cut.csv"
preview cut.csv 65 --provider P001 --feed bills --date 2026-11-06 --format csv
is "a cut file says why" 1 "$(grep -c '^,,,,,,,quarantined,.*cut.csv:2:9: the last record has no line end' "$folder/told")"
cp "$folder/spool/done/TEST/bills/earlier.csv" "$elsewhere/again.csv"
preview again.csv 3 --provider P001 --feed bills --date 2026-11-06 --format csv
is "the same bytes again" 1 "$(grep -c '^,,,,,,,duplicate,.*loaded before' "$folder/told")"
head -n 2 "$elsewhere/new bills.csv" >"$elsewhere/good.csv"
preview good.csv 0 --provider P001 --feed bills --date 2026-11-06
is "a table shows the line" 1 "$(grep -c 'INV1 .* matched .*agrees' "$folder/told")"
gzip -kn "$elsewhere/good.csv"
preview good.csv.gz 0 --provider P001 --feed bills --date 2026-11-06
# Of other kinds than bills, the rows that would be rejected.
cat >"$elsewhere/orders.csv" <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,care_manager
V9,1,P001,C1,HC,visit,2026-11-09T07:30,30,CM1
V9,2,P001,C1,HC,visit,2026-11-09T18:00,half an hour,CM1
CSV
preview orders.csv 3 --provider P001 --feed orders --date 2026-11-06 --format csv
is "the order that would be rejected" 1 "$(grep -c '^2,3,8,.*,rejected,.*planned_minutes: ' "$folder/told")"

# --provider does not stand in for what the night would miss.
sed '/,P002,/d; s/^\([^,]*,[^,]*\),[^,]*/\1/' "$elsewhere/new bills.csv" >"$elsewhere/nameless.csv"
preview nameless.csv 65 --provider P001 --feed bills --date 2026-11-06 --format csv
is "a file without providers" 1 "$(grep -c 'quarantined.*provider: the heading ""provider"" is missing' "$folder/told")"
mkfifo "$elsewhere/pipe.csv"
ln -s good.csv "$elsewhere/link.csv"
preview pipe.csv 66 --provider P001 --feed bills
preview link.csv 66 --provider P001 --feed bills
preview absent.csv 66 --provider P001 --feed bills

# Which feed: the command line has to say where the configuration does not.
preview good.csv 64 --provider P001
is "and is told what there is" "(bills of TEST, portal of TEST)" "$(grep -o '(.*)' "$folder/said")"
preview good.csv 64 --feed bills
preview good.csv 64 --provider P001 --feed absent
preview good.csv 64 --provider P001 --feed bills --date yesterday
preview good.csv 65 --provider P001 --feed bills --date 2026-11-04

# The night says the same when the file is sent.
cp "$elsewhere/new bills.csv" "$folder/spool/in/bills/new.csv"
sed -i 's/url: in\/bills/provider: P001, &/' "$config"
night 2026-11-06 3
is "the night's verdicts are the preview's" "$(sed 1d "$folder/told.csv" | cut -d, -f1,8,10-12)" \
    "$(sql "SELECT concat_ws(',', source_row, verdict, coalesce(billed_pence::text, ''),
                coalesce(expected_pence::text, ''), payable_pence)
            FROM line_verdict WHERE source_file = '$(sha256sum <"$elsewhere/new bills.csv" | cut -c1-64)'
            ORDER BY source_row")"
closing_line
