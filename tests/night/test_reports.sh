#!/bin/sh
# Figures over many nights: how fast was paid, and what is published of it, counted by hand.
. "$(dirname "$0")/council.sh"

council reports
sed -i 's/^    sla_days: 4/    sla_days: 4\n    rail_days: 1\n    transparency: {category: "8099", redact: [P002]}/' "$config"
standing_data
{
    echo "order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,cost_centre,gl_code"
    for day in 02 03 04; do
        echo "V1,$day,P001,C1,HC,visit,2026-03-${day}T07:30,60,CC10,4100"
        echo "V2,$day,P002,C2,HC,visit,2026-03-${day}T07:30,60,CC20,4100"
    done
    echo "V1,big,P001,C1,HC,visit,2026-03-05T00:00,1440,CC11,4100"
} | put orders/o.csv
put rates/r.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,20.00,2026-01-01
P002,HC,weekday,hour,,20.00,2026-01-01
CSV
# Monday 9 March: two lines of I1 agree, one waits for its order; P002's only line waits too.
{
    echo "$bill_headings"
    echo "I1,1,P001,C1,K1,HC,2026-03-02T07:30,2026-03-02T08:30,20.00"
    echo "I1,2,P001,C1,K1,HC,2026-03-05T00:00,2026-03-06T00:00,480.00"
    echo "I1,3,P001,C1,K1,HC,2026-03-06T07:30,2026-03-06T08:30,20.00"
    echo "J1,1,P002,C2,K2,HC,2026-03-07T07:30,2026-03-07T08:30,20.00"
} | put bills/b.csv
night 2026-03-09 3
# Monday 13 April: their visits are ordered after all.
put orders/late.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,cost_centre,gl_code
V1,06,P001,C1,HC,visit,2026-03-06T07:30,60,CC10,4100
CSV
night 2026-04-13 3
# Monday 18 May: P002's visit is decided to be paid.
tallystick decide P002 J1 1 pay --by nobody --reason x
is "nobody decides" 77 $status
put orders/later.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,cost_centre,gl_code
V2,07,P002,C2,HC,visit,2026-03-07T07:30,60,CC20,4100
CSV
put rates/weekend.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P002,HC,weekend,hour,,20.00,2026-01-01
CSV
night 2026-05-18 0

report() {
    tallystick report "$@" --format csv
    is "report $1 ends" 0 $status
}
# One rail day: 9 March is there on the 10th (a day), 13 April on the 14th (36 days after 9 March),
# 18 May on the 19th (71 days): (36 + 71) / 2 = 53.5. Due by Friday 13 March: two of two lines in
# time, then none of two.
report payments
is "days and shares" "council,from,to,payments,paid_pence,average_days,within_30_percent,from_31_to_60_percent,over_60_percent,lines,on_time_percent
TEST,2025-10-01,2026-03-31,1,50000,1.0,100.00,0.00,0.00,2,100.00
TEST,2026-04-01,2026-09-30,2,4000,53.5,0.00,50.00,50.00,2,0.00" "$(cat "$folder/said" | tr -d '\r')"
report payments --from 2026-04-15
is "from a day on" "TEST,2026-04-01,2026-09-30,1,2000,71.0,0.00,0.00,100.00,1,0.00" \
    "$(tr -d '\r' <"$folder/said" | sed 1d)"

# I1 came to exactly 500.00 in the first quarter: not above it.
report transparency
is "every card transaction" "card,2026-01-01,2026-03-09,CC10,First Care Ltd,Home care: HC,20.00,0.00,8099,TEST-20260309-card-1/1
card,2026-01-01,2026-03-09,CC11,First Care Ltd,Home care: HC,480.00,0.00,8099,TEST-20260309-card-1/1
card,2026-04-01,2026-04-13,CC10,First Care Ltd,Home care: HC,20.00,0.00,8099,TEST-20260413-card-1/1
card,2026-04-01,2026-05-18,CC20,Redacted: individual,Home care: HC,20.00,0.00,8099,TEST-20260518-card-1/1" \
    "$(tr -d '\r' <"$folder/said" | grep ^TEST,card | cut -d, -f2-)"
is "nothing above 500" "" "$(grep ^TEST,spend "$folder/said")"
report transparency --over 499.99 --to 2026-03-31
is "an invoice above the threshold" "spend,2026-01-01,2026-03-09,CC10,First Care Ltd,Home care: HC,20.00,0.00,8099,TEST-20260309-card-1/1
spend,2026-01-01,2026-03-09,CC11,First Care Ltd,Home care: HC,480.00,0.00,8099,TEST-20260309-card-1/1" \
    "$(tr -d '\r' <"$folder/said" | grep ^TEST,spend | cut -d, -f2-)"

# A refund is a number below zero, not a text with an apostrophe before it.
put bills/credit.csv <<CSV
$bill_headings,credits_invoice_no,credits_line_no
CN1,1,P001,C1,K1,HC,2026-03-02T07:30,2026-03-02T08:30,-20.00,I1,1
CSV
night 2026-07-06 0
report transparency --from 2026-07-01 --to 2026-09-30
is "a refund" "card,2026-07-01,2026-07-06,CC10,First Care Ltd,Home care: HC,-20.00,0.00,8099,TEST-20260706-card-1/1" \
    "$(tr -d '\r' <"$folder/said" | grep ^TEST | cut -d, -f2-)"
tallystick report transparency --from 2026-09-30 --to 2026-07-01
is "days the wrong way round" 64 $status

tallystick report
is "what?" 64 $status
tallystick report nothing
is "no such report" 64 $status
tallystick report transparency --over -1
is "no such threshold" 64 $status

# Released late, between nights: the file left on the day of its export, whatever its batch is called.
# Friday 6 November + 4 working days is Thursday 12 November; Monday 16 November is ten days after the 6th.
council late
released_by_hand Me
visits_to_pay 1
night 2026-11-06 3
tallystick release TEST-20261106-card-1 --by Me
is "release ends" 0 $status
tallystick run --date 2026-11-16 --only export
is "the export ends" 0 $status
report payments
is "it was paid when it left, and late" "TEST,2026-10-01,2027-03-31,1,950,10.0,100.00,0.00,0.00,1,0.00" \
    "$(tr -d '\r' <"$folder/said" | sed 1d)"
report payments --to 2026-11-15
is "and not before" "" "$(sed 1d "$folder/said")"
report transparency
is "what is published says the day, too" 1 "$(grep -c '^TEST,card,2026-10-01,2026-11-16,' "$folder/said")"
tallystick status --format csv
is "status counts it as late" "in_time 0 late 1" \
    "$(awk -F, '$5 == "left" { print $6, $8 }' "$folder/said" | tr '\n' ' ' | sed 's/ $//')"
tallystick explain P001 INV1 1
is "explain has the day" 1 "$(grep -c 'exported.*2026-11-16' "$folder/said")"
tallystick verify
is "verify agrees" 0 $status
psql -qX "$database" -c "UPDATE tallystick_data.settlement_step SET done_on = '2026-11-11' WHERE state = 'exported'"
tallystick verify
is "a day that somebody changed is seen" 70 $status
closing_line
