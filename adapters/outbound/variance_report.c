#include "adapters/outbound/variance_report.h"

#include <string.h>

#include "adapters/host/file_name.h"
#include "adapters/outbound/mail_message.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/variance_parts.h"
#include "adapters/outbound/wording.h"

struct text variance_report_stem(struct arena *arena, const struct variance_report *report)
{
    char date[DAY_TEXT_BYTES];
    day_format(report->business_date, date);
    const char *again = report->number > 1 ? arena_printf(arena, ".%d", report->number) : "";
    const char *recipient =
        text_is_empty(report->recipient)
            ? ".finance"
            : arena_printf(arena, "-%.*s", TEXT_ARGS(file_name_of(arena, report->recipient)));
    struct text council = file_name_of(arena, text_of(report->council_code));
    return text_of(arena_printf(arena, "%.*s-%s%s%s", TEXT_ARGS(council), date, again, recipient));
}

/* "Kent County Council home care 2026-11-09: 16 visits to look at (3 not paid, 2 missed)" */
static const char *subject(struct arena *arena, const struct variance_summary *summary)
{
    static const struct {
        enum news_kind kind;
        const char *one, *many;
    } named[] = {
        {NEWS_HELD, "not paid", "not paid"},
        {NEWS_CARE_SIGNAL, "care signal", "care signals"},
        {NEWS_MISSED, "missed", "missed"},
        {NEWS_SHORT_PERIOD, "period below order", "periods below order"},
        {NEWS_DRIFT, "drift", "drifts"},
        {NEWS_UNREAD, "not read", "not read"},
        {NEWS_PAYMENT, "payment", "payments"},
        {NEWS_WAITING, "waits for a second person", "wait for a second person"},
        {NEWS_ADJUSTED, "priced again", "priced again"},
    };
    struct text_buffer words = {.arena = arena};
    char date[DAY_TEXT_BYTES];
    day_format(summary->report->business_date, date);
    text_buffer_printf(&words, "%s home care %s: %s to look at", summary->report->council_name,
                       date, variance_count_words(arena, summary));
    const char *separator = " (";
    for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++) {
        const size_t count = summary->counts[named[i].kind];
        if (count == 0)
            continue;
        text_buffer_printf(&words, "%s%s", separator,
                           words_count(arena, count, named[i].one, named[i].many));
        separator = ", ";
    }
    if (separator[0] == ',')
        text_buffer_add_string(&words, ")");
    return arena_text(arena, text_buffer_text(&words)).bytes;
}

static const char *host_of(const char *address)
{
    const char *at = strrchr(address, '@');
    return at ? at + 1 : "localhost";
}

bool variance_report_message(struct arena *arena, const struct variance_report *report,
                             struct text *message_r, struct error *error_r)
{
    const struct variance_summary summary = variance_summarise(arena, report);
    const char *stem = variance_report_stem(arena, report).bytes;
    struct text workbook;
    if (!variance_workbook(arena, &summary, &workbook, error_r))
        return error_prefix(error_r, "the variance report %s", stem);
    const struct mail_attachment files[] = {
        {MAIL_ATTACHMENT_CSV, arena_printf(arena, "%s.csv", stem), variance_csv(arena, &summary)},
        {MAIL_ATTACHMENT_WORKBOOK, arena_printf(arena, "%s.xlsx", stem), workbook},
    };
    const struct mail_message message = {
        .from = report->from,
        .to = report->to,
        .to_name = report->to_name,
        .subject = subject(arena, &summary),
        .id = arena_printf(arena, "%s@%s", stem, host_of(report->from)),
        .date = report->business_date,
        .plain = variance_text(arena, &summary),
        .html = variance_html(arena, &summary),
        .attachment_count = sizeof(files) / sizeof(*files),
        .attachments = files,
    };
    *message_r = mail_message_write(arena, &message);
    return true;
}
