#!/bin/sh
# What waits for a second person is told: in the night report every night, to finance by a message when
# something new began to wait, in the words of status; and explain says that a decision waits.
. "$(dirname "$0")/council.sh"

# LeakSanitizer cannot look at a program that is killed.
export ASAN_OPTIONS=detect_leaks=0

begin() { # NAME: a night that paid a line and held one, and what changed since
    council "$1"
    people Ann Bob
    sed -i "s/^    approvals: .*/    approvals: {rates: 1, payees: 2, decisions: 1, release: 0}/" "$config"
    standing_data
    orders
    put bills/b1.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,
INV3,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,19.00
CSV
    night 2026-11-07 3
    put rates/r2.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,20.00,2026-04-01
CSV
    put providers/p2.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,status
P001,First Care Ltd,card,TKN-1,0001,M1,active
P002,Second Care Ltd,card,TKN-9,0009,M<2,active
CSV
}
mail=spool/out/mail
finance=finance.eml
section() { # DATE: of finance's message
    text_of "TEST-$1.$finance" | sed -n '/^WAITS FOR A SECOND PERSON/,/^The attached\|^PAID EARLIER/p' |
        sed '/^-*$/d; /^The attached/d; /^PAID EARLIER/d'
}
# The rows of the night report's table, a row a line.
page() { # DATE
    perl -0777 -ne '
        my ($t) = m{<h2>Waits for a second person</h2>.*?<tbody>(.*?)</tbody>}s or exit;
        for (split m{</tr>}, $t) {
            my @c = map { s/<[^>]*>//g; s/&lt;/</g; $_ } m{<td[^>]*>(.*?)</td>}sg;
            print join("|", @c), "\n" if @c;
        }' "$folder/spool/out/TEST/report/$1.html"
}
changed_payee='P002 Second Care Ltd: paid by card last digits 0002 token TKN-2 merchant M2, now by card last digits 0009 token TKN-9 merchant M<2'

begin second_person
night 2026-11-08 3
is "finance is told, for that alone" "WAITS FOR A SECOND PERSON (2)
rate 2; new
  rates: r2.csv: 1 changed rate of 1 provider
  tallystick approve 2 --by NAME
payee 1; new
  $changed_payee
  tallystick approve 1 --by NAME" "$(section 2026-11-08)"
is "the subject has it" 1 "$(tr -d '\r' <"$folder/$mail/TEST-2026-11-08.$finance" | sed -n '/^Subject:/,/^To:/p' |
    tr -s '\n ' ' ' | grep -c '2 wait for a second person')"
is "and the message as a page" 1 "$(sed -n '/^Content-Type: text\/html/,$p' "$folder/$mail/TEST-2026-11-08.$finance" |
    tr -d '\r' | perl -0777 -pe 's/=\n//g' | grep -c 'Waits for a second person (2)')"
is "the night report" "rate 2|tonight||rates: r2.csv: 1 changed rate of 1 provider|tallystick approve 2 --by NAME
payee 1|tonight||$changed_payee|tallystick approve 1 --by NAME" "$(page 2026-11-08)"
tallystick status --format csv
for words in "rates: r2.csv: 1 changed rate of 1 provider" "$changed_payee"; do
    is "in the words of status" 1 "$(grep -c "to approve,.*$words" "$folder/said")"
done

# Nothing new: the report says it, and nobody gets a message for it.
night 2026-11-09 3
is "no message for what has been told" "" "$(ls "$folder/$mail" | grep 2026-11-09.$finance)"
is "in the report every night" "rate 2|earlier
payee 1|earlier" "$(page 2026-11-09 | cut -d'|' -f1,2)"

# A decision that a person made by day, and one of two who approved the payee: the next night of the
# date tells of it.
tallystick approve 1 --by Ann
tallystick decide P001 INV3 1 pay --by Ann --reason "agreed"
tallystick explain P001 INV3 1
is "explain says that the decision waits" 1 \
    "$(grep -c 'pay, by Ann: agreed; waits for approval (tallystick approve 3 --by NAME)' "$folder/said")"
night 2026-11-09 3
is "what is new is told, and what waits still" "WAITS FOR A SECOND PERSON (3)
decision 3; new
  P001 INV3 line 1: pay, by Ann: agreed
  tallystick approve 3 --by NAME
rate 2
  rates: r2.csv: 1 changed rate of 1 provider
  tallystick approve 2 --by NAME
payee 1
  $changed_payee; approved by Ann and waiting for one more
  tallystick approve 1 --by NAME" "$(section 2026-11-09.2)"
tallystick approve 3 --by Bob
tallystick explain P001 INV3 1
is "and no longer, once it is approved" 0 "$(grep -c 'waits for approval' "$folder/said")"
tallystick approve 2 --by Bob
tallystick approve 1 --by Bob

# A batch that people have to release.
sed -i 's/release: 0/release: 1/' "$config"
night 2026-11-10 3
is "so is a batch to release" "WAITS FOR A SECOND PERSON (1)
TEST-20261110-card-1, £19.50; new
  2 transactions, due 2026-11-12
  tallystick release TEST-20261110-card-1 --by NAME" "$(section 2026-11-10)"
tallystick release TEST-20261110-card-1 --by Bob
night 2026-11-11 0
is "what nobody waits for is on no page" "" "$(page 2026-11-11)"

# Killed once its messages are there and before it closed: the same bytes.
begin second_person_whole
night 2026-11-08 3
whole=$folder
begin second_person_killed
for stage in pull load match report settle export; do
    tallystick run --date 2026-11-08 --only $stage
done
psql -qXAt "$database" -c "BEGIN; LOCK TABLE tallystick_data.run IN SHARE MODE; SELECT pg_sleep(600)" \
    >/dev/null 2>&1 &
for _ in $(seq 600); do
    [ "$(sql "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
              AND wait_event = 'PgSleep'")" = 0 ] || break
    sleep 0.1
done
"$program" -c "$config" run --date 2026-11-08 >"$folder/killed.log" 2>&1 &
night_pid=$!
for _ in $(seq 600); do
    [ ! -e "$folder/spool/out/TEST/report/2026-11-08.html" ] && kill -0 $night_pid 2>/dev/null || break
    sleep 0.1
done
kill -9 $night_pid
wait $night_pid 2>/dev/null
sql_is "the night did not close" exported "SELECT state FROM run WHERE business_date = '2026-11-08'"
sql "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()
     AND pid <> pg_backend_pid()" >/dev/null
for _ in $(seq 100); do
    tallystick run --date 2026-11-08
    [ $status -eq 75 ] || break
    sleep 0.1
done
is "the night is finished" 3 $status
for file in $mail/TEST-2026-11-08.$finance spool/out/TEST/report/2026-11-08.html; do
    same "a killed night tells the same: $file" "$whole/$file" "$folder/$file"
done

closing_line
