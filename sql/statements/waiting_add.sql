-- What run $2 found; its number.
INSERT INTO tallystick_data.waiting_item AS i
    (council_id, item_id, run_id, kind, people_needed, made_by, words, pence, provider)
SELECT $1, (SELECT COALESCE(max(item_id), 0) + 1 FROM tallystick_data.waiting_item
            WHERE council_id = $1), $2, $3, $4, NULL, $5, $6, $7
RETURNING i.item_id
