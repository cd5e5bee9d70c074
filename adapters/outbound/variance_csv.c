#include "adapters/outbound/csv_write.h"
#include "adapters/outbound/signal_words.h"
#include "adapters/outbound/variance_parts.h"
#include "adapters/outbound/workbook_write.h"
#include "matcher/base/decimal.h"

/* A row of any kind; what a kind does not have is empty. */
struct row {
    const char *status;
    struct text client_ref, service, provider, provider_name;
    struct text invoice_no, line_no, carer_ref, order_no, order_line;
    int64_t slot;
    day_t from, to; /* of what is about more than a visit */
    int64_t planned_start_s, planned_minutes_e4, delivered_start_s, delivered_minutes_e4;
    int64_t billed_minutes, expected_minutes, billed_pence, expected_pence, payable_pence;
    struct text reasons, what_differed;
};

/* X(name, how its cells are written, what of a row they have) */
#define COLUMNS(X)                                                                                 \
    X(status, text, text_of(row->status))                                                          \
    X(client_ref, text, row->client_ref)                                                           \
    X(service, text, row->service)                                                                 \
    X(provider, text, row->provider)                                                               \
    X(provider_name, text, row->provider_name)                                                     \
    X(invoice_no, text, row->invoice_no)                                                           \
    X(line_no, text, row->line_no)                                                                 \
    X(carer_ref, text, row->carer_ref)                                                             \
    X(order_no, text, row->order_no)                                                               \
    X(order_line, text, row->order_line)                                                           \
    X(slot, number, row->slot)                                                                     \
    X(from, day, row->from)                                                                        \
    X(to, day, row->to)                                                                            \
    X(planned_start, datetime, row->planned_start_s)                                               \
    X(planned_minutes, quantity, row->planned_minutes_e4)                                          \
    X(delivered_start, datetime, row->delivered_start_s)                                           \
    X(delivered_minutes, quantity, row->delivered_minutes_e4)                                      \
    X(billed_minutes, number, row->billed_minutes)                                                 \
    X(expected_minutes, number, row->expected_minutes)                                             \
    X(billed, pounds, row->billed_pence)                                                           \
    X(expected, pounds, row->expected_pence)                                                       \
    X(paid, pounds, row->payable_pence)                                                            \
    X(reasons, text, row->reasons)                                                                 \
    X(what_differed, text, row->what_differed)

#define HEADING_OF(name, kind, value) #name,
static const char *const headings[] = {COLUMNS(HEADING_OF)};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

static int64_t in_e4(int64_t whole)
{
    return given(whole) ? whole * E4 : NOT_GIVEN;
}

static struct row empty_row(const char *status)
{
    return (struct row){
        .status = status,
        .slot = NOT_GIVEN,
        .from = DAY_NOT_GIVEN,
        .to = DAY_NOT_GIVEN,
        .planned_start_s = NOT_GIVEN,
        .planned_minutes_e4 = NOT_GIVEN,
        .delivered_start_s = NOT_GIVEN,
        .delivered_minutes_e4 = NOT_GIVEN,
        .billed_minutes = NOT_GIVEN,
        .expected_minutes = NOT_GIVEN,
        .billed_pence = NOT_GIVEN,
        .expected_pence = NOT_GIVEN,
        .payable_pence = NOT_GIVEN,
    };
}

/* --- one of each kind ------------------------------------------------------ */

static const char *status_of(const struct variance_summary *summary, const struct finding *finding)
{
    if (finding->kind != VERDICT_HELD)
        return summary->report->waits_for_release ? "to be paid" : "paid";
    return finding->is_new ? "not paid" : "not paid, since earlier";
}

static struct row finding_row(struct arena *arena, const struct variance_summary *summary,
                              const struct told_finding *told)
{
    const struct finding *finding = told->finding;
    struct row row = empty_row(status_of(summary, finding));
    row.client_ref = finding->client_ref;
    row.service = finding->service;
    row.provider = finding->provider;
    row.provider_name = finding->provider_name;
    row.invoice_no = finding->invoice_no;
    row.line_no = finding->line_no;
    row.carer_ref = finding->carer_ref;
    row.order_no = finding->order_no;
    row.order_line = finding->order_line;
    row.slot = finding->slot > 0 ? finding->slot : NOT_GIVEN;
    row.planned_start_s = finding->planned_start_s;
    row.planned_minutes_e4 = in_e4(finding->planned_minutes);
    row.delivered_start_s = finding->delivered_start_s;
    row.delivered_minutes_e4 = in_e4(finding->delivered_minutes);
    row.billed_minutes = finding->billed_minutes;
    row.expected_minutes = finding->expected_minutes;
    row.billed_pence = finding->billed_pence;
    row.expected_pence = finding->expected_pence;
    row.payable_pence = finding->payable_pence;
    row.reasons = finding_codes(arena, finding);
    row.what_differed = finding_in_words(arena, finding);
    return row;
}

static struct row held_row(struct arena *arena, const struct variance_summary *summary, size_t i)
{
    return finding_row(arena, summary, &summary->held[i]);
}

static struct row varied_row(struct arena *arena, const struct variance_summary *summary, size_t i)
{
    return finding_row(arena, summary, &summary->varied[i]);
}

static struct row missed_row(struct arena *arena, const struct variance_summary *summary, size_t i)
{
    (void)arena;
    const struct missed_visit *missed = &summary->report->missed[i];
    struct row row = empty_row("missed");
    row.client_ref = missed->client_ref;
    row.service = missed->service;
    row.provider = missed->provider;
    row.provider_name = missed->provider_name;
    row.order_no = missed->order_no;
    row.order_line = missed->order_line;
    row.slot = missed->slot > 0 ? missed->slot : NOT_GIVEN;
    row.planned_start_s = missed->planned_start_s;
    row.planned_minutes_e4 = in_e4(missed->planned_minutes);
    row.what_differed = TEXT_LITERAL("planned, and nobody billed it");
    return row;
}

static struct row care_signal_row(struct arena *arena, const struct variance_summary *summary,
                                  size_t i)
{
    const struct care_signal_news *signal = &summary->report->care_signals[i];
    struct row row = empty_row("care signal");
    row.client_ref = signal->client_ref;
    row.provider = signal->provider;
    row.provider_name = signal->provider_name;
    row.from = signal->week;
    row.to = signal->last_week + 6;
    if (signal->kind == CARE_SIGNAL_SHRINKING) {
        row.planned_minutes_e4 = in_e4(signal->planned_minutes);
        row.delivered_minutes_e4 = in_e4(signal->counted);
    }
    row.reasons = text_of(care_signal_kind_word(signal->kind));
    row.what_differed = text_of(care_signal_in_words(arena, signal));
    return row;
}

static struct row short_period_row(struct arena *arena, const struct variance_summary *summary,
                                   size_t i)
{
    const struct short_period *period = &summary->report->short_periods[i];
    struct row row = empty_row("below order");
    row.client_ref = period->client_ref;
    row.service = period->service;
    row.provider = period->provider;
    row.provider_name = period->provider_name;
    row.order_no = period->order_no;
    row.order_line = period->order_line;
    row.from = period->first;
    row.to = period->last;
    if (period->basis == BASIS_PERIOD) {
        row.planned_minutes_e4 = period->quantity_e4;
        row.delivered_minutes_e4 = period->delivered_e4;
    }
    row.reasons = TEXT_LITERAL("under_delivery");
    row.what_differed = text_of(short_period_in_words(arena, period));
    return row;
}

static struct row drift_row(struct arena *arena, const struct variance_summary *summary, size_t i)
{
    const struct provider_drift *drift = &summary->report->drifts[i];
    struct row row = empty_row("drift");
    row.provider = drift->provider;
    row.provider_name = drift->provider_name;
    row.from = drift->week;
    row.to = drift->week + 6;
    if (drift->measure == DRIFT_MONEY) {
        row.expected_pence = drift->base;
        row.payable_pence = drift->base + drift->difference;
    } else {
        row.delivered_minutes_e4 = in_e4(drift->base);
        row.expected_minutes = drift->base + drift->difference;
    }
    row.reasons = text_of(drift_measure_word(drift->measure));
    row.what_differed = text_of(provider_drift_in_words(arena, drift));
    return row;
}

static struct row adjusted_row(struct arena *arena, const struct variance_summary *summary,
                               size_t i)
{
    const struct adjusted_line *adjusted = &summary->report->adjusted[i];
    struct row row = empty_row(adjusted->news.is_self_billed ? "adjusted" : "to bill or credit");
    row.client_ref = adjusted->client_ref;
    row.service = adjusted->service;
    row.provider = adjusted->provider;
    row.provider_name = adjusted->provider_name;
    row.invoice_no = adjusted->invoice_no;
    row.line_no = adjusted->line_no;
    row.delivered_start_s = adjusted->delivered_start_s;
    row.billed_pence = adjusted->billed_pence;
    row.expected_pence = adjusted->news.new_pence;
    row.payable_pence = adjusted->net_pence;
    row.reasons = text_of(adjustment_cause_word(adjusted->news.cause));
    row.what_differed = text_of(variance_adjusted_words(arena, adjusted));
    return row;
}

/* --- all of them ------------------------------------------------------------ */

typedef void take_row(void *to, const struct row *row);

static void each_row(struct arena *arena, const struct variance_summary *summary, take_row *take,
                     void *to)
{
    typedef struct row row_of(struct arena * arena, const struct variance_summary *summary,
                              size_t i);
    static row_of *const rows_of[NEWS_KIND_COUNT] = {
        [NEWS_HELD] = held_row,         [NEWS_CARE_SIGNAL] = care_signal_row,
        [NEWS_MISSED] = missed_row,     [NEWS_SHORT_PERIOD] = short_period_row,
        [NEWS_VARIED] = varied_row,     [NEWS_DRIFT] = drift_row,
        [NEWS_ADJUSTED] = adjusted_row,
    };
    for (int kind = 0; kind < NEWS_KIND_COUNT; kind++)
        for (size_t i = 0; rows_of[kind] != NULL && i < summary->counts[kind]; i++) {
            const struct row row = rows_of[kind](arena, summary, i);
            take(to, &row);
        }
}

/* --- as CSV ----------------------------------------------------------------- */

struct csv_file {
    struct csv_writer csv;
    const struct zone *zone;
};

static void add_quantity(struct csv_writer *csv, int64_t quantity_e4)
{
    char digits[DECIMAL_TEXT_BYTES] = "";
    if (given(quantity_e4))
        decimal_format_short(quantity_e4, PLACES_QUANTITY, digits);
    csv_field(csv, text_of(digits));
}

static void add_to_csv(void *to, const struct row *row)
{
    struct csv_file *file = to;
#define CSV_text(value)             csv_field(&file->csv, value);
#define CSV_number(value)           csv_number(&file->csv, value);
#define CSV_quantity(value)         add_quantity(&file->csv, value);
#define CSV_pounds(value)           csv_pounds(&file->csv, value);
#define CSV_day(value)              csv_day(&file->csv, value);
#define CSV_datetime(value)         csv_datetime(&file->csv, file->zone, value);
#define CSV_CELL(name, kind, value) CSV_##kind(value)
    COLUMNS(CSV_CELL)
    csv_end_row(&file->csv);
}

struct text variance_csv(struct arena *arena, const struct variance_summary *summary)
{
    struct text_buffer bytes = {.arena = arena};
    struct csv_file file = {{.file = &bytes, .for_people = true}, summary->report->zone};

    csv_heading(&file.csv, HEADING_COUNT, headings);
    each_row(arena, summary, add_to_csv, &file);
    return text_buffer_text(&bytes);
}

/* --- as a workbook ---------------------------------------------------------- */

struct book_file {
    struct book *book;
    const struct zone *zone;
};

static void add_to_book(void *to, const struct row *row)
{
    const struct book_file *file = to;
#define BOOK_text(value)             book_text(file->book, value);
#define BOOK_number(value)           book_number(file->book, value);
#define BOOK_quantity(value)         book_quantity(file->book, value);
#define BOOK_pounds(value)           book_pounds(file->book, value);
#define BOOK_day(value)              book_day(file->book, value);
#define BOOK_datetime(value)         book_datetime(file->book, file->zone, value);
#define BOOK_CELL(name, kind, value) BOOK_##kind(value)
    COLUMNS(BOOK_CELL)
    book_end_row(file->book);
}

bool variance_workbook(struct arena *arena, const struct variance_summary *summary,
                       struct text *workbook_r, struct error *error_r)
{
    struct book_file file = {.zone = summary->report->zone};

    if (!book_begin(arena, "variances", summary->report->business_date, HEADING_COUNT, headings,
                    &file.book, error_r))
        return false;
    each_row(arena, summary, add_to_book, &file);
    return book_end(file.book, workbook_r, error_r);
}
