#include "adapters/outbound/mail_message.h"

#include <gmime/gmime.h>
#include <inttypes.h>
#include <pthread.h>

#include "adapters/outbound/mail_address.h"

static GMimeObject *part(const char *type, const char *subtype, struct text content,
                         GMimeContentEncoding encoding)
{
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(content.bytes, content.length);
    GMimeDataWrapper *wrapper =
        g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    GMimePart *made = g_mime_part_new_with_type(type, subtype);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(made), "charset", "utf-8");
    g_mime_part_set_content(made, wrapper);
    g_mime_part_set_content_encoding(made, encoding);
    g_object_unref(wrapper);
    g_object_unref(stream);
    return GMIME_OBJECT(made);
}

static void add_and_release(GMimeMultipart *multipart, GMimeObject *child)
{
    g_mime_multipart_add(multipart, child);
    g_object_unref(child);
}

/* FNV-1a: the same message has the same boundaries from any build. */
#define FNV_BASIS UINT64_C(1469598103934665603)
#define FNV_PRIME UINT64_C(1099511628211)

static uint64_t fnv_add(uint64_t hash, struct text t)
{
    for (size_t i = 0; i < t.length; i++)
        hash = (hash ^ (unsigned char)t.bytes[i]) * FNV_PRIME;
    return hash;
}

static uint64_t hash_of(const struct mail_message *message)
{
    uint64_t hash = fnv_add(FNV_BASIS, message->plain);
    hash = fnv_add(hash, message->html);
    hash = fnv_add(hash, message->attachment);
    return fnv_add(hash, text_of(message->id));
}

static const char *boundary(struct arena *arena, uint64_t hash, int number)
{
    return arena_printf(arena, "=_tallystick_%016" PRIx64 "_%d", hash, number);
}

static GMimeObject *alternative(struct arena *arena, const struct mail_message *message,
                                uint64_t hash)
{
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("alternative");
    g_mime_multipart_set_boundary(multipart, boundary(arena, hash, 2));
    add_and_release(multipart,
                    part("text", "plain", message->plain, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE));
    add_and_release(multipart,
                    part("text", "html", message->html, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE));
    return GMIME_OBJECT(multipart);
}

static GMimeObject *attachment(const struct mail_message *message)
{
    GMimeObject *made = part("text", "csv", message->attachment, GMIME_CONTENT_ENCODING_BASE64);
    g_mime_object_set_disposition(made, GMIME_DISPOSITION_ATTACHMENT);
    g_mime_part_set_filename(GMIME_PART(made), message->attachment_name);
    return made;
}

static GMimeObject *mixed(struct arena *arena, const struct mail_message *message)
{
    const uint64_t hash = hash_of(message);
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype("mixed");
    g_mime_multipart_set_boundary(multipart, boundary(arena, hash, 1));
    add_and_release(multipart, alternative(arena, message, hash));
    add_and_release(multipart, attachment(message));
    return GMIME_OBJECT(multipart);
}

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

static struct text serialise(struct arena *arena, GMimeMessage *made)
{
    GMimeFormatOptions *options = g_mime_format_options_new();
    GMimeStream *stream = g_mime_stream_mem_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    g_mime_object_write_to_stream(GMIME_OBJECT(made), options, stream);
    const GByteArray *bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    struct text text = arena_text(arena, (struct text){(const char *)bytes->data, bytes->len});
    g_object_unref(stream);
    g_mime_format_options_free(options);
    return text;
}

/* By whichever thread comes first, for good: GMime cannot be begun again once shut down. */
static pthread_once_t gmime_begun = PTHREAD_ONCE_INIT;

struct text mail_message_write(struct arena *arena, const struct mail_message *message)
{
    pthread_once(&gmime_begun, g_mime_init);
    GMimeMessage *made = g_mime_message_new(TRUE);
    GMimeObject *content = mixed(arena, message);
    set_headers(arena, made, message);
    g_mime_message_set_mime_part(made, content);
    struct text text = serialise(arena, made);
    g_object_unref(content);
    g_object_unref(made);
    return text;
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
