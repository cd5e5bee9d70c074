#!/bin/sh
# Files by SFTP from OpenSSH's server: from the host we know alone, whole, none twice, and taken
# away at the source if told so.
. "$(dirname "$0")/fetch.sh"
sshd=$(command -v sshd || ls /usr/sbin/sshd 2>/dev/null) || {
    skip "test_fetch_sftp: sshd is not installed (ops/install-packages --tests)"
    closing_line
    exit
}
council fetch_sftp
source=$folder/source
mkdir -p "$source"

for key in host other_host client stranger; do
    ssh-keygen -q -t ed25519 -N '' -f "$folder/$key"
done
cp "$folder/client.pub" "$folder/authorized_keys"
# sshd wants this folder where it runs as root.
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd

start_sshd() { # sets $port
    port=$(python3 -c 'import socket; s = socket.create_server(("127.0.0.1", 0)); print(s.getsockname()[1])')
    cat >"$folder/sshd_config" <<CONF
Port $port
ListenAddress 127.0.0.1
HostKey $folder/host
AuthorizedKeysFile $folder/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
LogLevel VERBOSE
CONF
    : >"$folder/server.log"
    "$sshd" -D -e -f "$folder/sshd_config" 2>>"$folder/server.log" &
    sshd_pid=$!
    servers="$servers $sshd_pid"
    until grep -q listening "$folder/server.log"; do
        kill -0 $sshd_pid || { fail "test_fetch_sftp: $(cat "$folder/server.log")"; exit 1; }
        sleep 0.1
    done
}
knows() { # KEY PORT...: known_hosts
    key=$(cut -d' ' -f1,2 "$folder/$1.pub")
    shift
    for at; do
        echo "[127.0.0.1]:$at $key"
    done >"$folder/known_hosts"
}
sftp_from() { # PORT FILES [KEYS]
    contacts_from "sftp://$(id -un)@127.0.0.1:$1$source/$2" \
        "key_file: client, known_hosts: known_hosts, ${3-}"
}
source_has() { # WHAT NAMES
    is "$1" "$2" "$(cd "$source" && find . -type f -name '*.csv*' -printf '%P\n' | sort | tr '\n' ' ')"
}
start_sshd
knows host "$port"

# Names, and what is a file.
contacts a
contacts 'b c'
cp "$source/a.csv" "$source/%41\"\$(x).csv"
sed -i 's/a-/x-/' "$source/%41\"\$(x).csv"
echo nothing >"$source/readme.txt"
echo hidden >"$source/.hidden.csv"
sftp_from "$port" '*.csv'
night 2026-11-05 0
night 2026-11-06 0
files_are "each comes once, by its name" '%2541%22%24%28x%29.csv loaded
a.csv loaded
b%20c.csv loaded'
arrived a.csv
same "a name is data" "$source/b c.csv" "$folder/spool/done/TEST/contacts/b%20c.csv"
source_has "they stay at the source" '%41"$(x).csv .hidden.csv a.csv b c.csv '
mkdir "$source/0folder.csv"
: >"$source/new
line.csv"
contacts d
night 2026-11-07 3
says "a folder is no file" "0folder.csv: is not a regular file"
says "half a name is no file" "feed contacts: line.csv: "
arrived d.csv
rm -rf "$source"/*.csv

# Who it is.
contacts e
knows other_host "$port"
night 2026-11-08 3
says "another host key" "feed contacts: .*key"
knows host 1
cp "$folder/known_hosts" "$folder/known_before"
night 2026-11-08 3
says "a host that is not known" "feed contacts: .*key"
same "known_hosts is not written" "$folder/known_before" "$folder/known_hosts"
knows host "$port"
cp "$folder/stranger.pub" "$folder/authorized_keys"
night 2026-11-08 3
says "our key is not known there" "feed contacts: .*[Aa]uthentication"
cp "$folder/client.pub" "$folder/authorized_keys"
night 2026-11-08 0
arrived e.csv

# Taken away.
sftp_from "$port" '*' 'after: move'
rm -f "$source"/* "$source/.hidden.csv"
contacts f
night 2026-11-09 0
night 2026-11-09 0
source_has "moved" "done/f.csv "
contacts f 1
touch -d 2026-11-01T00:00:00Z "$source/f.csv"
night 2026-11-10 0
source_has "another of its name is moved beside it" "done/f.csv done/f.csv.$(date -d 2026-11-01T00:00:00Z +%s) "
sftp_from "$port" '*.csv' 'after: delete, manifest: sha256'
contacts g
night 2026-11-10 0
source_has "it waits for its manifest" "done/f.csv done/f.csv.$(date -d 2026-11-01T00:00:00Z +%s) g.csv "
(cd "$source" && sha256sum f.csv done/f.csv 2>/dev/null | sed 's/done.//' >g.csv.sha256)
night 2026-11-10 3
says "a manifest of other bytes" "g.csv: its .sha256 says other bytes"
(cd "$source" && rm -rf done && sha256sum g.csv >g.csv.sha256)
night 2026-11-10 0
source_has "deleted with its manifest" ""
is "the manifest came along" yes "$(test -s "$folder/spool/done/TEST/contacts/g.csv.sha256" && echo yes)"

# Cut off, standing still, killed.
contacts h 100
serve cut "$port" 1000000 1
cutter=$port
port=$(sed -n 's/^Port //p' "$folder/sshd_config")
knows host "$port" "$cutter"
sftp_from "$cutter" 'h.csv'
night 2026-11-11 0
says "it goes on where it was cut" "h.csv: going on from byte [1-9]"
arrived h.csv
contacts i 100
serve stall "$port" 1000000 3
staller=$port
port=$(sed -n 's/^Port //p' "$folder/sshd_config")
knows host "$port" "$staller"
sftp_from "$staller" 'i.csv' 'attempts: 1'
# libcurl gives up what it knows of a connection that stands still.
echo 'leak:libssh2
leak:libcurl
leak:libcrypto' >"$folder/leaks_of_others"
export LSAN_OPTIONS="suppressions=$folder/leaks_of_others:print_suppressions=0"
night 2026-11-11 69
says "a server that stands still" "i.csv: nothing came for longer than timeout_s"
sftp_from "$staller" 'i.csv'
night 2026-11-11 0
arrived i.csv
contacts j 100
serve stall "$port" 1000000 1
staller=$port
port=$(sed -n 's/^Port //p' "$folder/sshd_config")
knows host "$port" "$staller"
sftp_from "$staller" 'j.csv'
sed -i 's/timeout_s: 2/timeout_s: 600/' "$config"
"$program" -c "$config" run --date 2026-11-12 >"$folder/said" 2>&1 &
night_pid=$!
part_is_there() {
    find "$folder/$fetched" -name '.j.csv.*.part' -size +400k | grep -q .
}
for _ in $(seq 100); do
    ! part_is_there || break
    sleep 0.1
done
kill -9 $night_pid
wait $night_pid 2>/dev/null
is "a killed night leaves a part" yes "$(part_is_there && echo yes)"
night 2026-11-12 0
says "the next one goes on" "j.csv: going on from byte [1-9]"
arrived j.csv

unset LSAN_OPTIONS

# Still growing; too long; gone.
contacts k
sftp_from "$port" 'k.csv' 'after: delete'
(while sleep 0.2; do echo "k,team@council.example,North team," >>"$source/k.csv"; done) &
writer=$!
servers="$servers $writer"
night 2026-11-13 75
says "a file that grows" "k.csv: is still being written"
kill $writer
wait $writer 2>/dev/null
night 2026-11-13 0
source_has "it was taken when it stood still" "h.csv i.csv j.csv "
truncate -s 3G "$source/giant.csv"
contacts l
sftp_from "$port" '[gl]*.csv' 'limit_mb: 2'
night 2026-11-14 3
says "a giant" "giant.csv: is longer than limit_mb"
arrived l.csv
sftp_from "$port" 'none/*.csv'
night 2026-11-14 3
kill $sshd_pid
wait $sshd_pid 2>/dev/null
put suspensions/s.csv <<CSV
client_ref,from,to
C1,2026-11-02,2026-11-03
CSV
sftp_from "$port" '*.csv' 'attempts: 2'
night 2026-11-15 69
says "a server that is away is asked again" "trying again in 1 s"
sql_is "the other feed was read" 1 "SELECT count(*) FROM inbound_file WHERE feed = 'suspensions' AND state = 'loaded'"
leaves_nothing "in the end"
closing_line
