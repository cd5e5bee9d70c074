#!/bin/sh
# explain: the page of every line says what the night decided and how, and says the same for ever,
# whatever becomes of terms, rates, orders, calendars, files and lines besides.
. "$(dirname "$0")/council.sh"

council explain
# shellcheck disable=SC2016
sed -i -e 's|^      - {name: bills,.*|&\
      - {name: evidence, kind: evidence, preset: tallystick, url: in/evidence/*.csv}\
      - {name: decisions, kind: decision, preset: tallystick, url: in/decisions/*.csv}|' \
    -e 's|^      - {service: HC,.*|&\
      - {service: MEAL, vat_percent: 20, unit: meal}|' \
    -e 's|^        rounding: {rule: nearest, step: 15}|&\
        outcomes: [{outcome: cancelled, notice_below_hours: 24, percent: 50}]\
      - {provider: P003, service: HC, valid_from: 2026-04-01, rounding: {rule: none}, visit_pricing: step}\
      - {provider: P002, valid_from: 2026-04-01, purse_pence: 5}|' "$config"

# --- a council of three providers, seven clients and four nights

standing_data
put providers/p3.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,contact_email,status
P003,Third Care Ltd,card,TKN-3,0003,M3,p3@provider.example,active
CSV
put rates/r3.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P003,HC,weekday,visit,45,20.00,2026-04-01
P003,HC,weekday,hour,,24.00,2026-04-01
CSV

visits=order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,carers,care_manager,status,version
# Two visits of half an hour a day for each client; C2 has two carers, C7 has three quarters.
planned() { # VERSION STATUS HOURS-LATER
    echo $visits
    for day in 2 3 4 5 6; do
        for client in 1 2 3 4 5 7 8 11 12 15; do
            carers=1 minutes=30 provider=P001
            [ $client = 2 ] && carers=2
            [ $client = 5 ] && provider=P002
            [ $client = 7 ] && provider=P003 minutes=45
            echo "V$client,$((2 * day)),$provider,C$client,HC,visit,2026-11-0${day}T0$((7 + $3)):30,$minutes,$carers,CM1,$2,$1"
            echo "V$client,$((2 * day + 1)),$provider,C$client,HC,visit,2026-11-0${day}T1$((8 + $3)):00,$minutes,$carers,CM1,$2,$1"
        done
    done
}
planned 0 active 0 | put orders/o.csv
put orders/other.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,quantity,period,valid_from,unit_price
W6,1,P002,C6,HC,period,80,week,2026-10-05,
M7,1,P003,C7,MEAL,unit,3,,2026-10-05,4.50
N1,1,P002,C6,SLEEP,period,600,week,2026-10-05,
CSV
put suspensions/s.csv <<CSV
client_ref,from,to,reason
C4,2026-11-04,2026-11-04,hospital
CSV

headings=invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,quantity,rate,net,vat,outcome,notice_at,credits_invoice_no,credits_line_no,order_no,order_line
# Visits from day $1 to day $2, each a little different from what was ordered.
billed() {
    awk -v from="$1" -v to="$2" 'BEGIN {
        split("0 4 35 0 0 0 0 0 0 0", late); split("30 31 30 30 30 27 50 30 30 30", long)
        split("0 0 0 10 20 0 0 0 0 0", more)
        count = split("1 2 3 4 5 8 11 12 15", clients)
        for (c = 1; c <= count; c++) for (day = from; day <= to; day++)
            for (part = 0; part < 2; part++) {
                client = clients[c]
                i = (client * 3 + day * 2 + part) % 10 + 1
                start = (part ? 1080 : 450) + late[i]; end = start + long[i]
                pence = (client == 5 ? 1000 : 950) + more[i]
                printf "I%d-%d,%d,%s,C%d,%s,HC,2026-11-%02dT%02d:%02d,2026-11-%02dT%02d:%02d,%s,%s,%s,,%s,%s,,,,\n",
                    client, from, 2 * (day - from) + part + 1, client == 5 ? "P002" : "P001", client,
                    i == 10 ? "" : "K" client, day, start / 60, start % 60, day, end / 60, end % 60,
                    i == 9 ? "0.5" : "", i == 9 ? (client == 5 ? "20" : "19") : "",
                    i == 8 ? "" : sprintf("%.2f", pence / 100),
                    i == 7 && client == 3 ? "cancelled" : "",
                    i == 7 && client == 3 ? sprintf("2026-11-%02dT00:00", day) : ""
            }
    }'
}
{
    echo $headings
    billed 2 3
    # the second carer, and one too many; a week's minutes; meals; the price by steps
    for i in 1 2 3 4; do
        echo "I2-S,$i,P001,C2,L$i,HC,2026-11-02T07:30,2026-11-02T08:00,,,9.50,,,,,,,"
        echo "I6,$i,P002,C6,K6,HC,2026-11-0${i}T10:00,2026-11-0${i}T10:30,,,10.00,,,,,,,"
        echo "I7-M,$i,P003,C7,,MEAL,2026-11-0${i}T12:00,,1,4.50,4.50,0.90,,,,,,"
    done
    echo "I7,1,P003,C7,K7,HC,2026-11-02T07:30,2026-11-02T08:20,,,22.00,,,,,,,"
    echo "I7,2,P003,C7,K7,HC,2026-11-02T18:00,2026-11-02T18:45,,,20.00,,,,,,,"
    echo "I9,1,P001,C9,K9,HC,2026-11-02T07:30,2026-11-02T08:00,,,9.50,,,,,,,"
    echo "I9,2,P001,C1,K1,MEAL,2026-11-02T07:30,2026-11-02T08:00,,,9.50,,,,,,,"
    echo "I9,3,P001,C1,K1,HC,2026-11-02 at noon,2026-11-02T08:00,,,9.50,,,,,,,"
    echo "I9,4,P001,C1,K1,HC,2026-11-25T07:30,2026-11-25T08:00,,,9.50,,,,,,,"
    echo "I9,5,P001,C1,K1,HC,2026-11-06T07:30,2026-11-06T08:00,,,9.50,,,,,,V1,12"
    echo "I9,7,P002,C6,K6,SLEEP,2026-11-02T22:00,2026-11-03T06:00,,,80.00,,,,,,,"
    echo "I9,8,P001,C1,K9,HC,2026-11-05T12:00,2026-11-05T12:30,,,9.50,,,,,,,"
    echo "I9,6,P001,C1,K2,HC,2026-11-06T07:45,2026-11-06T08:15,,,9.50,,,,,,,"
} | put bills/b1.csv
night 2026-11-06 3

# The same again, other content under a paid name and under a held one; evidence and orders that
# come late; a credit in full, one in part and one of nothing.
{
    echo $headings
    billed 2 3 | head -n 3
    echo "I1-2,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,,,9.60,,,,,,,"
    echo "I9,1,P001,C9,K9,HC,2026-11-02T07:30,2026-11-02T08:01,,,9.50,,,,,,,"
    billed 4 5
    echo "CR,1,P002,C5,K5,HC,2026-11-02T07:30,2026-11-02T08:00,,,-10.00,,,,I5-2,1,,"
    echo "CR,2,P003,C7,K7,HC,2026-11-02T07:30,2026-11-02T08:20,,,-2.00,,,,I7,1,,"
    echo "CR,3,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:20,,,-2.00,,,,NONE,1,,"
} | put bills/b2.csv
put evidence/e.csv <<CSV
provider,client_ref,carer_ref,log_in,log_out
P001,C1,K1,2026-11-04T07:31,2026-11-04T08:02
P001,C1,K1,2026-11-04T17:20,2026-11-04T17:50
P001,C3,K3,2026-11-05T07:36,2026-11-05T08:03
P002,C5,X1,2026-11-05T18:00,2026-11-05T18:30
CSV
put orders/late.csv <<CSV
$visits
V9,1,P001,C9,HC,visit,2026-11-02T07:30,30,1,CM1,active,0
CSV
night 2026-11-09 3

# People decide; what was credited is billed anew.
held() { # AMOUNT: lines that are held for that reason, as rows of decisions
    sql "SELECT provider || ',' || invoice_no || ',' || line_no FROM line_verdict
         WHERE verdict = 'held' AND reasons = '{$1}' ORDER BY provider, invoice_no, line_no"
}
twice=$(held duplicate_visit | head -n 1 | tr ',' ' ') # may not be paid before the other is credited
{
    echo provider,invoice_no,line_no,decision,by,reason
    held amount | sed -n '1s/$/,pay,A. Officer,agreed by telephone/p; 2s/$/,pay_expected,A. Officer,the agreed price/p; 3s/$/,reject,A. Officer,not agreed/p'
    held start | sed -n '1s/$/,pay,A. Officer,the client asked for it/p'
    held quantity | sed -n '1s/$/,pay,A. Officer,more care was needed/p'
    held duplicate_visit | sed -n '1s/$/,pay,A. Officer,two came/p'
} | put decisions/d.csv
{
    echo $headings
    billed 6 6
    echo "I5-2,1,P002,C5,K5,HC,2026-11-02T07:30,2026-11-02T08:00,,,10.00,,,,,,,"
} | put bills/b3.csv
night 2026-11-10 3
night 2026-11-11 3

# --- a page for every line

lines() { # WHERE: provider, invoice and line of the lines that stand
    sql "SELECT DISTINCT provider, invoice_no, line_no FROM line_verdict WHERE $1 ORDER BY 1, 2, 3"
}
pages() { # FOLDER WHERE [OPTION...]: a page for each line
    pages=$1
    of=$(lines "$2")
    shift 2
    rm -rf "${folder:?}/$pages"
    mkdir -p "$folder/$pages"
    echo "$of" | while IFS='|' read -r provider invoice line; do
        "$program" -c "$config" explain "$@" "$provider" "$invoice" "$line" \
            >"$folder/$pages/$provider $invoice $line" 2>"$folder/$pages.said" ||
            echo "$provider $invoice $line ends $?: $(cat "$folder/$pages.said")"
    done >"$folder/$pages.failed"
    is "pages that are not there ($pages)" "" "$(cat "$folder/$pages.failed")"
}
same_pages() { # WHAT FOLDER FOLDER
    is "$1" "" "$(diff -r "$folder/$2" "$folder/$3" | head -n 6)"
}

paid="verdict IN ('matched', 'variance')"
last_run=$(sql "SELECT max(run_id) FROM run")
is "lines of each verdict" "duplicate held matched rejected variance" \
    "$(sql "SELECT DISTINCT verdict FROM line_verdict" | sort | tr '\n' ' ' | sed 's/ $//')"
reasons=$(sql "SELECT DISTINCT unnest(reasons) FROM line_verdict" | sort | tr '\n' ' ')
for reason in amount start long no_order no_slot no_rate changed_line superseded decided \
    duplicate_visit client_suspended future_visit no_credited_line quantity purse_spent; do
    case " $reasons" in *" $reason "*) pass ;; *) fail "test_explain: no line is $reason ($reasons)" ;; esac
done
pages all TRUE
pages paid "$paid"
pages held_then "verdict = 'held'" --run "$last_run"
pages held_now "verdict = 'held'"
same_pages "the last run and none are the same" held_then held_now
is "pages that are wider than a screen of 100" "" \
    "$(LC_ALL=C.UTF-8 wc -L "$folder"/all/* | awk '$1 > 100 && $2 != "total"')"

# Each page's last verdict is the one that the view shows.
verdicts_of_pages() {
    for page in "$folder"/all/*; do
        awk -v name="$(basename "$page")" '
            /^[A-Z]/ { is_history = /^History/ }
            is_history && $1 == "run" { last = $4 }
            END { sub(/[:;].*/, "", last); print name, last }' "$page"
    done | sort
}
verdicts_of_view() {
    sql "SELECT DISTINCT ON (provider, invoice_no, line_no)
             provider || ' ' || invoice_no || ' ' || line_no || ' ' || verdict
         FROM line_verdict WHERE source_row IS NOT NULL AND delivered_start IS NOT NULL
         ORDER BY provider, invoice_no, line_no,
             CASE WHEN verdict IN ('matched', 'variance') THEN 0 WHEN verdict = 'held' THEN 1 ELSE 2 END,
             run_id DESC" | sort
}
verdicts_of_view >"$folder/view.txt"
verdicts_of_pages | grep -v ' I9 3' >"$folder/pages.txt"
same "a page has another verdict than the view" "$folder/view.txt" "$folder/pages.txt"
is "more lines than a hundred" 1 $(($(wc -l <"$folder/view.txt") > 100))

# --- what a page says
page() { # ARGUMENTS: the page with every run of blanks as one, so that widths do not matter here
    tallystick explain "$@"
    is "explain $* ends" 0 $status
    tr -s ' \n' ' ' <"$folder/said" >"$folder/page"
}
says() { # WORDS
    if grep -qF -- "$1" "$folder/page"; then pass; else fail "test_explain: not said: '$1' in $(cat "$folder/page")"; fi
}
says_not() {
    if grep -qF -- "$1" "$folder/page"; then fail "test_explain: said: '$1' in $(cat "$folder/page")"; else pass; fi
}
page P001 I1-2 01
says "File b1.csv, row 1"
says "SHA-256 $(sql "SELECT sha256 FROM inbound_file WHERE name LIKE '%b1.csv'")"
says "Read in run 1, 2026-11-06, from feed bills"
says "Due 2026-11-12: 4 working days after 2026-11-06, when the line was first read"
says "Batch $(sql "SELECT batch || ', transaction ' || transaction FROM line_verdict WHERE invoice_no = 'I1-2' AND verdict = 'matched' ORDER BY line_no LIMIT 1"), by card"
says "State prepared, released, exported in run 1, 2026-11-06"
says "run 2, 2026-11-09 b2.csv, row 1: duplicate"
says "held: the same invoice line was paid before with other content (changed_line)"
page P003 I7 1
says "run 2, 2026-11-09 CR line 2 took back £2.00 net"
page P003 CR 2
says "This line takes £2.00 net from I7 line 1, for which £22.00 net was paid."
page P003 I7 1
is "a line credited in part begins" "P003 I7 1: paid with a difference, £22.00, £2.00 of it credited" "$(head -n 1 "$folder/said")"
page P002 I5-2 1 # the line that was credited lives again
says "run 1, 2026-11-06 b1.csv, row $(sql "SELECT min(source_row) FROM line_verdict WHERE invoice_no = 'I5-2' AND line_no = '1' AND run_id = 1"): $(sql "SELECT verdict FROM line_verdict WHERE invoice_no = 'I5-2' AND line_no = '1' AND run_id = 1")"
says "; paid £10.00 and credited in full"
page P002 I5-2 1 --run 2
is "a line credited in full begins" "P002 I5-2 1: paid £10.00 and credited in full" "$(head -n 1 "$folder/said")"
# shellcheck disable=SC2046
page $(sql "SELECT provider, invoice_no, line_no FROM line_verdict WHERE 'decided' = ANY (reasons) AND verdict = 'variance' ORDER BY invoice_no" | head -n 1 | tr '|' ' ')
says "Decisions after run 2, 2026-11-09 pay, by A. Officer: "
says "run 3, 2026-11-10 variance: a person decided (decided)"
says_not "not carried out"
# shellcheck disable=SC2086
page $twice
says "Decisions after run 2, 2026-11-09 pay, by A. Officer: two came (not carried out)"
page P001 I9 1
says "run 2, 2026-11-09 variance: the visit was longer than planned (long)"
says "b1.csv, row $(sql "SELECT source_row FROM line_verdict WHERE invoice_no = 'I9' AND line_no = '1' AND run_id = 2 AND verdict = 'duplicate'"): duplicate: a later file replaced this line (superseded)"
page P001 I9 1 --run 1
says "held: nothing was ordered for this provider, client and service (no_order)"
says "Nothing was paid for this line."
says_not "run 2"
page P001 I9 3
says "rejected, could not be read"
says "Field start"
says "2026-11-02 at noon"

# By hand, from the rules: the worked lines of docs/matching.md and their like.
page P001 I2-2 2 # 18:04 to 18:35 for a visit of 30 minutes at 18:00, £19.00 an hour, to the nearest 15
says "31 minutes, nearest 15 → 30"
says "£19.00 an hour × 30 minutes ÷ 60 = £9.50"
says "delivered 31 − planned 30 = 1 minute; agree 0 minutes, pay 5 minutes → within"
page P001 I2-2 3 # 08:05 for 07:30
says "delivered 08:05, planned 07:30: 35 minutes later; agree 15 minutes, pay 30 minutes → outside"
page P001 I2-2 4 # £9.60 for £9.50
says "billed £9.60, expected £9.50: 10p; agree 0p, pay £1.00 or 2 % of £9.50 = 19p, whichever is less → within"
page P001 I3-2 2 # £9.70 for £9.50
says "billed £9.70, expected £9.50: 20p; agree 0p, pay £1.00 or 2 % of £9.50 = 19p, whichever is less → outside"
page P001 I3-2 4 # cancelled at midnight for 18:00: less than 24 hours, half the price of 30 minutes
says "50 % of £9.50 = £4.75"
page P003 I7 1 # 50 minutes: a visit of 45 for £20.00 and 5 minutes of £24.00 an hour
says "45-minute visit £20.00 + 5 minutes at £24.00 an hour = £2.00: £22.00"
page P002 I6 3 # the third half hour of 80 minutes a week, the first having been in the week before
says "30 before + 30 of this line = 60, of 80 minutes ordered"
page P002 I6 4 --run 1
says "quantity total 90 − ordered 80 = 10 minutes"

"$program" -c "$config" explain P001 I1-2 1 --format csv >"$folder/page.csv" 2>"$folder/said"
is "the csv begins" "section,item,text" "$(head -n 1 "$folder/page.csv" | tr -d '\r')"
is "the csv has the file" "Source,File,\"b1.csv, row 1\"" "$(grep '^Source,File' "$folder/page.csv" | tr -d '\r')"
"$program" -c "$config" explain P001 I1-2 1 --format json >"$folder/page.json" 2>"$folder/said"
is "the json has as many rows" "$(($(wc -l <"$folder/page.csv") - 1))" \
    "$(psql -qXAt "$database" -c "SELECT json_array_length(\$json\$$(cat "$folder/page.json")\$json\$::json)")"

# --- what cannot be explained
ends() { # STATUS WORDS ARGUMENTS...
    wanted=$1 words=$2
    shift 2
    tallystick explain "$@"
    is "explain $* ends" "$wanted" $status
    is "explain $* says '$words' in one line" "1 1" "$(grep -cF -- "$words" "$folder/said") $(wc -l <"$folder/said")"
}
ends 64 "must be given" P001 I1-2
ends 64 "is not a whole number" P001 I1-2 1 --run last
ends 64 "no council NOBODY" P001 I1-2 1 --council NOBODY
ends 66 "P001 I1-2 line 99 does not exist" P001 I1-2 99
ends 66 "P002 I1-2 line 1 does not exist" P002 I1-2 1
ends 66 "there is no run 99" P001 I1-2 1 --run 99
ends 66 "P001 I1-4 line 1 was not there yet in that run" P001 I1-4 1 --run 1

# --- the world moves on
sed -i -e 's/nearest, step: 15/up, step: 60/' -e 's/valid_from: 2026-04-01$/&\
        pair_window: 1\
        tolerances: {start: {agree: 0, pay: 0}, amount: {agree: 0, pay: 0}, long: {agree: 0, pay: 0}}/' \
    -e 's/vat_percent: 0/vat_percent: 20/' -e 's/sla_days: 4/sla_days: 9/' \
    -e 's|timezone: Europe/London|timezone: Europe/Athens|' -e 's/percent: 50/percent: 5/' "$config"
printf '2026-11-0%d\n' 2 3 4 5 6 9 >"$folder/holidays.txt"
find "$folder/spool/done" -type f -delete
put rates/new.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,99.00,2026-04-01
P002,HC,weekday,hour,,99.00,2026-04-01
P001,HC,bankholiday,hour,,77.00,2026-04-01
P003,HC,weekday,visit,45,99.00,2026-04-01
CSV
planned 7 active 1 | sed 's/,P001,C[14],/,P002,C3,/' | grep -v '^V2,' >"$folder/moved.csv"
{
    cat "$folder/moved.csv"
    planned 8 cancelled 0 | grep '^V2,'
} | put orders/moved.csv
put orders/moved_too.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,quantity,period,valid_from,unit_price,version
W6,1,P001,C6,HC,period,5,week,2026-10-05,,1
M7,1,P003,C7,MEAL,unit,99,,2026-10-05,9.50,1
CSV
put providers/new.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,contact_email,status
P001,Other Care Ltd,card,TKN-9,0009,M9,p9@provider.example,active
P003,Gone Care Ltd,card,TKN-9,0009,M9,p9@provider.example,suspended
CSV
put suspensions/new.csv <<CSV
client_ref,from,to,reason
C1,2026-11-01,2026-11-30,respite
C4,2026-11-04,2026-11-03,
CSV
put evidence/late.csv <<CSV
provider,client_ref,carer_ref,log_in,log_out
P001,C1,K1,2026-11-02T06:50,2026-11-02T09:20
P001,C3,K3,2026-11-03T07:36,2026-11-03T09:03
CSV
{
    echo $headings
    echo "J1,1,P001,C8,K1,HC,2026-11-12T07:30,2026-11-12T08:00,,,9.50,,,,,,,"
    echo "J1,2,P002,C5,K1,HC,2026-11-12T07:30,2026-11-12T08:00,,,9.50,,,,,,,"
} | put bills/later.csv
night 2026-11-12 3
night 2026-11-13 3
is "the new terms do hold" "{no_slot}" "$(sql "SELECT reasons FROM line_verdict WHERE invoice_no = 'J1' AND line_no = '1'")"
is "held lines that are held for other reasons now" 1 "$(sql "SELECT count(*) > 5 FROM line_verdict WHERE run_id > $last_run AND received_date < '2026-11-12'" | sed 's/t/1/')"
pages paid_later "run_id <= $last_run AND $paid"
# What happened to the line itself since is told besides: its order changed.
page P001 I11-2 1
says "run 5, 2026-11-12 order changed: the agreed price is £77.00 instead of £9.50"
sed -i '/^Adjustments$/,/^$/d' "$folder"/paid_later/*
same_pages "what was paid reads as it did" paid paid_later
of_then=$(ls "$folder/held_then")
mkdir -p "$folder/held_later"
echo "$of_then" | while read -r provider invoice line; do
    "$program" -c "$config" explain --run "$last_run" "$provider" "$invoice" "$line" \
        >"$folder/held_later/$provider $invoice $line" 2>&1
done
same_pages "what was held then reads as it did then" held_then held_later
pages all_later TRUE

# --- two councils have a line of that name
sed -n '/^  - code: TEST/,$p' "$config" | sed -e 's/code: TEST/code: OTHER/' -e 's|url: in/|url: in/other/|' >>"$config"
put other/bills/b.csv <<CSV
$bill_headings
I1-2,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
CSV
tallystick run --date 2026-11-13 --council OTHER
is "the other council's night ends" 3 $status
ends 64 "is known to several councils: --council says which" P001 I1-2 1
tallystick explain P001 I1-2 1 --council TEST
same "the council's own page" "$folder/paid/P001 I1-2 1" "$folder/said"
page P001 I1-2 1 --council OTHER
says "provider_unknown"

# --- a verdict that the rules do not give, and a night of an older version
psql -qX "$database" -c "UPDATE tallystick_data.verdict_sheet s
    SET payable_pence[array_position(s.place, (l.line_id & 127)::smallint)] = 951,
        expected_less_payable[width_bucket((l.line_id & 127)::smallint, s.blocks)] = 950 - 951
    FROM (SELECT min(line_id) AS line_id FROM tallystick_data.bill_line
          WHERE council_id = 1 AND invoice_no = 'I1-2' AND line_no = '1') l
    WHERE s.council_id = 1 AND s.sheet = l.line_id >> 7
    AND (l.line_id & 127)::smallint = ANY (s.place)"
ends 70 "run 1 wrote matched, and walked again it gives matched with another money" P001 I1-2 1 --council TEST
psql -qX "$database" -c "DELETE FROM tallystick_data.match_basis WHERE run_id = 1"
ends 66 "run 1 was matched by a version that did not keep what explain needs" P001 I1-2 1 --council TEST
closing_line
