#!/bin/sh
# What nights tell besides verdicts, over five weeks: providers that drift, periods delivered below
# what was commissioned, clients whose care is slipping; each of the last two once. Sums by hand.
. "$(dirname "$0")/council.sh"

# Weeks begin on 5, 12, 19 and 26 October and 2 November 2026.
council signals
standing_data
sed -i 's/rounding: {rule: nearest, step: 15}/rounding: {rule: none}/
/^    approvals:/i\      - {provider: P002, valid_from: 2026-04-01, rounding: {rule: up, step: 15}}' "$config"

order_headings=order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,carers,quantity,period,valid_from,valid_to,unit_price,care_manager,version,status
bill_headings=invoice_no,line_no,provider,client_ref,service,start,end,quantity,unit,net,outcome,credits_invoice_no,credits_line_no

{
    echo $order_headings
    for week in 10-05 10-12 10-19 10-26 11-02; do # one visit of an hour a week
        echo "V1,${week#*-}${week%-*},P001,C1,HC,visit,2026-${week}T09:00,60,,,,,,,CM1,,"
    done
    for day in 10-06 10-13 10-14 10-20; do # for two carers
        echo "V2,${day#*-}${day%-*},P001,C2,HC,visit,2026-${day}T09:00,30,2,,,,,,CM2,,"
    done
    for day in 10-05 10-06 10-12; do
        echo "V3,${day#*-}${day%-*},P001,C3,HC,visit,2026-${day}T09:00,30,,,,,,,,,"
    done
    echo "W4,1,P001,C4,HC,period,,,,120,week,2026-10-05,,,CM1,,"
    for day in 10-05 10-06 10-07 10-12 10-13 10-14 10-19 10-20 10-26 10-27 11-02 11-03; do
        echo "V5,${day#*-}${day%-*},P002,C5,HC,visit,2026-${day}T09:00,60,,,,,,,CM1,,"
    done
    echo "J6,1,P001,C6,HC,unit,,,,4,,2026-10-05,2026-10-18,20.00,CM2,,"
} | put orders/o.csv

# bills NAME: what has no headings yet arrives as a file of bills.
bills() {
    { echo $bill_headings; cat; } | put "bills/$1.csv"
}
# ends DATE: a night, with or without findings.
ends() {
    tallystick run --date "$1"
    case $status in 0 | 3) pass ;; *) is "the night of $1 ends" "0 or 3" $status ;; esac
}
newest="(SELECT max(run_id) FROM run)"
# told DATE DRIFT UNDER_DELIVERY CARE: what the last run told, a line each.
told() {
    sql_is "drift told on $1" "$2" "SELECT concat_ws(' ', provider, week, measure, difference, base,
        trim_scale(limit_percent)) FROM drift WHERE run_id = $newest ORDER BY provider, week, measure"
    sql_is "under-delivery told on $1" "$3" "SELECT concat_ws(' ', client_ref, period_first,
        period_last, trim_scale(delivered), 'of', trim_scale(quantity)) FROM under_delivery
        WHERE reported_run = $newest ORDER BY client_ref, period_first"
    sql_is "care signals told on $1" "$4" "SELECT concat_ws(' ', client_ref, signal, week, last_week,
        counted, planned_minutes, coalesce(care_manager, 'finance')) FROM tallystick_data.care_signal
        WHERE run_id = $newest ORDER BY client_ref, signal, week"
}
# weeks_are CLIENT WANTED: visits delivered/planned, no-replies, short-handed.
weeks_are() {
    sql_is "weeks of $1" "$2" "SELECT concat_ws(' ', week, visits, delivered_minutes || '/' ||
        planned_minutes, no_replies, short_handed) FROM tallystick_data.client_week
        WHERE client_ref = '$1' AND (visits, no_replies, short_handed) <> (0, 0, 0) ORDER BY week"
}

# --- week 1: nothing is beyond a limit: P002 30p of £40.00 -------------------------------------
bills w1 <<CSV
A1,1,P001,C1,HC,2026-10-05T09:00,2026-10-05T09:55,,,,,,
A1,2,P001,C2,HC,2026-10-06T09:00,2026-10-06T09:30,,,,,,
A1,3,P001,C3,HC,2026-10-05T09:00,2026-10-05T09:30,,,,no_reply,,
A1,4,P001,C3,HC,2026-10-06T09:00,2026-10-06T09:30,,,,No_Reply,,
A1,5,P001,C4,HC,2026-10-05T09:00,2026-10-05T09:54,,,,,,
A1,6,P001,C4,HC,2026-10-06T09:00,2026-10-06T09:54,,,,,,
A1,7,P001,C6,HC,2026-10-07,,2,ea,40.00,,,
B1,1,P002,C5,HC,2026-10-05T09:00,2026-10-05T10:00,,,20.30,,,
B1,2,P002,C5,HC,2026-10-06T09:00,2026-10-06T10:00,,,20.00,,,
CSV
ends 2026-10-12
told 2026-10-12 "" "" ""

# --- week 2: 50p of £40.00; two visits with one carer of two, one of them held; a third no-reply;
# C4's first week had 108 of 120 minutes, which is not more than 10 % less ------------------------
bills w2 <<CSV
A2,1,P001,C1,HC,2026-10-12T09:00,2026-10-12T09:50,,,,,,
A2,2,P001,C2,HC,2026-10-13T09:00,2026-10-13T09:30,,,,,,
A2,3,P001,C2,HC,2026-10-14T09:00,2026-10-14T09:15,,,,,,
A2,4,P001,C3,HC,2026-10-12T09:00,2026-10-12T09:30,,,,no_reply,,
A2,5,P001,C4,HC,2026-10-12T09:00,2026-10-12T09:54,,,,,,
A2,6,P001,C4,HC,2026-10-13T09:00,2026-10-13T09:53,,,,,,
A2,7,P001,C6,HC,2026-10-14,,1,ea,20.00,,,
B2,1,P002,C5,HC,2026-10-12T09:00,2026-10-12T10:00,,,20.30,,,
B2,2,P002,C5,HC,2026-10-13T09:00,2026-10-13T10:00,,,20.20,,,
CSV
ends 2026-10-19
told 2026-10-19 "P002 2026-10-12 money 50 4000 1" "" \
    "C2 short_handed 2026-10-12 2026-10-12 2 CM2
C3 no_reply 2026-10-05 2026-10-12 3 finance"

# --- week 3: late bills bring P002's first week to 70p of £60.00 and its second down to 50p of
# £60.00; 120 minutes are paid for 114 delivered. C4 had 107 minutes in its second week, C6 three
# jobs of four. C8 was not ordered. -----------------------------------------------------------------
bills w3 <<CSV
A3,1,P001,C1,HC,2026-10-19T09:00,2026-10-19T09:45,,,,,,
A3,2,P001,C4,HC,2026-10-19T09:00,2026-10-19T10:00,,,,,,
A3,3,P001,C4,HC,2026-10-20T09:00,2026-10-20T10:00,,,,,,
A3,4,P001,C8,HC,2026-10-19T09:00,2026-10-19T09:20,,,,,,
B3,1,P002,C5,HC,2026-10-07T09:00,2026-10-07T10:00,,,20.40,,,
B3,2,P002,C5,HC,2026-10-14T09:00,2026-10-14T10:00,,,20.00,,,
B3,3,P002,C5,HC,2026-10-19T09:00,2026-10-19T09:57,,,,,,
B3,4,P002,C5,HC,2026-10-20T09:00,2026-10-20T09:57,,,,,,
CSV
ends 2026-10-26
told 2026-10-26 "P002 2026-10-05 money 70 6000 1
P002 2026-10-19 minutes 6 114 5" \
    "C4 2026-10-12 2026-10-18 107 of 120
C6 2026-10-05 2026-10-18 3 of 4" ""
weeks_are C5 "2026-10-05 3 180/180 0 0
2026-10-12 3 180/180 0 0
2026-10-19 2 114/120 0 0"
weeks_are C8 ""

# --- week 4: C1 had 190 of 240 minutes, 20.8 % less. Two credits in full take their line out of P002's
# first week. C8's visit is ordered after all: its held line is compared, and counts. -------------
bills w4 <<CSV
A4,1,P001,C1,HC,2026-10-26T09:00,2026-10-26T09:40,,,,,,
A4,2,P001,C4,HC,2026-10-26T09:00,2026-10-26T10:00,,,,,,
A4,3,P001,C4,HC,2026-10-27T09:00,2026-10-27T10:00,,,,,,
B4,1,P002,C5,HC,2026-10-26T09:00,2026-10-26T09:58,,,,,,
B4,2,P002,C5,HC,2026-10-27T09:00,2026-10-27T09:57,,,,,,
B4,3,P002,C5,HC,2026-10-07T09:00,2026-10-07T10:00,,,-10.40,,B3,1
B4,4,P002,C5,HC,2026-10-07T09:00,2026-10-07T10:00,,,-10.00,,B3,1
CSV
put orders/o8.csv <<CSV
$order_headings
V8,1,P001,C8,HC,visit,2026-10-19T09:00,30,,,,,,,CM1,1,
CSV
ends 2026-11-02
told 2026-11-02 "" "" "C1 shrinking 2026-10-05 2026-10-26 190 240 CM1"
sql_is "P002's first week without the line credited in full" "4030 4000 120 120" \
    "SELECT concat_ws(' ', payable_pence, expected_pence, expected_minutes, delivered_minutes)
     FROM tallystick_data.provider_week WHERE provider = 'P002' AND week = '2026-10-05'"
weeks_are C5 "2026-10-05 2 120/120 0 0
2026-10-12 3 180/180 0 0
2026-10-19 2 114/120 0 0
2026-10-26 2 115/120 0 0"
weeks_are C8 "2026-10-19 1 20/30 0 0"

# --- a credit in full leaves C4's fourth week with 60 of 120 minutes, on the night on which it is
# due; an order read tonight is looked at for all its weeks. C8's order is withdrawn. --------------
bills w4b <<CSV
A5,1,P001,C4,HC,2026-10-27T09:00,2026-10-27T10:00,,,-19.00,,A4,3
CSV
put orders/o7.csv <<CSV
$order_headings
W7,1,P002,C7,HC,period,,,,60,week,2026-10-12,2026-10-25,,CM1,,
V8,1,P001,C8,HC,visit,2026-10-19T09:00,30,,,,,,,CM1,2,cancelled
CSV
ends 2026-11-05
told 2026-11-05 "" "C4 2026-10-26 2026-11-01 60 of 120
C7 2026-10-12 2026-10-18 0 of 60
C7 2026-10-19 2026-10-25 0 of 60" ""

# --- week 5: C1's visits are short again, in weeks that were told of. C8's order is back. ----------
bills w5 <<CSV
A6,1,P001,C1,HC,2026-11-02T09:00,2026-11-02T09:30,,,,,,
B5,1,P002,C5,HC,2026-11-02T09:00,2026-11-02T10:00,,,20.30,,,
CSV
put orders/o9.csv <<CSV
$order_headings
V8,1,P001,C8,HC,visit,2026-10-19T09:00,30,,,,,,,CM1,3,
CSV
ends 2026-11-09
told 2026-11-09 "P002 2026-11-02 money 30 2000 1" "" ""
weeks_are C8 "2026-10-19 1 20/30 0 0"

# A second run of the date adds up; a file that comes again changes nothing.
bills w5b <<CSV
B5,1,P002,C5,HC,2026-11-02T09:00,2026-11-02T10:00,,,20.30,,,
B5,2,P002,C5,HC,2026-11-03T09:00,2026-11-03T10:00,,,20.30,,,
CSV
ends 2026-11-09
told "2026-11-09, again" "P002 2026-11-02 money 60 4000 1" "" ""

# A held line that is sent again in other words counts as it stands now.
weeks_are C1 "2026-10-05 1 55/60 0 0
2026-10-12 1 50/60 0 0
2026-10-19 1 45/60 0 0
2026-10-26 1 40/60 0 0
2026-11-02 1 30/60 0 0"
bills w5c <<CSV
A6,1,P001,C1,HC,2026-11-02T09:00,2026-11-02T09:50,,,,,,
CSV
signals() {
    pg_dump --data-only -t 'tallystick_data.*_week' -t tallystick_data.drift \
        -t tallystick_data.under_delivery -t tallystick_data.care_signal "$database" |
        grep -v '^\\\(un\)\{0,1\}restrict '
}
signals >"$folder/before.sql"
tallystick run --date 2026-11-10 --dry-run
signals >"$folder/after.sql"
same "a dry run kept signals" "$folder/before.sql" "$folder/after.sql"
ends 2026-11-10
told 2026-11-10 "" "" ""
weeks_are C1 "2026-10-05 1 55/60 0 0
2026-10-12 1 50/60 0 0
2026-10-19 1 45/60 0 0
2026-10-26 1 40/60 0 0
2026-11-02 1 50/60 0 0"
weeks_are C2 "2026-10-05 1 30/30 0 1
2026-10-12 2 45/60 0 2"

# A night without anything new tells nothing, and changes nothing.
signals >"$folder/before.sql"
ends 2026-11-10
signals >"$folder/after.sql"
same "a night without files changed signals" "$folder/before.sql" "$folder/after.sql"
sql_is "percentages and quantities have four places" "4 4 4" "SELECT concat_ws(' ',
    (SELECT string_agg(DISTINCT scale(limit_percent)::text, '/') FROM drift),
    string_agg(DISTINCT scale(quantity)::text, '/'), string_agg(DISTINCT scale(delivered)::text, '/')) FROM under_delivery"
closing_line
