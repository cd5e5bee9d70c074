#!/bin/sh
# The ledger journal of every batch sums to zero and is what the database paid; the VAT evidence
# has net, VAT, rate and number of every transaction.
. "$(dirname "$0")/council.sh"

council journal
sed -i 's/^    sla_days: 4/    sla_days: 4\n    journal: {creditor: "9000", vat: "9100", suspense: "9900"}/
s/formats: \[csv\]/formats: [ubl, csv]/
s/- {service: HC, vat_percent: 0, unit: h}/- {service: HC, vat_percent: 0, unit: h}\n      - {service: DAY, vat_percent: 20, unit: h}/' "$config"
put providers/p.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,vat_no
P001,"First, ""Care"" & Söhne Ltd",card,TKN-1,0001,M1,GB111
P002,Second Care Ltd,card,TKN-2,0002,M2,
CSV
put rates/r.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,20.00,2026-04-01
P001,DAY,weekday,hour,,10.00,2026-04-01
P002,HC,weekday,hour,,20.00,2026-04-01
CSV
put orders/o.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,cost_centre,gl_code
V1,1,P001,C1,HC,visit,2026-11-02T07:30,60,CC10,4100
V1,2,P001,C1,HC,visit,2026-11-03T07:30,60,CC10,4100
V1,3,P001,C3,HC,visit,2026-11-03T09:30,60,CC20,4100
V1,4,P001,C4,DAY,visit,2026-11-03T12:30,60,CC10,4200
V2,1,P002,C2,HC,visit,2026-11-02T07:30,60,,
CSV
put bills/b.csv <<CSV
invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:30,20.00,0.00
I1,2,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:30,20.00,0.00
I1,3,P001,C3,K1,HC,2026-11-03T09:30,2026-11-03T10:30,20.00,0.00
I1,4,P001,C4,K1,DAY,2026-11-03T12:30,2026-11-03T13:30,10.00,2.00
I2,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:30,20.00,0.00
CSV
night 2026-11-06 0
journal=$folder/spool/out/TEST/journal
is "the journal" 'batch,date,account,cost_centre,debit,credit,reference,narrative
TEST-20261106-card-1,2026-11-06,4100,CC10,40.00,,TEST-20261106-1-1,Net of 2 lines
TEST-20261106-card-1,2026-11-06,4100,CC20,20.00,,TEST-20261106-1-1,Net of 1 line
TEST-20261106-card-1,2026-11-06,4200,CC10,10.00,,TEST-20261106-1-1,Net of 1 line
TEST-20261106-card-1,2026-11-06,9100,,2.00,,TEST-20261106-1-1,VAT of 1 line
TEST-20261106-card-1,2026-11-06,9000,,,72.00,TEST-20261106-1-1,"Owed to P001 First, ""Care"" & Söhne Ltd"
TEST-20261106-card-1,2026-11-06,9900,,20.00,,TEST-20261106-1-2,Net of 1 line
TEST-20261106-card-1,2026-11-06,9000,,,20.00,TEST-20261106-1-2,Owed to P002 Second Care Ltd' \
    "$(tr -d '\r' <"$journal/TEST-20261106-card-1.csv")"
is "the VAT evidence" 'batch,transaction,reference,date,provider,name,supplier_vat_no,invoice_no,vat_percent,lines,net,vat,total
TEST-20261106-card-1,1,TEST-20261106-1-1,2026-11-06,P001,"First, ""Care"" & Söhne Ltd",GB111,I1,0,3,60.00,0.00,60.00
TEST-20261106-card-1,1,TEST-20261106-1-1,2026-11-06,P001,"First, ""Care"" & Söhne Ltd",GB111,I1,20,1,10.00,2.00,12.00
TEST-20261106-card-1,2,TEST-20261106-1-2,2026-11-06,P002,Second Care Ltd,,I2,0,1,20.00,0.00,20.00
TEST-20261106-card-1,total,,,,,,,,3,90.00,2.00,92.00' \
    "$(tr -d '\r' <"$folder/spool/out/TEST/vat/TEST-20261106-card-1.csv")"

# The lines of CC20 and of DAY are credited in full: what was debited is credited, nights later and
# with their order ended.
put orders/ended.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,cost_centre,gl_code,status
V1,3,P001,C3,HC,visit,2026-11-03T09:30,60,CC20,4100,cancelled
CSV
put bills/credit.csv <<CSV
invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat,credits_invoice_no,credits_line_no
CR1,1,P001,C3,K1,HC,2026-11-03T09:30,2026-11-03T10:30,-20.00,0.00,I1,3
CR1,2,P001,C4,K1,DAY,2026-11-03T12:30,2026-11-03T13:30,-10.00,-2.00,I1,4
CSV
night 2026-11-20 0
is "credits take back what was debited" 'TEST-20261120-card-1,2026-11-20,4100,CC20,,20.00,TEST-20261120-1-1,Net of credits: 1 line
TEST-20261120-card-1,2026-11-20,4200,CC10,,10.00,TEST-20261120-1-1,Net of credits: 1 line
TEST-20261120-card-1,2026-11-20,9100,,,2.00,TEST-20261120-1-1,VAT of credits: 1 line
TEST-20261120-card-1,2026-11-20,9000,,32.00,,TEST-20261120-1-1,"Owed by P001 First, ""Care"" & Söhne Ltd"' \
    "$(tr -d '\r' <"$journal/TEST-20261120-card-1.csv" | sed 1d)"

# Against the database, every batch, by an account of its own.
pence_of() { # BATCH COLUMN ACCOUNT-PATTERN: its debits or credits, from the right, for names have commas
    python3 - "$journal/$1.csv" "$2" "$3" <<'PY'
import csv, decimal, re, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")))
print(int(sum(decimal.Decimal(r[sys.argv[2]] or 0) for r in rows if re.fullmatch(sys.argv[3], r["account"])) * 100))
PY
}
for batch in TEST-20261106-card-1 TEST-20261120-card-1; do
    is "$batch sums to zero" "$(pence_of $batch debit '.*')" "$(pence_of $batch credit '.*')"
    sql_is "$batch: what is owed is what is paid" $(($(pence_of $batch credit 9000) - $(pence_of $batch debit 9000))) \
        "SELECT total_pence FROM settlement_batch WHERE batch = '$batch'"
    sql_is "$batch: VAT" $(($(pence_of $batch debit 9100) - $(pence_of $batch credit 9100))) \
        "SELECT vat_pence FROM settlement_batch WHERE batch = '$batch'"
done
sql_is "over all batches each account has what its lines were paid" "4100,CC10,4000 4100,CC20,0 4200,CC10,0 9900,,2000" \
    "SELECT '$(cat "$journal"/TEST-*-card-1.csv | python3 -c '
import collections, csv, decimal, sys
sums = collections.Counter()
for r in csv.reader(sys.stdin):
    if r[2] in ("4100", "4200", "9900"):
        sums[r[2], r[3]] += int(decimal.Decimal(r[4] or 0) * 100) - int(decimal.Decimal(r[5] or 0) * 100)
print(" ".join("%s,%s,%d" % (*k, v) for k, v in sorted(sums.items())))')'"

# Every provider's advice in UBL adds up to its transactions.
for file in "$folder"/spool/out/TEST/remittance/*.xml; do
    name=$(basename "$file" .xml)
    sql_is "$name" "$(python3 - "$file" <<'PY'
import sys, xml.etree.ElementTree as tree
root = tree.parse(sys.argv[1]).getroot()
cbc = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
print(root.find(cbc + "TotalPaymentAmount").text.replace(".", "").lstrip("0"))
PY
)" "SELECT sum(net_pence + vat_pence) FROM settlement_transaction WHERE batch || '-' || provider = '$name'"
    if [ -d "$shared/schemas/ubl-2.1" ]; then
        xmllint --noout --schema "$shared/schemas/ubl-2.1/maindoc/UBL-RemittanceAdvice-2.1.xsd" "$file" 2>"$folder/said"
        is "$name is valid" 0 $?
    else
        skip "$name against its schema: it is not there"
    fi
done

# A journal needs all three accounts.
sed -i 's/, suspense: "9900"//' "$config"
tallystick check
is "an account too few" 78 $status
closing_line
