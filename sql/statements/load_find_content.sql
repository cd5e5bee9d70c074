-- Was this content loaded?  Of standing data (rate, provider, contact,
-- suspension) only if no other file of its kind was loaded since.
SELECT EXISTS (
    SELECT 1 FROM tallystick_data.inbound_file f
    WHERE f.council_id = $1 AND f.sha256 = $2 AND f.state = 'loaded'
    AND (f.kind NOT IN ('rate', 'provider', 'contact', 'suspension')
         OR NOT EXISTS (
            SELECT 1 FROM tallystick_data.inbound_file later
            WHERE later.council_id = f.council_id AND later.kind = f.kind
            AND later.state = 'loaded' AND later.file_id > f.file_id)))
