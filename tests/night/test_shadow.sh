#!/bin/sh
# A council in shadow is matched and reported, and nothing is paid; live, it begins afresh.
. "$(dirname "$0")/council.sh"

council shadow
sed -i 's/^    sla_days: 4$/&\n    mode: shadow/' "$config"
standing_data
orders
bills() {
    put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.60
INV2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,19.00
CSV
}
bills
night 2026-11-07 3
sql_is "verdicts of the shadow" "TEST/shadow INV1 1 matched
TEST/shadow INV1 2 variance
TEST/shadow INV2 1 held" "SELECT concat_ws(' ', council, invoice_no, line_no, verdict)
    FROM line_verdict ORDER BY 1"
sql_is "no batch" 0 "SELECT count(*) FROM settlement_batch"
is "no file but mails and the night report" 0 \
    "$(find "$folder/spool/out" -type f ! -path "*/mail/*" ! -path "*/report/*" | grep -c .)"
is "the people hear of it, as of a shadow" 1 \
    "$(grep -l 'shadow: nothing is paid' "$folder"/spool/out/mail/*.eml | grep -c .)"
tallystick lines --verdict held
is "lines are seen" 1 "$(grep -c INV2 "$folder/said")"
tallystick explain P001 INV1 2
is "and explained" 0 $status
is "explain waits for no batch" 1 "$(grep -c 'Batch *none: the council is in shadow' "$folder/said")"
tallystick status
is "status says what it is" 1 "$(grep -c 'closed; shadow: nothing is paid$' "$folder/said")"
night 2026-11-08 3
sql_is "what the shadow matched it matches once" 2 \
    "SELECT count(*) FROM line_verdict WHERE verdict IN ('matched', 'variance')"

# Live: the same files come again, and are read and paid.
sed -i '/^    mode: shadow$/d' "$config"
standing_data
orders
bills
night 2026-11-09 3
sql_is "verdicts of the live council" "TEST INV1 1 matched
TEST INV1 2 variance
TEST INV2 1 held" "SELECT concat_ws(' ', council, invoice_no, line_no, verdict)
    FROM line_verdict WHERE council = 'TEST' ORDER BY 1"
sql_is "which are paid" "1 1910" \
    "SELECT concat_ws(' ', transactions, total_pence) FROM settlement_batch"

closing_line
