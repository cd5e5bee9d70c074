#!/bin/sh
# Rails and their files: card and bank, each format, recounted from its bytes against the database;
# what may not be paid tonight waits, is told, and goes when it may.
. "$(dirname "$0")/council.sh"
shared=${TALLYSTICK_SHARED:-$top/../shared}
billed=invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat

# P001 on the card, P002 on the bank; 20 % VAT.
two_rails() { # CARD BANK
    sed -i -e "s/card: brif, bank: pain001/card: $1, bank: $2/" -e 's/vat_percent: 0/vat_percent: 20/' \
        -e 's/^    sla_days: 4/&\n    payer: {name: "Test \& Söhne", sort_code: 01-02-03, account_no: "00012345"}/' \
        "$config"
    standing_data
    payees
    orders
}
payees() { # [LIMIT OF P001]
    put providers/p.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,sort_code,account_no,account_name,contact_email,status,per_transaction_limit
P001,"Première & <Care> Ltd",card,TKN-1,0001,M1,,,,p1@provider.example,active,$1
P002,Second Care Ltd,bank,,,,20-30-40,12345678,"Zweite Pflege ""Süd"" & Co",p2@provider.example,active,
CSV
}
first_bills() {
    put bills/b.csv <<CSV
$billed
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50,1.90
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50,1.90
INV2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00,2.00
INV2,2,P002,C2,K2,HC,2026-11-02T18:00,2026-11-02T18:30,10.00,2.00
INV3,1,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:00,10.00,2.00
CSV
}
settlement=spool/out/TEST/settlement
xpath() { # FILE EXPRESSION, of names without their namespace
    xmllint --xpath "$(printf '%s' "$2" | sed 's/<\([A-Za-z]*\)>/*[local-name()="\1"]/g')" "$1"
}
batch_line() { # RAIL: transactions, lines, pence of net and VAT, of VAT
    sql "SELECT concat_ws(' ', transactions, lines, total_pence, vat_pence) FROM settlement_batch
        WHERE rail = '$1' AND state = 'exported'"
}

# caaa.011 and pain.001.
council rails
two_rails caaa011 pain001
first_bills
night 2026-11-09 0
card=$folder/$settlement/TEST-20261109-card-1.caaa011.xml
bank=$folder/$settlement/TEST-20261109-bank-1.pain001.xml
schema "$card" caaa.011.001.13.xsd
schema "$bank" pain.001.001.09.xsd
is "card: the database" "1 2 2280 380" "$(batch_line card)"
is "card: transactions, items, pence, VAT" "1 2 22.8 3.8" "$(
    for of in 'count(//<Cmpltn>)' 'count(//<SaleItm>)' 'sum(//<TtlAmt>)' 'sum(//<SaleItm>/<ValAddedTax>)'; do
        xpath "$card" "$of"; done | xargs)"
is "card: what TxTtls say, twice" "1 22.80 1 22.80" \
    "$(xpath "$card" '//<TtlNb>/text() | //<TxTtls>/<CmltvAmt>/text()' | xargs)"
is "bank: the database" "2 3 3600 600" "$(batch_line bank)"
is "bank: payments and pounds" "2 36" "$(
    for of in 'count(//<CdtTrfTxInf>)' 'sum(//<InstdAmt>)'; do xpath "$bank" "$of"; done | xargs)"
is "bank: what it says itself, twice" "2 36.00 2 36.00" \
    "$(xpath "$bank" '//<NbOfTxs>/text() | //<CtrlSum>/text()' | xargs)"
is "no card number anywhere" 0 "$(grep -c '<PAN>' "$card")"

# A credit above what is owed waits on the bank and is told; the next invoice is paid less it.
put bills/c.csv <<CSV
$billed,credits_invoice_no,credits_line_no
CN1,1,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:00,-10.00,-2.00,INV3,1
CSV
night 2026-11-10 3
sql_is "the credit is in no batch" "" "SELECT batch FROM line_verdict WHERE invoice_no = 'CN1'"
sql_is "and is told" "waiting P002 CN1 -1200" \
    "SELECT concat_ws(' ', kind, place, pence) FROM settlement_finding"
tallystick status
is "in status too" 1 "$(grep -c 'P002 CN1 *1 line waits: credits beyond' "$folder/said")"
put bills/d.csv <<CSV
$billed
INV5,1,P002,C2,K2,HC,2026-11-04T07:30,2026-11-04T08:00,10.00,2.00
INV5,2,P002,C2,K2,HC,2026-11-04T18:00,2026-11-04T18:30,10.00,2.00
INV6,1,P002,C2,K2,HC,2026-11-05T07:30,2026-11-05T08:00,10.00,2.00
CSV
night 2026-11-11 0
sql_is "INV5 less the credit is one payment" "INV6 1 1200
several 3 1200" "SELECT concat_ws(' ', coalesce(invoice_no, 'several'), lines, net_pence + vat_pence)
    FROM settlement_transaction WHERE batch = 'TEST-20261111-bank-1' ORDER BY transaction"
is "which is in the file" "12.00 12.00" \
    "$(xpath "$folder/$settlement/TEST-20261111-bank-1.pain001.xml" '//<InstdAmt>/text()' | xargs)"

# CSV on both rails.
council rails_csv
two_rails csv csv
first_bills
night 2026-11-09 0
recount() { # FILE: rows before the last, and the pence of them and of the last
    tr -d '\r' <"$1" | awk -F, 'NR > 1 && $2 != "total" { rows++; pence += $NF * 100 }
        END { printf "%d %.0f %.0f\n", rows, pence, $NF * 100 }'
}
is "card" "2 2280 2280" "$(recount "$folder/$settlement/TEST-20261109-card-1.csv")"
is "bank" "2 3600 3600" "$(recount "$folder/$settlement/TEST-20261109-bank-1.csv")"
is "card: the database" "1 2 2280 380" "$(batch_line card)"
is "bank: the database" "2 3 3600 600" "$(batch_line bank)"

# Above the provider's limit: 22.80 is not 22.79. Nothing else waits for it, and it goes when it may.
council rails_limit
two_rails brif csv
payees 22.79
first_bills
night 2026-11-09 3
sql_is "INV1 is in no batch" "0 2 3" "SELECT concat_ws(' ',
    count(batch) FILTER (WHERE invoice_no = 'INV1'), count(*) FILTER (WHERE invoice_no = 'INV1'),
    count(batch)) FROM line_verdict"
sql_is "and is told" "waiting P001 INV1 2280" \
    "SELECT concat_ws(' ', kind, place, pence) FROM settlement_finding"
night 2026-11-10 3
sql_is "every night" 2 "SELECT count(*) FROM settlement_finding"
payees 22.80
night 2026-11-11 0
sql_is "at the limit it goes" "TEST-20261111-card-1 1 2280" \
    "SELECT concat_ws(' ', batch, transactions, total_pence) FROM settlement_batch WHERE rail = 'card'"
is "in BRIF" 2280 "$(awk 'substr($0, 2, 1) == "A" { pence += substr($0, 73, 12) }
    END { print pence }' "$folder/$settlement/TEST-20261111-card-1.brif")"

# Per provider the limit is on the provider's transaction, and a suspended provider is not paid.
council rails_provider
sed -i 's/per: invoice/per: provider/' "$config"
two_rails brif csv
payees 22.80
first_bills
cat >>"$folder/spool/in/bills/b.csv" <<CSV
INV9,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50,1.90
CSV
night 2026-11-09 3
sql_is "P001's invoices together are above it" "waiting P001 3420" \
    "SELECT concat_ws(' ', kind, place, pence) FROM settlement_finding"
sql_is "P002 has one payment" "3 3600" \
    "SELECT concat_ws(' ', lines, net_pence + vat_pence) FROM settlement_transaction"

# Whom a batch pays is settled with it, whatever the provider's record is when its files are written.
council rails_payee
two_rails brif pain001
first_bills
for stage in pull load match report settle; do
    tallystick run --date 2026-11-09 --only $stage
done
sql "UPDATE tallystick_data.provider SET card_token = 'TKN-9', account_no = '87654321'"
tallystick run --date 2026-11-09 --only export
is "the token" 1 "$(grep -c 'TKN-1 ' "$folder/$settlement/TEST-20261109-card-1.brif")"
is "the account" 2 "$(grep -c '<Id>12345678</Id>' "$folder/$settlement/TEST-20261109-bank-1.pain001.xml")"
council rails_tampered
two_rails brif pain001
first_bills
for stage in pull load match report settle; do
    tallystick run --date 2026-11-09 --only $stage
done
sql "UPDATE tallystick_data.settlement_payee SET account_no = '87654321' WHERE provider = 'P002'"
tallystick run --date 2026-11-09 --only export
is "a payee that is not the one settled" 70 $status
closing_line
