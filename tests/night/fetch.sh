# Sourced by the tests of fetching: a council whose contacts come from a server, and servers.
. "$(dirname "$0")/council.sh"

servers=
stop_servers() {
    # shellcheck disable=SC2086 # a list of process ids
    [ -z "$servers" ] || kill $servers 2>/dev/null
}
trap stop_servers EXIT
trap 'exit 1' HUP INT TERM

# serve ARGUMENTS of servers.py: sets $port
serve() {
    rm -f "$folder/port"
    python3 "$top/tests/night/servers.py" "$@" >"$folder/port" 2>"$folder/server.log" &
    servers="$servers $!"
    wait_for "$folder/port"
    port=$(cat "$folder/port")
}
wait_for() { # FILE that is not empty
    for _ in $(seq 100); do
        [ ! -s "$1" ] || return 0
        sleep 0.1
    done
    fail "$(basename "$0" .sh): nothing in $1: $(cat "$folder/server.log" 2>/dev/null)"
    exit 1
}

# contacts_from URL [KEYS]: where the feed of contacts has its files from.
contacts_from() {
    sed -i "s|{name: contacts,.*|{name: contacts, kind: contact, url: \"$1\", timeout_s: 2, quiet_s: 1, ${2-}}|" "$config"
}
# contacts NAME [COUNT]: a file of the source, 30 kB a record where there is a COUNT.
contacts() {
    awk -v name="$1" -v count="${2-0}" 'BEGIN {
        print "care_manager,email,name,note"
        for (i = 0; count > 0 && i < 3000; i++) note = note "0123456789"
        for (i = 1; i <= (count > 0 ? count : 2); i++)
            print name "-" i ",team@council.example,North team," note
    }' >"$source/$1.csv"
}

fetched=spool/in/fetched/TEST/contacts
# Names of the feed's files so far, and what became of them.
files_are() { # WHAT WANTED
    is "$1" "$2" "$(sql "SELECT regexp_replace(name, '.*/', '') || ' ' || state FROM inbound_file
        WHERE feed = 'contacts' ORDER BY run_id, name" 2>&1)"
}
says() { # WHAT PATTERN: the last night's log
    is "$1" yes "$(grep -q -- "$2" "$folder/said" && echo yes || cat "$folder/said")"
}
# Every byte of a source's file in done/.
arrived() { # NAME
    same "$1 arrives as it was" "$source/$1" "$folder/spool/done/TEST/contacts/$1"
}
leaves_nothing() { # WHAT
    is "$1: nothing half fetched is left" "" \
        "$(find "$folder/$fetched" -type f ! -name .fetched -printf '%f\n')"
}
