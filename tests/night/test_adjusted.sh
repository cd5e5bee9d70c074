#!/bin/sh
# A line that was paid and costs another amount now is told once: to its provider with the line
# responses, the same wherever those come from, and to finance.
. "$(dirname "$0")/council.sh"

# Night 1 pays visits that the provider billed and visits that the council prices; on night 2
# P001's hour costs £20.00 instead of £19.00, and P002's £18.00 instead of £20.00.
two_nights() { # NAME
    council "$1"
    people Ann Bob
    sed -i "s/^    approvals: .*/    approvals: {adjustments: 1, adjustments_over: 0.60}/" "$config"
    standing_data
    orders
    put bills/b1.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50
INV2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
INV2,2,P002,C2,K2,HC,2026-11-02T18:00,2026-11-02T18:30,
CSV
    night 2026-11-03 0
    put rates/r2.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,20.00,2026-04-01
P002,HC,weekday,hour,,18.00,2026-04-01
CSV
    put bills/b2.csv <<CSV
$bill_headings
INV3,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,10.00
INV3,2,P001,C1,K1,HC,2026-11-03T12:00,2026-11-03T12:30,10.00
INV3,x,P001,C1,K1,HC,at noon,2026-11-03T12:30,10.00
CSV
}

two_nights adjusted_at_once
night 2026-11-04 3
files_below "$folder/spool/out" >"$top/build/night/adjusted_at_once.files"

two_nights adjusted
for stage in pull load match report settle export notify; do
    tallystick run --date 2026-11-04 --only $stage
done
files_below "$folder/spool/out" >"$folder/files"
same "a night of many processes writes the same" "$top/build/night/adjusted_at_once.files" \
    "$folder/files"

# Columns of a provider's responses whose verdict is `adjusted`.
adjusted() { # DATE-PROVIDER COLUMNS
    tr -d '\r' <"$folder/spool/out/TEST/responses/$1.csv" | grep ',adjusted,' | cut -d, -f"$2"
}
# By hand: 30 minutes at £20.00 are £10.00, £0.50 more than £9.50; at £18.00 £9.00, £1.00 less.
# P002's pound is above the 60 pence that need nobody's approval.
is "what P001 is told" \
    "b1.csv,1,INV1,1-A1,C1,HC,2026-11-02T07:30:00,adjusted,rate,a rate changed after it was paid: agreed price £10.00 instead of £9.50; £0.50 more goes with the next payment,nothing,,,10.00,0.50,0.00,2026-11-10
b1.csv,2,INV1,2,C1,HC,2026-11-02T18:00:00,adjusted,rate,a rate changed after it was paid: agreed price £10.00 instead of £9.50,bill £0.50 more,9.50,,10.00,0.00,0.00," \
    "$(adjusted 2026-11-04-P001 1-)"
is "behind the lines of the night" "matched held rejected adjusted adjusted" \
    "$(cut -d, -f8 "$folder/spool/out/TEST/responses/2026-11-04-P001.csv" | tail -n +2 | tr '\n' ' ' | sed 's/ $//')"
is "what P002 is told, of which nothing else is new" \
    "INV2,1,a rate changed after it was paid: agreed price £9.00 instead of £10.00,credit £1.00,0.00
INV2,2-A1,a rate changed after it was paid: agreed price £9.00 instead of £10.00; £1.00 is taken off the next payment once it is approved,nothing,0.00" \
    "$(adjusted 2026-11-04-P002 3,4,10,11,15)"

mail=$folder/spool/out/mail
text_of() { # FILE: its text part, without the encoding of the mail
    sed -n '/^Content-Type: text\/plain/,/^Content-Type: text\/html/p' "$mail/$1" | tr -d '\r' |
        perl -pe 's/=\n//; s/=([0-9A-F]{2})/chr hex $1/ge'
}
subject_of() { # FILE
    tr -d '\r' <"$mail/$1" | perl -0777 -ne 'print "$1" =~ s/\n / /gr if /^Subject: (.*(?:\n .*)*)/m'
}
is "P001's message" "Test Council home care 2026-11-04: 3 lines of your bills, 2 not paid, 2 priced again" \
    "$(subject_of TEST-2026-11-04-responses-P001.eml)"
is "P002's" "Test Council home care 2026-11-04: 2 paid lines priced again" \
    "$(subject_of TEST-2026-11-04-responses-P002.eml)"
is "its sentence, in text and HTML" 2 "$(tr -d '\r' <"$mail/TEST-2026-11-04-responses-P002.eml" | perl -pe 's/=\n//; s/=([0-9A-F]{2})/chr hex $1/ge' |
    grep -cF "1 line paid earlier was priced again: £1.00 less, which we settle. 1 line paid earlier was priced again: please credit £1.00.")"
is "finance's" "PAID EARLIER, PRICED AGAIN (4)
C1  Mon 2 Nov  HC
  a rate changed after it was paid: agreed price £10.00 instead of £9.50; £0.50 more goes with the next payment
  First Care Ltd (P001), invoice INV1 line 1-A1
C1  Mon 2 Nov  HC
  a rate changed after it was paid: agreed price £10.00 instead of £9.50; the provider is to bill £0.50 more
  First Care Ltd (P001), invoice INV1 line 2
C2  Mon 2 Nov  HC
  a rate changed after it was paid: agreed price £9.00 instead of £10.00; the provider is to credit £1.00
  Second Care Ltd (P002), invoice INV2 line 1
C2  Mon 2 Nov  HC
  a rate changed after it was paid: agreed price £9.00 instead of £10.00; £1.00 is taken off the next payment once it is approved
  Second Care Ltd (P002), invoice INV2 line 2-A1" \
    "$(text_of TEST-2026-11-04.finance.eml | sed -n '/^PAID EARLIER/,$p' | grep -E '^(PAID|C[12]|  )')"

# Each is told once: paid after its approval, it is in the remittance.
tallystick approve 1 --by Bob
is "the approval ends" 0 $status
night 2026-11-05 3
is "told once" 0 "$(cat "$folder"/spool/out/TEST/responses/2026-11-05-*.csv 2>/dev/null | grep -c adjusted)"
is "nor to finance" 0 "$(cat "$mail"/TEST-2026-11-05*.eml 2>/dev/null | grep -c 'PRICED AGAIN')"
is "paid" 1 "$(grep -c ',INV2,2-A1,.*,-1.00,0.00,-1.00' "$folder"/spool/out/TEST/remittance/TEST-20261105-*-P002.csv)"
closing_line
