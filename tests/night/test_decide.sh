#!/bin/sh
# A person's decision on a held line: who may decide, what can be decided, and that the next night
# carries it out on the verdict it was made on and on no other.
. "$(dirname "$0")/council.sh"

council decide
sed -i -e "s|^    services:|    people: [{name: A. Officer, login: $(id -un)}, {name: $(id -un)}, {name: B. Manager, login: someone-else}]\n&|" \
    -e 's|^      - {name: bills,.*|&\n      - {name: decisions, kind: decision, preset: tallystick, url: in/decisions/*.csv}|' "$config"
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,19.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,19.50
INV1,3,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,19.50
INV1,4,P001,C1,K1,HC,2026-11-03T18:00,2026-11-03T18:30,9.50
INV1,5,P001,C9,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50
INV1,6,P001,C1,K2,HC,2026-11-03T18:00,2026-11-03T18:30,9.50
CSV

decide() { # ARGUMENTS: as the officer, for a reason
    tallystick decide "$@" --by 'A. Officer' --reason 'agreed by telephone'
}
decide P001 INV1 1 pay
is "before any night ends" 65 $status
night 2026-11-06 3
sql_is "the lines stand as the decisions need them" "held{amount} held{amount} held{amount} matched{} held{no_order} held{duplicate_visit}" \
    "SELECT string_agg(verdict || reasons::text, ' ' ORDER BY line_no) FROM line_verdict"

# --- the command line and who may use it
for wrong in "" "P001 INV1 1" "P001 INV1 1 payment" "P001 INV1 1 pay more"; do
    # shellcheck disable=SC2086
    decide $wrong
    is "'decide $wrong' ends" 64 $status
done
tallystick decide P001 INV1 1 pay --reason x
is "without a name ends" 64 $status
tallystick decide P001 INV1 1 pay --by 'A. Officer'
is "without a reason ends" 64 $status
tallystick decide P001 INV1 1 pay --by 'B. Manager' --reason x
is "in another's name ends" 77 $status
tallystick decide P001 INV1 1 pay --by Nobody --reason x
is "in nobody's name ends" 77 $status
tallystick decide P001 INV1 1 pay --by 'A. Officer' --reason 'card 4111 1111 1111 1111'
is "a card number in the reason ends" 65 $status
is "a card number in the reason is shown" 0 "$(grep -c '4111 1111 1111' "$folder/said")"

# --- what can be decided
decide P001 INV1 99 pay
is "a line that is not there ends" 65 $status
decide P001 INV1 4 reject
is "a line that is not held ends" 65 $status
is "its verdict is said" 1 "$(grep -c matched "$folder/said")"
decide P001 INV1 6 pay
is "paying a duplicate visit ends" 65 $status
decide P001 INV1 6 pay_expected
is "paying a duplicate visit's price ends" 65 $status
decide P001 INV1 5 pay_expected
is "the expected price of a line without an order ends" 65 $status
sql_is "nothing of it was recorded" 0 "SELECT count(*) FROM tallystick_data.decision"

decide P001 INV1 01 reject
is "a first decision, on line 01, ends" 0 $status
is "it is said of line 1" 1 "$(grep -c 'P001 INV1 line 1, held' "$folder/said")"
decide P001 INV1 1 pay
is "another on the same line ends" 0 $status
decide P001 INV1 2 pay_expected
tallystick decide P001 INV1 3 reject --by "$(id -un)" --reason 'never ordered'
is "a person without a login stands for the same" 0 $status
decide P001 INV1 5 pay
is "what was billed without an order ends" 0 $status
sql_is "who decided what, and why, is recorded" "1/reject/A. Officer/agreed by telephone" \
    "SELECT line_no || '/' || decision || '/' || decided_by || '/' || reason FROM tallystick_data.decision ORDER BY decision_id LIMIT 1"
sql_is "nothing is carried out by day" 5 "SELECT count(*) FROM line_verdict WHERE verdict = 'held'"

psql -qX "$database" >/dev/null <<SQL &
SELECT pg_advisory_lock(hashtextextended('tallystick run', (SELECT council_id FROM tallystick_data.council)));
SELECT pg_sleep(4);
SQL
sleep 1
decide P001 INV1 1 pay
is "while a night is at work it ends" 75 $status
decide P001 INV1 99 pay
is "on a line that the night may be about to bring it ends" 75 $status
is "and says why" 1 "$(grep -c 'the line is not there, but may be soon: TEST: a night is at work' "$folder/said")"
wait

# --- the next night: 19.50 as billed, half an hour at 19.00, nothing, and 9.50 without an order
night 2026-11-09 3
sql_is "the decisions are carried out" "1:variance{decided}1950 2:variance{decided}950 3:rejected{decided}0 4:matched{}950 5:variance{decided}950 6:held{duplicate_visit}0" \
    "SELECT string_agg(line_no || ':' || verdict || reasons::text || payable_pence, ' ' ORDER BY line_no) FROM line_verdict"
sql_is "a decided line takes the visit it was compared with" "2026-11-02 07:30:00" \
    "SELECT planned_start AT TIME ZONE 'Europe/London' FROM line_verdict WHERE line_no = '1'"
put bills/again.csv <<CSV
$bill_headings
INV1,3,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,19.50
CSV

# --- a decision that cannot be carried out is over. Tonight's cannot be: the visit is paid.
put decisions/d.csv <<CSV
invoice_no,line_no,provider,decision,by,reason
INV1,6,P001,pay,A. Officer,it was a second carer
INV7,1,P001,pay,A. Officer,it has not come yet
INV1,06,P001,pay,a stranger,nobody of the council
INV1,04,P001,reject,A. Officer,not ours
CSV
put bills/c.csv <<CSV
$bill_headings
INV7,1,P001,C9,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50
CSV
night 2026-11-10 3
decides_nothing="d.csv:2: decision on P001 INV1 line 6: cannot be paid before the paid line is credited: held duplicate_visit
d.csv:3: decision on P001 INV7 line 1: no earlier night read such a line, so that nothing is decided
d.csv:5: decision on P001 INV1 line 4: is not held but matched"
is "decisions that cannot be carried out are told with the words of the verb" "$decides_nothing" \
    "$(grep -o 'd.csv:[0-9]*: decision on.*' "$folder/said")"
is "in the night report" 3 "$(tr '>' '\n' <"$folder/spool/out/TEST/report/2026-11-10.html" |
    grep -c '^decision on P001 INV')"
is "and to finance" "$decides_nothing" \
    "$(text_of TEST-2026-11-10.finance.eml | sed -n 's/^decisions: \(d.csv:.*decision on\)/\1/p')"
tallystick status --format csv
is "and in status" "decision,P001 INV1 4,d.csv:5: is not held but matched
decision,P001 INV1 6,d.csv:2: cannot be paid before the paid line is credited: held duplicate_visit
decision,P001 INV7 1,\"d.csv:3: no earlier night read such a line, so that nothing is decided\"" \
    "$(grep -o 'decision,P001.*' "$folder/said" | tr -d '\r' | sed 's/,*$//')"
tallystick explain P001 INV1 6
is "and explain does not say otherwise" 1 "$(grep -c 'not carried out' "$folder/said")"
sql_is "a stranger's decision is rejected" "3 by \"a stranger\" is not one of the council's people" \
    "SELECT source_row || ' ' || field || ' ' || reason FROM rejected_row WHERE feed = 'decisions'"
sql_is "what was refused by decision and comes again is a duplicate" "duplicate rejected" \
    "SELECT string_agg(verdict, ' ' ORDER BY verdict) FROM line_verdict WHERE line_no = '3'"
put orders/changed.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,carers,care_manager,version
V1,7,P001,C1,HC,visit,2026-11-03T18:00,30,2,CM1,2
CSV
put rates/raised.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,10.00,2026-10-01
P001,HC,weekday,hour,,10.00,2026-11-03
CSV
night 2026-11-11 3
sql_is "held for another reason now" "held{amount}" \
    "SELECT verdict || reasons::text FROM line_verdict WHERE invoice_no = 'INV1' AND line_no = '6'"
night 2026-11-12 3
sql_is "the old decision does not pay it" "held{amount}" \
    "SELECT verdict || reasons::text FROM line_verdict WHERE invoice_no = 'INV1' AND line_no = '6'"
sql_is "nor one that was made before there was a verdict" "held{no_order}" \
    "SELECT verdict || reasons::text FROM line_verdict WHERE invoice_no = 'INV7'"
decide P001 INV1 6 pay_expected
is "a new one is taken" 0 $status
night 2026-11-13 3
sql_is "and carried out: half an hour at 10.00" "variance{decided} 500" \
    "SELECT verdict || reasons::text || ' ' || payable_pence FROM line_verdict WHERE invoice_no = 'INV1' AND line_no = '6'"

# --- a night that was cut off after it read the files
put bills/late.csv <<CSV
$bill_headings
INV8,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
CSV
tallystick run --date 2026-11-14 --only pull
tallystick run --date 2026-11-14 --only load
decide P001 INV8 1 pay
is "on a line that it has read and not judged it ends" 75 $status
is "and says that the night is to be finished" 1 "$(grep -c 'a night has to be finished' "$folder/said")"
night 2026-11-14 3
decide P001 INV8 99 pay
is "once it is over a line that is not there ends" 65 $status
# --- nor does it wait for the line to become one that can be paid: the first line is credited first.
put bills/first.csv <<CSV
$bill_headings
INV9,1,P001,C1,K1,HC,2026-11-05T07:30,2026-11-05T08:00,5.00
CSV
night 2026-11-16 3
put bills/changed.csv <<CSV
$bill_headings
INV9,1,P001,C1,K1,HC,2026-11-05T07:30,2026-11-05T08:00,5.10
CSV
night 2026-11-17 3
put decisions/too_soon.csv <<CSV
invoice_no,line_no,provider,decision,by,reason
INV9,1,P001,pay,A. Officer,the second is right
INV7,1,P001,pay_expected,A. Officer,at the agreed price
CSV
night 2026-11-18 3
is "no expected price is told in a file's case too" \
    "too_soon.csv:2: decision on P001 INV9 line 1: cannot be paid before the paid line is credited: held changed_line
too_soon.csv:3: decision on P001 INV7 line 1: has no expected price to pay: held no_order" \
    "$(grep -o 'too_soon.csv:.*' "$folder/said")"
decide P001 INV9 1 pay
is "paying a changed line before the first is credited ends" 65 $status
put bills/credit.csv <<CSV
$bill_headings,credits_invoice_no,credits_line_no
CR9,1,P001,C1,K1,HC,2026-11-05T07:30,2026-11-05T08:00,-5.00,INV9,1
CSV
night 2026-11-19 3
night 2026-11-20 3
changed="SELECT string_agg(verdict || reasons::text || payable_pence, ' ' ORDER BY billed_pence)
         FROM line_verdict WHERE invoice_no = 'INV9'"
sql_is "a decision that came before the credit is over" "matched{}500 held{changed_line}0" "$changed"
decide P001 INV9 1 pay
is "paying it now that the first is credited ends" 0 $status
night 2026-11-23 3
sql_is "one that comes after it pays the line" "matched{}500 variance{decided}510" "$changed"

closing_line
