#!/bin/sh
# What people are told besides lines: care signals and periods below order
# go to the care manager, drift to finance, and a message goes out for them alone.
. "$(dirname "$0")/council.sh"

council told
standing_data
{
    echo "order_no,order_line,provider,client_ref,service,basis,quantity,period,valid_from,care_manager"
    echo "W1,1,P001,C1,HC,period,900,week,2026-11-02,CM1"
    echo "W2,1,P002,C2,HC,period,900,week,2026-11-02,"
} | put orders/o.csv

# The night as far as its messages; then rows by hand, and the messages.
for stage in pull load match report settle export; do
    tallystick run --date 2026-11-06 --only $stage
    is "stage $stage ends" 0 $status
done
sql "
INSERT INTO tallystick_data.care_signal (council_id, provider, client_ref, signal, week, last_week,
    run_id, counted, planned_minutes, care_manager)
SELECT council_id, s.* FROM tallystick_data.council, (VALUES
    ('P001', 'C1', 'shrinking', date '2026-10-05', date '2026-10-26', 1, 1240, 1600, 'CM1'),
    ('P001', 'C1', 'no_reply', date '2026-10-19', date '2026-10-26', 1, 3, NULL, 'CM1'),
    ('P002', 'C2', 'short_handed', date '2026-10-26', date '2026-10-26', 1, 2, NULL, NULL),
    ('P002', 'C3', 'short_handed', date '2026-10-26', date '2026-10-26', 1, 4, NULL, 'CM9')) s;
INSERT INTO tallystick_data.under_delivery (council_id, order_no, order_line, period_first,
    period_last, order_id, run_id, quantity_e4, delivered_e4)
SELECT council_id, order_no, order_line, date '2026-10-26', date '2026-11-01', order_id, 1,
       9000000, CASE order_no WHEN 'W1' THEN 5400000 ELSE 8005000 END
FROM tallystick_data.order_line;
INSERT INTO tallystick_data.drift (council_id, run_id, provider, week, measure, difference, base,
    limit_percent_e4)
SELECT council_id, 1, d.* FROM tallystick_data.council, (VALUES
    ('P002', date '2026-11-02', 'minutes', 56, 1000, 50000),
    ('P002', date '2026-11-02', 'money', 12340, 987600, 10000),
    ('P001', date '2026-10-26', 'money', -12340, 987600, 10000)) d;"
mkdir -p "$folder/spool/out/mail" "$folder/spool/out/TEST/report"
for place in mail TEST/report; do # by a night that was killed
    : >"$folder/spool/out/$place/.tallystick-killed"
done
tallystick run --date 2026-11-06 --only notify
is "what is told is no finding of the night" 0 $status
is "what a killed night began to write" "" \
    "$(find "$folder/spool/out" -name '.tallystick-*')"

# The text part, without the encoding of the mail: lines, and what an equals sign begins.
mail=$folder/spool/out/mail
is "messages" "TEST-2026-11-06-CM1.eml
TEST-2026-11-06.finance.eml" "$(ls "$mail")"
is "the care manager's" "2 care signals were raised, 1 period had less delivered than ordered.
C1  First Care Ltd (P001)
  Visits keep shrinking: 1,240 of 1,600 planned minutes in the 4 weeks from 5 October (22.5 % shorter)
C1  First Care Ltd (P001)
  No reply: 3 visits in the 2 weeks from 19 October
C1  HC
  Week of 26 October: 540 of 900 minutes billed and paid (40 % below)
  First Care Ltd (P001), order W1 line 1" "$(text_of TEST-2026-11-06-CM1.eml | grep -E '^(2 care|C1|  )')"
is "finance's, with the care manager's whom no message reaches" "CARE SIGNALS (2)
C2  Second Care Ltd (P002)
  Fewer carers came than were ordered: 2 visits in the week of 26 October
C3  Second Care Ltd (P002)
  Fewer carers came than were ordered: 4 visits in the week of 26 October
LESS DELIVERED THAN ORDERED (1)
C2  HC
  Week of 26 October: 800.5 of 900 minutes billed and paid (11.1 % below)
  Second Care Ltd (P002), order W2 line 1
PROVIDERS THAT DRIFT (3)
First Care Ltd (P001)
  Week of 26 October: paid £123.40 below the agreed price of £9,876.00 (1.2 %, limit 1 %)
Second Care Ltd (P002)
  Week of 2 November: paid £123.40 above the agreed price of £9,876.00 (1.2 %, limit 1 %)
Second Care Ltd (P002)
  Week of 2 November: pays 5.6 % more time than was delivered: 1,056 minutes for 1,000 (limit 5 %)" \
    "$(text_of TEST-2026-11-06.finance.eml | grep -E '^([A-Z ]+ \(|C[23]|First|Second|  )')"

is "status counts them" "care signal,short_handed,fewer carers came than were ordered,2
care signal,no_reply,visits without reply,1
care signal,shrinking,visits keep shrinking,1
below order,period,less delivered than ordered,2
drift,money,paid above or below the agreed price,2
drift,minutes,more or less time paid than delivered,1" \
    "$("$program" -c "$config" status --format csv | awk -F, 'NR > 1 && $5 != "verdict" { print $5 "," $6 "," $7 "," $8 }')"

# Told once: the next night has nothing to say.
night 2026-11-07 0
is "messages of the next night" 2 "$(ls "$mail" | wc -l)"

# A visit while care was suspended is compared with no order, and so is finance's; the mail says from when
# to when.
suspended() { # NAME
    council "$1"
    standing_data
    orders
    put suspensions/s.csv <<CSV
client_ref,from,to,reason
C1,2026-11-02,2026-11-04,hospital
C3,2026-11-03,,died
C5,2026-11-03,2026-11-03,hospital
CSV
    put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-03T07:35,2026-11-03T08:05,9.50
INV1,2,P001,C1,K1,HC,2026-11-05T08:15,2026-11-05T08:45,9.50
INV2,1,P002,C3,K2,HC,2026-11-03T12:00,2026-11-03T12:30,10.00
INV2,3,P002,C5,K2,HC,2026-11-03T07:30,2026-11-03T08:00,10.00
INV2,4,P002,C6,K2,HC,2026-11-03T07:30,2026-11-03T08:00,10.00
CSV
}
not_paid() { # MESSAGE LINES-OF-EACH
    text_of "$1" | sed -n '/^NOT PAID/,$p' | grep -E -A"$2" '^C[0-9]  ' | grep -v '^--'
}
suspended suspended
night 2026-11-05 3
is "the care manager's" "C1  Thu 5 Nov  HC
  started 45 min later than planned (limit 30 min)" "$(not_paid TEST-2026-11-05-CM1.eml 1)"
is "finance's" "C1  Tue 3 Nov  HC
  care was suspended from Monday 2 November 2026 to Wednesday 4 November 2026
  not compared with a planned visit; delivered 07:35 for 30 min; billed -
C3  Tue 3 Nov  HC
  care was suspended from Tuesday 3 November 2026 on
  not compared with a planned visit; delivered 12:00 for 30 min; billed -
C5  Tue 3 Nov  HC
  care was suspended on Tuesday 3 November 2026
  not compared with a planned visit; delivered 07:30 for 30 min; billed -
C6  Tue 3 Nov  HC
  nothing was ordered for this provider, client and service
  no planned visit; delivered 07:30 for 30 min; billed -" \
    "$(not_paid TEST-2026-11-05.finance.eml 2)"
cp -r "$folder/spool/out/mail" "$folder/told"
at_once=$folder/told
suspended suspended_by_stages
for stage in pull load match report settle export notify; do
    tallystick run --date 2026-11-05 --only $stage
done
for name in TEST-2026-11-05-CM1 TEST-2026-11-05.finance; do
    same "a night in pieces tells $name the same" "$at_once/$name.eml" "$folder/spool/out/mail/$name.eml"
done
closing_line
