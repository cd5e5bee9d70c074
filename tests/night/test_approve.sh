#!/bin/sh
# What waits for a second person is not used, by nobody's word but another person's, from the next
# night on.
. "$(dirname "$0")/council.sh"

council approve
people Ann Bob
sed -i "s/^    approvals: .*/    approvals: {rates: 1, payees: 2, decisions: 1, adjustments: 1, adjustments_over: 0.40}/
    s/^      - {name: bills,/      - {name: decisions, kind: decision, url: in\/decisions\/*.csv}\n&/" "$config"
standing_data
orders
put bills/b1.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,
INV2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,
INV3,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,19.00
CSV
night 2026-11-07 3
sql_is "what the first night reads counts" 0 "SELECT count(*) FROM waiting_item"
sql_is "and is paid" 2900 "SELECT sum(total_pence) FROM settlement_batch"

# Another rate and another card: both wait, the old rate is used, the payee is not paid.
put rates/r2.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,20.00,2026-04-01
P002,HC,weekday,hour,,20.00,2026-04-01
CSV
put providers/p2.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,status
P001,First Care Ltd,card,TKN-1,0001,M1,active
P002,Second Care Ltd,card,TKN-9,0009,M2,active
CSV
put bills/b2.csv <<CSV
$bill_headings
INV4,1,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:00,
INV5,1,P002,C2,K2,HC,2026-11-04T07:30,2026-11-04T08:00,
CSV
tallystick decide P001 INV3 1 pay --by Ann --reason "agreed"
is "a decision is taken" 0 $status
night 2026-11-08 3
sql_is "what waits" "1 decision Ann 1
2 payee - 2
3 rate - 1" "SELECT concat_ws(' ', item_id, kind, coalesce(made_by, '-'), people_needed)
    FROM waiting_item ORDER BY 1"
sql_is "the old rate is used, and no decision carried out" "INV3 held 0
INV4 matched 950
INV5 matched 1000" "SELECT concat_ws(' ', invoice_no, verdict, payable_pence) FROM line_verdict
    WHERE invoice_no IN ('INV3', 'INV4', 'INV5') ORDER BY 1"
sql_is "the payee that waits is not paid" "P001" "SELECT DISTINCT provider
    FROM settlement_transaction WHERE batch LIKE '%20261108%'"
is "that it waits is told" 1 "$(grep -c "P002 INV5.*1 line waits: the provider's payment details changed" \
    "$folder/said")"
sql_is "and nothing is adjusted" 0 "SELECT count(*) FROM adjustment"
tallystick status
is "status says what to type" 3 "$(grep -c 'tallystick approve [123] --by NAME' "$folder/said")"

tallystick approve 1 --by Ann
is "who decided does not approve" 77 $status
tallystick approve 1 --by Nobody
is "a stranger does not" 77 $status
tallystick approve 9 --by Bob
is "there is no ninth" 66 $status
tallystick approve
is "an ID is needed" 64 $status
tallystick approve 1 --by Bob
is "another person does" 0 $status
tallystick approve 1 --by Bob
is "once" 65 $status
tallystick approve 2 --by Ann
is "the first of two" "1 of 2 people have approved it" "$(tail -n 1 "$folder/said")"
tallystick approve 2 --by Ann
is "not twice the same" 77 $status
tallystick approve 3 --by Ann
is "the rate" 0 $status
tallystick explain P001 INV4 1
is "what was used then is explained as it was" 0 $status

night 2026-11-09 3
sql_is "the decision is carried out" "variance {decided} 1900" "SELECT concat_ws(' ', verdict,
    reasons::text, payable_pence) FROM line_verdict WHERE invoice_no = 'INV3'"
tallystick explain P001 INV3 1
is "and explain does not say otherwise" 0 "$(grep -c 'not carried out' "$folder/said")"
# 0.50 an hour-half more for each of INV1 1, INV1 2, INV4 1, and told of INV3, which was billed: only
# lines paid before this night are looked at.
sql_is "the new rate bears on what was paid, and waits in its turn" "INV1 1-A1 50 waiting
INV1 2-A1 50 waiting
INV4 1-A1 50 waiting" "SELECT concat_ws(' ', invoice_no, line_no, difference_pence, state)
    FROM adjustment ORDER BY 1"
sql_is "the second payee waits still" 0 "SELECT count(*) FROM settlement_transaction
    WHERE invoice_no = 'INV5'"
tallystick explain P001 INV1 1
is "explain tells of the adjustment" 1 "$(grep -c '£0.50 net; waits for' "$folder/said")"
tallystick approve 2 --by Bob
tallystick approve 4 --by Bob
is "the adjustments of the night are one thing to approve" \
    "4: P001: 3 paid lines adjusted, £1.50 more and £0.00 less" "$(head -n 1 "$folder/said")"
night 2026-11-10 0
sql_is "adjusted and paid" "INV1 1-A1 50 paid KENT
INV1 2-A1 50 paid KENT
INV4 1-A1 50 paid KENT" "SELECT concat_ws(' ', invoice_no, line_no, net_pence, state,
    CASE WHEN batch IS NOT NULL THEN 'KENT' END) FROM adjustment ORDER BY 1"
sql_is "and the payee, by the new card" 1 "SELECT count(*) FROM settlement_transaction
    WHERE invoice_no = 'INV5'"
is "the file has the new token" 1 \
    "$(grep -l TKN-9 "$folder"/spool/out/TEST/settlement/*20261110*.brif | grep -c .)"
sql_is "lots are what was paid and adjusted" t "SELECT
    (SELECT sum(net_pence) FROM tallystick_data.payment_lot)
    = (SELECT sum(paid_pence) + sum(adjusted_pence) FROM tallystick_data.run)"
sql_is "adjustments leave with the batch" "150" "SELECT sum(net_pence) FROM settlement_transaction
    WHERE batch LIKE '%20261110%' AND provider = 'P001'"
tallystick lines --invoice INV1 --format csv
is "lines show them" 50 "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "adjusted_pence") at = i }
    END { print $at }' "$folder/said")"
tallystick explain P001 INV1 1
is "explain tells the batch" 1 "$(grep -c 'batch TEST-20261110-card-1 transaction 1$' "$folder/said")"
night 2026-11-11 0
sql_is "and nothing more" 3 "SELECT count(*) FROM adjustment"

# A decision that comes by file waits as one that the verb takes does, and changes nothing that people
# have decided and approved.
put bills/b3.csv <<CSV
$bill_headings
INV6,1,P001,C9,K1,HC,2026-11-05T07:30,2026-11-05T08:00,9.50
INV6,2,P001,C9,K1,HC,2026-11-05T18:00,2026-11-05T18:30,9.50
CSV
night 2026-11-12 3
tallystick decide P001 INV6 2 pay --by Ann --reason "agreed"
by_verb=$(sql "SELECT max(item_id) FROM tallystick_data.waiting_item")
tallystick approve "$by_verb" --by Bob
is "what the verb took is approved" 0 $status
put decisions/d1.csv <<CSV
provider,invoice_no,line_no,decision,by,reason
P001,INV6,1,pay,Ann,agreed by telephone
P001,INV6,2,reject,Ann,not agreed after all
P001,INV6,1,pay_expected,Ann,at a price that there is not
CSV
night 2026-11-13 3
by_file="SELECT string_agg(concat_ws(' ', line_no, verdict, reasons::text, payable_pence), '; '
    ORDER BY line_no) FROM line_verdict WHERE invoice_no = 'INV6'"
sql_is "a file's decision is not carried out on one name, and overrides nothing" \
    "1 held {no_order} 0; 2 variance {decided} 950" "$by_file"
item=$((by_verb + 1))
tallystick status
is "status says that it waits" 1 "$(grep -c \
    "^to approve *decision $item *P001 INV6 line 1: pay, by Ann: agreed by" "$folder/said")"
is "and one that cannot be carried out is not to be approved" 1 "$(sql "SELECT count(*)
    FROM tallystick_data.waiting_item WHERE item_id > $by_verb AND words LIKE '%INV6 line 1%'")"
is "and not of the line that is decided" 0 "$(grep -c "^to approve *decision.*INV6 line 2" "$folder/said")"
night 2026-11-14 3
sql_is "it waits another night" "1 held {no_order} 0; 2 variance {decided} 950" "$by_file"
tallystick approve "$item" --by Ann
is "who decided by file does not approve" 77 $status
tallystick approve "$item" --by Bob
is "another person does so" 0 $status
night 2026-11-15 0
sql_is "the first night after it carries it out" \
    "1 variance {decided} 950; 2 variance {decided} 950" "$by_file"
tallystick verify
is "everything holds" 0 $status

closing_line
