-- Payees whose details in a file of run $2 (numbers from $3 on) are not those in force and that
-- nobody has been asked about: $4 people have to approve.
WITH tonight AS (
    SELECT DISTINCT ON (p.provider, p.payee_details) p.*
    FROM tallystick_data.provider p
    WHERE p.council_id = $1 AND p.file_id >= $3
    ORDER BY p.provider, p.payee_details, p.file_id, p.source_row
), changed AS (
    SELECT t.*, o.payee_details IS NULL AS is_new,
           concat_ws(' ', o.rail, 'last digits ' || o.card_last4, 'token ' || o.card_token,
                     'merchant ' || o.merchant_id, o.sort_code, o.account_no, o.account_name) AS old
    FROM tonight t
    LEFT JOIN LATERAL (
        SELECT b.* FROM tallystick_data.provider b
        WHERE b.council_id = $1 AND b.provider = t.provider AND b.file_id < $3
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.waiting_item i
            WHERE i.council_id = $1 AND i.kind = 'payee' AND i.provider = b.provider
            AND i.payee_details = b.payee_details
            AND (i.file_id, i.source_row) <= (b.file_id, b.source_row)
            AND NOT EXISTS (
                SELECT 1 FROM tallystick_data.approved_item d
                WHERE d.council_id = $1 AND d.item_id = i.item_id AND d.run_id < $2))
        ORDER BY b.file_id DESC, b.source_row DESC LIMIT 1) o ON true
    WHERE o.payee_details IS DISTINCT FROM t.payee_details
    AND NOT EXISTS (
        SELECT 1 FROM tallystick_data.waiting_item i
        WHERE i.council_id = $1 AND i.kind = 'payee' AND i.provider = t.provider
        AND i.payee_details = t.payee_details
        AND NOT EXISTS (
            SELECT 1 FROM tallystick_data.approved_item d
            WHERE d.council_id = $1 AND d.item_id = i.item_id))
)
INSERT INTO tallystick_data.waiting_item
    (council_id, item_id, run_id, kind, people_needed, words, provider, file_id, source_row,
     payee_details)
SELECT $1,
       (SELECT COALESCE(max(item_id), 0) FROM tallystick_data.waiting_item WHERE council_id = $1)
       + row_number() OVER (ORDER BY c.provider, c.file_id, c.source_row),
       $2, 'payee', $4,
       c.provider || ' ' || c.name || CASE WHEN c.is_new THEN ': new, paid by '
           ELSE ': paid by ' || c.old || ', now by ' END
       || concat_ws(' ', c.rail, 'last digits ' || c.card_last4, 'token ' || c.card_token,
                    'merchant ' || c.merchant_id, c.sort_code, c.account_no, c.account_name),
       c.provider, c.file_id, c.source_row, c.payee_details
FROM changed c
