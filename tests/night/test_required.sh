#!/bin/sh
# What has not arrived, cannot be fetched or is no file is told: by status, to finance and on the night
# report; a required feed without a file until a run of the date gets one.
. "$(dirname "$0")/council.sh"

council required
sed -i 's/^\( *- {name: bills,.*\)}$/\1, required: true}/' "$config"
standing_data
orders
said() { # PATTERN: how often the last command said it
    grep -c "$1" "$folder/said"
}

tallystick run --date 2026-11-04 --dry-run
is "a dry run ends as the night would" 3 $status
night 2026-11-04 3
is "the night says so" 1 "$(said 'warning: feed bills brought no file')"
tallystick status
is "status has it" 1 "$(said '^missing *bills *brought no file, and has to *$')"
tallystick status --format csv
is "as a row" "TEST,1,2026-11-04,closed,missing,bills,\"brought no file, and has to\",,,,,," "$(grep ',missing,' "$folder/said" | tr -d '\r')"
is "finance is told" "feed bills: brought no file, and has to" "$(text_of TEST-2026-11-04.finance.eml | grep '^feed')"
is "the night report has it" 1 \
    "$(grep -c 'feed bills</td><td>brought no file, and has to' "$folder/spool/out/TEST/report/2026-11-04.html")"

# The file comes late: from then on the date has it.
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
CSV
night 2026-11-04 0
tallystick status
is "status has it no more" 0 "$(said missing)"
night 2026-11-04 0
is "a run again does not miss it" 0 "$(said 'brought no file')"
tallystick status 1
is "the first run had none" 1 "$(said '^missing *bills')"

# The next date needs its own; also where the night is killed after the files were looked for.
tallystick run --date 2026-11-05 --only pull
is "pull says so" 3 $status
for stage in load match report settle export; do
    tallystick run --date 2026-11-05 --only $stage
    is "$stage ends" 0 $status
done
tallystick run --date 2026-11-05 --only notify
is "the night ends with it" 3 $status

# What is no file, and a server that is away.
council not_read
ssh-keygen -q -t ed25519 -N '' -f "$folder/client"
echo "[127.0.0.1]:1 $(cut -d' ' -f1,2 "$folder/client.pub")" >"$folder/known_hosts"
sed -i 's|^ *- {name: bills,.*|&\n      - {name: away, kind: bill, url: "sftp://u@127.0.0.1:1/b/*.csv", key_file: client, known_hosts: known_hosts, attempts: 1}|' "$config"
standing_data
orders
mkfifo "$folder/spool/in/rates/pipe.csv"
night 2026-11-04 69
tallystick status
is "status has both" 2 "$(said '^not read')"
is "finance has both" 2 "$(text_of TEST-2026-11-04.finance.eml | grep -cE 'pipe.csv: is not a regular file|^feed away: .*127.0.0.1')"
rm "$folder/spool/out/mail/"*
night 2026-11-04 69
is "the same again is no news" "" "$(ls "$folder/spool/out/mail")"

# A file of a name that no feed takes is told each night that it lies there, and stays.
council strangers
standing_data
orders
mkdir -p "$folder/spool/in/contacts" "$folder/spool/in/suspensions" "$folder/spool/in/bills"
night 2026-11-04 0
is "a feed that need not bring anything has its folder" 0 "$(said 'is not there')"
rmdir "$folder/spool/in/suspensions"
night 2026-11-04 0
is "the log tells of a folder that is not there" 1 \
    "$(said 'warning: feed suspensions: its folder in/suspensions is not there')"
mkdir "$folder/spool/in/suspensions"
put bills/P002.CSV <<CSV
$bill_headings
INV1,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
CSV
touch -d '2026-11-05T00:00:00Z' "$folder/spool/in/bills/P001.csv.part"
touch "$folder/spool/in/bills/.keep"
tallystick check
is "check ends" 3 $status
is "and names it" 1 "$(said '^finding *in/bills/P002.CSV *no feed takes a file of this name')"
words="no feed takes a file of this name, and it is left where it is"
for day in 5 6; do
    night 2026-11-0$day 3
    is "the log names it on the $day" 1 "$(said "warning: in/bills/P002.CSV $words")"
    is "finance is told on the $day" "in/bills/P002.CSV: $words" \
        "$(text_of TEST-2026-11-0$day.finance.eml | grep '^in/bills')"
    is "the night report has it on the $day" 1 \
        "$(grep -c "in/bills/P002.CSV</td><td>$words" "$folder/spool/out/TEST/report/2026-11-0$day.html")"
done
rm "$folder/spool/out/mail/"*
night 2026-11-06 3
is "the same again is no news" "" "$(ls "$folder/spool/out/mail")"
is "it lies where it lay" "P001.csv.part P002.CSV" "$(cd "$folder/spool/in/bills" && echo *)"
mv "$folder/spool/in/bills/P002.CSV" "$folder/spool/in/bills/P002.csv"
night 2026-11-06 0
sql_is "under a name that the feed takes it is read" 1 "SELECT count(*) FROM line_verdict"
night 2026-11-07 3
is "what was never finished is told once it is old" 1 "$(said "in/bills/P001.csv.part $words")"

# Many of them are counted; names are data.
for number in $(seq 1 101); do
    echo >"$folder/spool/in/bills/a$number.txt"
done
printf x >"$folder/spool/in/bills/$(printf '\377.CSV')"
night 2026-11-08 3
is "a hundred are named" 101 "$(said "warning: in/bills/.*$words")"
is "and the rest counted" 1 "$(said 'warning: in/bills/.* and 2 more: no feed takes')"
closing_line
