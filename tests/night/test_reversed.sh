#!/bin/sh
# A declined transaction is taken back in the ledger on the night that reads it, row against row,
# once; a retry is posted anew: the books hold exactly what was settled.
. "$(dirname "$0")/council.sh"

council reversed
people Ann
sed -i -e 's/^    sla_days: 4/    sla_days: 4\n    journal: {creditor: "9000", vat: "9100", suspense: "9900"}/
s/- {service: HC, vat_percent: 0, unit: h}/- {service: HC, vat_percent: 0, unit: h}\n      - {service: DAY, vat_percent: 20, unit: h}/' \
    -e "s|^    services:|    payer: {name: Test Council, sort_code: 401122, account_no: 87654321}\n&|" \
    -e 's|^      - {name: bills,.*|&\n      - {name: answers, kind: response, preset: tallystick, url: in/answers/*.csv}|' "$config"
put providers/p.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,sort_code,account_no
P001,First Care Ltd,card,TKN-1,0001,M1,401122,12345678
P002,"Second, Care",card,TKN-2,0002,M2,401122,87654320
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
V1,2,P001,C3,HC,visit,2026-11-02T09:30,60,CC20,4100
V1,3,P001,C4,DAY,visit,2026-11-02T12:30,60,CC10,4200
V1,4,P001,C1,HC,visit,2026-11-03T07:30,60,CC10,4100
V1,5,P001,C1,HC,visit,2026-11-04T07:30,60,CC10,4100
V2,1,P002,C2,HC,visit,2026-11-02T07:30,60,,
V2,2,P002,C2,HC,visit,2026-11-03T07:30,60,CC20,4100
CSV
put bills/b.csv <<CSV
invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat
I1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:30,20.00,0.00
I1,2,P001,C3,K1,HC,2026-11-02T09:30,2026-11-02T10:30,20.00,0.00
I1,3,P001,C4,K1,DAY,2026-11-02T12:30,2026-11-02T13:30,10.00,2.00
I2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:30,20.00,0.00
I3,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:30,20.00,0.00
I4,1,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:30,20.00,0.00
CSV
night 2026-11-06 0
batch=TEST-20261106-card-1
journal=$folder/spool/out/TEST/journal
answers() { # DATE STATUS of the night, with the answers on stdin
    { echo "batch,transaction,status,at,amount,message" && cat; } | put "answers/$1.csv"
    night "$1" "$2"
}
retry() { # ARGUMENTS
    tallystick retry "$@" --by Ann
    is "retry $* ends" 0 $status
}
reversals() { # WANTED
    is "reversals are" "$1" "$(cd "$journal" && echo *-reversal-*)"
}

# --- I1 and I3 are declined: their rows the other way round, on the date of the night that reads it
answers 2026-11-07 3 <<CSV
$batch,1,declined,,52.00,no funds
$batch,1,declined,,52.00,said twice
$batch,2,settled,,,
$batch,3,declined,,,
CSV
reversals "$batch-reversal-1.csv"
is "the reversal" 'batch,date,account,cost_centre,debit,credit,reference,narrative
TEST-20261106-card-1-reversal-1,2026-11-07,4100,CC10,,20.00,TEST-20261106-1-1,Reversed: Net of 1 line
TEST-20261106-card-1-reversal-1,2026-11-07,4100,CC20,,20.00,TEST-20261106-1-1,Reversed: Net of 1 line
TEST-20261106-card-1-reversal-1,2026-11-07,4200,CC10,,10.00,TEST-20261106-1-1,Reversed: Net of 1 line
TEST-20261106-card-1-reversal-1,2026-11-07,9100,,,2.00,TEST-20261106-1-1,Reversed: VAT of 1 line
TEST-20261106-card-1-reversal-1,2026-11-07,9000,,52.00,,TEST-20261106-1-1,Reversed: Owed to P001 First Care Ltd
TEST-20261106-card-1-reversal-1,2026-11-07,9900,,,20.00,TEST-20261106-1-3,Reversed: Net of 1 line
TEST-20261106-card-1-reversal-1,2026-11-07,9000,,20.00,,TEST-20261106-1-3,"Reversed: Owed to P002 Second, Care"' \
    "$(tr -d '\r' <"$journal/$batch-reversal-1.csv")"

# --- never again: by an export between nights, by the same answer, by another night
mv "$journal/$batch-reversal-1.csv" "$folder/imported.csv"
tallystick run --only export
is "an export between nights ends" 0 $status
answers 2026-11-08 3 <<CSV
$batch,1,declined,,52.00,and again
CSV
is "nothing is reversed twice" 0 "$(find "$journal" -name '*reversal*' | wc -l)"
mv "$folder/imported.csv" "$journal/$batch-reversal-1.csv"

# --- tried again by card and by bank, in batches and journals of their own
retry $batch 1
retry $batch 3 --rail bank
night 2026-11-09 0
second=TEST-20261109-card-1
bank=TEST-20261109-bank-1
is "a retry is posted anew" "$second,2026-11-09,9000,,,52.00,TEST-20261109-1-1,Owed to P001 First Care Ltd" \
    "$(tr -d '\r' <"$journal/$second.csv" | tail -n 1)"

# --- the card declines once more, and I4 as well, on a night that is killed when its first reversals
# are there: the next one writes the same
put answers/2026-11-10.csv <<CSV
batch,transaction,status,at,amount,message
$second,1,declined,,,
$bank,1,settled,,,
$batch,4,declined,,,
CSV
reversed="$batch-reversal-1.csv $batch-reversal-2.csv $second-reversal-1.csv"
if command -v strace >/dev/null; then # and LeakSanitizer do not go together
    ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o /dev/null -P "$journal" \
        -e inject=fsync:signal=KILL:when=2 "$program" -c "$config" run --date 2026-11-10 \
        >"$folder/said" 2>&1
    reversals "$reversed"
    sql_is "the night is not over" "2026-11-10|settled" \
        "SELECT business_date, state FROM run ORDER BY run_id DESC LIMIT 1"
    files_below "$journal" >"$folder/killed.txt"
else
    skip "a night killed at its reversals: strace is not installed"
fi
for _ in $(seq 100); do # the dead program's session may hold the lock for a moment
    tallystick run --date 2026-11-10
    [ $status -eq 75 ] || break
    sleep 0.1
done
is "the night of 2026-11-10 ends" 3 $status
reversals "$reversed"
if [ -e "$folder/killed.txt" ]; then
    files_below "$journal" >"$folder/finished.txt"
    same "a killed night writes other reversals" "$folder/killed.txt" "$folder/finished.txt"
fi

# --- settled at last: I1 by bank, its third attempt, and I4
retry $second 1 --rail bank
retry $batch 4
night 2026-11-11 0
answers 2026-11-12 0 <<CSV
TEST-20261111-bank-1,*,settled,,52.00,
TEST-20261111-card-1,*,settled,,20.00,
CSV
reversals "$reversed"

# --- the books: each transaction sums to zero, each row of a reversal is one that was posted with
# debit and credit exchanged, and what is left by creditor is what was settled
cat >"$folder/books.py" <<'PY'
import collections, csv, glob, os, sys

def pence(text):
    return int(text.replace(".", "")) if text else 0

posted, sums = collections.Counter(), collections.Counter()
wrong = []
names = glob.glob(sys.argv[1] + "/*.csv")
for name in sorted(names, key=lambda n: "-reversal-" in n):
    references = collections.Counter()
    for row in csv.DictReader(open(name, encoding="utf-8", newline="")):
        is_reversal = row["narrative"].startswith("Reversed: ")
        narrative = row["narrative"].removeprefix("Reversed: ")
        signed = pence(row["debit"]) - pence(row["credit"])
        key = row["account"], row["cost_centre"], row["reference"], narrative
        if row["batch"] != os.path.basename(name)[:-4] or is_reversal != ("-reversal-" in name):
            wrong.append("wrong name: %s" % row)
        if is_reversal and posted[key] != -signed:
            wrong.append("not paired: %s" % row)
        posted[key] += signed
        references[row["reference"]] += signed
        if sys.argv[2] == "accounts":
            sums[row["account"] + "/" + row["cost_centre"]] += signed
        elif row["account"] == "9000":
            sums[narrative.split()[2]] -= signed
    wrong.extend("%s: %s is %d" % (name, *item) for item in references.items() if item[1] != 0)
print(*wrong, *("%s %d" % item for item in sorted(sums.items())), sep="\n")
PY
settled="P001 7200
P002 4000"
sql_is "what was settled" "$settled" "SELECT provider || ' ' || sum(net_pence + vat_pence)
    FROM settlement_transaction WHERE state = 'settled' GROUP BY provider ORDER BY provider"
is "by creditor the books have the same" "$settled" \
    "$(python3 "$folder/books.py" "$journal" creditors)"
is "by account, what the six lines cost" \
    "4100/CC10 4000 4100/CC20 4000 4200/CC10 1000 9000/ -11200 9100/ 200 9900/ 2000" \
    "$(python3 "$folder/books.py" "$journal" accounts | tr '\n' ' ' | sed 's/ $//')"
# --- in shadow nothing is written
put bills/b5.csv <<CSV
invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net,vat
I5,1,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:30,20.00,0.00
CSV
night 2026-11-13 0
sed -i 's/^    sla_days: 4/    mode: shadow\n&/' "$config"
put answers/2026-11-14.csv <<CSV
batch,transaction,status
TEST-20261113-card-1,1,declined
CSV
tallystick run --date 2026-11-14
reversals "$reversed"
closing_line
