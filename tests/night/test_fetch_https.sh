#!/bin/sh
# Files by HTTPS: from whom we know alone, whole, and none twice.
. "$(dirname "$0")/fetch.sh"
council fetch_https
source=$folder/source
mkdir -p "$source"

authority() { # NAME: a certificate authority, and a server's certificate by it
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
        -subj "/CN=$1" -keyout "$folder/$1.key" -out "$folder/$1.pem"
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=localhost" \
        -keyout "$folder/$1-server.key" -out "$folder/$1-server.csr"
    printf 'subjectAltName=DNS:localhost\n' >"$folder/names"
    openssl x509 -req -in "$folder/$1-server.csr" -CA "$folder/$1.pem" -CAkey "$folder/$1.key" \
        -CAcreateserial -days 2 -extfile "$folder/names" -out "$folder/$1-server.pem"
}
{ authority ours && authority theirs; } >"$folder/openssl.log" 2>&1
serve https "$folder/ours-server.pem" "$folder/ours-server.key" "$source"
ours=https://localhost:$port

contacts a
contacts_from "$ours/plain/a.csv" "ca_file: ours.pem"
night 2026-11-06 0
night 2026-11-07 0
files_are "a file that did not change comes once" "a.csv loaded"
arrived a.csv
contacts a 1
touch -d '+10 seconds' "$source/a.csv"
night 2026-11-08 0
files_are "a file that changed comes again" "a.csv loaded
a.csv loaded"

# Who it is.
contacts_from "$ours/plain/b.csv" "ca_file: theirs.pem"
contacts b
night 2026-11-08 3
says "another authority" "feed contacts: b.csv: .*certificate"
contacts_from "$ours/plain/b.csv" ""
night 2026-11-08 3
says "no authority of the system's" "feed contacts: b.csv: .*certificate"
contacts_from "https://127.0.0.1:$port/plain/b.csv" "ca_file: ours.pem"
night 2026-11-08 3
says "a certificate of another host" "feed contacts: b.csv: .*certificate"
contacts_from "$ours/login/b.csv" "ca_file: ours.pem"
night 2026-11-08 3
says "a login is asked for" "feed contacts: b.csv: .*401"
printf 'kent\ns3cret word\n' >"$folder/login"
contacts_from "$ours/login/b.csv" "ca_file: ours.pem, login_file: login"
night 2026-11-08 0
arrived b.csv
is "the password is in no log" 0 "$(grep -c s3cret "$folder/said")"

# What is not a file.
contacts_from "$ours/plain/none.csv" "ca_file: ours.pem"
night 2026-11-09 3
says "a file that is not there" "feed contacts: none.csv: .*404"
contacts_from "$ours/away/a.csv" "ca_file: ours.pem"
night 2026-11-09 3
says "a redirect" "feed contacts: a.csv: the server redirects"

# Cut off, and taken up again.
contacts c 20
contacts_from "$ours/cut/c.csv" "ca_file: ours.pem"
night 2026-11-10 0
arrived c.csv
says "it goes on where it was cut" "c.csv: going on from byte [1-9]"
contacts d 20
contacts_from "$ours/whole/d.csv" "ca_file: ours.pem"
night 2026-11-10 0
arrived d.csv
contacts e
contacts_from "$ours/blind/e.csv" "ca_file: ours.pem"
night 2026-11-10 0
arrived e.csv
contacts f
contacts_from "$ours/busy/f.csv?week=45" "ca_file: ours.pem"
night 2026-11-10 0
arrived f.csv
contacts g 20
contacts_from "$ours/cut/g.csv" "ca_file: ours.pem, attempts: 1"
night 2026-11-11 69
is "one attempt leaves a part" 1 "$(find "$folder/$fetched" -name '.g.csv.*.part' -size +0 | wc -l)"
night 2026-11-11 69
says "the next night goes on" "g.csv: going on from byte [1-9]"
night 2026-11-11 0
arrived g.csv

# Too long, said beforehand or found out.
contacts h 40
contacts_from "$ours/plain/h.csv" "ca_file: ours.pem, limit_mb: 1"
night 2026-11-12 3
says "too long" "feed contacts: h.csv: is longer than limit_mb"
contacts_from "$ours/blind/h.csv" "ca_file: ours.pem, limit_mb: 1"
night 2026-11-12 3
says "too long, without a length" "feed contacts: h.csv: is longer than limit_mb"

# The manifest.
contacts i
(cd "$source" && sha256sum i.csv >i.csv.sha256)
contacts_from "$ours/plain/i.csv" "ca_file: ours.pem, manifest: sha256"
night 2026-11-13 0
arrived i.csv
arrived i.csv.sha256

# A server that says nothing, and none at all; the other feeds go on.
serve mute
contacts_from "https://localhost:$port/i.csv" "ca_file: ours.pem, attempts: 1"
put suspensions/s.csv <<CSV
client_ref,from,to
C1,2026-11-02,2026-11-03
CSV
began=$(date +%s)
night 2026-11-14 69
is "a silent server costs seconds" yes "$([ $(($(date +%s) - began)) -lt 20 ] && echo yes)"
sql_is "the other feed was read" 1 "SELECT count(*) FROM inbound_file WHERE feed = 'suspensions' AND state = 'loaded'"
contacts_from "https://localhost:1/i.csv" "ca_file: ours.pem, attempts: 2"
night 2026-11-14 69
says "a server that is away" "trying again in 1 s"
leaves_nothing "in the end"
closing_line
