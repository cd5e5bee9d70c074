#!/bin/sh
# Files that are broken, lie or mean harm: each is set aside with its reason and place, whole as it
# came, or loses only its bad lines; the good ones are paid.
. "$(dirname "$0")/council.sh"

council hostile
standing_data
orders
in=$folder/spool/in/bills
mkdir -p "$in"
line=P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
bill() { # NAME: headings, then what is said
    { echo "$bill_headings"; cat; } >"$in/$1"
}
good() {
    printf '%s\nGOOD,%s,%s\n' "$bill_headings" "$1" "$2"
}
many() { # CHARACTER COUNT
    head -c "$2" /dev/zero | tr '\0' "$1"
}

printf '%s\nI1,1,%s\n' "$bill_headings" "$line" >"$in/a-good.csv"
printf 'I2,1,"P001,C1,K1,HC\nI2,2,%s\n' "$line" | bill b-open-quote.csv
printf 'I3,1,P0"01,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50\n' | bill c-odd-quote.csv
printf 'I4,1,P001,C\0001,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50\n' | bill d-nul.csv
printf 'I5,1,%s\nI5,2,P001,%s\n' "$line" "$(many x 70000)" | bill e-giant-field.csv
{
    printf 'I6,1,'
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18; do
        many y 65000
        printf ,
    done
    echo
} | bill f-giant-record.csv
printf 'I7,1%s\n' "$(many , 300)" | bill g-many-fields.csv
printf 'I8,1,%s\r' "$line" | bill h-carriage-returns.csv
printf 'I9,1,%s' "$line" | bill i-cut.csv
printf '%s,Net\nI10,1,%s,9.50\n' "$bill_headings" "$line" >"$in/j-doubled-heading.csv"
printf 'invoice_no,line_no,client_ref,carer_ref,service,start,end,net\n' >"$in/k-no-provider.csv"
printf 'PK\003\004 a workbook' >"$in/l-book.csv"
{ printf '\377\376'; printf 'i\0n\0'; } >"$in/m-utf-16.csv"
: >"$in/n-empty.csv"
good 3 "P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50" | gzip -n >"$in/o-packed.csv"
good 4 "$line" | gzip -n | head -c 60 >"$in/p-packed-cut.csv"
{ echo "$bill_headings"; head -c 100000000 /dev/zero | tr '\0' '\n'; } | gzip -n >"$in/q-bomb.csv"
head -c 5000000 /dev/zero >"$in/r-zeros.csv"
{ echo "$bill_headings"; head -c 3000000 /dev/zero | tr '\0' x; } >"$in/s-endless.csv"
bill t-bad-lines.csv <<CSV
I20,1,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30
I20,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50,extra
I20,3,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,"1,000.00"
I20,4,P001,C1,K1,HC,02/11/2026 18:00,2026-11-02T18:30,9.50
I20,5,P001,C1,4111 1111 1111 1111,HC,2026-11-02T18:00,2026-11-02T18:30,9.50
I20,6,P001,C1,K1,HC,2026-11-03T18:00,2026-11-03T18:30,9.50
CSV

# Names are names, whatever stands in them.
newline='u
line.csv'
printf '%s\nI21,1,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50\n' "$bill_headings" >"$in/$newline"
printf '%s\nI22,1,P001,C1,K1,HC,2026-11-04T18:00,2026-11-04T18:30,9.50\n' "$bill_headings" >"$in/v-\$(touch gone);..;'\"%s%n.csv"
printf '%s\nI23,1,P001,C1,K1,HC,2026-11-05T07:30,2026-11-05T08:00,9.50\n' "$bill_headings" >"$in/--date.csv"
printf '%s\nI24,1,P001,C1,K1,HC,2026-11-05T18:00,2026-11-05T18:30,9.50\n' "$bill_headings" >"$in/$(printf 'w-\377\376.csv')"
printf '%s\nI99,1,%s\n' "$bill_headings" "$line" >"$folder/outside.csv"
ln -s "$folder/outside.csv" "$in/x-link.csv"
ln -s ../../../outside.csv "$in/y-link.csv"
mkfifo "$in/z-pipe.csv"
mkdir "$in/z-folder.csv"

files_below "$in" | grep -v '  ./\(x\|y\)-' | cut -c1-64 | sort >"$folder/sent"
night 2026-11-06 3

is "files and why they were set aside" "b-open-quote.csv: b-open-quote.csv:2:3: a quote is never closed
c-odd-quote.csv: c-odd-quote.csv:2:3: a quote where none may stand: within a field that is not in quotes, or with text after it
d-nul.csv: d-nul.csv:2:1: a NUL byte: the file is not text in the encoding of its feed
e-giant-field.csv: e-giant-field.csv:3:4: the field is longer than 64 KiB, or its quote is never closed
f-giant-record.csv: f-giant-record.csv:2:19: the record is longer than 1 MiB
g-many-fields.csv: g-many-fields.csv:2:257: the record has more than 256 fields
h-carriage-returns.csv: h-carriage-returns.csv:2:1: the last record has no line end: the file may be cut
i-cut.csv: i-cut.csv:2:9: the last record has no line end: the file may be cut
j-doubled-heading.csv: j-doubled-heading.csv:1:10: net: the heading \"net\" is there twice
k-no-provider.csv: k-no-provider.csv:1: provider: the heading \"provider\" is missing
l-book.csv: l-book.csv:1:1: the file is a zip archive or a workbook, not text: it has to be saved as CSV
m-utf-16.csv: m-utf-16.csv:1:1: the file begins with the byte-order mark of UTF-16, which its feed does not say
n-empty.csv: n-empty.csv: the file is empty
p-packed-cut.csv: p-packed-cut.csv:L:C: the gzip file is cut
q-bomb.csv: q-bomb.csv:L:C: the gzip file unpacks to more than 250 times its size
r-zeros.csv: r-zeros.csv:1:1: a NUL byte: the file is not text in the encoding of its feed
s-endless.csv: s-endless.csv:2:1: the field is longer than 64 KiB, or its quote is never closed" \
    "$(sql "SELECT name || ': ' || reason FROM inbound_file WHERE state = 'quarantined' ORDER BY name COLLATE \"C\"" |
        sed 's/\(cut\|bomb\).csv:[0-9]*:[0-9]*: the gzip/\1.csv:L:C: the gzip/')"
sql_is "of those, nothing is loaded" 0 \
    "SELECT count(*) FROM line_verdict WHERE invoice_no ~ '^I([2-9]|10)\$' OR invoice_no = 'I99'"
sql_is "the good lines are paid" "GOOD I1 I20 I21 I22 I23 I24" \
    "SELECT string_agg(invoice_no, ' ' ORDER BY invoice_no COLLATE \"C\") FROM line_verdict WHERE verdict = 'matched'"
sql_is "bad lines, by line and column" "2 0 |3 0 |4 9 net|5 7 start|6 5 carer_ref" \
    "SELECT string_agg(concat_ws(' ', line, coalesce(\"column\"::text, ''), field), '|' ORDER BY line) FROM rejected_row"

# Nothing is lost, followed, run or left behind.
files_below "$folder/spool/done/TEST/bills" >"$folder/filed"
files_below "$folder/spool/quarantine/TEST/bills" | grep -v '\.reason$' >>"$folder/filed"
cut -c1-64 "$folder/filed" | sort >"$folder/kept"
same "every file is kept as it came" "$folder/sent" "$folder/kept"
is "links, pipe and folder stay where they are" 4 "$(ls "$in" | wc -l)"
is "nothing outside was read or made" "" "$(find . "$folder" -maxdepth 1 -name gone)"
is "files left in work/" 0 "$(find "$folder/spool/work" -type f | wc -l)"
dump >"$folder/dump.sql"
is "card number in the database" 0 "$(grep -c '4111 1111 1111 1111\|4111111111111111' "$folder/dump.sql")"
is "card number in what is said" 0 "$(grep -c '4111 1111 1111 1111\|4111111111111111' "$folder/said")"

# Bad lines without end: all are kept and counted, and the log and the mail name the first.
council hostile_long
standing_data
orders
{
    echo "$bill_headings"
    for i in $(seq 2500); do
        echo "I30,$i,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.5x"
    done
} | put bills/a.csv
night 2026-11-06 3
sql_is "bad lines are kept" 2500 "SELECT count(*) FROM rejected_row"
is "bad lines that the log names" 100 "$(grep -c 'a.csv:[0-9]*:9: net:' "$folder/said")"
is "those that it counts" 1 "$(grep -c 'a.csv: 2400 more records are rejected' "$folder/said")"
is "finance is told of all" 1 "$(grep -c '^NOT READ (2500)' "$folder/spool/out/mail/TEST-2026-11-06.finance.eml")"
closing_line
