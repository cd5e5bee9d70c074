#!/bin/sh
# What the bank and the acquirer answer: settled, declined, tried again by card and by bank, said
# twice, contradicted, wrong.  Whatever comes in whatever order, nothing is paid twice, and every
# line can tell what became of it.
. "$(dirname "$0")/council.sh"

council answers
people Ann Cy=someone-else
sed -i -e "s|^    services:|    payer: {name: Test Council, sort_code: 401122, account_no: 87654321}\n&|" \
    -e 's|^      - {name: bills,.*|&\n      - {name: answers, kind: response, preset: tallystick, url: in/answers/*.csv}|' "$config"
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
INV3,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
CSV
night 2026-11-06 0
batch=TEST-20261106-card-1
answers() { # DATE STATUS of the night, with the answers on stdin
    { echo "batch,transaction,status,at,amount,message" && cat; } | put "answers/$1.csv"
    night "$1" "$2"
}
transactions() { # WANTED
    sql_is "transactions" "$1" "SELECT string_agg(concat_ws(' ', invoice_no, attempt, rail, state), ', '
        ORDER BY invoice_no, attempt) FROM settlement_transaction"
}
findings() { # RUN-DATE WANTED
    sql_is "findings of $1" "$2" "SELECT string_agg(place || ' ' || regexp_replace(words, '^[^:]*: ([^;(]*[^;( ]).*', '\1'), ', '
        ORDER BY place, words) FROM settlement_finding JOIN run USING (council, run_id) WHERE business_date = '$1'"
}
transactions "INV1 1 card exported, INV2 1 card exported, INV3 1 card exported"

# --- one settled, one declined; what names nothing, or the wrong amount, changes nothing
answers 2026-11-07 3 <<CSV
$batch,1,settled,2026-11-06T12:00,9.50,
$batch,2,declined,2026-11-06T12:00,9.50,no funds
$batch,3,settled,2026-11-06T12:00,10.01,
$batch,9,settled,,,
$batch,x,settled,,,
TEST-20261106-card-7,1,settled,,,
CSV
transactions "INV1 1 card settled, INV2 1 card declined, INV3 1 card exported"
findings 2026-11-07 "$batch/3 the amount is not what was to be paid, $batch/9 the batch has no such transaction, $batch/x the batch has no such transaction, TEST-20261106-card-7/1 there is no such batch"
sql_is "the batch is acknowledged" acknowledged "SELECT state FROM settlement_batch"
is "the night report has the findings, and what was declined" "4 1" \
    "$(sed -n '/^<h2>Payments to look at/,/^<.tbody/p' "$folder/spool/out/TEST/report/2026-11-07.html" >"$folder/page"
    grep -c 'nothing was changed</td>' "$folder/page") $(grep -c '/2</td>.*£9.50.*was declined: no funds; ' "$folder/page")"
tallystick status
is "status shows the findings" 4 "$(grep -c '^payment ' "$folder/said")"
is "status says what to type" 1 "$(grep -c "^    tallystick retry $batch 2 --by NAME$" "$folder/said")"

# --- said again; contradicted, both ways; by the reference of the card file
answers 2026-11-08 3 <<CSV
$batch,1,settled,,,again
$batch,1,declined,,,
$batch,2,settled,,,
$batch,TEST-20261106-1-3,settled,,10.00,
CSV
transactions "INV1 1 card settled, INV2 1 card declined, INV3 1 card settled"
findings 2026-11-08 "$batch/1 contradicts the answer that was there before, $batch/2 contradicts the answer that was there before"
sql_is "the batch is part-declined" part-declined "SELECT state FROM settlement_batch"

# --- tried again: who, what, once
retry() { # WANTED-STATUS ARGUMENTS
    wanted=$1
    shift
    tallystick retry "$@"
    is "retry $* ends" "$wanted" $status
}
retry 64 $batch --by Ann
retry 64 $batch two --by Ann
retry 64 $batch 2 --by Ann --rail horse
retry 64 $batch 2
retry 77 $batch 2 --by Cy
retry 66 $batch 9 --by Ann
retry 66 TEST-20261106-card-9 1 --by Ann
retry 65 $batch 1 --by Ann
retry 65 $batch 2 --by Ann --rail bank # P001 has no account
retry 0 $batch 2 --by Ann
retry 65 $batch 2 --by Ann
transactions "INV1 1 card settled, INV2 1 card retried, INV3 1 card settled"
night 2026-11-09 0
second=TEST-20261109-card-1
transactions "INV1 1 card settled, INV2 1 card retried, INV2 2 card exported, INV3 1 card settled"
sql_is "nothing about the first batch is open" closed "SELECT state FROM settlement_batch WHERE batch = '$batch'"
is "the same money leaves again" 950 "$(awk '{ r = $0 } substr(r, 2, 1) == "A" { p += substr(r, 73, 12) } END { print p + 0 }' \
    "$folder/spool/out/TEST/settlement/$second.brif")"

# --- a late word about the first attempt changes nothing; the second declined, tried by bank
put providers/p2.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,contact_email,status,sort_code,account_no
P001,First Care Ltd,card,TKN-1,0001,M1,p1@provider.example,active,401122,12345678
CSV
answers 2026-11-10 3 <<CSV
$batch,2,settled,,,late
$second,*,declined,,,card expired
CSV
findings 2026-11-10 "$batch/2 contradicts the answer that was there before"
retry 0 $second 1 --by Ann --rail bank
tallystick run --date 2026-11-11
third=TEST-20261111-bank-1
sql_is "the third attempt is by bank" "INV2 3 bank" "SELECT concat_ws(' ', invoice_no, attempt, rail)
    FROM settlement_transaction WHERE batch = '$third'"
sql_is "with the same lots" 1 "SELECT count(DISTINCT lot_id) FROM tallystick_data.settlement_lot
    WHERE attempt IN (1, 2, 3) AND lot_id IN (SELECT lot_id FROM tallystick_data.settlement_lot WHERE attempt = 3)"
answers 2026-11-12 0 <<CSV
$third,TEST-20261111-B1-1,received,,,
$third,1,settled,,9.50,
CSV
sql_is "the third attempt is settled" settled "SELECT state FROM settlement_transaction WHERE batch = '$third'"
sql_is "and so is its batch" settled "SELECT state FROM settlement_batch WHERE batch = '$third'"
retry 65 $third 1 --by Ann

# --- an answer before the batch was sent is none
sed -i 's|release: 0|release: 1|' "$config"
put bills/b2.csv <<CSV
$bill_headings
INV4,1,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50
CSV
answers 2026-11-13 3 </dev/null
answers 2026-11-14 3 <<CSV
TEST-20261113-card-1,1,settled,,,
CSV
findings 2026-11-14 "TEST-20261113-card-1/1 the batch was never sent"

# --- pain.002, by the paths of any XML
sed -i 's|^      - {name: answers,.*|&\n      - {name: bank, kind: response, preset: xml, url: in/bank/*.xml, record: TxInfAndSts, columns: {transaction: OrgnlEndToEndId, status: TxSts, message: StsRsnInf/AddtlInf}, values: {batch: "*"}}|' "$config"
put bank/p.xml <<XML
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.14"><CstmrPmtStsRpt><OrgnlPmtInfAndSts>
<TxInfAndSts><OrgnlEndToEndId>TEST-20261111-B1-1</OrgnlEndToEndId><TxSts>RJCT</TxSts>
<StsRsnInf><AddtlInf>account closed</AddtlInf></StsRsnInf></TxInfAndSts>
</OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>
XML
night 2026-11-15 3
findings 2026-11-15 "$third/TEST-20261111-B1-1 contradicts the answer that was there before"

# --- never twice, always explained
sql_is "no lot is settled twice" 0 "SELECT count(*) FROM (SELECT lot_id FROM tallystick_data.lot_ending
    WHERE ending = 'settled' GROUP BY lot_id HAVING count(*) > 1) twice"
tallystick explain P001 INV2 1
for words in "$batch" "$second" "$third" "declined in run 2" "no funds" "card expired" "tried again by Ann, by card" "tried again by Ann, by bank"; do
    is "explain says '$words'" yes "$(tr -s ' \n' ' ' <"$folder/said" | grep -q "$words" && echo yes)"
done
tallystick lines --invoice INV2 --format csv
is "lines have batch, attempt and state" 1 "$(grep -c "$third,1,.*,3,[a-z]*.\$" "$folder/said")"
closing_line
