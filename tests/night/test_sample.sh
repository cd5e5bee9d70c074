#!/bin/sh
# A file of an unknown sender: what `feed sample` prints is accepted by `check` as it is, and loads
# the file.
. "$(dirname "$0")/council.sh"

council sample
samples=$folder/samples
mkdir -p "$samples"
for folder_of_feed in contacts rates suspensions orders bills providers; do
    mkdir -p "$folder/spool/in/$folder_of_feed"
done
cp "$config" "$folder/before.yaml"

# sampled FILE RECORDS [OPTION...] <CONTENT: pasted under `feeds`, it loads so many records.
sampled() {
    file=$1 records=$2
    shift 2
    cat >"$samples/$file"
    loads "$file" "$records" "$@"
}
loads() {
    file=$1 records=$2
    shift 2
    "$program" feed sample "$@" "$samples/$file" >"$folder/feed.yaml" 2>"$folder/said"
    is "feed sample $file ends" 0 $?
    sed "/^    feeds:/r $folder/feed.yaml" "$folder/before.yaml" >"$config"
    name=$(sed -n 's/^      - name: //p' "$folder/feed.yaml")
    url=$(sed -n 's/^        url: \([^ ]*\).*/\1/p' "$folder/feed.yaml")
    mkdir -p "$folder/spool/$(dirname "$url")"
    tallystick check
    is "check of the feed for $file" 0 $status
    cp "$samples/$file" "$folder/spool/$(dirname "$url")/"
    tallystick run --date 2026-11-06
    sql_is "records loaded of $file" "loaded $records" \
        "SELECT state || ' ' || rows_loaded FROM inbound_file WHERE feed = '$name'"
}
# says WHAT LINE: it is in the YAML.
says() {
    is "$1" 1 "$(grep -cxF -- "$2" "$folder/feed.yaml")"
}

sampled "Agency week 45.csv" 2 <<CSV
Acme Homecare billing;week 45;;;;;;;;

Invoice Number;Client ID;Carer;Visit Date;Start;Finish;Hours;Hourly Rate;Amount (GBP);Service Type
A1;C1;K1;02/11/2026;07:30;08:00;0.5;19.00;9.50;HC
A1;C2;K2;13/11/2026;08:30;09:00;0.5;19.00;9.50;HC
Total;2;;;;;;;19.00;
CSV
says "name of the feed" "      - name: agency-week-45"
says "lines before the headings" "        preamble: 2"
says "delimiter and dates" '        csv: {delimiter: ";", encoding: UTF-8, date: dmy}'
says "the trailer" '        trailer: {mark: "Total", records: 1, count: 2, total: 9, field: net}   # not sure'
says "a date and a time of day" '          start_time: "Start"'
says "what is missing" '        provider: "CHANGE-ME"   # missing: whose files are these?'

sampled ecm.csv 2 <<CSV
visit id,agency,su ref,staff id,logged in,logged out,call type
V1,P001,C1,K1,2026-11-02T07:31,2026-11-02T08:01,GPS
V2,P001,C1,K1,2026-11-02T17:31,2026-11-02T18:01,phone
CSV
says "log-ins are evidence" "        kind: evidence"

sampled packages.csv 1 --name careplans <<CSV
Package No,Supplier Code,Service User,Service,Planned Start,Planned Minutes,Social Worker,Status
PK1,P001,C1,HC,02-Nov-2026 07:30,30,CM1,Live
CSV
says "planned visits are orders" "        kind: order"
says "months by their names" '        csv: {delimiter: ",", encoding: UTF-8, date: named}'
says "a column that holds something else" '          status: "(left out)"   # its values are something else'

sampled visits.xml 2 <<XML
<Upload><Provider>P001</Provider><Invoice number="I1">
<Visit id="1"><Client><Ref>C1</Ref></Client><Service>HC</Service><Start>2026-11-02T07:30:00</Start>
<End>2026-11-02T08:00:00</End><Net>9.50</Net></Visit>
<Visit id="2"><Client><Ref>C1</Ref></Client><Service>HC</Service><Start>2026-11-02T17:30:00</Start>
<End>2026-11-02T18:00:00</End><Net>9.50</Net></Visit></Invoice></Upload>
XML
says "the element that is a record" '        record: "/Upload/Invoice/Visit"'

# UTF-16 with tabs, as a spreadsheet saves it; packed by gzip.
printf 'Invoice Ref\tSupplier\tPerson ID\tActivity\tStart Date Time\tMinutes\tCost\nI9\tP001\tC1\tHC\t02/11/2026 07:30\t30\t9.50\n' |
    iconv -t UTF-16 >"$samples/sheet.txt"
gzip -n "$samples/sheet.txt"
loads sheet.txt.gz 1
says "a table in UTF-16" '        csv: {delimiter: "\t", encoding: UTF-16, date: dmy}   # not sure: could also be mdy, no day is above 12'

# Payments as councils publish them.
sampled spend-1.csv 3 <<CSV
Body Name,Service Area,Expense Type,Payment Date,Transaction No,Net Amount,Supplier Name
KCC,Adult Social Care,Homecare,04/01/2011,5100001,1234.50,Acme Care Ltd
KCC,Highways,Roads,14/01/2011,5100002,"1,500.00","Smith, Jones & Co"
KCC,Highways,Roads,14/01/2011,5100003,-20.00,Acme Care Ltd
CSV
says "a payment date is no visit" "          unit: job   # not sure: no column says it"
says "how amounts are written" '        csv: {delimiter: ",", encoding: UTF-8, date: dmy, number: grouped}'
sampled spend-2.csv 1 <<CSV
Directorate,Department,Creditor Name,Payment Date,Transaction Reference,Net Amount,Irrecoverable VAT
Families,Care,Acme Care Ltd,31/03/2012,778812,950.00,0.00
CSV
sampled spend-3.csv 1 <<CSV
Organisation Name,Effective Date,Supplier Name,Supplier ID,Transaction Number,Purpose,Amount exc VAT (GBP),Cost Centre
Kent,2012-06-30,Acme Care Ltd,S12,4411,Homecare,88.10,CC7
CSV
printf 'Vendor Name,Paid Date,Document No,Service,"Amount\nPaid (\243)"\nAcme \226 Care,1 May 2013,D1,Care,10.00\n' >"$samples/spend-4.csv"
loads spend-4.csv 1
says "windows-1252" '        csv: {delimiter: ",", encoding: windows-1252, date: named}'

# Title rows, pounds and brackets, dates with points, blank records and a total behind them.
iconv -f UTF-8 -t WINDOWS-1252 >"$samples/spend-5.csv" <<CSV
Payments over £500
Second quarter,,,,

Name of Supplier,Sum of Value,Clearing Date,Clearing Document,Service
Acme Care,"£1,234.50",14.05.2012,C1,Care
"Smith, Jones & Co","(£1,000.00)",31.05.2012,C2,Care
Acme Care,£12.00,01.06.2012,C3,Care
Total,£246.50,,,
,,,,
CSV
loads spend-5.csv 3
says "days with points" '        csv: {delimiter: ",", encoding: windows-1252, date: dmy, number: grouped}'
says "a total of grouped numbers" '        trailer: {mark: "Total", records: 1, total: 2, field: net}   # not sure'
sampled spend-6.csv 1 <<CSV
Supplier,Invoice,Amount,Payment Date,Service
Acme Care,I1,"1,23.45",14/05/2012,Care
Acme Care,I2,"1,234.50",14/05/2012,Care
CSV
is "the record that would be rejected is told" 1 \
    "$(grep -c 'spend-6.csv:2:3: net: "1,23.45" is not a number' "$folder/feed.yaml")"

# A long list, whose white space alone is long; an invoice with a picture in it.
{
    echo "<Upload>"
    for i in $(seq 2000); do
        printf '%60s<V i="%d"><P>P001</P><C>C1</C><S>HC</S><B>2026-11-02T07:30</B><N>9.50</N></V>\n' '' "$i"
    done
    echo "</Upload>"
} >"$samples/long.xml"
"$program" feed sample "$samples/long.xml" >"$folder/feed.yaml" 2>"$folder/said"
is "feed sample of a long list ends" 0 $?
says "its records" '        record: "/Upload/V"'
{
    echo '<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"><Picture>'
    head -c 100000 /dev/zero | base64
    echo '</Picture></Invoice>'
} >"$samples/picture.xml"
"$program" feed sample "$samples/picture.xml" >"$folder/feed.yaml" 2>"$folder/said"
is "feed sample of an invoice with a picture ends" 0 $?
says "it is UBL's" "        preset: ubl-invoice"

# What cannot be understood is said, and nothing printed.
refused() { # FILE STATUS WORDS
    "$program" feed sample "$samples/$1" >"$folder/feed.yaml" 2>"$folder/said"
    is "feed sample $1 ends" "$2" $?
    is "why $1 is refused" 1 "$(grep -c "$3" "$folder/said")"
    is "nothing is printed of $1" "" "$(cat "$folder/feed.yaml")"
}
: >"$samples/empty.csv"
refused empty.csv 65 "the file is empty"
printf 'a\0b\n' >"$samples/nul.csv"
refused nul.csv 65 "NUL bytes"
printf 'PK\003\004rest of a workbook' >"$samples/book.xlsx"
refused book.xlsx 65 "no table with headings"
printf '<a><b>' >"$samples/cut.xml"
refused cut.xml 65 "cut.xml: 1:"
refused absent.csv 66 "No such file"
mkfifo "$samples/pipe"
refused pipe 66 "not a regular file"
tallystick feed sample
is "feed sample without a file ends" 64 $status
tallystick feed guess "$samples/ecm.csv"
is "feed guess ends" 64 $status
tallystick feed sample --kind tea "$samples/ecm.csv"
is "feed sample --kind tea ends" 64 $status
closing_line
