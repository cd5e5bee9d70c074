#include "config/text_form.h"

#include <string.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

bool is_code(const char *s)
{
    size_t length = strlen(s);

    for (size_t i = 0; i < length; i++)
        if (!is_capital(s[i]) && !is_digit(s[i]) && s[i] != '-')
            return false;
    return s[0] != '-' && s[length - 1] != '-';
}

bool is_feed_name(const char *s)
{
    for (const char *c = s; *c; c++)
        if (!is_letter(*c) && !is_digit(*c) && *c != '_' && *c != '-')
            return false;
    return s[0] != '-';
}

bool is_vat_no(const char *s)
{
    for (const char *c = s; *c; c++)
        if (!is_capital(*c) && !is_digit(*c))
            return false;
    return true;
}

bool is_eight_digits(const char *s)
{
    return strlen(s) == 8 && strspn(s, "0123456789") == 8;
}

bool is_sort_code(const char *s)
{
    size_t length = strlen(s);
    bool is_dashed = length == 8;

    for (size_t i = 0; i < length; i++) {
        bool is_dash_place = is_dashed && i % 3 == 2;

        if (is_dash_place ? s[i] != '-' : !is_digit(s[i]))
            return false;
    }
    return length == 6 || is_dashed;
}

bool is_relative_path(const char *s)
{
    for (const char *part = s;;) {
        size_t length = strcspn(part, "/");

        if (length == 0 || (length <= 2 && strspn(part, ".") == length))
            return false;
        if (part[length] == '\0')
            return true;
        part += length + 1;
    }
}

bool is_relative_or_absolute_path(const char *s)
{
    return is_relative_path(s[0] == '/' ? s + 1 : s);
}

bool read_form(struct reader *reader, const struct field *field, const struct node *value,
               void *base, bool (*is_of_form)(const char *), const char *wrong)
{
    size_t faults_before = reader->faults->count;
    const char *string;

    read_string(reader, field, value, base);
    if (reader->faults->count > faults_before)
        return false;
    memcpy(&string, field_place(field, base), sizeof(string));
    if (!*string || is_of_form(string))
        return true;
    fault_add(reader->faults, value->line, field->key, "\"%s\" %s", shown(reader, text_of(string)),
              wrong);
    return false;
}
