-- An item, who made it, how many people it needs and has, whether it is approved, and whether $3 is
-- one of them.
SELECT i.kind, i.words, i.made_by, i.people_needed,
       (SELECT count(*) FROM tallystick_data.approval a
        WHERE a.council_id = $1 AND a.item_id = $2),
       EXISTS (SELECT 1 FROM tallystick_data.approved_item d
               WHERE d.council_id = $1 AND d.item_id = $2),
       EXISTS (SELECT 1 FROM tallystick_data.approval a
               WHERE a.council_id = $1 AND a.item_id = $2 AND a.approved_by = $3)
FROM tallystick_data.waiting_item i
WHERE i.council_id = $1 AND i.item_id = $2
