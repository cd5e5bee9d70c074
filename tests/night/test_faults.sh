#!/bin/sh
# Exit statuses: what an operator's script can rely on (docs/manual.md).
. "$(dirname "$0")/council.sh"

council faults
standing_data
orders

tallystick run --no-such-option
is "an unknown option" 64 $status
tallystick no-such-verb
is "an unknown verb" 64 $status
tallystick run --date 2026-02-30
is "a date that does not exist" 64 $status

tallystick report payment
is "a report that there is not" 64 $status
is "said with those that there are" 1 \
    "$(grep -c "no report 'payment' among payments shadow transparency" "$folder/said")"

good=$config
config=$folder/none.yaml
tallystick run --date 2026-11-06
is "no configuration" 78 $status

config=$folder/wrong.yaml
sed 's/^    sla_days: 4/    sla_dayz: 4/' "$good" >"$config"
line=$(grep -n sla_dayz "$config" | cut -d: -f1)
tallystick run --date 2026-11-06
is "an unknown key" 78 $status
is "said with file and line" 1 "$(grep -c "wrong.yaml:$line:.*sla_dayz" "$folder/said")"

sed "s|^database: .*|database: \"host=$folder/nowhere dbname=none\"|" "$good" >"$config"
tallystick run --date 2026-11-06
is "no server" 69 $status

config=$good
tallystick run --date 2026-11-06 --only match
is "a stage alone, and no run for it" 64 $status
sql_is "the runs that it left" 0 "SELECT count(*) FROM run"

for stage in pull load match report settle export notify; do
    tallystick run --date 2026-11-06 --only $stage
    is "the stage $stage alone" 0 $status
done
sql_is "a night stage by stage" "1 closed" "SELECT run_id || ' ' || state FROM run"

night 2026-11-06 0
sql_is "the night after all those" 2 "SELECT count(*) FROM run WHERE state = 'closed'"

# Whatever kind of row is rejected, somebody has to look.
put orders/bad.csv <<CSV
order_no,order_line,provider,client_ref,service,basis,planned_start,planned_minutes
V3,1,P001,C1,HC,visit,2026-13-02T07:30,30
CSV
night 2026-11-06 3
closing_line
