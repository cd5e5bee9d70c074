#!/bin/sh
# Missed visits over random nights: a night looks only at what can have become missed since the one
# before, and after each none must be left that a look at everything, in SQL of its own, would report.
#   SEED=N tests/night/test_missed.sh    other nights
. "$(dirname "$0")/council.sh"

seed=${SEED:-$$}
council missed
standing_data
people 'A. Officer'
sed -i 's/rounding: {rule: nearest, step: 15}/rounding: {rule: nearest, step: 15}\n        missed_after: 3/
/^    approvals:/i\      - {provider: P002, valid_from: 2026-04-01, missed_after: 5}' "$config"
missed_after=3 # of P001; P002 waits five days

order_headings=order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,carers,version,status
bill_headings=invoice_no,line_no,provider,client_ref,service,start,end,net,order_no,order_line,credits_invoice_no,credits_line_no

# random NIGHT WHAT: a stream of its own for each.
random() { awk -v seed="$seed$1" -v what="$2" 'BEGIN { srand(seed * 7 + what); print int(rand() * 100) }'; }

# Visits from a week before the night to three days after it; of those that there are some are moved,
# cancelled or ordered again, or need one carer more.
orders_of() { # NIGHT DATE
    {
        echo $order_headings
        awk -v seed="$seed$1" -v night="$1" -v day="$(date -d "$2" +%s)" 'BEGIN {
            srand(seed)
            for (i = 1; i <= 14; i++) {
                p = 1 + int(rand() * 2)
                at = strftime("%Y-%m-%d", day + (int(rand() * 11) - 7) * 86400 + 43200, 1)
                printf "V%d,%d,P00%d,C%d,HC,visit,%sT%02d:00,30,%d,1,active\n", night, i, p,
                    2 * int(rand() * 3) + p, at, 7 + i, 1 + (rand() < 0.2)
            }
        }'
        psql -qXAt -F , "$database" <<SQL
SELECT setseed((($seed + 13 * $1) % 1000) / 1000.0) \g /dev/null
SELECT order_no, order_line, provider, client_ref, service, basis,
       to_char(planned_start + (CASE WHEN random() < 0.2 THEN -1 ELSE 0 END) * interval '1 day',
               'YYYY-MM-DD"T"HH24:MI'), planned_minutes,
       CASE WHEN random() < 0.3 THEN 2 ELSE carers END, version + 1,
       CASE WHEN random() < 0.3 THEN 'cancelled' ELSE 'active' END
FROM (
    SELECT DISTINCT ON (order_no, order_line) * FROM tallystick_data.order_line
    ORDER BY order_no, order_line, version DESC) o
JOIN tallystick_data.care_package USING (council_id, package_id)
WHERE random() < 0.08
SQL
    } | put "orders/o$1.csv"
}

# Of the slots of the last ten days some are billed, and of those some so that they are held; of
# lines paid some are credited in full.
bills_of() { # NIGHT DATE
    {
        echo $bill_headings
        psql -qXAt -F , "$database" <<SQL
SELECT setseed((($seed + 29 * $1) % 1000) / 1000.0) \g /dev/null
SELECT 'I$1', row_number() OVER (), provider, client_ref, service,
       to_char(planned_start, 'YYYY-MM-DD"T"HH24:MI'),
       to_char(planned_start + interval '30 minutes', 'YYYY-MM-DD"T"HH24:MI'),
       CASE WHEN random() < 0.4 THEN '50.00' WHEN provider = 'P001' THEN '9.50' ELSE '10.00' END,
       order_no, order_line, '', ''
FROM (
    SELECT DISTINCT ON (order_no, order_line) * FROM tallystick_data.order_line
    ORDER BY order_no, order_line, version DESC) o
JOIN tallystick_data.care_package USING (council_id, package_id)
WHERE planned_start BETWEEN '$2'::date - 10 AND '$2' AND random() < 0.2;
SELECT 'K$1', row_number() OVER (), k.provider, k.client_ref, k.service,
       to_char(b.claimed_start, 'YYYY-MM-DD"T"HH24:MI'), to_char(b.claimed_end, 'YYYY-MM-DD"T"HH24:MI'),
       round(-y.net_pence / 100.0, 2), b.order_no, b.order_line, y.invoice_no, y.line_no
FROM tallystick_data.paid_line y
JOIN tallystick_data.bill_line b USING (council_id, line_id)
JOIN tallystick_data.care_package k ON k.council_id = b.council_id AND k.package_id = b.package_id
WHERE y.net_pence > 0 AND random() < 0.15
AND NOT EXISTS (SELECT 1 FROM tallystick_data.paid_line t WHERE t.credits_line_id = y.line_id)
SQL
    } | put "bills/b$1.csv"
}

# One held line of four is refused.
decide_some() { # NIGHT
    psql -qXAt -F ' ' "$database" <<SQL | while read -r provider invoice line; do
SELECT setseed((($seed + 31 * $1) % 1000) / 1000.0) \g /dev/null
SELECT h.provider, b.invoice_no, b.line_no FROM tallystick_data.held_line h
JOIN tallystick_data.bill_line b USING (council_id, line_id) WHERE random() < 0.25
SQL
        tallystick decide "$provider" "$invoice" "$line" reject --by "A. Officer" --reason x
    done
}

# What changes now and then: how long P001 waits, whether P002 is suspended, and, late, C1 and C2.
change_some() { # NIGHT DATE
    if [ "$(random "$1" 1)" -lt 20 ]; then
        sed -i "s/missed_after: $missed_after/missed_after: $(($(random "$1" 2) % 5))/" "$config"
        missed_after=$(sed -n 's/^        missed_after: //p' "$config")
    fi
    status_of_p002=active
    [ "$(random "$1" 3)" -ge 40 ] || status_of_p002=suspended
    put "providers/p$1.csv" <<CSV
provider,name,rail,card_token,card_last4,merchant_id,contact_email,status
P001,First Care Ltd,card,TKN-1,0001,M1,p1@provider.example,active
P002,Second Care Ltd,card,TKN-2,0002,M2,p2@provider.example,$status_of_p002
CSV
    if [ "$(random "$1" 4)" -lt 40 ]; then
        last=$(date -d "$2 $(($(random "$1" 5) % 12 - 8)) days" +%F)
        put "suspensions/s$1.csv" <<CSV
client_ref,from,to,reason
C1,2026-11-01,$last,hospital
C2,2026-11-01,,hospital
CSV
        [ "$(random "$1" 6)" -lt 50 ] || sed -i "s/^C2,2026-11-01,,/C2,2026-11-01,$last,/" \
            "$folder/spool/in/suspensions/s$1.csv"
    fi
}

# Every slot that is due, free and not told of; and whatever was told of on this night.
left_by() { # DATE
    psql -qXAt "$database" <<SQL
WITH o AS (
    SELECT DISTINCT ON (order_no, order_line) * FROM tallystick_data.order_line
    ORDER BY order_no, order_line, version DESC, order_id DESC
), suspended AS (
    SELECT DISTINCT ON (client_ref, from_date) client_ref, from_date, to_date
    FROM tallystick_data.suspension
    ORDER BY client_ref, from_date, file_id DESC, source_row DESC
)
SELECT o.order_no, o.order_line, s.slot
FROM o JOIN tallystick_data.care_package k USING (council_id, package_id),
     generate_series(1, o.carers) AS s (slot)
WHERE o.status = 'active'
AND '$1'::date - (o.planned_start AT TIME ZONE 'Europe/London')::date
    > CASE k.provider WHEN 'P001' THEN $missed_after ELSE 5 END
AND (SELECT p.status FROM tallystick_data.provider p WHERE p.provider = k.provider
     ORDER BY p.file_id DESC LIMIT 1) = 'active'
AND NOT EXISTS (SELECT 1 FROM suspended u WHERE u.client_ref = k.client_ref
    AND (o.planned_start AT TIME ZONE 'Europe/London')::date
        BETWEEN u.from_date AND coalesce(u.to_date, 'infinity'))
AND NOT EXISTS (SELECT 1 FROM tallystick_data.missed_visit m
    WHERE (m.order_no, m.order_line, m.slot) = (o.order_no, o.order_line, s.slot))
AND NOT EXISTS (SELECT 1 FROM tallystick_data.held_line h
    WHERE (h.order_no, h.order_line, h.slot) = (o.order_no, o.order_line, s.slot))
AND NOT EXISTS (SELECT 1 FROM tallystick_data.paid_line y
    WHERE (y.order_no, y.order_line, y.slot) = (o.order_no, o.order_line, s.slot)
    AND coalesce((SELECT -sum(t.net_pence) FROM tallystick_data.paid_line t
                  WHERE t.credits_line_id = y.line_id), -1) < y.net_pence)
ORDER BY 1, 2, 3
SQL
}

export PGTZ=Europe/London
night=1
while [ $night -le 16 ]; do
    date=$(date -d "2026-11-05 $((night + night / 5)) days" +%F)
    [ $night -eq 1 ] || change_some $night "$date"
    orders_of $night "$date"
    if [ $night -gt 1 ]; then
        bills_of $night "$date"
        decide_some $night
    fi
    tallystick run --date "$date"
    case $status in 0 | 3) pass ;; *) is "the night of $date ends (seed $seed)" "0 or 3" $status ;; esac
    is "visits due after $date and not told of (seed $seed)" "" "$(left_by "$date")"
    night=$((night + 1))
done
# The nights were worth their while: visits missed, and such as had once been billed.
sql_is "visits were missed (seed $seed)" t "SELECT count(*) > 20 FROM missed_visit"
sql_is "some after a held line or a paid one left them (seed $seed)" t "SELECT count(*) > 0
    FROM tallystick_data.missed_visit m JOIN tallystick_data.order_line o USING (council_id, order_id)
    JOIN tallystick_data.verdict v USING (council_id, order_key, slot) WHERE v.run_id < m.run_id"
closing_line
