#!/bin/sh
# Who approves changed rates sees every one of them, exactly, beside the rate in force: in status and
# as approve's answer.
. "$(dirname "$0")/council.sh"

council approve_rates
people Ann Bob
sed -i "s/^    approvals: .*/    approvals: {rates: 1}/" "$config"
standing_data
put rates/r.csv <<CSV
provider,service,day_type,kind,minutes,rate,from_time,to_time,valid_from,valid_to
P001,HC,weekday,hour,,19.00,,,2026-04-01,
P001,HC,weekday,visit,30,9.50,22:00,06:00,2026-04-01,
P002,HC,weekday,hour,,20.00,,,2026-04-01,2026-12-31
CSV
orders
night 2026-11-07 0
put rates/r2.csv <<CSV
provider,service,day_type,kind,minutes,rate,from_time,to_time,valid_from,valid_to
P001,HC,weekday,hour,,20.02,,,2026-11-09,
P001,HC,weekday,visit,30,9.50,22:00,07:30,2026-04-01,
P002,HC,weekday,hour,,20.00,,,2026-04-01,2026-12-31
P002,NIGHT,weekday,hour,,999999999999.999999,,,2026-04-01,
CSV
night 2026-11-08 3
put rates/r3.csv <<CSV
provider,service,day_type,kind,minutes,rate,from_time,to_time,valid_from,valid_to
P002,HC,weekday,hour,,99.00,,,2026-04-01,2026-12-31
P001,HC,weekday,hour,,20.03,,,2026-11-09,
CSV
night 2026-11-09 3

# The file's third rate is as it was; of a file that waits nothing is in force.
tallystick status --format csv
is "status has every changed rate, and what to type" \
    'rate 1,"P001 HC weekday hour from 2026-11-09: 20.02, before 19.00 from 2026-04-01",tallystick approve 1 --by NAME
rate 1,"P001 HC weekday visit 30 minutes 22:00-07:30 from 2026-04-01: 9.50, before 9.50 22:00-06:00",tallystick approve 1 --by NAME
rate 1,"P002 NIGHT weekday hour from 2026-04-01: 999999999999.999999, none before",tallystick approve 1 --by NAME
rate 2,"P002 HC weekday hour from 2026-04-01 to 2026-12-31: 99.00, before 20.00",tallystick approve 2 --by NAME
rate 2,"P001 HC weekday hour from 2026-11-09: 20.03, before 19.00 from 2026-04-01",tallystick approve 2 --by NAME' \
    "$(grep ',changed rate,' "$folder/said" | tr -d '\r' | sed 's/^.*,changed rate,//; s/,,,,,,/,/')"
tallystick status --format json
is "and JSON" 5 "$(grep -o '"section": *"changed rate"' "$folder/said" | wc -l)"
tallystick status
rate_table() { # of what was said, blanks squeezed
    sed -n '/^Changed rates/,$p' "$folder/said" | grep -E '^ *[0-9]+ +P00' | tr -s ' ' | sed 's/^ //'
}
is "and the table" "1 P001 HC weekday hour 2026-11-09 19.00 from 20.02
1 P001 HC weekday visit 30 22:00-07:30 2026-04-01 9.50 22:00-06:00 9.50
1 P002 NIGHT weekday hour 2026-04-01 999999999999.999999
2 P002 HC weekday hour 2026-04-01 2026-12-31 20.00 99.00
2 P001 HC weekday hour 2026-11-09 19.00 from 20.03" "$(rate_table)"

# The later file first: what it brought stays in force when the earlier one is approved.
tallystick approve 2 --by Ann
is "approve says what it approved" "2 P002 HC weekday hour 2026-04-01 2026-12-31 20.00 99.00
2 P001 HC weekday hour 2026-11-09 19.00 from 20.03" "$(rate_table)"
is "and from when" "approved, from the next night on" "$(tail -n 1 "$folder/said")"
tallystick approve 1 --by Bob
is "without the rates that a later file has replaced" \
    "1 P001 HC weekday visit 30 22:00-07:30 2026-04-01 9.50 22:00-06:00 9.50
1 P002 NIGHT weekday hour 2026-04-01 999999999999.999999" "$(rate_table)"
tallystick status
is "nothing waits any more" "" "$(rate_table)"

# An earlier file that is approved later than one in between was read: the rate that the in-between
# one left alone would go back, and that is told.
put rates/r4.csv <<CSV
provider,service,day_type,kind,minutes,rate,from_time,to_time,valid_from,valid_to
P001,HC,weekday,hour,,21.00,,,2026-11-09,
CSV
night 2026-11-10 3
put rates/r5.csv <<CSV
provider,service,day_type,kind,minutes,rate,from_time,to_time,valid_from,valid_to
P001,HC,weekday,hour,,20.03,,,2026-11-09,
P002,HC,weekday,hour,,98.00,,,2026-04-01,2026-12-31
CSV
night 2026-11-11 3
tallystick approve 3 --by Ann
tallystick status
is "a rate that would go back is one that changes" "4 P001 HC weekday hour 2026-11-09 21.00 20.03
4 P002 HC weekday hour 2026-04-01 2026-12-31 99.00 98.00" "$(rate_table)"

closing_line
