#!/bin/sh
# What goes out is what was decided: batch, files and database agree to the penny.
. "$(dirname "$0")/council.sh"

council money
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.60
INV2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.70
INV3,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
CSV
night 2026-12-23 3

is "lines" "INV1 1 matched {} 950
INV1 2 variance {amount} 960
INV2 1 held {amount} 0
INV3 1 matched {} 1000" "$(sql "SELECT concat_ws(' ', invoice_no, line_no, verdict,
    coalesce(reasons, '{}')::text, payable_pence) FROM line_verdict ORDER BY 1")"

# Four working days after 23 December: 24, 29, 30, 31; the 25th and 28th are holidays.
sql_is "due" 2026-12-31 "SELECT DISTINCT due_date FROM line_verdict WHERE payable_pence > 0"
sql_is "the batch" "2 3 2910 exported" \
    "SELECT concat_ws(' ', transactions, lines, total_pence, state) FROM settlement_batch"
sql_is "transactions" "INV1 2 1910
INV3 1 1000" "SELECT concat_ws(' ', invoice_no, lines, net_pence) FROM settlement_transaction ORDER BY 1"

# BRIF: 300 bytes a record, totals from the bytes alone (docs/files-out.md).
brif=$(find "$folder/spool/out/TEST/settlement" -name '*.brif')
is "one BRIF file" 1 "$(printf '%s\n' "$brif" | grep -c .)"
is "records of 300 bytes" 0 "$(($(wc -c <"$brif") % 300))"
is "sales, their pence, item pence" "2 2910 2910" "$(awk '
    { record = $0 }
    substr(record, 2, 1) == "A" { sales += substr(record, 3, 1) == "S"; pence += substr(record, 73, 12) }
    substr(record, 2, 2) == "XI" { items += substr(record, 140, 12) }
    END { print sales, pence + 0, items + 0 }' "$brif")"
is "the file's date is the business date" "20261223 000000" "$(head -n 1 "$brif" | cut -c6-13,14-19 |
    sed 's/^\(.\{8\}\)/\1 /')"
is "totals beside it" 1 "$([ -s "${brif%.brif}.totals" ] && echo 1)"

# A remittance for each provider of the batch.
is "remittances" 2 "$(find "$folder/spool/out/TEST/remittance" -name '*-P00[12].csv' | wc -l)"

# The care manager hears of the variance and the held line, and of no client's name.
is "mail to the care manager" 1 "$(grep -l '^To:.*cm1@council.example' "$folder"/spool/out/mail/*.eml | wc -l)"

# Missed visits: more than three days ago, nobody billed; reported once.
sql_is "missed visits" 16 "SELECT count(*) FROM missed_visit"
night 2026-12-24 3
sql_is "missed visits, a night later" 16 "SELECT count(*) FROM missed_visit"
sql_is "nothing was paid twice" 2910 "SELECT sum(total_pence) FROM settlement_batch"
closing_line
