#include "adapters/outbound/mail_message.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <string.h>

#include "adapters/outbound/mail_address.h"
#include "adapters/outbound/text_buffer.h"

/* What GMime encodes at a time. */
#define PIECE_BYTES ((size_t)4096)

/* No part holds either: "=_" is in neither encoding (RFC 2045, 6.7 and 6.8). */
#define OUTER "=_tallystick_1"
#define INNER "=_tallystick_2"

/* A message in the making. */
struct writing {
    struct arena *arena;
    struct text_buffer text;
    GMimeFormatOptions *options;
};

/* --- headers -------------------------------------------------------------------- */

/* A caller sends to plain addresses only; one that is not cannot reach a header. */
static const char *address(struct arena *arena, const char *value)
{
    return mail_address_is_plain(text_of(value)) ? mail_header_text(arena, value)
                                                 : "invalid@address.invalid";
}

static void set_headers(struct arena *arena, GMimeMessage *made, const struct mail_message *message)
{
    int year, month, day_of_month;
    day_to_ymd(message->date, &year, &month, &day_of_month);
    GDateTime *date = g_date_time_new_utc(year, month, day_of_month, 0, 0, 0);
    const char *to_name = mail_header_text(arena, message->to_name);

    g_mime_message_add_mailbox(made, GMIME_ADDRESS_TYPE_FROM, NULL, address(arena, message->from));
    g_mime_message_add_mailbox(made, GMIME_ADDRESS_TYPE_TO, to_name[0] ? to_name : NULL,
                               address(arena, message->to));
    g_mime_message_set_subject(made, mail_header_text(arena, message->subject), "utf-8");
    g_mime_message_set_date(made, date);
    g_mime_message_set_message_id(made, mail_header_text(arena, message->id));
    /* So that no out-of-office answer comes back (RFC 3834). */
    g_mime_object_set_header(GMIME_OBJECT(made), "Auto-Submitted", "auto-generated", NULL);
    g_date_time_unref(date);
}

static void add_headers(struct writing *writing, GMimeObject *of)
{
    char *headers = g_mime_object_get_headers(of, writing->options);

    text_buffer_add_string(&writing->text, headers);
    text_buffer_add_string(&writing->text, "\r\n");
    g_free(headers);
    g_object_unref(of);
}

/* --- parts ----------------------------------------------------------------------
 *
 * GMime has the headers and the encoders; to have it write the bodies would be to look at each byte
 * twice more.
 */

/* What goes between the parts of a multipart, and after the last one. */
static void add_boundary(struct writing *writing, const char *boundary, const char *end)
{
    text_buffer_printf(&writing->text, "\r\n--%s%s\r\n", boundary, end);
}

static void add_lines(struct text_buffer *to, struct text lines)
{
    const char *end;

    while ((end = memchr(lines.bytes, '\n', lines.length)) != NULL) {
        const size_t length = (size_t)(end - lines.bytes);
        text_buffer_add(to, (struct text){lines.bytes, length});
        text_buffer_add(to, TEXT_LITERAL("\r\n"));
        lines = (struct text){end + 1, lines.length - length - 1};
    }
    text_buffer_add(to, lines);
}

static void add_encoded(struct text_buffer *to, struct text content, GMimeContentEncoding how)
{
    char encoded[GMIME_QP_ENCODE_LEN(PIECE_BYTES)]; /* base64 is shorter */
    GMimeEncoding encoding;

    g_mime_encoding_init_encode(&encoding, how);
    while (content.length > PIECE_BYTES) {
        size_t length = g_mime_encoding_step(&encoding, content.bytes, PIECE_BYTES, encoded);
        add_lines(to, (struct text){encoded, length});
        content = (struct text){content.bytes + PIECE_BYTES, content.length - PIECE_BYTES};
    }
    size_t length = g_mime_encoding_flush(&encoding, content.bytes, content.length, encoded);
    add_lines(to, (struct text){encoded, length});
}

static GMimePart *part(const char *type, const char *subtype, GMimeContentEncoding encoding)
{
    GMimePart *made = g_mime_part_new_with_type(type, subtype);
    if (strcmp(type, "text") == 0)
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(made), "charset", "utf-8");
    g_mime_part_set_content_encoding(made, encoding);
    return made;
}

static void add_part(struct writing *writing, GMimePart *made, struct text content)
{
    GMimeContentEncoding encoding = g_mime_part_get_content_encoding(made);

    add_headers(writing, GMIME_OBJECT(made));
    add_encoded(&writing->text, content, encoding);
}

static GMimeMultipart *multipart(const char *subtype, const char *boundary)
{
    GMimeMultipart *made = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_set_boundary(made, boundary);
    return made;
}

static void add_alternative(struct writing *writing, const struct mail_message *message)
{
    add_headers(writing, GMIME_OBJECT(multipart("alternative", INNER)));
    text_buffer_add_string(&writing->text, "--" INNER "\r\n");
    add_part(writing, part("text", "plain", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE),
             message->plain);
    add_boundary(writing, INNER, "");
    add_part(writing, part("text", "html", GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE), message->html);
    add_boundary(writing, INNER, "--");
}

static void add_attachment(struct writing *writing, const struct mail_attachment *attachment)
{
    static const struct {
        const char *type, *subtype;
    } kinds[] = {
        [MAIL_ATTACHMENT_CSV] = {"text", "csv"},
        [MAIL_ATTACHMENT_WORKBOOK] = {"application",
                                      "vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    };
    GMimePart *made = part(kinds[attachment->kind].type, kinds[attachment->kind].subtype,
                           GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(GMIME_OBJECT(made), GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(made, attachment->name);
    add_part(writing, made, attachment->content);
}

static void add_message(struct writing *writing, const struct mail_message *message)
{
    GMimeMessage *made = g_mime_message_new(TRUE);
    GMimeMultipart *mixed = multipart("mixed", OUTER);

    set_headers(writing->arena, made, message);
    g_mime_message_set_mime_part(made, GMIME_OBJECT(mixed));
    g_object_unref(mixed);
    add_headers(writing, GMIME_OBJECT(made));
    text_buffer_add_string(&writing->text, "--" OUTER "\r\n");
    add_alternative(writing, message);
    for (size_t i = 0; i < message->attachment_count; i++) {
        add_boundary(writing, OUTER, "");
        add_attachment(writing, &message->attachments[i]);
    }
    add_boundary(writing, OUTER, "--");
}

/* By whichever thread comes first, for good: GMime cannot be begun again once shut down. */
static pthread_once_t gmime_begun = PTHREAD_ONCE_INIT;

struct text mail_message_write(struct arena *arena, const struct mail_message *message)
{
    pthread_once(&gmime_begun, g_mime_init);
    /* Room for the headers, and for what encoding mostly adds. */
    size_t content = message->plain.length + message->html.length;
    for (size_t i = 0; i < message->attachment_count; i++)
        content += message->attachments[i].content.length;
    const size_t room = 4096 + content / 2 * 3;
    struct writing writing = {arena,
                              {.arena = arena, .bytes = arena_bytes(arena, room), .room = room},
                              g_mime_format_options_new()};

    g_mime_format_options_set_newline_format(writing.options, GMIME_NEWLINE_FORMAT_DOS);
    add_message(&writing, message);
    g_mime_format_options_free(writing.options);
    return text_buffer_text(&writing.text);
}

static const char *first_address(struct arena *arena, InternetAddressList *list)
{
    InternetAddress *first = list == NULL || internet_address_list_length(list) != 1
                                 ? NULL
                                 : internet_address_list_get_address(list, 0);

    if (first == NULL || !INTERNET_ADDRESS_IS_MAILBOX(first))
        return NULL;
    const char *found = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
    return found != NULL && mail_address_is_plain(text_of(found)) ? arena_printf(arena, "%s", found)
                                                                  : NULL;
}

bool mail_message_addresses(struct arena *arena, struct text message, const char **from_r,
                            const char **to_r)
{
    pthread_once(&gmime_begun, g_mime_init);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(message.bytes, message.length);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage *read = g_mime_parser_construct_message(parser, NULL);

    *from_r = read == NULL ? NULL : first_address(arena, g_mime_message_get_from(read));
    *to_r = read == NULL ? NULL : first_address(arena, g_mime_message_get_to(read));
    if (read != NULL)
        g_object_unref(read);
    g_object_unref(parser);
    g_object_unref(stream);
    return *from_r != NULL && *to_r != NULL;
}
