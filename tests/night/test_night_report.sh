#!/bin/sh
# The night report: its numbers are those of the database, and what is due is on it.
. "$(dirname "$0")/council.sh"

council night_report
released_by_hand Officer
sed -i 's/^    sla_days: 4/    sla_days: 4\n    rail_days: 1/' "$config"
standing_data
orders
{
    echo "$bill_headings"
    echo "I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50"
    echo "I1,2,P001,C1,K1,HC,2026-11-03T12:00,2026-11-03T12:30,9.50"
    echo "I2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00"
    echo "I2,2,P002,C2,K2,HC,2026-11-31T07:30,2026-11-02T08:00,10.00"
} | put 'bills/a<b>.csv'
night 2026-11-06 3

# The text of each cell of the report's table under a heading, a row a line.
table() { # DATE HEADING
    perl -0777 -ne '
        my ($t) = m{<h2>'"$2"'</h2>.*?<tbody>(.*?)</tbody>}s or exit;
        for (split m{</tr>}, $t) {
            my @c = map { s/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&#39;/chr 39/ge; s/&quot;/"/g; $_ }
                m{<td[^>]*>(.*?)</td>}sg;
            print join("|", @c), "\n" if @c;
        }' "$folder/spool/out/TEST/report/$1.html"
}
is "verdicts" "matched|agrees, to be paid|2|£19.50
variance|differs inside the tolerance or was decided, to be paid and reported|0|£0.00
held|waits for a person, an order or a rate|1|£9.50
rejected|cannot be read, or was refused|1|£0.00
duplicate|sent before|0|£0.00
total||4|£29.00" "$(table 2026-11-06 Verdicts)"
is "the proof" "Lines, 0 of them carried over|4|4|agrees
Pounds of all lines|£29.00|£29.00|agrees
Pounds of lines to be paid, £0.00 of it not paid by terms or decision|£19.50|£19.50|agrees" \
    "$(table 2026-11-06 Proof)"
is "why" "no ordered visit is left near this time|1|£9.50|check the times, or ask the care manager to order the visit" \
    "$(table 2026-11-06 'What waits, and why')"
is "what to release" "TEST-20261106-card-1|card|prepared|2|2|£19.50|2026-11-12|tallystick release TEST-20261106-card-1 --by NAME" \
    "$(table 2026-11-06 Batches)"
is "a name is no markup" 'bills: a<b>.csv:5:22|start: "2026-11-31T07:30" is not a date and time such as 2026-11-02T07:30' \
    "$(table 2026-11-06 'Files missing, not read or set aside, and rows rejected' | sed 's/csv:5:[0-9]*/csv:5:22/')"
# The evening visits of the 2nd were not billed by the third day after.
is "providers" "First Care Ltd P001|1|0|1|£9.50|0|0|1|£9.50
Second Care Ltd P002|1|0|0|£0.00|1|0|1|£10.00" "$(table 2026-11-06 Providers)"
tallystick status --format csv
is "status counts them too" "missed,P001,planned visits that nobody billed,1
missed,P002,planned visits that nobody billed,1" "$(grep ,missed, "$folder/said" | cut -d, -f5-8)"
# Arrived on Friday the 6th, due on Thursday the 12th, so files leave by Wednesday the 11th: on
# Monday not yet, on Tuesday.
is "not due yet" "" "$(table 2026-11-06 'Due and not on the way')"
night 2026-11-09 3
is "not due on Monday" "" "$(table 2026-11-09 'Due and not on the way')"
night 2026-11-10 3
is "due on Tuesday" "2026-11-12||TEST-20261106-card-1|2|£19.50|the batch has not left
2026-11-12|First Care Ltd|I1 line 2|1|£9.50|no ordered visit is left near this time" \
    "$(table 2026-11-10 'Due and not on the way')"
is "the held line is still counted" "First Care Ltd P001|0|0|1|£9.50|0|0|2|£0.00" \
    "$(table 2026-11-10 Providers | grep P001)"

# On a telephone a table of many columns is read as cards, where each cell has its heading beside it.
is "tables of more than four columns have their headings as labels" "What,Since,Pounds,Why,What to do
Batch,Rail,State,Transactions,Lines,Pounds with VAT,Due,What to do
Due,Provider,What,Lines,Pounds,Why
Provider,Agree,Differ, to be paid,Held,Held, without VAT,Rejected,Sent before,Not billed,To be paid with VAT" \
    "$(perl -0777 -ne '
        while (m{<table([^>]*)><thead>(.*?)</thead>}sg) {
            my ($table, $head) = ($1, $2);
            my @headings = $head =~ m{<th[^>]*>(.*?)</th>}g;
            next if @headings < 5;
            my @labels = $table =~ m{--h\d:.(.*?).;}g;
            print "@labels" eq "@headings" ? join(",", @labels) : "no labels", "\n";
        }' "$folder/spool/out/TEST/report/2026-11-10.html")"
is "and for each label a place" 9 "$(grep -c '^\.cards td:nth-child(\([1-9]\))::before{content:var(--h\1)}$' "$folder/spool/out/TEST/report/2026-11-10.html")"

# Released on the 12th, the batch is late.
tallystick release TEST-20261106-card-1 --by Officer
is "the release ends" 0 $status
night 2026-11-12 3
tallystick status
is "status says so" "Left in time: 0 % of 2 lines" "$(grep '^Left' "$folder/said")"
tallystick status --format csv
is "and for machines" "left,in_time,,0,
left,late,,2," "$(grep ,left, "$folder/said" | cut -d, -f5-9)"
is "what is late is said to be" "2026-11-12|First Care Ltd|I1 line 2|1|£9.50|no ordered visit is left near this time" \
    "$(table 2026-11-12 'Due and not on the way')"
night 2026-11-13 3
is "late" "2026-11-12 late|First Care Ltd|I1 line 2|1|£9.50|no ordered visit is left near this time" \
    "$(table 2026-11-13 'Due and not on the way')"
is "nothing is fetched from elsewhere" 0 "$(cat "$folder"/spool/out/TEST/report/*.html | grep -cE 'https?:|src=|<script|url\(')"

# A line is held for what is beyond its limit; what is within one holds nothing, and is told apart.
council held_for
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:50,2026-11-02T08:20,11.50
CSV
night 2026-11-02 3
sql_is "the line's reasons" "{start,amount}" "SELECT reasons FROM line_verdict"
is "why it waits" "the amount billed is not the agreed price|1|£11.50" \
    "$(table 2026-11-02 'What waits, and why' | cut -d'|' -f1-3)"
tallystick status --format csv
is "status" "held,amount,the amount billed is not the agreed price,1,1150" \
    "$(grep ,held, "$folder/said" | grep -v ,verdict, | cut -d, -f5-9)"
is "the care manager's message" "C1  Mon 2 Nov  HC
  billed £2.00 more than the agreed price (limit £1.00 or 2 %, whichever is less)
  not held for: started 20 min later than planned (limit 30 min)" \
    "$(text_of TEST-2026-11-02-CM1.eml | grep -A2 '^C1  ')"
is "the provider's" "1 line: the amount billed is not the agreed price" \
    "$(text_of TEST-2026-11-02-responses-P001.eml | grep '^1 line: ')"
night 2026-11-09 3 # the 6th was the day on which it was due
is "why it is late" "the amount billed is not the agreed price" \
    "$(table 2026-11-09 'Due and not on the way' | grep 'I1 line 1' | cut -d'|' -f6)"

# Nothing is said to be paid while its batch waits for a release.
waiting() { # NAME STATUS
    council "$1"
    case $1 in
    to_be_paid) released_by_hand Officer ;;
    above_limit) people Officer && sed -i 's|release_over: [0-9.]*|release_over: 9.49|' "$config" ;;
    esac
    standing_data
    orders
    put bills/b.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:50,2026-11-02T08:20,9.50
CSV
    night 2026-11-02 "$2"
}
paid_words() { # MESSAGE
    text_of "$1" | grep -iE 'paid' | grep -v '^A line'
    perl -0pe 's/=\r?\n//g; s/=3D/=/g' "$folder/spool/out/mail/$1" | grep -oE '>(to be )?paid[^<]*<'
}
statuses() { # MESSAGE: of the rows of its CSV
    tr -d '\r' <"$folder/spool/out/mail/$1" | sed -n '/^Content-Type: text\/csv/,/^--/p' | sed '1,/^$/d; /^--/d' |
        base64 -d | sed 1d | cut -d, -f1
}
waiting to_be_paid 3
is "in the attached file" "to be paid" "$(statuses TEST-2026-11-02-CM1.eml)"
is "to the care manager" "1 visit is to be paid with a difference (together at the agreed price).
TO BE PAID, WITH A DIFFERENCE (1)
  billed £9.50, agreed price £9.50, to be paid £9.50
>to be paid, differs<
>to be paid<" "$(paid_words TEST-2026-11-02-CM1.eml)"
is "to the provider" "1 line is to be paid (£9.50 with VAT, once the council has released the payment)." \
    "$(paid_words TEST-2026-11-02-responses-P001.eml)"
is "to finance" "variance|differs inside the tolerance or was decided, to be paid and reported|1|£9.50" \
    "$(table 2026-11-02 Verdicts | grep ^variance)"
waiting above_limit 3
is "status of a batch above release_over" "to release" "$(tallystick status --format csv; cut -d, -f5 "$folder/said" | grep release)"
is "to the care manager of it" "1 visit is to be paid with a difference (together at the agreed price).
TO BE PAID, WITH A DIFFERENCE (1)
  billed £9.50, agreed price £9.50, to be paid £9.50
>to be paid, differs<
>to be paid<" "$(paid_words TEST-2026-11-02-CM1.eml)"
is "to the provider of it" "1 line is to be paid (£9.50 with VAT, once the council has released the payment)." \
    "$(paid_words TEST-2026-11-02-responses-P001.eml)"
is "to finance of it" "variance|differs inside the tolerance or was decided, to be paid and reported|1|£9.50" \
    "$(table 2026-11-02 Verdicts | grep ^variance)"
waiting paid_at_once 0
is "in the attached file where nothing waits" paid "$(statuses TEST-2026-11-02-CM1.eml)"
is "to the care manager where nothing waits" "1 visit was paid with a difference (together at the agreed price).
PAID, WITH A DIFFERENCE (1)
  billed £9.50, agreed price £9.50, paid £9.50
>paid, differs<
>paid<" "$(paid_words TEST-2026-11-02-CM1.eml)"
is "to the provider" "1 line is paid (£9.50 with VAT)." "$(paid_words TEST-2026-11-02-responses-P001.eml)"

# Lines of one number are told in one order, whichever of them was stored first.
sent_again() { # NAME NET NET: a paid line comes twice more, with these amounts
    council "$1"
    standing_data
    orders
    put bills/b1.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
CSV
    night 2026-11-02 0
    put bills/b2.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,$2
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,$3
CSV
    night 2026-11-03 3
    night 2026-11-10 3
    table 2026-11-10 'Due and not on the way' | cut -d'|' -f3-5
}
for order in '9.60 9.70' '9.70 9.60'; do
    is "due, after $order" "I1 line 1|1|£9.60
I1 line 1|1|£9.70" "$(sent_again due_again ${order% *} ${order#* } | tail -n 2)"
done
closing_line
