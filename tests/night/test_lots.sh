#!/bin/sh
# Payment lots: what a night pays of an invoice goes out as it was kept, or not at all; and however
# much it is, memory holds one transaction of it.
. "$(dirname "$0")/council.sh"

# Visits of half an hour to ten clients of P001, hour after hour from the first of April; each is
# billed as ordered, in one invoice, the last line first.
many_visits() { # LINES
    mkdir -p "$folder/spool/in/orders" "$folder/spool/in/bills"
    awk -v lines="$1" -v orders="$folder/spool/in/orders/many.csv" \
        -v bills="$folder/spool/in/bills/many.csv" 'BEGIN {
        print "order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes" >orders
        print "invoice_no,line_no,provider,client_ref,service,start,end,net" >bills
        for (i = 0; i < lines; i++) {
            client = i % 10
            hour = int(i / 10)
            day = int(hour / 24)
            at = sprintf("2026-%02d-%02dT%02d", 4 + int(day / 28), 1 + day % 28, hour % 24)
            printf "V%d,%d,P001,C%d,HC,visit,%s:00,30\n", client, hour + 1, client, at >orders
            printf "INV1,%d,P001,C%d,HC,%s:00,%s:30,9.50\n", lines - i, client, at, at >bills
        }
    }'
}
every_day_rates() {
    put rates/all.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekend,hour,,19.00,2026-03-01
CSV
    sed -i 's/HC,weekday,hour,,19.00,2026-04-01/HC,weekday,hour,,19.00,2026-03-01/' \
        "$folder/spool/in/rates/r.csv"
    sed -i -e 's/valid_from: 2026-04-01/valid_from: 2026-03-01/' "$config"
}

# An invoice of 1,001 lines is two lots and two transactions, line numbers in order throughout.
council lots
standing_data
every_day_rates
many_visits 1001
tallystick run --date 2026-11-09
sql_is "all is paid" "1001 matched" "SELECT count(*) || ' ' || verdict FROM line_verdict GROUP BY verdict"
sql_is "lots" "INV1 1 999 949050
INV1 2 2 1900" "SELECT concat_ws(' ', invoice_no, part, lines, net_pence)
    FROM tallystick_data.payment_lot ORDER BY part"
sql_is "transactions" "1 999
2 2" "SELECT concat_ws(' ', transaction, lines) FROM settlement_transaction ORDER BY transaction"
brif=$folder/spool/out/TEST/settlement/TEST-20261109-card-1.brif
is "product codes: the lines' numbers" "$(seq 1001 | cksum)" \
    "$(awk 'substr($0, 2, 2) == "XI" { print substr($0, 116, 12) + 0 }' "$brif" | cksum)"
is "item numbers" "$({ seq 999; seq 2; } | cksum)" \
    "$(awk 'substr($0, 2, 2) == "XI" { print substr($0, 6, 3) + 0 }' "$brif" | cksum)"
sql_is "places in the lots" "" "SELECT y.line_no FROM tallystick_data.paid_line y
    JOIN tallystick_data.payment_lot l USING (council_id, lot_id)
    WHERE y.line_no::integer <> (l.part - 1) * 999 + y.item"

# What is stored is not what was settled: nothing goes out, and the batch is not exported.
council lots_damaged
visits_to_pay 2
for stage in pull load match report settle; do
    tallystick run --date 2026-11-09 --only $stage
done
damaged() { # WHAT SQL UNDO
    sql "$2"
    tallystick run --date 2026-11-09 --only export
    is "$1" 70 $status
    is "$1: files" 0 "$(find "$folder/spool/out/TEST" -type f 2>/dev/null | wc -l)"
    sql_is "$1: the batch" released "SELECT state FROM settlement_batch"
    sql "$3"
}
damaged "a lot's content" \
    "UPDATE tallystick_data.payment_lot SET content = replace(content, '950', '951')" \
    "UPDATE tallystick_data.payment_lot SET content = replace(content, '951', '950')"
damaged "a lot's pence" \
    "UPDATE tallystick_data.payment_lot SET net_pence = net_pence + 1" \
    "UPDATE tallystick_data.payment_lot SET net_pence = net_pence - 1"
damaged "a transaction's pence" \
    "UPDATE tallystick_data.settlement_transaction SET net_pence = net_pence + 1" \
    "UPDATE tallystick_data.settlement_transaction SET net_pence = net_pence - 1"
damaged "a batch's pence" \
    "UPDATE tallystick_data.settlement_batch SET vat_pence = vat_pence + 1" \
    "UPDATE tallystick_data.settlement_batch SET vat_pence = vat_pence - 1"
damaged "a lot is missing" \
    "UPDATE tallystick_data.settlement_lot SET batch = 'x' || batch" \
    "UPDATE tallystick_data.settlement_lot SET batch = substr(batch, 2)"
tallystick run --date 2026-11-09 --only export
is "mended" 0 $status
sql_is "mended: the batch" exported "SELECT state FROM settlement_batch"

# A credit with VAT beside exempt lines: net and VAT of the whole would have opposite signs, so the
# credit is a refund of its own.
council lots_opposed
standing_data
orders
sed -i 's/      - {service: HC, vat_percent: 0, unit: h}/&\n      - {service: DAY, vat_percent: 20, unit: h}/' "$config"
put rates/day.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,DAY,weekday,hour,,10.00,2026-04-01
CSV
put orders/day.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,care_manager
V9,1,P001,C1,DAY,visit,2026-11-02T12:00,60,CM1
CSV
put bills/b.csv <<CSV
invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat
INV0,1,P001,C1,K1,DAY,2026-11-02T12:00,2026-11-02T13:00,10.00,2.00
CSV
tallystick run --date 2026-11-09
put bills/c.csv <<CSV
invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat,credits_invoice_no,credits_line_no
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50,,,
INV1,2,P001,C1,K1,DAY,2026-11-02T12:00,2026-11-02T13:00,-5.00,-1.00,INV0,1
INV1,3,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50,,,
CSV
tallystick run --date 2026-11-10
sql_is "a refund of its own" "INV0 1 1000 200
INV1 2 1900 0
INV1 1 -500 -100" "SELECT concat_ws(' ', invoice_no, lines, net_pence, vat_pence)
    FROM settlement_transaction ORDER BY batch, transaction"

# With a long council code the 61st batch of a date has no references: it waits for the next date.
council lots_many
sed -i 's/code: TEST/code: ABCDEFGHIJKLMNOP/' "$config"
visits_to_pay 1
for stage in pull load match report; do
    tallystick run --date 2026-11-05 --only $stage
done
sql "INSERT INTO tallystick_data.settlement_batch
     SELECT council_id, 'ABCDEFGHIJKLMNOP-20261105-card-' || n, 1, 'card', '2026-11-05', '2026-11-11',
            1, 1, 0, 0, '', '' FROM tallystick_data.council, generate_series(1, 60) n"
night 2026-11-05 3
sql_is "the 61st batch" "waiting ABCDEFGHIJKLMNOP-20261105-card-61 950" \
    "SELECT kind || ' ' || place || ' ' || pence FROM settlement_finding"
night 2026-11-06 3
sql_is "the next date's first" 950 \
    "SELECT total_pence FROM settlement_batch WHERE batch = 'ABCDEFGHIJKLMNOP-20261106-card-1'"

# Of 30,000 lines settle and export write 9 MB of BRIF and 4 MB of remittance, within 12 MB of data.
# A sanitizer's own data would count, so the bare program is held to it; so would all that threads
# might use of their stacks.
if nm "$program" | grep -q __asan_init; then
    program=$top/build/tallystick
    need_program
fi
council lots_memory
standing_data
every_day_rates
many_visits 30000
for stage in pull load match report; do
    tallystick run --date 2026-11-09 --only $stage
done
for stage in settle export; do
    (ulimit -s 256 && ulimit -d 12000 && exec "$program" -c "$config" run --date 2026-11-09 --only $stage) \
        >"$folder/said" 2>&1
    is "$stage within 12 MB" 0 $?
done
is "its size" 9018600 "$(wc -c <"$folder/spool/out/TEST/settlement/TEST-20261109-card-1.brif")"
closing_line
