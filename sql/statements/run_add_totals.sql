UPDATE tallystick_data.run SET
    lines_in = lines_in + $3, pence_in = pence_in + $4,
    carried = carried + $5, carried_pence = carried_pence + $6,
    matched = matched + $7, matched_pence = matched_pence + $8,
    variance = variance + $9, variance_pence = variance_pence + $10,
    held = held + $11, held_pence = held_pence + $12,
    rejected = rejected + $13, rejected_pence = rejected_pence + $14,
    duplicate = duplicate + $15, duplicate_pence = duplicate_pence + $16,
    paid_pence = paid_pence + $17, not_paid_pence = not_paid_pence + $18
WHERE council_id = $1 AND run_id = $2
