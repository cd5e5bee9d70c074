-- The rules of the schema (docs/database.md), proved from the catalogue: one row
-- for each thing that breaks one, and none if all is well.
--   psql -v data=tallystick_data -v public=tallystick -f tests/lint/schema.sql
\set QUIET on
\pset format unaligned
\pset tuples_only on
\pset fieldsep ': '

WITH
-- Working sets and the run's own row, which may change; all else is a record.
working (name) AS (
    VALUES ('council'), ('run'), ('order_line_waiting'), ('order_notch_waiting'),
           ('replaced_order'), ('held_line'), ('freed_slot'),
           ('open_lot'), ('provider_week'), ('client_week'), ('open_adjustment')
),
-- What is paid once, and by which unique index.
pay_once (relation, index_name) AS (
    VALUES ('inbound_file', 'inbound_file_content_once'),
           ('inbound_file', 'inbound_file_reference_once'),
           ('invoice', 'invoice_once'),
           ('order_stick', 'order_stick_pk'),
           ('order_stick', 'order_stick_after'),
           ('order_other_line', 'order_other_line_pk'),
           ('order_line_again', 'order_line_again_once'),
           ('line_stick', 'line_stick_pk'),
           ('line_stick', 'line_stick_after'),
           ('invoice_stick', 'invoice_stick_pk'),
           ('invoice_stick', 'invoice_stick_after'),
           ('invoice_other_line', 'invoice_other_line_paid_once'),
           ('slot_stick', 'slot_stick_pk'),
           ('slot_stick', 'slot_stick_after'),
           ('paid_service', 'paid_service_once'),
           ('missed_visit', 'missed_visit_pk'),
           ('settlement_lot', 'settlement_lot_pk'),
           ('settlement_step', 'settlement_step_state_once'),
           ('transaction_answer', 'transaction_answer_pk'),
           ('lot_ending', 'lot_ending_pk'),
           ('lot_ending', 'lot_settled_once'),
           ('run', 'run_one_unclosed')
),
relation AS (
    SELECT c.oid, c.relname AS name, c.relkind, c.relispartition, c.relowner, c.relacl
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = :'data'
),
council_table AS (
    SELECT * FROM relation WHERE relkind IN ('r', 'p') AND name <> 'schema_version'
),
broken (rule, thing) AS (
    SELECT 'council_id is a plain bigint NOT NULL', t.name::text
    FROM council_table t
    WHERE NOT EXISTS (
        SELECT FROM pg_attribute a
        WHERE a.attrelid = t.oid AND a.attname = 'council_id' AND a.attnotnull
          AND a.atttypid = 'bigint'::regtype AND a.attgenerated = '' AND a.attidentity = '')
    UNION ALL
    SELECT 'every table has a primary key', t.name
    FROM relation t
    WHERE t.relkind IN ('r', 'p')
      AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
    UNION ALL
    SELECT 'council_id comes first in every key', x.relname
    FROM pg_index i
    JOIN council_table t ON t.oid = i.indrelid
    JOIN pg_class x ON x.oid = i.indexrelid
    LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0]
    WHERE (i.indisunique OR i.indisexclusion) AND a.attname IS DISTINCT FROM 'council_id'
    UNION ALL
    SELECT 'council_id comes first on both sides of a foreign key', f.conname
    FROM pg_constraint f
    JOIN council_table t ON t.oid = f.conrelid
    LEFT JOIN pg_attribute here ON here.attrelid = f.conrelid AND here.attnum = f.conkey[1]
    LEFT JOIN pg_attribute there ON there.attrelid = f.confrelid AND there.attnum = f.confkey[1]
    WHERE f.contype = 'f'
      AND (here.attname <> 'council_id' OR there.attname IS DISTINCT FROM 'council_id')
    UNION ALL
    SELECT 'a foreign key neither sets nor cascades', f.conname
    FROM pg_constraint f
    JOIN council_table t ON t.oid = f.conrelid
    WHERE f.contype = 'f' AND (f.confdeltype NOT IN ('a', 'r') OR f.confupdtype NOT IN ('a', 'r'))
    UNION ALL
    SELECT 'names have at most 48 bytes', named.name
    FROM (SELECT name::text FROM relation
          UNION ALL SELECT c.conname::text FROM pg_constraint c JOIN relation t ON t.oid = c.conrelid
          UNION ALL SELECT a.attname::text FROM pg_attribute a JOIN relation t ON t.oid = a.attrelid
         ) named
    WHERE octet_length(named.name) > 48
    UNION ALL
    -- What PostgreSQL makes up ends like this.
    SELECT 'every constraint is named by us', c.conname
    FROM pg_constraint c
    JOIN relation t ON t.oid = c.conrelid
    WHERE c.conname ~ '_(pkey|fkey|key|check|excl)[0-9]*$'
    UNION ALL
    SELECT 'no triggers', g.tgname
    FROM pg_trigger g
    JOIN relation t ON t.oid = g.tgrelid
    WHERE NOT g.tgisinternal
    UNION ALL
    SELECT 'no rules', r.rulename
    FROM pg_rewrite r
    JOIN relation t ON t.oid = r.ev_class
    WHERE r.rulename <> '_RETURN'
    UNION ALL
    SELECT 'no sub-query in a policy', p.polname
    FROM pg_policy p
    JOIN relation t ON t.oid = p.polrelid
    WHERE coalesce(p.polqual::text, '') || coalesce(p.polwithcheck::text, '') LIKE '%SUBLINK%'
    UNION ALL
    -- But for those that may take away what no stage owns, and those that stand for a sub-query.
    SELECT 'no functions', f.proname
    FROM pg_proc f
    JOIN pg_namespace n ON n.oid = f.pronamespace
    WHERE n.nspname IN (:'data', :'public')
      AND f.proname NOT IN ('sweep_unfinished_load', 'sweep_unfinished_match',
                            'sheets_of_order', 'order_line_at', 'bill_line_at', 'payee_of_slot')
    UNION ALL
    SELECT 'ids are given by the program, not by sequences', name FROM relation WHERE relkind = 'S'
    UNION ALL
    SELECT 'partitions have one level', name
    FROM relation
    WHERE relkind = 'p' AND relispartition
    UNION ALL
    SELECT 'the record is not changed by ' || coalesce(who.rolname, 'PUBLIC'),
           t.name || ' ' || given.privilege_type
    FROM relation t
    CROSS JOIN aclexplode(t.relacl) given
    LEFT JOIN pg_roles who ON who.oid = given.grantee
    WHERE t.relkind IN ('r', 'p') AND given.grantee <> t.relowner
      AND given.privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
      AND NOT (t.name IN (SELECT name FROM working) AND given.privilege_type <> 'TRUNCATE')
    UNION ALL
    SELECT 'the record is not changed by ' || coalesce(who.rolname, 'PUBLIC'),
           t.name || '.' || a.attname || ' ' || given.privilege_type
    FROM relation t
    JOIN pg_attribute a ON a.attrelid = t.oid
    CROSS JOIN aclexplode(a.attacl) given
    LEFT JOIN pg_roles who ON who.oid = given.grantee
    WHERE given.privilege_type = 'UPDATE' AND t.name NOT IN (SELECT name FROM working)
    UNION ALL
    SELECT 'what happens once has its unique index', once.index_name
    FROM pay_once once
    WHERE NOT EXISTS (
        SELECT FROM pg_index i
        JOIN relation t ON t.oid = i.indrelid AND t.name = once.relation
        JOIN pg_class x ON x.oid = i.indexrelid AND x.relname = once.index_name
        WHERE i.indisunique AND i.indisvalid)
    UNION ALL
    -- A unique index of a partitioned table holds its partition key, which weakens it.
    SELECT 'what happens once is not partitioned', t.name
    FROM relation t
    WHERE t.name IN (SELECT relation FROM pay_once) AND (t.relkind = 'p' OR t.relispartition)
)
SELECT rule, thing FROM broken ORDER BY rule, thing;
