#include "adapters/inbound/response_document.h"

#include "harness.h"

#define SPACE    "urn:iso:std:iso:20022:tech:xsd:"
#define BATCH    "KENT-20261109-card-1"
#define BANK     "KENT-20261109-bank-1"
#define DECEMBER "2026-12-01T10:00:00.123Z"

static void read_document(enum preset preset, const char *space, const char *content)
{
    feed.kind = FEED_KIND_RESPONSE;
    feed.preset = preset;
    read_csv(arena_printf(arena, "<Document xmlns='" SPACE "%s'>%s</Document>", space, content));
}

/* "batch transaction answer amount message; ..." of what was read. */
static const char *answers(void)
{
    const char *all = "";

    ck_assert_msg(!reading.outcome.quarantined, "%s", reading.outcome.reason);
    for (size_t i = 0; i < reading.record_count; i++) {
        const struct payment_response *r = &reading.records[i].response;
        const char *amount =
            given(r->amount_pence) ? arena_printf(arena, "%ld", (long)r->amount_pence) : "-";
        all = arena_printf(arena, "%s%s%.*s %.*s %s %s %.*s", all, i == 0 ? "" : "; ",
                           TEXT_ARGS(r->batch), TEXT_ARGS(r->transaction),
                           payment_answer_word(r->status), amount, TEXT_ARGS(r->message));
    }
    return all;
}

static void assert_answers(const char *wanted)
{
    if (reading.reject_count > 0)
        ck_abort_msg("rejected: %s: %s", reading.rejects[0].why.field,
                     reading.rejects[0].why.message);
    ck_assert_str_eq(answers(), wanted);
}

/* --- caaa.012 ------------------------------------------------------------- */

#define TRANSACTION(list, number, reference)                                                       \
    "<" list "><TxSeqCntr>" number "</TxSeqCntr><TxRspn><Rspn>DECL</Rspn><RspnRsn>51</RspnRsn>"    \
    "<AddtlRspnInf>no funds</AddtlRspnInf></TxRspn><Envt><Card><PlainCardData><PAN>41111111"       \
    "11111111</PAN></PlainCardData></Card></Envt><Tx><TxId><TxDtTm>2026-11-09T00:00:00</TxDtTm>"   \
    "<TxRef>" reference "</TxRef></TxId><Rspn>DECL</Rspn></Tx></" list ">"

static void read_data_set(const char *result, const char *transactions)
{
    read_document(PRESET_CAAA012, "caaa.012.001.12",
                  arena_printf(arena,
                               "<AccptrBtchTrfRspn><Hdr><CreDtTm>" DECEMBER "</CreDtTm></Hdr>"
                               "<BtchTrfRspn><DataSet><DataSetId><Nm>" BATCH "</Nm></DataSetId>"
                               "<DataSetRslt><Rspn>%s</Rspn></DataSetRslt>%s</DataSet>"
                               "</BtchTrfRspn></AccptrBtchTrfRspn>",
                               result, transactions));
}

START_TEST(a_batch_that_the_acquirer_takes)
{
    read_data_set("APPR", "");
    assert_answers(BATCH " * settled - ");
    ck_assert_int_eq(reading.records[0].response.at_s, utc("2026-12-01T10:00"));
}
END_TEST

START_TEST(a_batch_that_the_acquirer_refuses)
{
    read_data_set("DECL", "");
    assert_answers(BATCH " * declined - ");
}
END_TEST

/* Those that are listed are answered first, by reference; the rest with the data set. */
START_TEST(a_batch_that_the_acquirer_takes_in_part)
{
    read_data_set("PART", TRANSACTION("RjctdTx", "2", "KENT-20261109-1-2")
                              TRANSACTION("RsmdApprvl", "3", "KENT-20261109-1-3"));
    assert_answers(BATCH " KENT-20261109-1-2 declined - 51 no funds; " BATCH
                         " KENT-20261109-1-3 settled - 51 no funds; " BATCH " * settled - ");
}
END_TEST

/* Which part it is, nothing says. */
START_TEST(a_part_of_a_batch_that_nothing_names)
{
    read_data_set("PART", "");
    assert_answers(BATCH " * received - ");
}
END_TEST

START_TEST(a_suspended_transaction_keeps_the_rest_open)
{
    read_data_set("APPR", TRANSACTION("SspdTx", "2", "KENT-20261109-1-2"));
    assert_answers(BATCH " KENT-20261109-1-2 received - 51 no funds; " BATCH " * received - ");
}
END_TEST

START_TEST(a_technical_error_is_no_answer)
{
    read_data_set("TECH", "");
    assert_rejected(REJECT_INVALID, "status");
}
END_TEST

/* --- pain.002 ------------------------------------------------------------- */

static void read_report(const char *content)
{
    read_document(PRESET_PAIN002, "pain.002.001.14",
                  arena_printf(arena,
                               "<CstmrPmtStsRpt><GrpHdr><CreDtTm>" DECEMBER "</CreDtTm></GrpHdr>"
                               "%s</CstmrPmtStsRpt>",
                               content));
}

#define GROUP(more)                                                                                \
    "<OrgnlGrpInfAndSts><OrgnlMsgId>" BANK "</OrgnlMsgId>" more "</OrgnlGrpInfAndSts>"
#define REASON "<StsRsnInf><Rsn><Cd>AC04</Cd></Rsn><AddtlInf>account closed</AddtlInf></StsRsnInf>"

START_TEST(a_message_that_the_bank_refuses)
{
    read_report(GROUP("<GrpSts>RJCT</GrpSts>" REASON));
    assert_answers(BANK " * declined - AC04 account closed");
    read_report(GROUP("<GrpSts>ACCP</GrpSts>"));
    assert_answers(BANK " * received - ");
}
END_TEST

START_TEST(payments_one_by_one)
{
    read_report(GROUP(
        "<GrpSts>PART</GrpSts>") "<OrgnlPmtInfAndSts><OrgnlPmtInfId>" BANK
                                 "</OrgnlPmtInfId><TxInfAndSts><OrgnlInstrId>1</"
                                 "OrgnlInstrId><OrgnlEndToEndId>"
                                 "KENT-20261109-B1-1</OrgnlEndToEndId><TxSts>RJCT</TxSts>" REASON
                                 "<OrgnlTxRef><Amt><InstdAmt "
                                 "Ccy='GBP'>9.5</InstdAmt></Amt></OrgnlTxRef>"
                                 "</TxInfAndSts><TxInfAndSts><OrgnlInstrId>2</"
                                 "OrgnlInstrId><OrgnlEndToEndId>"
                                 "NOTPROVIDED</OrgnlEndToEndId><TxSts>ACSC</TxSts></TxInfAndSts>"
                                 "</OrgnlPmtInfAndSts>");
    assert_answers(BANK " KENT-20261109-B1-1 declined 950 AC04 account closed; " BANK
                        " 2 settled - ; " BANK " * received - ");
}
END_TEST

/* What the bank calls the instruction does not matter where it says which message it was. */
START_TEST(an_instruction_by_another_name)
{
    read_report(GROUP("") "<OrgnlPmtInfAndSts><OrgnlPmtInfId>NOTPROVIDED</OrgnlPmtInfId>"
                          "<PmtInfSts>ACSC</PmtInfSts></OrgnlPmtInfAndSts>");
    assert_answers(BANK " * settled - ");
}
END_TEST

/* Nothing that is there twice is guessed. */
START_TEST(a_status_that_is_there_twice)
{
    read_report(GROUP("") "<OrgnlPmtInfAndSts><OrgnlPmtInfId>" BANK "</OrgnlPmtInfId><TxInfAndSts>"
                          "<OrgnlInstrId>1</OrgnlInstrId><TxSts>ACSC</TxSts><TxSts>RJCT</TxSts>"
                          "</TxInfAndSts></OrgnlPmtInfAndSts>");
    assert_rejected(REJECT_INVALID, "status");
}
END_TEST

/* --- camt.054 ------------------------------------------------------------- */

#define NOTIFICATION(entries)                                                                      \
    "<BkToCstmrDbtCdtNtfctn><GrpHdr><CreDtTm>" DECEMBER "</CreDtTm></GrpHdr><Ntfctn>" entries      \
    "</Ntfctn></BkToCstmrDbtCdtNtfctn>"
#define ENTRY(direction, more, state, details)                                                     \
    "<Ntry><Amt Ccy='GBP'>9.50</Amt><CdtDbtInd>" direction "</CdtDbtInd>" more "<Sts><Cd>" state   \
    "</Cd></Sts><BookgDt><Dt>2026-11-12</Dt></BookgDt><NtryDtls>" details "</NtryDtls></Ntry>"
#define PAYMENT(reference)                                                                         \
    "<TxDtls><Refs><EndToEndId>" reference "</EndToEndId></Refs><Amt "                             \
    "Ccy='GBP'>9.50</Amt></TxDtls>"
#define OURS     PAYMENT("KENT-20261109-B1-1")
#define REVERSAL "<RvslInd>true</RvslInd>"

static void read_notification(const char *content)
{
    read_document(PRESET_CAMT054, "camt.054.001.12", content);
}

START_TEST(a_payment_that_is_booked)
{
    feed.date_form = DATE_FORM_DMY; /* of other presets */
    read_notification(NOTIFICATION(ENTRY("DBIT", "", "BOOK", OURS)));
    assert_answers("* KENT-20261109-B1-1 settled 950 ");
    ck_assert_int_eq(reading.records[0].response.at_s, utc("2026-11-12T00:00"));
}
END_TEST

START_TEST(a_payment_that_is_not_booked_yet)
{
    read_notification(NOTIFICATION(ENTRY("DBIT", "", "PDNG", OURS)));
    assert_answers("* KENT-20261109-B1-1 received 950 ");
}
END_TEST

START_TEST(a_payment_that_comes_back)
{
    read_notification(NOTIFICATION(ENTRY("CRDT", REVERSAL, "BOOK", OURS)));
    assert_answers("* KENT-20261109-B1-1 declined 950 ");
    read_notification(NOTIFICATION(ENTRY(
        "CRDT", "", "BOOK",
        "<TxDtls><Refs><EndToEndId>KENT-20261109-B1-1</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd>"
        "</Rsn><AddtlInf>account closed</AddtlInf></RtrInf></TxDtls>")));
    assert_answers("* KENT-20261109-B1-1 declined - AC04 account closed");
}
END_TEST

START_TEST(a_credit_with_our_reference_is_no_answer)
{
    read_notification(NOTIFICATION(ENTRY("CRDT", "", "BOOK", OURS)));
    assert_rejected(REJECT_INVALID, "status");
}
END_TEST

START_TEST(what_the_account_pays_besides)
{
    read_notification(NOTIFICATION(
        ENTRY("DBIT", "", "BOOK", PAYMENT("KENT-RENT-11")) ENTRY("CRDT", "", "BOOK", PAYMENT("TAX"))
            ENTRY("DBIT", "", "BOOK", "<Btch><PmtInfId>KENT-PAYROLL-11</PmtInfId></Btch>")));
    assert_answers("");
}
END_TEST

START_TEST(a_reference_in_its_short_form)
{
    read_notification(NOTIFICATION(ENTRY("DBIT", "", "BOOK", PAYMENT("KENTB0G0U0LFNK"))));
    assert_answers("* KENTB0G0U0LFNK settled 950 ");
}
END_TEST

/* One booking for many payments: with their sum, of which the night decides. */
START_TEST(a_batch_that_is_booked_whole)
{
    read_notification(
        NOTIFICATION(ENTRY("DBIT", "", "BOOK", "<Btch><PmtInfId>" BANK "</PmtInfId></Btch>")));
    assert_answers(BANK " * settled 950 ");
    read_notification(NOTIFICATION(ENTRY("DBIT", "", "BOOK",
                                         "<Btch><PmtInfId>" BANK
                                         "</PmtInfId></Btch>" OURS PAYMENT("KENT-20261109-B1-2"))));
    assert_answers("* KENT-20261109-B1-1 settled 950 ; * KENT-20261109-B1-2 settled 950 ");
}
END_TEST

START_TEST(older_versions)
{
    read_document(PRESET_CAMT054, "camt.054.001.02",
                  NOTIFICATION("<Ntry><Amt Ccy='GBP'>19.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
                               "<Sts>BOOK</Sts><NtryDtls><TxDtls><Refs><EndToEndId>"
                               "KENT-20261109-B1-1</EndToEndId></Refs><AmtDtls><TxAmt>"
                               "<Amt Ccy='GBP'>9.50</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>"
                               "</Ntry>"));
    assert_answers("* KENT-20261109-B1-1 settled 950 ");
}
END_TEST

START_TEST(another_currency)
{
    read_notification(NOTIFICATION(ENTRY(
        "DBIT", "", "BOOK",
        "<TxDtls><Refs><EndToEndId>KENT-20261109-B1-1</EndToEndId></Refs><Amt Ccy='EUR'>9.50</Amt>"
        "</TxDtls>")));
    assert_rejected(REJECT_CURRENCY, "amount");
}
END_TEST

/* --- other documents ------------------------------------------------------ */

START_TEST(another_document)
{
    read_document(PRESET_CAMT054, "pain.002.001.14", "<CstmrPmtStsRpt/>");
    ck_assert(reading.outcome.quarantined);
    ck_assert_ptr_nonnull(strstr(reading.outcome.reason, "no camt.054 of ISO 20022"));
    read_document(PRESET_PAIN002, "pain.002.001.14", "<Another/>");
    ck_assert(reading.outcome.quarantined);
    ck_assert_ptr_nonnull(strstr(reading.outcome.reason, "no pain.002 of ISO 20022"));
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_batch_that_the_acquirer_takes);
    tcase_add_test(tcase, a_batch_that_the_acquirer_refuses);
    tcase_add_test(tcase, a_batch_that_the_acquirer_takes_in_part);
    tcase_add_test(tcase, a_part_of_a_batch_that_nothing_names);
    tcase_add_test(tcase, a_suspended_transaction_keeps_the_rest_open);
    tcase_add_test(tcase, a_technical_error_is_no_answer);
    tcase_add_test(tcase, a_message_that_the_bank_refuses);
    tcase_add_test(tcase, payments_one_by_one);
    tcase_add_test(tcase, an_instruction_by_another_name);
    tcase_add_test(tcase, a_status_that_is_there_twice);
    tcase_add_test(tcase, a_payment_that_is_booked);
    tcase_add_test(tcase, a_payment_that_is_not_booked_yet);
    tcase_add_test(tcase, a_payment_that_comes_back);
    tcase_add_test(tcase, a_credit_with_our_reference_is_no_answer);
    tcase_add_test(tcase, what_the_account_pays_besides);
    tcase_add_test(tcase, a_reference_in_its_short_form);
    tcase_add_test(tcase, a_batch_that_is_booked_whole);
    tcase_add_test(tcase, older_versions);
    tcase_add_test(tcase, another_currency);
    tcase_add_test(tcase, another_document);
}

int main(void)
{
    return run_cases("adapters/inbound/response_document", add);
}
