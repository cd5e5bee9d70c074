#!/bin/sh
# verify agrees with every night that was, and with none that somebody changed afterwards.
. "$(dirname "$0")/council.sh"

council verify
released_by_hand Ann
sed -i 's|^      - {name: bills,.*|&\n      - {name: answers, kind: response, preset: tallystick, url: in/answers/*.csv}|' "$config"
tallystick verify
is "before any night" 66 $status
standing_data
orders
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV1,2,P001,C1,K1,HC,2026-11-02T18:00,2026-11-02T18:30,9.60
INV1,3,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,19.50
INV1,4,P001,C1,K1,HC,2026-11-03T18:00,2026-11-03T18:30,
INV1,5,P001,C9,K1,HC,2026-11-03T18:00,2026-11-03T18:30,9.50
INV1,6,P001,C1,K1,HC,2026-11-99T18:00,2026-11-03T18:30,9.50
INV3,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
CSV
night 2026-11-06 3
tallystick decide P001 INV1 3 reject --by Ann --reason 'not agreed'
tallystick release TEST-20261106-card-1 --by Ann
put bills/b2.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV4,1,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:00,19.00
CSV
night 2026-11-07 3
tallystick withdraw TEST-20261107-card-1 --by Ann --reason x
put answers/a.csv <<CSV
batch,transaction,status
TEST-20261106-card-1,1,declined
TEST-20261106-card-1,2,settled
CSV
put orders/o2.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes,care_manager
V9,1,P001,C9,HC,visit,2026-11-03T18:00,30,CM1
CSV
tallystick decide P002 INV4 1 pay --by Ann --reason 'agreed'
night 2026-11-08 3
tallystick retry TEST-20261106-card-1 1 --by Ann
night 2026-11-09 3
tallystick verify
is "all nights verify" 0 $status
counts="4,$(sql 'SELECT count(*) FROM settlement_batch'),$(sql 'SELECT count(*) FROM tallystick_data.audit_entry')"
tallystick verify --format csv
is "what it says" "council,runs,batches,audit_entries,differences
TEST,$counts,0" "$(tr -d '\r' <"$folder/said")"
tallystick verify --format json
is "as JSON" "TEST $counts 0" "$(python3 -c 'import json, sys
for row in json.load(sys.stdin): print(row["council"], row["runs"], end=",")
print(row["batches"], row["audit_entries"], sep=",", end=" "); print(row["differences"])' <"$folder/said")"
tallystick verify --format xml
is "in no other format" 64 $status
is "there is something to prove" yes "$(sql "SELECT CASE WHEN min(held) > 0 AND sum(carried) > 0 AND sum(duplicate) > 0
    AND sum(rejected) > 1 AND sum(variance) > 1 THEN 'yes' END FROM run")"
is "decisions are in the chain" 2 "$(sql "SELECT count(*) FROM tallystick_data.audit_entry WHERE act = 'decision'")"

# changed WHAT WANTED STATEMENT: undone afterwards by putting the database back as it was.
kept=${database##*dbname=}_kept
psql -qX "$server" -c "DROP DATABASE IF EXISTS $kept" -c "CREATE DATABASE $kept TEMPLATE ${database##*dbname=}" >/dev/null
changed() {
    psql -qX "$database" -c "SET session_replication_role = replica" -c "$3" >/dev/null
    tallystick verify
    is "after $1, verify ends" 70 $status
    is "after $1, verify says so" yes "$(grep -q "$2" "$folder/said" && echo yes)"
    psql -qX "$server" -c "DROP DATABASE ${database##*dbname=} WITH (FORCE)" \
        -c "CREATE DATABASE ${database##*dbname=} TEMPLATE $kept" >/dev/null
}
data=tallystick_data
changed "a run's total" "run 1: matched is" "UPDATE $data.run SET matched = matched + 1, held = held - 1 WHERE run_id = 1"
changed "a verdict's money" "run 1: paid_pence is" "UPDATE $data.verdict_sheet SET payable_pence[array_position(place, blocks[array_position(verdict, 'variance')])] = payable_pence[array_position(place, blocks[array_position(verdict, 'variance')])] + 1 WHERE 'variance' = ANY (verdict) AND run_id = 1"
changed "a bill line's money" "run 1: held_pence is" "UPDATE $data.bill_sheet b SET net_pence[array_position(place, (line_id & 127)::smallint)] = net_pence[array_position(place, (line_id & 127)::smallint)] + 1 FROM (SELECT min(line_id) AS line_id FROM $data.verdict WHERE verdict = 'held') v WHERE b.sheet = v.line_id >> 7"
changed "a bill line taken out" "run 2: lines_in is" "DELETE FROM $data.bill_sheet WHERE sheet = (SELECT max(sheet) FROM $data.bill_sheet)"
changed "which line of a sheet is paid" "the verdict of run 1 is not whole" "UPDATE $data.verdict_sheet SET lot_id = array_cat(lot_id[cardinality(lot_id):], lot_id[:cardinality(lot_id) - 1]) WHERE run_id = 1 AND 'held' = ANY (verdict) AND lot_id IS NOT NULL"
changed "a slot's notch" "slot_stick .*: its notches are not what is paid" "DELETE FROM $data.slot_stick"
changed "whom a slot was paid to" "is paid for a slot that another line used up" "UPDATE $data.slot_stick SET line_ids[1] = line_ids[1] + 1"
changed "an invoice line's notch" "invoice_stick .*: its notches are not what is paid" "UPDATE $data.invoice_stick SET identity_turn = identity_turn + 1"
changed "a lot's content" "batch TEST-20261106-card-1: .*the hash of a lot" "UPDATE $data.payment_lot SET content = replace(content, '950', '940')"
changed "a lot's payee" "payment lot 1 is not what its lines make it" "UPDATE $data.payment_lot SET provider = 'P002' WHERE lot_id = 1"
changed "a notch taken out" "line_stick .*: its notches are not what is paid" "DELETE FROM $data.line_stick WHERE stick = (SELECT min(stick) FROM $data.line_stick)"
changed "a notch put in" "line_stick .*: its notches are not what is paid" "INSERT INTO $data.line_stick (council_id, stick, cutting, notches_before, notches_now) SELECT council_id, 1, 1, 0, 8 FROM $data.line_stick LIMIT 1"
changed "a verdict's VAT" "payment lot 1 is not what its lines make it" "UPDATE $data.verdict_sheet SET payable_vat_pence = (SELECT array_agg(CASE WHEN lot_id[width_bucket(p, blocks)] = 1 THEN 1 END) FROM unnest(place) AS p) WHERE 1 = ANY (lot_id)"
changed "a lot that does not wait any more" "is in no batch that can pay it" "DELETE FROM $data.open_lot; DELETE FROM $data.lot_ending WHERE ending = 'settled'; UPDATE $data.lot_ending SET ending = 'withdrawn'; DELETE FROM $data.settlement_lot WHERE attempt > 1"
changed "a lot that waits although it was settled" "is on its way twice" "INSERT INTO $data.open_lot (council_id, lot_id) SELECT council_id, lot_id FROM $data.lot_ending WHERE ending = 'settled'"
changed "an answer" "answer TEST-20261106-card-1 2.*is not what it was" "UPDATE $data.transaction_answer SET answer = 'declined' WHERE answer = 'settled'"
changed "an answer put in" "answer .*is not in the audit chain" "INSERT INTO $data.transaction_answer (council_id, batch, transaction, answer, response_id, run_id) SELECT council_id, batch, 1, 'declined', 1, run_id FROM $data.settlement_batch WHERE batch LIKE '%20261108%'"
changed "who prepared a batch" "batch TEST-20261106-card-1 1.*is not what it was" "UPDATE $data.settlement_batch SET prepared_by = 'Bea' WHERE batch = 'TEST-20261106-card-1'"
changed "a transaction's money" "batch TEST-20261106-card-1" "UPDATE $data.settlement_transaction SET net_pence = net_pence + 1 WHERE transaction = 1 AND batch = 'TEST-20261106-card-1'"
changed "a batch's hash" "audit entry 1 " "UPDATE $data.settlement_batch SET content_sha256 = sha256('x')"
changed "who released" "batch approval .*is not what it was" "UPDATE $data.batch_approval SET approved_by = 'Bea'"
changed "a decision's reason" "decision .*is not what it was" "UPDATE $data.decision SET reason = 'y' WHERE decision_id = 1"
changed "an entry's name" "audit entry 2 .*its hash differs" "UPDATE $data.audit_entry SET done_by = 'Bea' WHERE entry = 2"
changed "an entry taken out" "an entry before it is missing" "DELETE FROM $data.audit_entry WHERE entry = 2"
changed "the last entry taken out" "is not in the audit chain" "DELETE FROM $data.audit_entry WHERE entry = (SELECT max(entry) FROM $data.audit_entry)"
changed "a step put in" "is not in the audit chain" "INSERT INTO $data.settlement_step (council_id, batch, step, prior_state, state, run_id) SELECT council_id, batch, 2, state, 'released', run_id FROM $data.settlement_step WHERE state = 'prepared' AND batch LIKE '%20261108%'"
tallystick verify
is "put back, it verifies" 0 $status
tallystick verify --council NONE
is "of an unknown council" 66 $status
psql -qX "$server" -c "DROP DATABASE $kept" >/dev/null
closing_line
