#!/bin/sh
# Line responses: what every provider is told of every line that it sent, the same night.
. "$(dirname "$0")/council.sh"

council responses
standing_data
orders
{
    echo "$bill_headings"
    echo "I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50" # agrees
    echo "I1,2,P001,C1,K1,HC,2026-11-02T18:20,2026-11-02T18:50,9.50" # 20 minutes late: paid
    echo "I1,3,P001,C1,K1,HC,2026-11-03T12:00,2026-11-03T12:30,9.50" # near no visit
    echo "I1,4,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.5x" # cannot be read
    echo "I1,5,P001,C9,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50" # no such client
    echo "I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50" # the same again
    echo "=I2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00"
} | put "bills/week 45.csv"
night 2026-11-06 3

responses=$folder/spool/out/TEST/responses
rows() { # FILE
    tr -d '\r' <"$responses/$1"
}
is "a file each provider" "2026-11-06-P001.csv
2026-11-06-P002.csv" "$(ls "$responses")"
is "every line of P001" "file,row,invoice_no,line_no,client_ref,service,start,verdict,reasons,why,what_to_do,billed_net,billed_vat,expected_net,paid_net,paid_vat,due_date
week 45.csv,1,I1,1,C1,HC,2026-11-02T07:30:00,matched,,agrees,nothing,9.50,,9.50,9.50,0.00,2026-11-12
week 45.csv,2,I1,2,C1,HC,2026-11-02T18:20:00,variance,start,started 20 min later than planned (limit 30 min),nothing,9.50,,9.50,9.50,0.00,2026-11-12
week 45.csv,3,I1,3,C1,HC,2026-11-03T12:00:00,held,no_slot,no ordered visit is left near this time,\"check the times, or ask the care manager to order the visit\",9.50,,,0.00,0.00,2026-11-12
week 45.csv,5,I1,5,C9,HC,2026-11-03T07:30:00,held,no_order,\"nothing was ordered for this provider, client and service\",\"check the client reference, the service and the order number\",9.50,,,0.00,0.00,2026-11-12
week 45.csv,6,I1,1,C1,HC,2026-11-02T07:30:00,duplicate,,\"invoice I1 line 1 was sent before, with the same content\",nothing,9.50,,,0.00,0.00,2026-11-12
week 45.csv,4,I1,4,C1,,,rejected,invalid,\"net: \"\"9.5x\"\" is not a number such as -1234.50\",correct the line and send it again,,,,0.00,0.00," \
    "$(rows 2026-11-06-P001.csv)"
is "a cell is no formula" "week 45.csv,7,'=I2,1,C2" "$(rows 2026-11-06-P002.csv | sed -n 2p | cut -d, -f1-5)"

# The message: the whole file attached, and what to do in its text.
mail=$folder/spool/out/mail
attached() { # MESSAGE
    tr -d '\r' <"$mail/$1" | sed -n '/^Content-Type: text\/csv/,/^--/p' | sed '1,/^$/d; /^--/d' |
        base64 -d
}
message=$mail/TEST-2026-11-06-responses-P001.eml
is "it goes to the provider's address" 'To: First Care Ltd <p1@provider.example>' \
    "$(tr -d '\r' <"$message" | grep '^To: ')"
is "the attached file" "$(cksum <"$responses/2026-11-06-P001.csv")" \
    "$(attached TEST-2026-11-06-responses-P001.eml | cksum)"
is "its words" "2 lines are paid (£19.00 with VAT), 2 lines not paid yet (£19.00), 1 line refused, 1 line sent before.
1 line: nothing was ordered for this provider, client and service
  What to do: check the client reference, the service and the order number
1 line: no ordered visit is left near this time
  What to do: check the times, or ask the care manager to order the visit
1 line: a field is not valid
  What to do: correct the line and send it again" \
    "$(sed -n '/^Content-Type: text\/plain/,/^Content-Type: text\/html/p' "$message" | tr -d '\r' |
        perl -pe 's/=\n//; s/=([0-9A-F]{2})/chr hex $1/ge' | grep -E '^(2|1|  What)')"

# A night with nothing new says nothing; one that pays a held line says that.
night 2026-11-09 3
is "nothing new, nothing said" "" "$(ls "$responses" | grep 2026-11-09)"
put orders/more.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,care_manager
V1,99,P001,C1,HC,visit,2026-11-03T12:00,30,CM1
CSV
night 2026-11-09 3
is "a held line that is paid, in the date's second run, with the due date of its first arrival" \
    "week 45.csv,3,I1,3,C1,HC,2026-11-03T12:00:00,matched,,agrees,nothing,9.50,,9.50,9.50,0.00,2026-11-12" \
    "$(rows 2026-11-09.2-P001.csv | sed 1d)"

# A dry run writes nothing.
put bills/dry.csv <<CSV
$bill_headings
I7,1,P001,C1,K1,HC,2026-11-05T07:30,2026-11-05T08:00,9.50
CSV
tallystick run --date 2026-11-10 --dry-run
is "a dry run says nothing" "" "$(ls "$responses" | grep 2026-11-10)"

# Of a file above 256 KiB, what does not agree is attached. 3,000 rows have some 400 KiB.
rm "$folder/spool/in/bills/dry.csv"
put orders/long.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,care_manager
$(seq 3000 | sed 's/.*/L&,1,P001,L&,HC,visit,2026-11-09T07:30,30,CM1/')
CSV
put bills/long.csv <<CSV
$bill_headings
$(seq 3000 | sed 's/.*/L&,1,P001,L&,K&,HC,2026-11-09T07:30,2026-11-09T08:00,9.50/')
L9999,1,P001,L9999,K1,HC,2026-11-09T07:30,2026-11-09T08:00,9.50
CSV
night 2026-11-11 3
is "a long file has all lines" 3002 "$(rows 2026-11-11-P001.csv | wc -l)"
is "and what is attached the one that does not agree" "invoice_no,verdict
L9999,held" "$(attached TEST-2026-11-11-responses-P001.eml | tr -d '\r' | cut -d, -f3,8)"

# A file of a feed that is one provider's and that was set aside: the provider is told, beside its lines or
# alone. Of a feed of all providers' files nobody knows whose it was.
council set_aside_told
sed -i 's|^    services:|      - {name: own, kind: bill, preset: tallystick, url: in/own/*.csv, provider: P001}\n&|' "$config"
standing_data
orders
cut_off() { # NAME: a file without its end
    put "$1" <<CSV
$bill_headings
I9,1,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50
CSV
    truncate -s -1 "$folder/spool/in/$1"
}
cut_off own/monday.csv
cut_off bills/anybodys.csv
put bills/b.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
I2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
CSV
night 2026-11-02 3
responses=$folder/spool/out/TEST/responses
said() { # MESSAGE: subject and words
    tr -d '\r' <"$folder/spool/out/mail/$1" | perl -0pe 's/\n[ \t]+/ /g' | sed -n 's/^Subject: //p'
    text_of "$1" | grep -E 'paid \(|set aside|\.csv|attached'
}
is "the provider's message" "Test Council home care 2026-11-02: 1 line of your bills, 0 not paid, 1 file not read
1 line is paid (£9.50 with VAT).
1 file was set aside, and nothing of it was read. Please correct it and send it again:
  monday.csv:2:9: the last record has no line end: the file may be cut
The attached file has every line, with its reason and what to do." \
    "$(said TEST-2026-11-02-responses-P001.eml)"
is "another's does not speak of it" "Test Council home care 2026-11-02: 1 line of your bills, 0 not paid
1 line is paid (£10.00 with VAT).
The attached file has every line, with its reason and what to do." \
    "$(said TEST-2026-11-02-responses-P002.eml)"
cut_off own/tuesday.csv
night 2026-11-03 3
is "a message of that alone" "Test Council home care 2026-11-03: 1 file not read
1 file was set aside, and nothing of it was read. Please correct it and send it again:
  tuesday.csv:2:9: the last record has no line end: the file may be cut" \
    "$(said TEST-2026-11-03-responses-P001.eml)"
is "has no file" "0 0" "$(grep -c 'text/csv' "$folder/spool/out/mail/TEST-2026-11-03-responses-P001.eml") $(ls "$responses" | grep -c 2026-11-03)"
is "the report counts no lines for it" "" "$(grep -o 'P001</span>' "$folder/spool/out/TEST/report/2026-11-03.html" | head -1)"
# Call monitoring is the provider's too; rates about it are the council's.
sed -i 's|^    services:|      - {name: ecm, kind: evidence, preset: tallystick, url: in/ecm/*.csv, provider: P001}\
      - {name: rates_p2, kind: rate, preset: tallystick, url: in/rates_p2/*.csv, provider: P002}\n&|' "$config"
cut_off ecm/monday.csv
cut_off rates_p2/uplift.csv
night 2026-11-04 3
is "call monitoring is the provider's" "  monday.csv:" \
    "$(text_of TEST-2026-11-04-responses-P001.eml | grep -oE '^  [a-z]+\.csv:')"
is "the council's own file is not" "TEST-2026-11-04-responses-P001.eml
TEST-2026-11-04.finance.eml" "$(ls "$folder/spool/out/mail" | grep 2026-11-04)"
is "and finance hears of both" "monday.csv
uplift.csv" "$(text_of TEST-2026-11-04.finance.eml | grep -oE '(monday|uplift)\.csv' | sort -u)"

# A line held for one that came before says which: tonight's or an earlier night's, for its carer's time, its
# slot or its service.
council named_again
standing_data
orders
put orders/period.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,quantity,period,valid_from,care_manager
W1,1,P002,C5,HC,period,900,week,2026-11-02,CM1
CSV
put bills/a.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
I1,2,P001,C1,K1,HC,2026-11-02T07:35,2026-11-02T08:05,9.50
I1,3,P001,C1,K2,HC,2026-11-02T07:40,2026-11-02T08:10,9.50
I7,1,P002,C5,K5,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
I7,2,P002,C5,,HC,2026-11-02T12:00,2026-11-02T12:30,10.00
"I7""x",2,P002,C5,,HC,2026-11-02T12:00,2026-11-02T12:30,10.00
CSV
night 2026-11-02 3
responses=$folder/spool/out/TEST/responses
whys() { # FILE
    rows "$1" | awk 'NR > 1' | perl -ne '/^[^,]*,[^,]*,([^,]*),([^,]*),.*?,(held|duplicate),[a-z_]*,("[^"]*"|[^,]*),/ && print "$1 $2: $4\n"'
}
is "of the same night" 'I1 2: "this visit has been billed before, as invoice I1 line 1"
I1 3: "this visit has been billed before, as invoice I1 line 1"' "$(whys 2026-11-02-P001.csv)"
is "of a period" '"I7""x" 2: "this visit has been billed before, as invoice I7 line 2"' "$(whys 2026-11-02-P002.csv)"
cp -r "$folder/spool/out/mail" "$folder/told"
put bills/b.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.40
I2,1,P001,C1,K3,HC,2026-11-02T07:40,2026-11-02T08:10,9.50
I2,2,P001,C1,K1,HC,2026-11-02T07:40,2026-11-02T08:10,9.50
CSV
night 2026-11-03 3
is "of an earlier night" 'I1 1: invoice I1 line 1 was paid before with other content
I2 1: "this visit has been billed before, as invoice I1 line 1"
I2 2: "this visit has been billed before, as invoice I1 line 1"' "$(whys 2026-11-03-P001.csv)"
cat >"$folder/again.csv" <<CSV
$bill_headings
I3,1,P001,C1,K4,HC,2026-11-02T07:45,2026-11-02T08:15,9.50
CSV
tallystick preview "$folder/again.csv" --provider P001 --date 2026-11-04 --format csv
is "a preview" "this visit has been billed before, as invoice I1 line 1" \
    "$(grep -o 'this visit has been billed before[^"]*' "$folder/said")"
sql_is "the public detail is of checks alone; the other line has a column of its own" 't|{"line_no": "1", "invoice_no": "I1"}' \
    "SELECT detail IS NULL, other_line FROM line_verdict WHERE invoice_no = 'I2' AND line_no = '1'"
is "finance's message, which has the lines held since earlier" "$(for i in 1 2 3 4 5; do echo "  this visit has been billed before, as invoice"; done
    echo "  invoice I1 line 1 was paid before with other content")" \
    "$(text_of TEST-2026-11-03.finance.eml | grep -oE '^  (this visit has been billed before, as invoice|invoice .* was paid.*)' | sort -r)"
closing_line
