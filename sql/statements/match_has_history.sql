-- Whether any line was ever ended: on a first night nothing bears on tonight's.
SELECT EXISTS (SELECT 1 FROM tallystick_data.verdict WHERE council_id = $1)
