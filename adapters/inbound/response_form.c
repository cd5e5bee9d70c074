#include "adapters/inbound/response_form.h"

#define DOCUMENT(document, space, of_account)                                                      \
    {                                                                                              \
        .name_space = "urn:iso:std:iso:20022:tech:xsd:" space ".",                                 \
        .refusal = "the file is no " space " of ISO 20022", .is_of_account = of_account,           \
        .record_count = sizeof(document##_records) / sizeof(document##_records[0]),                \
        .records = document##_records,                                                             \
        .slot_count = sizeof(document##_slots) / sizeof(document##_slots[0]),                      \
        .slots = document##_slots,                                                                 \
    }

#define DATA_SET "/Document/AccptrBtchTrfRspn/BtchTrfRspn/DataSet"
static const struct answer_record caaa012_records[] = {
    {"/Document/AccptrBtchTrfRspn", COVERS_NONE, 0, NULL},
    {DATA_SET, COVERS_REST, 0, NULL},
    {DATA_SET "/RjctdTx", COVERS_ONE, 1, "DECL"},
    {DATA_SET "/RsmdRjctn", COVERS_ONE, 1, "DECL"},
    {DATA_SET "/RsmdApprvl", COVERS_ONE, 1, "APPR"},
    {DATA_SET "/SspdTx", COVERS_ONE, 1, "SUSP"},
};
static const struct answer_slot caaa012_slots[] = {
    {PART_AT, {0, "Hdr/CreDtTm"}},
    {PART_BATCH, {1, "DataSetId/Nm"}},
    {PART_STATUS, {1, "DataSetRslt/Rspn"}},
    {PART_REASON, {1, "DataSetRslt/RspnRsn"}},
    {PART_WORDS, {1, "DataSetRslt/AddtlRspnInf"}},
    {PART_REFERENCE, {2, "Tx/TxId/TxRef"}},
    {PART_NUMBER, {2, "TxSeqCntr"}},
    {PART_REASON, {2, "TxRspn/RspnRsn"}},
    {PART_WORDS, {2, "TxRspn/AddtlRspnInf"}},
    {PART_REFERENCE, {3, "Tx/TxId/TxRef"}},
    {PART_NUMBER, {3, "TxSeqCntr"}},
    {PART_REASON, {3, "TxRspn/RspnRsn"}},
    {PART_WORDS, {3, "TxRspn/AddtlRspnInf"}},
    {PART_REFERENCE, {4, "Tx/TxId/TxRef"}},
    {PART_NUMBER, {4, "TxSeqCntr"}},
    {PART_REASON, {4, "TxRspn/RspnRsn"}},
    {PART_WORDS, {4, "TxRspn/AddtlRspnInf"}},
    {PART_REFERENCE, {5, "Tx/TxId/TxRef"}},
    {PART_NUMBER, {5, "TxSeqCntr"}},
    {PART_REASON, {5, "TxRspn/RspnRsn"}},
    {PART_WORDS, {5, "TxRspn/AddtlRspnInf"}},
};

#define STATUS_REPORT "/Document/CstmrPmtStsRpt"
static const struct answer_record pain002_records[] = {
    {STATUS_REPORT, COVERS_REST, 0, NULL},
    {STATUS_REPORT "/OrgnlPmtInfAndSts", COVERS_REST, 0, NULL},
    {STATUS_REPORT "/OrgnlPmtInfAndSts/TxInfAndSts", COVERS_ONE, 1, NULL},
};
static const struct answer_slot pain002_slots[] = {
    {PART_AT, {0, "GrpHdr/CreDtTm"}},
    {PART_BATCH, {0, "OrgnlGrpInfAndSts/OrgnlMsgId"}},
    {PART_STATUS, {0, "OrgnlGrpInfAndSts/GrpSts"}},
    {PART_REASON, {0, "OrgnlGrpInfAndSts/StsRsnInf/Rsn/Cd"}},
    {PART_WORDS, {0, "OrgnlGrpInfAndSts/StsRsnInf/AddtlInf"}},
    {PART_BATCH, {1, "OrgnlPmtInfId"}},
    {PART_STATUS, {1, "PmtInfSts"}},
    {PART_REASON, {1, "StsRsnInf/Rsn/Cd"}},
    {PART_WORDS, {1, "StsRsnInf/AddtlInf"}},
    {PART_REFERENCE, {2, "OrgnlEndToEndId"}},
    {PART_NUMBER, {2, "OrgnlInstrId"}},
    {PART_STATUS, {2, "TxSts"}},
    {PART_REASON, {2, "StsRsnInf/Rsn/Cd"}},
    {PART_WORDS, {2, "StsRsnInf/AddtlInf"}},
    {PART_AMOUNT, {2, "OrgnlTxRef/Amt/InstdAmt"}},
    {PART_CURRENCY, {2, "OrgnlTxRef/Amt/InstdAmt/@Ccy"}},
};

#define ENTRY "/Document/BkToCstmrDbtCdtNtfctn/Ntfctn/Ntry"
static const struct answer_record camt054_records[] = {
    {"/Document/BkToCstmrDbtCdtNtfctn", COVERS_NONE, 0, NULL},
    {ENTRY, COVERS_REST, 0, NULL},
    {ENTRY "/NtryDtls/TxDtls", COVERS_ONE, 1, NULL},
};
static const struct answer_slot camt054_slots[] = {
    {PART_AT, {0, "GrpHdr/CreDtTm"}},
    {PART_AT, {1, "BookgDt/DtTm"}},
    {PART_AT, {1, "BookgDt/Dt"}},
    {PART_BATCH, {1, "NtryDtls/Btch/PmtInfId"}},
    {PART_BATCH, {1, "NtryDtls/Btch/MsgId"}},
    {PART_STATUS, {1, "Sts/Cd"}},
    {PART_STATUS, {1, "Sts"}}, /* version 2 and older */
    {PART_DIRECTION, {1, "CdtDbtInd"}},
    {PART_REVERSAL, {1, "RvslInd"}},
    {PART_AMOUNT, {1, "Amt"}},
    {PART_CURRENCY, {1, "Amt/@Ccy"}},
    {PART_WORDS, {1, "AddtlNtryInf"}},
    {PART_BATCH, {2, "Refs/PmtInfId"}},
    {PART_BATCH, {2, "Refs/MsgId"}},
    {PART_REFERENCE, {2, "Refs/EndToEndId"}},
    {PART_NUMBER, {2, "Refs/InstrId"}},
    {PART_DIRECTION, {2, "CdtDbtInd"}},
    {PART_AMOUNT, {2, "Amt"}},
    {PART_AMOUNT, {2, "AmtDtls/TxAmt/Amt"}}, /* version 2 */
    {PART_CURRENCY, {2, "Amt/@Ccy"}},
    {PART_CURRENCY, {2, "AmtDtls/TxAmt/Amt/@Ccy"}},
    {PART_REASON, {2, "RtrInf/Rsn/Cd"}},
    {PART_WORDS, {2, "RtrInf/AddtlInf"}},
    {PART_WORDS, {2, "AddtlTxInf"}},
};

const struct answer_document answer_caaa012 = DOCUMENT(caaa012, "caaa.012", false);
const struct answer_document answer_pain002 = DOCUMENT(pain002, "pain.002", false);
const struct answer_document answer_camt054 = DOCUMENT(camt054, "camt.054", true);
