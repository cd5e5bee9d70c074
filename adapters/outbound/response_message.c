#include "adapters/outbound/response_message.h"

#include <inttypes.h>
#include <string.h>

#include "adapters/host/file_name.h"
#include "adapters/outbound/check_detail.h"
#include "adapters/outbound/html.h"
#include "adapters/outbound/mail_message.h"
#include "adapters/outbound/text_buffer.h"
#include "adapters/outbound/wording.h"

/* --- the numbers ------------------------------------------------------------ */

static void adjustment_add(struct response_tally *tally, const struct adjustment_news *adjustment)
{
    struct adjustment_tally *way =
        adjustment->is_self_billed ? &tally->adjusted : &tally->to_settle;
    const int64_t difference_pence = adjustment->new_pence - adjustment->old_pence;

    way->lines++;
    way->more_pence += difference_pence > 0 ? difference_pence : 0;
    way->less_pence -= difference_pence < 0 ? difference_pence : 0;
}

void response_tally_add(struct response_tally *tally, const struct line_response *response)
{
    int64_t billed_pence =
        given(response->billed_pence) ? response->billed_pence : response->expected_pence;

    if (response->adjustment != NULL) {
        adjustment_add(tally, response->adjustment);
        return;
    }
    tally->lines[response->kind]++;
    tally->billed_pence[response->kind] += given(billed_pence) ? billed_pence : 0;
    tally->paid_pence += response->payable_pence + response->payable_vat_pence;
    if (response->kind != VERDICT_HELD && response->kind != VERDICT_REJECTED)
        return;
    const uint64_t reasons = check_details_holding(response->detail, response->reasons);
    for (int reason = 0; reason < REASON_COUNT; reason++)
        tally->to_do[reason] += (int64_t)(reasons >> reason & 1);
}

int64_t response_tally_lines(const struct response_tally *tally)
{
    int64_t lines = 0;

    for (int kind = 0; kind < VERDICT_COUNT; kind++)
        lines += tally->lines[kind];
    return lines;
}

bool response_tally_is_empty(const struct response_tally *tally)
{
    return response_tally_lines(tally) + tally->adjusted.lines + tally->to_settle.lines == 0;
}

/* --- words ------------------------------------------------------------------ */

static const char *lines_words(struct arena *arena, int64_t lines)
{
    return words_count(arena, (size_t)lines, "line", "lines");
}

/* "£1.50 more", "£1.50 more and £0.50 less" */
static const char *adjustment_words(struct arena *arena, const struct adjustment_tally *tally,
                                    const char *more, const char *less)
{
    struct text_buffer words = {.arena = arena};

    if (tally->more_pence > 0)
        text_buffer_printf(&words, more, words_pounds(arena, tally->more_pence));
    if (tally->more_pence > 0 && tally->less_pence > 0)
        text_buffer_add_string(&words, " and ");
    if (tally->less_pence > 0)
        text_buffer_printf(&words, less, words_pounds(arena, tally->less_pence));
    return arena_text(arena, text_buffer_text(&words)).bytes;
}

/* What changed about lines that were paid. */
static void add_adjustments(struct text_buffer *words, const struct response_tally *tally)
{
    struct arena *arena = words->arena;
    const struct adjustment_tally *adjusted = &tally->adjusted, *to_settle = &tally->to_settle;

    if (adjusted->lines > 0)
        text_buffer_printf(words, "%s%s paid earlier %s priced again: %s, which we settle.",
                           words->length > 0 ? " " : "", lines_words(arena, adjusted->lines),
                           adjusted->lines == 1 ? "was" : "were",
                           adjustment_words(arena, adjusted, "%s more", "%s less"));
    if (to_settle->lines > 0)
        text_buffer_printf(words, "%s%s paid earlier %s priced again: please %s.",
                           words->length > 0 ? " " : "", lines_words(arena, to_settle->lines),
                           to_settle->lines == 1 ? "was" : "were",
                           adjustment_words(arena, to_settle, "bill %s more", "credit %s"));
}

/* "97 lines are paid (£1,512.30 with VAT), 2 lines not paid yet (£38.00), 1 line refused." */
static void add_bills(struct text_buffer *words, const struct response_tally *tally,
                      bool waits_for_release)
{
    struct arena *arena = words->arena;
    const int64_t paid = tally->lines[VERDICT_MATCHED] + tally->lines[VERDICT_VARIANCE];

    text_buffer_printf(words, "%s %s %spaid (%s with VAT%s)", lines_words(arena, paid),
                       paid == 1 ? "is" : "are", waits_for_release ? "to be " : "",
                       words_pounds(arena, tally->paid_pence),
                       waits_for_release ? ", once the council has released the payment" : "");
    if (tally->lines[VERDICT_HELD] > 0)
        text_buffer_printf(words, ", %s not paid yet (%s)",
                           lines_words(arena, tally->lines[VERDICT_HELD]),
                           words_pounds(arena, tally->billed_pence[VERDICT_HELD]));
    if (tally->lines[VERDICT_REJECTED] > 0)
        text_buffer_printf(words, ", %s refused",
                           lines_words(arena, tally->lines[VERDICT_REJECTED]));
    if (tally->lines[VERDICT_DUPLICATE] > 0)
        text_buffer_printf(words, ", %s sent before",
                           lines_words(arena, tally->lines[VERDICT_DUPLICATE]));
    text_buffer_add_string(words, ".");
}

static struct text sentence(struct arena *arena, const struct response_message *message)
{
    const struct response_tally *tally = message->tally;
    struct text_buffer words = {.arena = arena};

    if (response_tally_lines(tally) > 0)
        add_bills(&words, tally, message->waits_for_release);
    add_adjustments(&words, tally);
    return text_buffer_text(&words);
}

static const char *about_the_file(const struct response_message *message)
{
    return message->is_whole
               ? "The attached file has every line, with its reason and what to do."
               : "The attached file has every line but those that agree, with its reason and what "
                 "to do.";
}

static const char *set_aside_words(struct arena *arena, const struct response_message *message)
{
    const bool is_one = message->set_aside_count == 1;

    return arena_printf(arena,
                        "%s set aside, and nothing of %s was read. Please correct %s and send "
                        "%s again:",
                        words_count(arena, message->set_aside_count, "file was", "files were"),
                        is_one ? "it" : "them", is_one ? "it" : "them", is_one ? "it" : "them");
}

#define WHAT_WAITS                                                                                 \
    "A line that is not paid yet is looked at again every night, and keeps the date on which it "  \
    "came: it need not be sent again unless it was wrong."

static bool has_rows(const struct response_message *message)
{
    return !response_tally_is_empty(message->tally);
}

static void add_set_aside(struct text_buffer *plain, const struct response_message *message)
{
    if (message->set_aside_count == 0)
        return;
    text_buffer_printf(plain, "%s%s\n", has_rows(message) ? "\n" : "",
                       set_aside_words(plain->arena, message));
    for (size_t i = 0; i < message->set_aside_count; i++)
        text_buffer_printf(plain, "  %.*s: %.*s\n", TEXT_ARGS(message->set_aside[i].place),
                           TEXT_ARGS(message->set_aside[i].reason));
}

static struct text plain_text(struct arena *arena, const struct response_message *message)
{
    struct text_buffer plain = {.arena = arena};

    text_buffer_printf(&plain, "%s, home care: what became of your bills, %s\n%.*s (%.*s)\n\n",
                       message->council_name, words_long_day(arena, message->business_date),
                       TEXT_ARGS(message->provider_name), TEXT_ARGS(message->provider));
    if (has_rows(message))
        text_buffer_printf(&plain, "%.*s\n", TEXT_ARGS(sentence(arena, message)));
    for (int reason = 0; reason < REASON_COUNT; reason++)
        if (message->tally->to_do[reason] > 0)
            text_buffer_printf(&plain, "\n%s: %s\n  What to do: %s\n",
                               lines_words(arena, message->tally->to_do[reason]),
                               reason_in_words((enum reason)reason),
                               reason_what_to_do((enum reason)reason));
    add_set_aside(&plain, message);
    if (has_rows(message))
        text_buffer_printf(&plain, "\n%s\n%s\n", about_the_file(message), WHAT_WAITS);
    return text_buffer_text(&plain);
}

/* --- HTML ------------------------------------------------------------------- */

#define CELL "padding:8px 12px 8px 0;border-top:1px solid #e4e7e1;vertical-align:top"

static void add_reasons(struct text_buffer *html, const struct response_tally *tally)
{
    text_buffer_add_string(html, "<table cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "
                                 "width=\"100%\" style=\"margin:16px 0\">\n");
    for (int reason = 0; reason < REASON_COUNT; reason++) {
        if (tally->to_do[reason] == 0)
            continue;
        text_buffer_printf(html,
                           "<tr><td style=\"" CELL ";text-align:right;font-weight:bold\">%" PRId64
                           "</td><td style=\"" CELL "\">",
                           tally->to_do[reason]);
        html_add_string(html, reason_in_words((enum reason)reason));
        text_buffer_add_string(html, "<div style=\"color:#68736d\">What to do: ");
        html_add_string(html, reason_what_to_do((enum reason)reason));
        text_buffer_add_string(html, "</div></td></tr>\n");
    }
    text_buffer_add_string(html, "</table>\n");
}

/* First, for whoever sent the file looks for what became of it. */
static void add_set_aside_html(struct text_buffer *html, const struct response_message *message)
{
    if (message->set_aside_count == 0)
        return;
    text_buffer_printf(html,
                       "<div style=\"margin:0 0 16px;padding-left:10px;border-left:5px solid "
                       "#b5402f\">%s\n",
                       set_aside_words(html->arena, message));
    for (size_t i = 0; i < message->set_aside_count; i++) {
        text_buffer_add_string(html, "<div style=\"padding-top:8px;overflow-wrap:anywhere\"><b>");
        html_add(html, message->set_aside[i].place);
        text_buffer_add_string(html, "</b><br>");
        html_add(html, message->set_aside[i].reason);
        text_buffer_add_string(html, "</div>\n");
    }
    text_buffer_add_string(html, "</div>\n");
}

static void add_rows_html(struct text_buffer *html, const struct response_message *message)
{
    text_buffer_add_string(html, "<div>");
    html_add(html, sentence(html->arena, message));
    text_buffer_add_string(html, "</div>\n");
    add_reasons(html, message->tally);
    text_buffer_printf(html,
                       "<div>%s</div>\n<div style=\"font-size:13px;color:#68736d;"
                       "padding-top:12px\">%s</div>\n",
                       about_the_file(message), WHAT_WAITS);
}

static struct text html_text(struct arena *arena, const struct response_message *message)
{
    struct text_buffer html = {.arena = arena};

    text_buffer_add_string(
        &html, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
               "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
               "<title>Your bills</title></head>\n<body style=\"margin:0;padding:20px 12px;"
               "background:#f1f3ee;color:#24302c;font-family:Helvetica,Arial,sans-serif;"
               "font-size:15px;line-height:1.45\">\n<div style=\"max-width:592px;margin:0 auto;"
               "padding:24px;background:#ffffff;border:1px solid #e4e7e1;border-radius:6px\">\n"
               "<div style=\"font-size:13px;color:#1f5141;font-weight:bold\">");
    html_add_string(&html, message->council_name);
    text_buffer_printf(&html,
                       " &middot; home care</div>\n<div style=\"font-size:24px;font-weight:bold;"
                       "line-height:1.25;padding-top:4px\">What became of your bills</div>\n"
                       "<div style=\"color:#68736d;padding:2px 0 16px\">%s &middot; ",
                       words_long_day(arena, message->business_date));
    html_add(&html, message->provider_name);
    text_buffer_add_string(&html, "</div>\n");
    add_set_aside_html(&html, message);
    if (has_rows(message))
        add_rows_html(&html, message);
    text_buffer_add_string(&html, "</div></body></html>\n");
    return text_buffer_text(&html);
}

/* --- the message ------------------------------------------------------------ */

struct text response_message_stem(struct arena *arena, const struct response_message *message)
{
    char date[DAY_TEXT_BYTES];
    day_format(message->business_date, date);
    const char *again = message->number > 1 ? arena_printf(arena, ".%d", message->number) : "";
    struct text council = file_name_of(arena, message->council_code);
    struct text provider = file_name_of(arena, message->provider);
    return text_of(arena_printf(arena, "%.*s-%s%s-responses-%.*s", TEXT_ARGS(council), date, again,
                                TEXT_ARGS(provider)));
}

static const char *subject(struct arena *arena, const struct response_message *message)
{
    const struct response_tally *tally = message->tally;
    const int64_t not_paid = tally->lines[VERDICT_HELD] + tally->lines[VERDICT_REJECTED];
    const int64_t adjusted = tally->adjusted.lines + tally->to_settle.lines;
    struct text_buffer words = {.arena = arena};
    char date[DAY_TEXT_BYTES];
    day_format(message->business_date, date);
    text_buffer_printf(&words, "%s home care %s: ", message->council_name, date);
    if (response_tally_lines(tally) > 0)
        text_buffer_printf(&words, "%s of your bills, %" PRId64 " not paid",
                           lines_words(arena, response_tally_lines(tally)), not_paid);
    if (response_tally_lines(tally) > 0 && adjusted > 0)
        text_buffer_printf(&words, ", %" PRId64 " priced again", adjusted);
    else if (adjusted > 0)
        text_buffer_printf(&words, "%s priced again",
                           words_count(arena, (size_t)adjusted, "paid line", "paid lines"));
    if (message->set_aside_count > 0)
        text_buffer_printf(&words, "%s%s not read", has_rows(message) ? ", " : "",
                           words_count(arena, message->set_aside_count, "file", "files"));
    return arena_text(arena, text_buffer_text(&words)).bytes;
}

struct text response_message_write(struct arena *arena, const struct response_message *message)
{
    const char *stem = response_message_stem(arena, message).bytes;
    const char *at = strrchr(message->from, '@');
    const struct mail_attachment file = {
        .kind = MAIL_ATTACHMENT_CSV,
        .name = arena_printf(arena, "%s.csv", stem),
        .content = message->attachment,
    };
    const struct mail_message mail = {
        .from = message->from,
        .to = message->to,
        .to_name = arena_text(arena, message->provider_name).bytes,
        .subject = subject(arena, message),
        .id = arena_printf(arena, "%s@%s", stem, at == NULL ? "localhost" : at + 1),
        .date = message->business_date,
        .plain = plain_text(arena, message),
        .html = html_text(arena, message),
        .attachment_count = has_rows(message),
        .attachments = &file,
    };
    return mail_message_write(arena, &mail);
}
