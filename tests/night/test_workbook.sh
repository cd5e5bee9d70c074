#!/bin/sh
# The workbook of a variance report, as another program reads it: zip, XML and cells of Python's.
. "$(dirname "$0")/council.sh"

cells() { # MESSAGE: what differs between its CSV and its workbook, and how many rows they have
    python3 - "$folder/spool/out/mail/$1" <<'PYTHON'
import csv, datetime, email, io, re, sys, zipfile
from xml.etree import ElementTree

with open(sys.argv[1], "rb") as file:
    parts = {part.get_filename(): part for part in email.message_from_binary_file(file).walk()}
stem = sys.argv[1].rsplit("/", 1)[1][:-4]
table = parts[stem + ".csv"].get_payload(decode=True).decode()
book = parts[stem + ".xlsx"]
assert book.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
archive = zipfile.ZipFile(io.BytesIO(book.get_payload(decode=True)))
assert archive.testzip() is None
space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
{name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
own = {form.get("numFmtId"): form.get("formatCode") for form in styles.iter(space + "numFmt")}
forms = {"0": "General", "2": "0.00", **own}
styles = [forms[style.get("numFmtId")] for style in styles.find(space + "cellXfs")]

def shown(cell):
    form = styles[int(cell.get("s", 0))]
    if cell.get("t") is not None:
        assert cell.get("t") == "inlineStr" and form == "General"
        return "".join(cell.itertext())
    value = float(cell.find(space + "v").text)
    if form == "General":
        return "%.15g" % value
    if form == "0.00":
        return "%.2f" % value
    time = datetime.datetime(1899, 12, 30) + datetime.timedelta(seconds=round(value * 86400))
    return time.strftime({"yyyy-mm-dd": "%Y-%m-%d",
                          "yyyy-mm-dd hh:mm:ss": "%Y-%m-%dT%H:%M:%S"}[form])

def column(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = number * 26 + ord(letter) - 64
    return number - 1

expected = list(csv.reader(io.StringIO(table, newline="")))
found = []
for row in sheet.iter(space + "row"):
    found.append([""] * len(expected[0]))
    for cell in row:
        found[-1][column(cell.get("r"))] = shown(cell)
for one, other in zip(expected, found):
    if one != other:
        print(one, other)
print(len(found) - 1, "of", len(expected) - 1)
PYTHON
}

council workbook
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
I1,1,P001,C1,K1,HC,2026-11-02T07:30,08:02,9.50
I1,2,P001,C1,K1,HC,2026-11-03T08:15,08:45,9.50
I1,3,P001,"=<C9> & ""co""",K1,HC,2026-11-03T12:00,12:30,9.50
CSV

# strace and LeakSanitizer do not go together.
traced() { # STRACE'S OPTIONS...: a night
    ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$folder/calls" "$@" \
        "$program" -c "$config" run --date 2026-11-09 >"$folder/log" 2>&1
}

if command -v strace >/dev/null; then
    traced -e trace=memfd_create -e inject=memfd_create:error=EMFILE:when=2+
    is "a night that cannot make it cannot write" 73 $?
    is "and says so" 1 "$(grep -c 'the variance report TEST-2026-11-09.*: a workbook: Too many open files' "$folder/log")"
    is "nobody gets a message without it" "" "$(ls "$folder/spool/out/mail" 2>/dev/null)"
    traced -e trace=open,openat
    is "the same night later" 3 $?
    is "makes no file but in the spool" "" \
        "$(grep O_CREAT "$folder/calls" | grep -v -e "$folder" -e '"/proc/self/fd/')"
else
    skip "a workbook that cannot be made: strace is not installed"
    tallystick run --date 2026-11-09
    is "held lines" 3 $status
fi
is "the care manager's has every cell of the CSV" "16 of 16" "$(cells TEST-2026-11-09-CM1.eml)"
is "finance's too, whatever a reference looks like" "2 of 2" "$(cells TEST-2026-11-09.finance.eml)"
closing_line
