-- As which file was this content loaded, and on which date?  Of standing data (rate, provider, contact,
-- suspension) only if no other file of its kind was loaded since.
SELECT f.name, r.business_date
FROM tallystick_data.inbound_file f
JOIN tallystick_data.run r ON r.council_id = f.council_id AND r.run_id = f.run_id
WHERE f.council_id = $1 AND f.sha256 = $2 AND f.state = 'loaded'
AND (f.kind NOT IN ('rate', 'provider', 'contact', 'suspension')
     OR NOT EXISTS (
        SELECT 1 FROM tallystick_data.inbound_file later
        WHERE later.council_id = f.council_id AND later.kind = f.kind
        AND later.state = 'loaded' AND later.file_id > f.file_id))
ORDER BY f.file_id DESC
LIMIT 1
