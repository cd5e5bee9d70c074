-- The numbers that the council's next invoice and payment lot get.
SELECT (SELECT COALESCE(max(invoice_id), 0) + 1 FROM tallystick_data.invoice WHERE council_id = $1),
       (SELECT COALESCE(max(lot_id), 0) + 1 FROM tallystick_data.payment_lot WHERE council_id = $1)
