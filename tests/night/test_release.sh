#!/bin/sh
# A batch's release: by whom, by how many, bound to what the batch holds, once; its files leave
# only then.  Withdrawn, what is in it goes into the next batch.
. "$(dirname "$0")/council.sh"

council release
released_by_hand Ann Bea Cy=someone-else tallystick
sed -i 's|release_over: 9000000.00|release_over: 15.00|' "$config"
visits_to_pay 1
state() { # BATCH WANTED
    sql_is "the state of $1" "$2" "SELECT state || coalesce(' by ' || released_by, '') FROM settlement_batch WHERE batch = '$1'"
}
files() {
    find "$folder/spool/out/TEST" -type f 2>/dev/null | sed "s|.*/||" | LC_ALL=C sort | tr '\n' ' '
}
first=TEST-20261106-card-1

tallystick release $first --by Ann
is "a batch that is not there ends" 66 $status
night 2026-11-06 3
state $first prepared
is "no file leaves before the release" "" "$(files | grep -o "$first[^ ]*")"
tallystick status
is "status says what to type" 1 "$(grep -c "^    tallystick release $first --by NAME$" "$folder/said")"

# --- who, and which
tallystick release --by Ann
is "without a batch ends" 64 $status
tallystick release $first
is "without --by ends" 64 $status
tallystick release $first --by Cy
is "under another's login ends" 77 $status
tallystick release $first --by Nobody
is "by somebody unknown ends" 77 $status
tallystick release $first --by tallystick
is "by who prepared it ends" 77 $status
tallystick release KENT-20261106-card-1 --by Ann
is "of an unknown council ends" 66 $status
tallystick release ${first%1}2 --by Ann
is "of an unknown number ends" 66 $status
state $first prepared

# --- tampered with: nothing is released until it is as it was
for what in "settlement_transaction SET net_pence = net_pence + 1" \
    "settlement_transaction SET provider = 'P002'" \
    "settlement_batch SET net_pence = net_pence - 1" \
    "payment_lot SET content = replace(content, '950', '951')" \
    "payment_lot SET content = content || ' '" \
    "payment_lot SET content_sha256 = sha256('')" \
    "settlement_batch SET content_sha256 = sha256('')"; do
    before=$(psql -qXAt "$database" -c "SELECT content FROM tallystick_data.payment_lot")
    psql -qX "$database" -c "CREATE TABLE public.kept AS SELECT * FROM tallystick_data.${what%% *}" \
        -c "UPDATE tallystick_data.$what"
    tallystick release $first --by Ann
    is "after UPDATE $what, release ends" 70 $status
    state $first prepared
    psql -qX "$database" -c "SET session_replication_role = replica" -c "DELETE FROM tallystick_data.${what%% *}" \
        -c "INSERT INTO tallystick_data.${what%% *} SELECT * FROM public.kept" -c "DROP TABLE public.kept"
    is "put back" "$before" "$(psql -qXAt "$database" -c "SELECT content FROM tallystick_data.payment_lot")"
done

# --- released, once, and exported without a night
tallystick release $first --by Ann
is "release ends" 0 $status
state $first "released by Ann"
for again in "release $first --by Ann" "release $first --by Bea" "withdraw $first --by Ann --reason x"; do
    # shellcheck disable=SC2086
    tallystick $again
    is "$again ends" 65 $status
    is "$again says why" 1 "$(grep -c "is released by Ann" "$folder/said")"
done
is "its files are not there yet" "" "$(files | grep -o "$first[^ ]*")"
tallystick run --only export
is "export alone ends" 0 $status
state $first "exported by Ann"
is "its files" "$first.brif $first.totals" "$(files | grep -o "$first.[bt][^ ]*" | tr '\n' ' ' | sed 's/ $//')"
cp "$folder/spool/out/TEST/settlement/$first.brif" "$folder/first.brif"
tallystick run --only export
is "export again ends" 0 $status
same "export again changes nothing" "$folder/first.brif" "$folder/spool/out/TEST/settlement/$first.brif"

# --- above release_over two people; the night exports
put bills/b2.csv <<CSV
$bill_headings
INV2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
INV2,2,P001,C1,K1,HC,2026-11-03T18:00,2026-11-03T18:30,9.50
CSV
night 2026-11-07 3
second=TEST-20261107-card-1
tallystick release $second --by Ann
is "the first of two ends" 0 $status
is "the first of two is told" 1 "$(grep -c "1 of 2 people have released it" "$folder/said")"
state $second prepared
tallystick release $second --by Ann
is "the same person again ends" 77 $status
tallystick status
is "status says who released it so far" 1 "$(grep -c 'waiting for one more' "$folder/said")"
tallystick release $second --by Bea
is "the second of two ends" 0 $status
state $second "released by Ann, Bea"
night 2026-11-08 0
state $second "exported by Ann, Bea"

# --- withdrawn: into the next batch, paid once
put bills/b3.csv <<CSV
$bill_headings
INV3,1,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50
CSV
night 2026-11-09 3
third=TEST-20261109-card-1
tallystick withdraw $third --by Ann
is "withdraw without a reason ends" 64 $status
tallystick withdraw $third --by Cy --reason 'wrong month'
is "withdraw under another's login ends" 77 $status
tallystick withdraw TEST-20261109-bank-1 --by Ann --reason 'wrong month'
is "withdraw of an unknown batch ends" 66 $status
tallystick withdraw $third --by Ann --reason 'wrong month'
is "withdraw ends" 0 $status
state $third withdrawn
tallystick withdraw $third --by Ann --reason 'wrong month'
is "withdrawn again ends" 65 $status
tallystick release $third --by Bea
is "release of a withdrawn one ends" 65 $status
sql_is "its transaction" withdrawn "SELECT state FROM settlement_transaction WHERE batch = '$third'"
put bills/b4.csv <<CSV
$bill_headings
INV4,1,P002,C2,K2,HC,2026-11-04T07:30,2026-11-04T08:00,10.00
CSV
night 2026-11-09 3
fourth=TEST-20261109-card-2
sql_is "what it held is in the next" "INV3 1 950, INV4 1 1000" \
    "SELECT string_agg(concat_ws(' ', invoice_no, attempt, net_pence), ', ' ORDER BY invoice_no)
     FROM settlement_transaction WHERE batch = '$fourth'"
tallystick release $fourth --by Ann
tallystick release $fourth --by Bea
night 2026-11-10 0
state $fourth "exported by Ann, Bea"
is "a withdrawn batch has no file" "" "$(files | grep -o "$third[^ ]*")"
sql_is "each line is in one batch that left" "INV1 1, INV2 1, INV2 2, INV3 1, INV4 1" \
    "SELECT string_agg(invoice_no || ' ' || line_no, ', ' ORDER BY invoice_no, line_no)
     FROM line_verdict JOIN settlement_batch USING (council, batch) WHERE state = 'exported'"
sql_is "what left is what was paid" "4800 4800" \
    "SELECT (SELECT sum(total_pence) FROM settlement_batch WHERE state = 'exported') || ' ' || sum(paid_pence)
     FROM run"
tallystick explain P001 INV3 1
is "explain tells of both batches" "1 1" "$(grep -c "$third" "$folder/said") $(grep -c "$fourth" "$folder/said")"
is "explain tells who withdrew it" 1 "$(grep -c 'withdrawn by Ann' "$folder/said")"

# A council's code may have dashes.
council release_dashed
released_by_hand Ann
sed -i 's/code: TEST/code: TEST-B-2/' "$config"
visits_to_pay 1
night 2026-11-06 3
tallystick release TEST-B-2-20261106-card-1 --by Ann
is "the release of a batch of a council with dashes ends" 0 $status
tallystick release 20261106-card-1 --by Ann
is "of a batch of no council ends" 66 $status
closing_line
