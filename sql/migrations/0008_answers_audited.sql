-- What the bank or the acquirer answered is in the chain too, for an answer says whether a payment
-- may be tried again; and so is who prepared a batch, who may not release it.
CREATE OR REPLACE VIEW tallystick_data.audited_act AS
SELECT s.council_id, 'batch' AS act, s.batch AS subject, s.step::bigint AS number,
       coalesce(s.done_by, '') AS done_by,
       concat_ws(' ', s.state, encode(b.content_sha256, 'hex'),
           CASE WHEN s.state = 'prepared' THEN b.prepared_by END, s.reason,
           to_char(s.done_on, 'YYYY-MM-DD')) AS content
FROM tallystick_data.settlement_step s
JOIN tallystick_data.settlement_batch b ON b.council_id = s.council_id AND b.batch = s.batch
UNION ALL
SELECT council_id, 'batch approval', batch, approval, approved_by, encode(content_sha256, 'hex')
FROM tallystick_data.batch_approval
UNION ALL
SELECT council_id, 'answer', batch, transaction, '', concat_ws(' ', answer, response_id, message)
FROM tallystick_data.transaction_answer
UNION ALL
SELECT council_id, 'retry', batch, transaction, retried_by, rail
FROM tallystick_data.transaction_retry
UNION ALL
SELECT council_id, 'decision', '', decision_id, decided_by,
       concat_ws(' ', provider, invoice_no, line_no, decision, reason)
FROM tallystick_data.decision
UNION ALL
SELECT a.council_id, 'approval', a.approved_by, a.item_id, a.approved_by,
       concat_ws(' ', i.kind, i.words, i.pence)
FROM tallystick_data.approval a
JOIN tallystick_data.waiting_item i ON i.council_id = a.council_id AND i.item_id = a.item_id;
