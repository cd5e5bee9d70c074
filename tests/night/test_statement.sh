#!/bin/sh
# The card statement against what was settled: what differs is told once, and changes nothing.
. "$(dirname "$0")/council.sh"

council statement
sed -i -e 's|^      - {name: bills,.*|&\n      - {name: answers, kind: response, preset: tallystick, url: in/answers/*.csv}\n      - {name: statements, kind: statement, preset: tallystick, url: in/statements/*.csv}|' \
    -e 's|^    sla_days: 4|&\n    statement_days: 10|' "$config"
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
INV3,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
INV4,1,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:00,10.00
CSV
night 2026-11-06 0
batch=TEST-20261106-card-1
put answers/a.csv <<CSV
batch,transaction,status
$batch,1,settled
$batch,2,settled
$batch,3,settled
CSV
put statements/s.csv <<CSV
date,amount,merchant_id,reference,batch,transaction
2026-11-07,9.50,,TEST-20261106-1-1,,
2026-11-07,9.50,M1,,,
2026-11-07,9.50,M1,,,
2026-11-07,10.01,,,$batch,3
2026-11-07,10.00,,,$batch,4
2026-11-08,77.00,M9,,,
2026-11-08,9.50,,TEST-20261106-1-1,,
CSV
night 2026-11-07 3
sql_is "lines of ours" "1 2 3" "SELECT string_agg(transaction::text, ' ' ORDER BY transaction)
    FROM tallystick_data.statement_line WHERE batch = '$batch'"
sql_is "findings" "$batch/1 is on the statement twice
$batch/3 is on the statement with £10.01, and was settled with £10.00
$batch/4 is on the statement, and no answer says that it was settled
s.csv, row 3 is on the statement, and is no settled transaction of ours
s.csv, row 6 is on the statement, and is no settled transaction of ours" \
    "SELECT place || ' ' || regexp_replace(words, ' \(.*', '') FROM settlement_finding ORDER BY place COLLATE \"C\", words"
tallystick status
is "status shows them" 5 "$(grep -c '^payment ' "$folder/said")"

# --- settled, and on no statement ten days later: told once
put answers/b.csv <<CSV
batch,transaction,status
$batch,4,settled
CSV
night 2026-11-08 0
night 2026-11-17 0
night 2026-11-18 3
sql_is "what no statement has" "$batch/4 was settled, and is on no card statement yet" \
    "SELECT place || ' ' || words FROM settlement_finding WHERE kind = 'not on statement'"
night 2026-11-19 0
sql_is "told once" 1 "SELECT count(*) FROM settlement_finding WHERE kind = 'not on statement'"
sql_is "nothing was changed" "settled 4" "SELECT state || ' ' || count(*) FROM settlement_transaction GROUP BY state"
tallystick verify
is "and all of it verifies" 0 $status
closing_line
