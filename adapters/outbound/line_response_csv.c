#include "adapters/outbound/line_response_csv.h"

#include <string.h>

#include "adapters/outbound/adjustment_words.h"
#include "adapters/outbound/finding_words.h"
#include "matcher/base/decimal.h"

static const char *const headings[] = {
    "file",       "row",          "invoice_no", "line_no",  "client_ref", "service",
    "start",      "verdict",      "reasons",    "why",      "what_to_do", "billed_net",
    "billed_vat", "expected_net", "paid_net",   "paid_vat", "due_date",
};
#define HEADING_COUNT (sizeof(headings) / sizeof(*headings))

#define NOTHING TEXT_LITERAL("nothing")

static struct finding finding_of(const struct line_response *response)
{
    return (struct finding){
        .invoice_no = response->invoice_no,
        .line_no = response->line_no,
        .planned_start_s = response->planned_start_s,
        .delivered_start_s = response->delivered_start_s,
        .billed_minutes = response->billed_minutes,
        .expected_minutes = response->expected_minutes,
        .billed_pence = response->billed_pence,
        .expected_pence = response->expected_pence,
        .kind = response->kind,
        .reasons = response->reasons,
        .detail = response->detail,
    };
}

/* --- words ------------------------------------------------------------------ */

static struct text unread_words(struct arena *arena, const struct line_response *response)
{
    if (text_is_empty(response->field))
        return response->words;
    return text_of(
        arena_printf(arena, "%.*s: %.*s", TEXT_ARGS(response->field), TEXT_ARGS(response->words)));
}

static struct text adjustment_words(struct arena *arena, const struct adjustment_news *adjustment)
{
    const char *words = adjustment_in_words(arena, adjustment);

    if (!adjustment->is_self_billed)
        return text_of(words);
    return text_of(arena_printf(arena, "%s; %s", words, adjustment_outcome(arena, adjustment)));
}

struct text line_response_words(struct arena *arena, const struct line_response *response)
{
    if (response->adjustment != NULL)
        return adjustment_words(arena, response->adjustment);
    if (!text_is_empty(response->words))
        return unread_words(arena, response);
    if (response->reasons != 0) {
        struct finding finding = finding_of(response);
        return finding_in_words(arena, &finding);
    }
    if (response->kind != VERDICT_DUPLICATE)
        return TEXT_LITERAL("agrees");
    return text_of(arena_printf(arena,
                                "invoice %.*s line %.*s was sent before, with the same content",
                                TEXT_ARGS(response->invoice_no), TEXT_ARGS(response->line_no)));
}

/* What two reasons ask for alike is said once. */
static bool is_said(const char *what, uint64_t reasons, int before)
{
    for (int reason = 0; reason < before; reason++)
        if ((reasons >> reason & 1) != 0 &&
            strcmp(reason_what_to_do((enum reason)reason), what) == 0)
            return true;
    return false;
}

struct text line_response_what_to_do(struct arena *arena, const struct line_response *response)
{
    const uint64_t reasons = response->reasons;
    struct text_buffer words = {.arena = arena};

    if (response->adjustment != NULL && !response->adjustment->is_self_billed)
        return text_of(adjustment_outcome(arena, response->adjustment));
    if (response->kind != VERDICT_HELD && response->kind != VERDICT_REJECTED)
        return NOTHING;
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        const char *what = reason_what_to_do((enum reason)reason);
        if ((reasons >> reason & 1) == 0 || is_said(what, reasons, reason))
            continue;
        if (words.length > 0)
            text_buffer_add_string(&words, "; ");
        text_buffer_add_string(&words, what);
    }
    return words.length > 0 ? text_buffer_text(&words) : NOTHING;
}

/* --- rows ------------------------------------------------------------------- */

void line_response_csv_go_on(struct csv_writer *csv, struct text_buffer *file)
{
    *csv = (struct csv_writer){.file = file, .for_people = true};
}

void line_response_csv_begin(struct csv_writer *csv, struct text_buffer *file)
{
    line_response_csv_go_on(csv, file);
    csv_heading(csv, HEADING_COUNT, headings);
}

static void add_verdict(struct csv_writer *csv, struct arena *scratch,
                        const struct line_response *response)
{
    struct finding finding = finding_of(response);

    if (response->adjustment == NULL) {
        csv_field(csv, text_of(verdict_word(response->kind)));
        csv_field(csv, finding_codes(scratch, &finding));
    } else {
        csv_field(csv, TEXT_LITERAL("adjusted"));
        csv_field(csv, text_of(adjustment_cause_word(response->adjustment->cause)));
    }
}

void line_response_csv_add(struct csv_writer *csv, struct arena *scratch, const struct zone *zone,
                           const struct line_response *response)
{
    csv_field(csv, response->file);
    csv_number(csv, response->source_row);
    csv_field(csv, response->invoice_no);
    csv_field(csv, response->line_no);
    csv_field(csv, response->client_ref);
    csv_field(csv, response->service);
    csv_datetime(csv, zone, response->delivered_start_s);
    add_verdict(csv, scratch, response);
    csv_field(csv, line_response_words(scratch, response));
    csv_field(csv, line_response_what_to_do(scratch, response));
    csv_pounds(csv, response->billed_pence);
    csv_pounds(csv, response->billed_vat_pence);
    csv_pounds(csv, response->expected_pence);
    csv_pounds(csv, response->payable_pence);
    csv_pounds(csv, response->payable_vat_pence);
    csv_day(csv, response->due_date);
    csv_end_row(csv);
}
