-- Whether lines can have been ended before run $2: on a first night nothing bears on tonight's.
SELECT EXISTS (SELECT 1 FROM tallystick_data.run WHERE council_id = $1 AND run_id < $2)
