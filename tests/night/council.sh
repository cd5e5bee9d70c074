# Sourced by the whole-night tests: a council of two providers and a few
# visits, in a database and a spool of its own.
. "$(dirname "$0")/../harness.sh"
need_program

# council NAME: a fresh one; sets $folder $config $database.
council() {
    folder=$top/build/night/$1
    config=$folder/tallystick.yaml
    rm -rf "$folder"
    mkdir -p "$folder/spool/in"
    database=$(fresh_database "night_$1") || exit 69
    cat >"$folder/holidays.txt" <<DAYS
2026-12-25
2026-12-28
DAYS
    cat >"$config" <<YAML
database: "$database"
spool: $folder/spool
mail: {transport: folder, folder: out/mail, from: t@council.example, finance: f@council.example}
councils:
  - code: TEST
    name: Test Council
    timezone: Europe/London
    holidays: $folder/holidays.txt
    sla_days: 4
    feeds:
      - {name: providers, kind: provider, preset: tallystick, url: in/providers/*.csv}
      - {name: contacts, kind: contact, preset: tallystick, url: in/contacts/*.csv}
      - {name: rates, kind: rate, preset: tallystick, url: in/rates/*.csv}
      - {name: suspensions, kind: suspension, preset: tallystick, url: in/suspensions/*.csv}
      - {name: orders, kind: order, preset: tallystick, url: in/orders/*.csv}
      - {name: bills, kind: bill, preset: tallystick, url: in/bills/*.csv}
    services:
      - {service: HC, vat_percent: 0, unit: h}
    terms:
      - valid_from: 2026-04-01
        pay_on: actual
        rounding: {rule: nearest, step: 15}
    approvals: {terms: 0, rates: 0, payees: 0, decisions: 0, release: 0, release_over: 9000000.00}
    settlement: {card: brif, bank: pain001, per: invoice}
    remittance: {formats: [csv]}
YAML
    tallystick migrate
    is "migrate ends" 0 $status
}

# people NAME[=LOGIN]...: who may decide, approve and release; all of them but those with a login
# are who runs the test.
people() {
    list=
    for person in "$@"; do
        case $person in
        *=*) login=${person#*=} ;;
        *) login=$(id -un) ;;
        esac
        list="$list, {name: ${person%%=*}, login: $login}"
    done
    sed -i "s|^    services:|    people: [${list#, }]\n&|" "$config"
}
# Batches wait until one of these people releases them.
released_by_hand() { # NAME[=LOGIN]...
    people "$@"
    sed -i 's|release: 0,|release: 1,|' "$config"
}

standing_data() {
    put providers/p.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,contact_email,status
P001,First Care Ltd,card,TKN-1,0001,M1,p1@provider.example,active
P002,Second Care Ltd,card,TKN-2,0002,M2,p2@provider.example,active
CSV
    put contacts/c.csv <<CSV
care_manager,email,name
CM1,cm1@council.example,North team
CSV
    put rates/r.csv <<CSV
provider,service,day_type,kind,minutes,rate,valid_from
P001,HC,weekday,hour,,19.00,2026-04-01
P002,HC,weekday,hour,,20.00,2026-04-01
CSV
}

# Two visits of half an hour a day, from the second to the sixth of November: C1 with P001, C2
# with P002.
orders() {
    {
        echo "order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,care_manager"
        for day in 2 3 4 5 6; do
            echo "V1,$((2 * day)),P001,C1,HC,visit,2026-11-0${day}T07:30,30,CM1"
            echo "V1,$((2 * day + 1)),P001,C1,HC,visit,2026-11-0${day}T18:00,30,CM1"
            echo "V2,$((2 * day)),P002,C2,HC,visit,2026-11-0${day}T07:30,30,CM1"
            echo "V2,$((2 * day + 1)),P002,C2,HC,visit,2026-11-0${day}T18:00,30,CM1"
        done
    } | put orders/o.csv
}

bill_headings=invoice_no,line_no,provider,client_ref,carer_ref,service,start,end,net

# All that a night needs to pay the first, or the first two, of P001's visits: billed as ordered.
visits_to_pay() { # 1|2
    standing_data
    orders
    head -n $(($1 + 1)) <<CSV | put bills/b.csv
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.50
CSV
}

# put PATH <FILE: a file arrives in the spool's in/.
put() {
    mkdir -p "$(dirname "$folder/spool/in/$1")"
    cat >"$folder/spool/in/$1"
}

# tallystick ARGUMENTS: sets $status; what it said is in $folder/said.
tallystick() {
    "$program" -c "$config" "$@" >"$folder/said" 2>&1
    status=$?
}
# night DATE WANTED_STATUS
night() {
    tallystick run --date "$1"
    is "the night of $1 ends" "$2" $status
}

sql() {
    PGOPTIONS='-c search_path=tallystick -c client_min_messages=warning' \
        psql -qXAt -v ON_ERROR_STOP=1 "$database" -c "$1"
}

# is WHAT WANTED GOT
is() {
    if [ "$2" = "$3" ]; then
        pass
    else
        fail "$(basename "$0" .sh): $1: wanted '$2', got '$(printf '%s' "$3" | head -n 8)'"
        [ ! -s "$folder/said" ] || tail -n 5 "$folder/said" | sed 's/^/    | /'
    fi
}
# sql_is WHAT WANTED QUERY
sql_is() {
    is "$1" "$2" "$(sql "$3" 2>&1)"
}
# same WHAT FILE FILE
same() {
    if cmp -s "$2" "$3"; then
        pass
    else
        fail "$(basename "$0" .sh): $1"
        diff "$2" "$3" | head -n 6 | sed 's/^/    | /'
    fi
}

# Is the file valid? Skipped where the schemas are not there.
schema() { # FILE SCHEMA
    if [ -e "$shared/schemas/iso20022/$2" ]; then
        is "$2 allows $(basename "$1")" "" \
            "$(xmllint --noout --schema "$shared/schemas/iso20022/$2" "$1" 2>&1 | grep -v ' validates$')"
    else
        skip "the schema $2 is not there"
    fi
}
# The text of a message.
text_of() { # FILE
    sed -n '/^Content-Type: text\/plain/,/^Content-Type: text\/html/p' "$folder/spool/out/mail/$1" | tr -d '\r' |
        perl -pe 's/=\n//; s/=([0-9A-F]{2})/chr hex $1/ge'
}

# Everything that a night decided and paid, as text: what must not change, whatever happened on
# the way. Run ids are left out: a night that was killed may have used one up.
decided() { # [DATABASE]
    psql -qXAt -v ON_ERROR_STOP=1 "${1:-$database}" <<SQL
SET search_path = tallystick;
SELECT council, provider, invoice_no, line_no, client_ref, source_file, source_row,
       delivered_start, delivered_minutes, billed_minutes, expected_minutes, billed_pence,
       expected_pence, payable_pence, verdict, reasons, detail, order_no, order_line, slot,
       received_date, due_date, batch, transaction
FROM line_verdict ORDER BY 1, 2, 3, 4, 6, 7;
SELECT council, batch, rail, state, transactions, lines, total_pence, vat_pence, business_date,
       due_date, content_sha256
FROM settlement_batch ORDER BY 1, 2;
SELECT council, batch, transaction, attempt, rail, provider, invoice_no, lines, net_pence,
       vat_pence, due_date, state
FROM settlement_transaction ORDER BY 1, 2, 3;
SELECT council, feed, sha256, state, rows_read, rows_loaded, rows_rejected
FROM inbound_file WHERE state <> 'duplicate' ORDER BY 1, 2, 3;
SELECT council, provider, client_ref, order_no, order_line, slot FROM missed_visit
ORDER BY 1, 2, 3, 4, 5, 6;
SQL
}

# The whole database as text, without the key that pg_dump makes up for each dump.
dump() {
    pg_dump "$database" | grep -v '^\\\(un\)\{0,1\}restrict '
}

# Hash and name of every file below a folder of the spool.
files_below() { # FOLDER
    (cd "$1" && find . -type f -print0 | sort -z | xargs -0r sha256sum)
}
