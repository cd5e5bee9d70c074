#!/bin/sh
# Answers as documents of ISO 20022: caaa.012 of the acquirer, pain.002 and camt.054 of the bank,
# each valid by its schema. What they settle, decline and leave open; what does not agree is told
# to finance and changes nothing.
. "$(dirname "$0")/council.sh"

council response_documents
sed -i -e "s|^    services:|    payer: {name: Test Council, sort_code: 401122, account_no: 87654321}\n&|" -e 's|card: brif|card: caaa011|' \
    -e 's|^      - {name: bills,.*|&\n      - {name: acquirer, kind: response, preset: caaa012, url: in/acquirer/*.xml}\n      - {name: bank, kind: response, preset: pain002, url: in/bank/*.xml}\n      - {name: account, kind: response, preset: camt054, url: in/account/*.xml}|' "$config"
standing_data
put providers/p.csv <<CSV
provider,name,rail,card_token,card_last4,merchant_id,contact_email,status,sort_code,account_no
P001,First Care Ltd,card,4111,0001,M1,p1@provider.example,active,,
P002,Second Care Ltd,bank,,,,p2@provider.example,active,401122,12345678
CSV
orders
put bills/b.csv <<CSV
$bill_headings
INV1,1,P001,C1,K1,HC,2026-11-02T07:30,2026-11-02T08:00,9.50
INV2,1,P001,C1,K1,HC,2026-11-03T07:30,2026-11-03T08:00,9.50
INV3,1,P001,C1,K1,HC,2026-11-04T07:30,2026-11-04T08:00,9.50
INV4,1,P002,C2,K2,HC,2026-11-02T07:30,2026-11-02T08:00,10.00
INV5,1,P002,C2,K2,HC,2026-11-03T07:30,2026-11-03T08:00,10.00
INV6,1,P002,C2,K2,HC,2026-11-04T07:30,2026-11-04T08:00,10.00
CSV
night 2026-11-06 0
card=TEST-20261106-card-1 bank=TEST-20261106-bank-1

# state WANTED RAIL: of its transactions and its batches
state() {
    sql_is "state of $2" "$1" "SELECT string_agg(invoice_no || ' ' || state, ', ' ORDER BY invoice_no)
        FROM settlement_transaction WHERE rail = '$2'"
}
findings() { # RUN-DATE WANTED
    sql_is "findings of $1" "$2" "SELECT string_agg(place || ' ' || regexp_replace(words, '^[^:]*: ([^;(]*[^;( ]).*', '\1'), ', '
        ORDER BY place COLLATE \"C\", words) FROM settlement_finding JOIN run USING (council, run_id) WHERE business_date = '$1'"
}
document() { # FILE SCHEMA, its root's content on stdin
    { printf '<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:%s">' "$2" && cat && echo '</Document>'; } | put "$1"
    schema "$folder/spool/in/$1" "$2.xsd"
}

# --- caaa.012: one rejected, the rest approved with the data set
document acquirer/a.xml caaa.012.001.12 <<XML
<AccptrBtchTrfRspn><Hdr><DwnldTrf>false</DwnldTrf><FrmtVrsn>12.0</FrmtVrsn><XchgId>1</XchgId>
<CreDtTm>2026-11-06T23:10:00.250Z</CreDtTm><InitgPty><Id>ACQUIRER</Id></InitgPty></Hdr>
<BtchTrfRspn><DataSet><DataSetId><Nm>$card</Nm><Tp>TXCP</Tp><CreDtTm>2026-11-06T00:00:00</CreDtTm></DataSetId>
<DataSetRslt><Rspn>PART</Rspn></DataSetRslt><RmvDataSet>true</RmvDataSet>
<TxTtls><Tp>DEBT</Tp><TtlNb>2</TtlNb><CmltvAmt>19.00</CmltvAmt></TxTtls>
<RjctdTx><TxSeqCntr>2</TxSeqCntr><TxRspn><Rspn>DECL</Rspn><RspnRsn>51</RspnRsn><AddtlRspnInf>no funds</AddtlRspnInf></TxRspn>
<Envt/><Tx><TxId><TxDtTm>2026-11-06T00:00:00</TxDtTm><TxRef>TEST-20261106-1-2</TxRef></TxId><Rspn>DECL</Rspn></Tx></RjctdTx>
</DataSet></BtchTrfRspn></AccptrBtchTrfRspn>
XML

# --- pain.002: one settled, one rejected, one on its way, one that there is not
status_of() { # TRANSACTION CODE [MORE]
    echo "<TxInfAndSts><OrgnlInstrId>$1</OrgnlInstrId><OrgnlEndToEndId>TEST-20261106-B1-$1</OrgnlEndToEndId><TxSts>$2</TxSts>${3-}</TxInfAndSts>"
}
document bank/b.xml pain.002.001.14 <<XML
<CstmrPmtStsRpt><GrpHdr><MsgId>BANK-1</MsgId><CreDtTm>2026-11-07T09:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>$bank</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
<OrgnlPmtInfAndSts><OrgnlPmtInfId>$bank</OrgnlPmtInfId>
$(status_of 1 ACSC)
$(status_of 2 RJCT "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>account closed</AddtlInf></StsRsnInf>")
$(status_of 3 ACSP)
$(status_of 9 ACSC)
</OrgnlPmtInfAndSts></CstmrPmtStsRpt>
XML
night 2026-11-07 3
state "INV1 settled, INV2 declined, INV3 settled" card
state "INV4 settled, INV5 declined, INV6 exported" bank
sql_is "when and why" "2026-11-06 23:10:00+00 51 no funds" "SELECT concat_ws(' ', r.responded_at, a.message)
    FROM tallystick_data.transaction_answer a JOIN tallystick_data.settlement_response r USING (council_id, response_id)
    WHERE a.batch = '$card' AND a.transaction = 2"
sql_is "the card batch is answered" part-declined "SELECT state FROM settlement_batch WHERE batch = '$card'"
sql_is "the bank's is not" acknowledged "SELECT state FROM settlement_batch WHERE batch = '$bank'"
findings 2026-11-07 "$bank/TEST-20261106-B1-9 the batch has no such transaction"

# --- camt.054: what the account paid; the council's other payments are none of this
entry() { # PENCE DIRECTION DETAILS [REVERSAL]
    echo "<Ntry><Amt Ccy=\"GBP\">$1</Amt><CdtDbtInd>$2</CdtDbtInd>${4-}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-11-08</Dt></BookgDt>"
    echo "<BkTxCd/><NtryDtls>$3</NtryDtls></Ntry>"
}
payment() { # REFERENCE
    echo "<TxDtls><Refs><EndToEndId>$1</EndToEndId></Refs></TxDtls>"
}
notification() { # of entries on stdin
    echo "<BkToCstmrDbtCdtNtfctn><GrpHdr><MsgId>BANK-2</MsgId><CreDtTm>2026-11-08T18:00:00+00:00</CreDtTm></GrpHdr>"
    echo "<Ntfctn><Id>1</Id><Acct><Id><Othr><Id>87654321</Id></Othr></Id></Acct>$(cat)</Ntfctn></BkToCstmrDbtCdtNtfctn>"
}
account() { # FILE, entries on stdin
    notification | document "account/$1" camt.054.001.12
}
account c.xml <<XML
$(entry 10.00 DBIT "$(payment TEST-20261106-B1-2)")
$(entry 10.01 DBIT "<TxDtls><Refs><EndToEndId>TEST-20261106-B1-3</EndToEndId></Refs><Amt Ccy=\"GBP\">10.01</Amt></TxDtls>")
$(entry 10.00 CRDT "$(payment TEST-20261106-B1-1)" "<RvslInd>true</RvslInd>")
$(entry 812.00 DBIT "$(payment RENT-11)")
$(entry 90.00 CRDT "$(payment TEST-COUNCIL-TAX)")
$(entry 7000.00 DBIT "<Btch><PmtInfId>TEST-PAYROLL</PmtInfId></Btch>")
XML
night 2026-11-08 3
state "INV4 settled, INV5 declined, INV6 exported" bank
findings 2026-11-08 "$bank/TEST-20261106-B1-1 contradicts the answer that was there before, $bank/TEST-20261106-B1-2 contradicts the answer that was there before, $bank/TEST-20261106-B1-3 the amount is not what was to be paid"
is "finance is told" "PAYMENTS TO LOOK AT (3)" "$(text_of TEST-2026-11-08.finance.eml | grep '^PAYMENTS')"

# --- booked as one sum: right for those that are open, or told
put bills/b2.csv <<CSV
$bill_headings
INV7,1,P002,C2,K2,HC,2026-11-05T07:30,2026-11-05T08:00,10.00
INV8,1,P002,C2,K2,HC,2026-11-06T07:30,2026-11-06T08:00,10.00
CSV
account d.xml <<XML
$(entry 10.00 DBIT "$(payment TEST-20261106-B1-3)")
XML
night 2026-11-09 3
second=TEST-20261109-bank-1
account e.xml <<XML
$(entry 20.01 DBIT "<Btch><PmtInfId>$second</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>")
XML
night 2026-11-10 3
findings 2026-11-10 "$second the amount is not what was to be paid"
state "INV4 settled, INV5 declined, INV6 settled, INV7 exported, INV8 exported" bank
account f.xml <<XML
$(entry 20.00 DBIT "<Btch><PmtInfId>$second</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>")
XML
night 2026-11-11 3
findings 2026-11-11 ""
state "INV4 settled, INV5 declined, INV6 settled, INV7 settled, INV8 settled" bank

# --- finance's message: what was declined, with the reason, and what does not agree
is "finance, on the first night" "$bank/TEST-20261106-B1-9: settled in b.xml, row 4: the batch has no such transaction; nothing was changed
$card/2, £9.50: was declined: 51 no funds; tallystick retry tries it again
$bank/2, £10.00: was declined: AC04 account closed; tallystick retry tries it again" \
    "$(text_of TEST-2026-11-07.finance.eml | grep "^TEST-2026")"

# --- another document is set aside
entry 1.00 DBIT "" | notification | document bank/g.xml camt.054.001.12
night 2026-11-12 3
sql_is "set aside" 1 "SELECT count(*) FROM inbound_file WHERE state = 'quarantined' AND reason LIKE '%the file is no pain.002 of ISO 20022'"
closing_line
