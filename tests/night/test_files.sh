#!/bin/sh
# One bad file or line does not cost the night the others.
. "$(dirname "$0")/council.sh"

council files
standing_data
orders
put bills/a-good.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50
CSV
cp "$folder/spool/in/bills/a-good.csv" "$folder/spool/in/bills/b-same-bytes.csv"
printf '%s\nINV2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00\nINV2,2,P002,C2,K2,HC,2026-11-02T18:00,2026-11-02T18:30,10' \
    "$bill_headings" | put bills/c-cut-off.csv
put bills/d-bad-lines.csv <<CSV
$bill_headings
INV3,1,P002,C2,K2,HC,2026-11-31T07:30,2026-11-03T08:00,10.00
INV3,2,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:00,10.005
INV3,3,P002,C2,K2,HC,2026-11-03T18:00,2026-11-03T18:30,10.00
INV3,4,P002,C2,5555555555554444,HC,2026-11-04T07:30,2026-11-04T08:00,10.00
INVOICE-TOO-LONG,1,P002,C2,K2,HC,2026-11-04T18:00,2026-11-04T18:30,10.00
CSV
ln -s /etc/hostname "$folder/spool/in/bills/e-link.csv"
night 2026-11-06 3
is "the log says what is not read again" 1 \
    "$(grep -c 'b-same-bytes.csv: this content was loaded before, as "a-good.csv" on 2026-11-06; it is not read again' "$folder/said")"

# A file that is not whole loads nothing; the others are paid.
is "files of the feed" "a-good.csv loaded
b-same-bytes.csv duplicate
c-cut-off.csv quarantined
d-bad-lines.csv loaded" "$(sql "SELECT regexp_replace(name, '.*/', '') || ' ' || state
    FROM inbound_file WHERE feed = 'bills' ORDER BY 1")"
sql_is "lines of the file that was cut off" 0 \
    "SELECT count(*) FROM line_verdict WHERE invoice_no = 'INV2'"
sql_is "good lines paid" "matched 3" \
    "SELECT verdict || ' ' || count(*) FROM line_verdict WHERE payable_pence > 0 GROUP BY verdict"
is "set aside" "c-cut-off.csv
c-cut-off.csv.reason" "$(ls "$folder/spool/quarantine/TEST/bills")"
is "finance hears of the file and the five rows" "c-cut-off.csv
d-bad-lines.csv:2
d-bad-lines.csv:3
d-bad-lines.csv:5
d-bad-lines.csv:6" "$(tr -d '\r' <"$folder"/spool/out/mail/TEST-2026-11-06.finance.eml |
    sed -n '/^NOT READ/,/^The attached/{s/^bills: \(c-cut-off.csv\):.*/\1/p;s/^bills: \(d-bad-lines.csv:[0-9]*\):.*/\1/p}')"
is "and where it was cut" 1 "$(grep -c '^bills: c-cut-off.csv:3:9: the last record' \
    "$folder/spool/out/mail/TEST-2026-11-06.finance.eml")"
is "the reason is said" 1 "$([ -s "$folder/spool/quarantine/TEST/bills/c-cut-off.csv.reason" ] && echo 1)"
is "done" "a-good.csv
b-same-bytes.csv
d-bad-lines.csv" "$(ls "$folder/spool/done/TEST/bills")"
is "files left in work/" 0 "$(find "$folder/spool/work" -type f | wc -l)"
is "links are not followed" 0 "$(grep -rlF "$(cat /etc/hostname)" "$folder/spool/done" 2>/dev/null | wc -l)"

# A line that is not valid says where and why.
is "rejected rows: record, line, field" "1 2 7 start
2 3 9 net
4 5 5 carer_ref
5 6 1 invoice_no" "$(sql "SELECT concat_ws(' ', source_row, line, \"column\", field) FROM rejected_row ORDER BY 1")"
sql_is "rejected rows say why" 4 "SELECT count(*) FROM rejected_row WHERE reason <> ''"
sql_is "rows of the file" "5 1 4" "SELECT concat_ws(' ', rows_read, rows_loaded, rows_rejected)
    FROM inbound_file WHERE name LIKE '%d-bad-lines.csv'"
sql_is "rejected lines among the verdicts" 4 \
    "SELECT count(*) FROM line_verdict WHERE verdict = 'rejected' AND payable_pence = 0"

# A card number is stored and written nowhere but as first six and last four.
dump >"$folder/dump.sql"
is "card number in the database" 0 "$(grep -c 5555555555554444 "$folder/dump.sql")"
is "card number in what goes out" "" "$(grep -rl 5555555555554444 "$folder/spool/out")"

# Every run proves itself.
sql_is "lines in and lines out" t \
    "SELECT bool_and(lines_in = matched + variance + held + rejected + duplicate
                     AND state = 'closed') FROM run"

# An order that is changed, and then changed back by the bytes of its first file: they are not read
# again, which people are told; standing data comes back.
council changed_back
standing_data
ordered_at() { # FILE TIME
    printf '%s\n' order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes \
        "V1,1,P001,C1,HC,visit,2026-11-05T$2,30" | put "orders/$1"
}
rated_at() { # FILE RATE
    printf '%s\n' provider,service,day_type,kind,minutes,rate,valid_from "P001,HC,weekday,hour,,$2,2026-04-01" |
        put "rates/$1"
}
said_before() {
    tallystick status --format csv
    grep ',loaded before,' "$folder/said" | cut -d, -f6-
}
ordered_at o10.csv 09:00
rated_at r10.csv 19.00
night 2026-11-02 0
ordered_at o11.csv 18:00
rated_at r11.csv 20.00
night 2026-11-03 0
is "nothing is said of what is new" "" "$(said_before)"
ordered_at 'o<12>.csv' 09:00
rated_at r12.csv 19.00
night 2026-11-04 0
is "status has the file, as what it was loaded, and when" \
    'orders: o<12>.csv,"this content was loaded before, as ""o10.csv"" on 2026-11-02",,,,,,' "$(said_before | tr -d '\r')"
is "so has the night report" 1 "$(grep -c 'orders: o&lt;12&gt;.csv</td><td>this content was loaded before, as &quot;o10.csv&quot; on 2026-11-02</td>' \
    "$folder/spool/out/TEST/report/2026-11-04.html")"
sql_is "rates come back" loaded "SELECT state FROM inbound_file WHERE name LIKE '%r12.csv'"
night 2026-11-05 0
is "it is said once" "" "$(said_before)"

# One that the night may not read is left, and finance is told; the others are paid.
council unreadable
standing_data
orders
put bills/a-good.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
CSV
put bills/b-secret.csv <<CSV
$bill_headings
INV2,1,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50
CSV
chmod 000 "$folder/spool/in/bills/b-secret.csv"
if [ "$(id -u)" -eq 0 ]; then # whom no mode keeps out: as whoever the server runs as
    user=$(stat -c %U "$(echo "$database" | sed 's/.*host=\([^ ]*\).*/\1/')")
    chown -R "$user" "$folder"
    printf '#!/bin/sh\nexec setpriv --reuid %s --clear-groups "%s" "$@"\n' "$user" "$program" >"$folder/as_user"
    chmod 755 "$folder/as_user"
    program=$folder/as_user
fi
night 2026-11-06 3
sql_is "the other is paid" "INV1 matched" "SELECT invoice_no || ' ' || verdict FROM line_verdict"
is "it lies where it lay" b-secret.csv "$(ls "$folder/spool/in/bills")"
is "finance is told" 1 "$(tr -d '\r' <"$folder"/spool/out/mail/TEST-2026-11-06.finance.eml |
    grep -c '^feed bills: opening in/bills/b-secret.csv: Permission denied')"
tallystick status --format csv
is "so does status" 1 "$(grep -c 'opening in/bills/b-secret.csv: Permission denied' "$folder/said")"
closing_line
