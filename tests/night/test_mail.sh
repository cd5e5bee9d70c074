#!/bin/sh
# Messages by a mail server: each leaves once, and waits where it does not.
. "$(dirname "$0")/fetch.sh"
/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null || {
    skip "test_mail: python3-aiosmtpd is not installed (ops/install-packages --tests)"
    closing_line
    exit
}
council mail
taken=$folder/taken
outbox=$folder/spool/out/mail/TEST
mkdir -p "$taken"

mail_server() { # [CERT KEY]: sets $port
    rm -f "$folder/port"
    /usr/bin/python3 "$top/tests/night/mail_server.py" "$taken" "$@" >"$folder/port" 2>"$folder/server.log" &
    server_pid=$!
    servers="$servers $server_pid"
    wait_for "$folder/port"
    port=$(cat "$folder/port")
}
mail_by() { # URL [KEYS]
    sed -i "s|^mail:.*|mail: {transport: smtp, url: \"$1\", timeout_s: 3, folder: out/mail, from: t@council.example, finance: f@council.example, ${2-}}|" "$config"
}
behaves() { # [WORD]
    echo "${1-}" >"$taken/behave"
}
# A file that cannot be read is finance's news: one message a night at least.
bad_file() {
    echo "rubbish $1" | put "rates/$1.csv"
}
names() { # FOLDER of the outbox
    (cd "$outbox/$1" && find . -name '*.eml' -printf '%P\n' | sort | tr '\n' ' ')
}
taken_are() { # WHAT COUNT
    is "$1" "$2" "$(find "$taken" -name '*.eml' | wc -l)"
}

# No server: it waits, and goes the next night, once.
standing_data
mail_by smtp://127.0.0.1:1
bad_file a
night 2026-11-06 69
is "it waits" "TEST-2026-11-06.finance.eml " "$(names waiting)"
cp "$outbox/waiting/TEST-2026-11-06.finance.eml" "$folder/waited"
mail_server
mail_by "smtp://127.0.0.1:$port"
night 2026-11-07 0
is "nothing waits" "" "$(names waiting)"
is "it is kept" "TEST-2026-11-06.finance.eml " "$(names sent)"
taken_are "the server has it" 1
is "from whom to whom" "MAIL t@council.example
RCPT f@council.example" "$(head -n 2 "$taken/1.eml")"
tail -n +3 "$taken/1.eml" >"$folder/came"
same "it comes as it was written" "$folder/waited" "$folder/came"
night 2026-11-07 0
night 2026-11-08 0
taken_are "it leaves once" 1

# The server does not want it now, or not at all.
bad_file b
behaves later
night 2026-11-09 69
says "not now" "TEST-2026-11-09.finance.eml: waits: "
behaves shut
night 2026-11-09 69
behaves refuse
night 2026-11-10 3
says "refused" "TEST-2026-11-09.finance.eml: refused, and waits: "
taken_are "none of these was taken" 1
behaves
night 2026-11-11 0
taken_are "in the end it was" 2

# It was sent and nobody knows whether it came: not again, and somebody is told.
bad_file c
behaves "hang up"
night 2026-11-12 3
is "it is set apart" "TEST-2026-11-12.finance.eml " "$(names sending)"
behaves
night 2026-11-13 3
says "a person is asked" "TEST-2026-11-12.finance.eml: it is not known"
taken_are "not twice" 3
mv "$outbox/sending/TEST-2026-11-12.finance.eml" "$outbox/waiting"
night 2026-11-13 0
taken_are "unless a person says so" 4

# Killed while it is sent.
bad_file d
behaves silent
sed -i 's/timeout_s: 3/timeout_s: 600/' "$config"
"$program" -c "$config" run --date 2026-11-14 >"$folder/said" 2>&1 &
night_pid=$!
wait_for "$taken/5.eml"
kill -9 $night_pid
wait $night_pid 2>/dev/null
behaves
night 2026-11-15 3
taken_are "not twice after a kill" 5
mv "$outbox/sending"/*.eml "$outbox/sent"
tallystick run --date 2026-11-15 --dry-run
is "a dry run sends nothing" 0 $status
kill $server_pid

# Encrypted, to whom we know alone, and with a login.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost \
    -addext subjectAltName=DNS:localhost -keyout "$folder/mail.key" -out "$folder/mail.pem" 2>/dev/null
printf 'kent\ns3cret word\n' >"$folder/login"
printf 'kent\nanother\n' >"$folder/wrong"
mail_server "$folder/mail.pem" "$folder/mail.key"
bad_file e
mail_by "smtp://localhost:$port" "tls: none"
night 2026-11-16 3
says "the server wants it encrypted" "refused, and waits: "
mail_by "smtp://localhost:$port" "tls: required, login_file: login"
night 2026-11-16 3
says "nobody knows its certificate" "refused, and waits: .*certificate"
mail_by "smtp://localhost:$port" "tls: required, ca_file: mail.pem, login_file: wrong"
night 2026-11-16 3
says "a wrong password" "refused, and waits: .*[Ll]ogin denied"
taken_are "none of these was sent" 5
mail_by "smtp://localhost:$port" "tls: required, ca_file: mail.pem, login_file: login"
tallystick check
is "check knows it" yes "$(grep -q "smtp://localhost:$port" "$folder/said" && echo yes)"
night 2026-11-16 0
taken_are "with both it goes" 6
is "the password is in no log" 0 "$(grep -c s3cret "$folder/said")"
is "nothing waits in the end" "" "$(names waiting)$(names sending)"

# By the machine's own mail program: Debian's msmtp, called as sendmail is.
mail_by_program() { # FILE
    sed -i "s|^mail:.*|mail: {transport: sendmail, program: $1, timeout_s: 3, folder: out/mail, from: t@council.example, finance: f@council.example}|" "$config"
}
program() { # LINE...: a mail program
    { echo '#!/bin/sh' && printf '%s\n' "$@"; } >"$folder/program"
    chmod +x "$folder/program"
}
command -v msmtp >/dev/null || {
    skip "test_mail: msmtp is not installed (ops/install-packages --tests)"
    closing_line
    exit
}
kill $server_pid
mail_server
mail_by_program program
tallystick check
is "there is no such program" 78 $status
bad_file f
night 2026-11-17 3
says "the night goes on without it" "refused, and waits: .*No such file"
program "exec msmtp --host=127.0.0.1 --port=$port \"\$@\""
tallystick check
is "check knows it" yes "$(grep -q "$folder/program" "$folder/said" && echo yes)"
cp "$outbox/waiting/TEST-2026-11-17.finance.eml" "$folder/waited"
night 2026-11-17 0
taken_are "the server has it" 7
is "from whom to whom, by msmtp" "MAIL t@council.example
RCPT f@council.example" "$(head -n 2 "$taken/7.eml")"
tail -n +3 "$taken/7.eml" >"$folder/came"
same "it comes as it was written, by msmtp" "$folder/waited" "$folder/came"
bad_file g
behaves refuse
night 2026-11-18 3
is "what the server refused msmtp waits" "TEST-2026-11-18.finance.eml " "$(names waiting)"
behaves
program 'cat >/dev/null; exit 67'
night 2026-11-18 3
says "nobody of that name" "refused, and waits: .*ended 67"
program 'exit 75'
night 2026-11-18 69
says "another time" "waits: .*ended 75"
program 'sleep 60'
night 2026-11-18 3
says "a program without end" "did not come to an end"
is "nobody knows whether it went" "TEST-2026-11-18.finance.eml " "$(names sending)"
taken_are "none of these was sent" 7
closing_line
