#!/bin/sh
# The workbook of a variance report, as another program reads it: zip, XML and cells of Python's.
. "$(dirname "$0")/council.sh"

cells() { # MESSAGE: what differs between its CSV and its workbook, and how many rows they have
    python3 - "$folder/spool/out/mail/$1" <<'PYTHON'
import csv, email, io, re, sys, zipfile
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
sheet = [ElementTree.fromstring(archive.read(name)) for name in archive.namelist()][-1]

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
        found[-1][column(cell.get("r"))] = "".join(cell.itertext())
        if cell.get("t") is None:
            float(cell.find(space + "v").text)
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
tallystick run --date 2026-11-09
is "held lines" 3 $status
is "the care manager's has every cell of the CSV" "16 of 16" "$(cells TEST-2026-11-09-CM1.eml)"
is "finance's too, whatever a reference looks like" "2 of 2" "$(cells TEST-2026-11-09.finance.eml)"
closing_line
