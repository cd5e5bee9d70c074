/* Bank settlement as pain.001.001.09, CustomerCreditTransferInitiation: docs/files-out.md. */
#include <assert.h>

#include "adapters/outbound/bank_account.h"
#include "adapters/outbound/pain001_read.h"
#include "adapters/outbound/settlement_files.h"
#include "adapters/outbound/xml_write.h"
#include "matcher/payment/transaction_reference.h"

#define NAME_SPACE "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"

/* Lengths of the schema's texts, in characters. */
enum { MAX_35 = 35, MAX_140 = 140 };

struct pain001_writer {
    const struct file_subject *subject;
    struct xml_writer *xml;
};

static bool is_empty(const char *string)
{
    return string == NULL || string[0] == '\0';
}

static const char *refuses(struct arena *arena, const struct payer *payer,
                           const struct provider *provider, const struct payment_lot *lot)
{
    if (is_empty(payer->sort_code) || is_empty(payer->account_no))
        return "the configuration's payer has no sort_code and account_no to pay from";
    return bank_account_refuses(arena, payer, provider, lot);
}

static void put_account(struct xml_writer *xml, const char *name, const char *account_no)
{
    xml_open(xml, name);
    xml_open(xml, "Id");
    xml_open(xml, "Othr");
    xml_string(xml, "Id", account_no);
    xml_close(xml);
    xml_close(xml);
    xml_close(xml);
}

static void put_agent(struct xml_writer *xml, const char *name, const char *sort_code)
{
    xml_open(xml, name);
    xml_open(xml, "FinInstnId");
    xml_open(xml, "ClrSysMmbId");
    xml_open(xml, "ClrSysId");
    xml_string(xml, "Cd", "GBDSC");
    xml_close(xml);
    xml_string(xml, "MmbId", sort_code);
    xml_close(xml);
    xml_close(xml);
    xml_close(xml);
}

static void put_party(struct xml_writer *xml, const char *name, struct text party)
{
    xml_open(xml, name);
    xml_text_cut(xml, "Nm", party, MAX_140);
    xml_close(xml);
}

static void put_sums(struct xml_writer *xml, const struct settlement_batch *batch)
{
    xml_number(xml, "NbOfTxs", (int64_t)batch->transaction_count);
    xml_pounds(xml, "CtrlSum", batch->net_pence + batch->vat_pence);
}

static struct text payer_name(const struct payer *payer)
{
    return text_of(is_empty(payer->account_name) ? payer->council_name : payer->account_name);
}

static void put_header(struct xml_writer *xml, const struct file_subject *subject)
{
    const struct settlement_batch *batch = subject->batch;
    xml_open(xml, "GrpHdr");
    xml_text(xml, "MsgId", batch->batch);
    xml_midnight(xml, "CreDtTm", batch->business_date);
    put_sums(xml, batch);
    put_party(xml, "InitgPty", payer_name(subject->payer));
    xml_close(xml);
}

/* What all payments have in common. */
static void put_instruction(struct xml_writer *xml, const struct file_subject *subject)
{
    xml_text(xml, "PmtInfId", subject->batch->batch);
    xml_string(xml, "PmtMtd", "TRF");
    put_sums(xml, subject->batch);
    xml_open(xml, "PmtTpInf");
    xml_open(xml, "SvcLvl");
    xml_string(xml, "Cd", "NURG"); /* not urgent */
    xml_close(xml);
    xml_open(xml, "CtgyPurp");
    xml_string(xml, "Cd", "SUPP"); /* paid to a supplier */
    xml_close(xml);
    xml_close(xml);
    xml_open(xml, "ReqdExctnDt");
    xml_day(xml, "Dt", subject->pay_date);
    xml_close(xml);
    put_party(xml, "Dbtr", payer_name(subject->payer));
    put_account(xml, "DbtrAcct", subject->payer->account_no);
    put_agent(xml, "DbtrAgt", subject->payer->sort_code);
    xml_string(xml, "ChrgBr", "SHAR");
}

static void *begin(const struct file_subject *subject, struct text_buffer *file)
{
    struct pain001_writer *writer = ARENA_NEW(file->arena, struct pain001_writer);
    struct xml_writer *xml = xml_begin(file, "Document", NAME_SPACE);

    assert(xml_characters(subject->batch->batch) <= MAX_35);
    *writer = (struct pain001_writer){subject, xml};
    xml_open(xml, "CstmrCdtTrfInitn");
    put_header(xml, subject);
    xml_open(xml, "PmtInf");
    put_instruction(xml, subject);
    return writer;
}

static void put_amount(struct xml_writer *xml, int64_t pence)
{
    xml_open(xml, "Amt");
    xml_pounds_in(xml, "InstdAmt", pence, "Ccy", "GBP");
    xml_close(xml);
}

static void add(void *to, struct arena *arena, const struct settlement_transaction *transaction,
                const struct payable_line *lines, const struct provider *provider)
{
    struct pain001_writer *writer = to;
    struct xml_writer *xml = writer->xml;
    const struct settlement_batch *batch = writer->subject->batch;
    char sort_code[SORT_CODE_DIGITS + 1];

    (void)lines;
    assert(transaction->net_pence + transaction->vat_pence > 0);
    sort_code_digits(provider->sort_code, sort_code);
    xml_open(xml, "CdtTrfTxInf");
    xml_open(xml, "PmtId");
    xml_number(xml, "InstrId", transaction->number);
    xml_text(xml, "EndToEndId", transaction_reference(arena, batch, transaction->number));
    xml_close(xml);
    put_amount(xml, transaction->net_pence + transaction->vat_pence);
    put_agent(xml, "CdtrAgt", sort_code);
    put_party(xml, "Cdtr",
              text_is_empty(provider->account_name) ? provider->name : provider->account_name);
    put_account(xml, "CdtrAcct", arena_text(arena, provider->account_no).bytes);
    xml_open(xml, "RmtInf");
    xml_text_cut(xml, "Ustrd",
                 text_is_empty(transaction->invoice_no) ? batch->batch : transaction->invoice_no,
                 MAX_140);
    xml_close(xml);
    xml_close(xml);
    xml_flush(xml);
}

static void end(void *to, const struct file_totals *totals)
{
    struct pain001_writer *writer = to;
    (void)totals;
    xml_end(writer->xml);
}

static void abandon(void *to)
{
    struct pain001_writer *writer = to;
    xml_abandon(writer->xml);
}

const struct file_format pain001_format = {
    .folder = "settlement",
    .suffix = ".pain001.xml",
    .refuses = refuses,
    .begin = begin,
    .add = add,
    .end = end,
    .abandon = abandon,
    .read_back = pain001_read_back,
};
