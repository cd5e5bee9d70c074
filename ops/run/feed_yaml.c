#include "ops/run/feed_yaml.h"

#include <string.h>

#include "adapters/inbound/heading_words.h"
#include "matcher/record/words.h"

#define X(name, word) word,
static const char *const preset_words[] = {PRESET_LIST(X)};
static const char *const encoding_words[] = {ENCODING_LIST(X)};
static const char *const date_words[] = {DATE_FORM_LIST(X)};
static const char *const number_words[] = {NUMBER_FORM_LIST(X)};
#undef X

/* In double quotes, on one line. */
static void put_quoted(FILE *stream, struct text text)
{
    fputc('"', stream);
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        if (c == '"' || c == '\\')
            fprintf(stream, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            fprintf(stream, "\\x%02X", c);
        else
            fputc(c, stream);
    }
    fputc('"', stream);
}

/* What a comment may hold. */
static void put_plain(FILE *stream, struct text text)
{
    for (size_t i = 0; i < text.length; i++) {
        unsigned char c = (unsigned char)text.bytes[i];
        fputc(c < 0x20 || c == 0x7F ? ' ' : c, stream);
    }
}

static bool is_to_be_said(const char *value)
{
    return strcmp(value, SAMPLE_TO_BE_SAID) == 0;
}

/* --- the parts ---------------------------------------------------------------- */

static void put_beginning(FILE *stream, const char *file_name, const struct sample_table *table,
                          const struct feed_config *feed)
{
    fprintf(stream, "      # Guessed from ");
    put_plain(stream, text_of(file_name));
    if (table->column_count > 0)
        fprintf(stream, ": %lld records, %zu columns", (long long)table->record_count,
                table->column_count);
    fprintf(stream, ". To be put under a council's feeds, and to be looked over.\n");
    fprintf(stream, "      - name: %s\n", feed->name);
    fprintf(stream, "        kind: %s\n", feed_kind_word(feed->kind));
    fprintf(stream, "        preset: %s\n", preset_words[feed->preset]);
    fprintf(stream, "        url: %s   # where the files will lie, below the spool\n", feed->url);
    if (!text_is_empty(feed->provider)) {
        fprintf(stream, "        provider: ");
        put_quoted(stream, feed->provider);
        fprintf(stream, "%s\n",
                is_to_be_said(feed->provider.bytes) ? "   # missing: whose files are these?" : "");
    }
}

static void put_writing(FILE *stream, const struct sample_guess *guess,
                        const struct feed_config *feed)
{
    if (feed->preset == PRESET_XML) {
        fprintf(stream, "        record: ");
        put_quoted(stream, text_of(feed->record));
        fprintf(stream, "\n        csv: {date: %s", date_words[feed->date_form]);
    } else {
        if (feed->preamble > 0)
            fprintf(stream, "        preamble: %d\n", feed->preamble);
        char delimiter[] = {feed->delimiter, '\0'};
        fprintf(stream, "        csv: {delimiter: \"%s\", encoding: %s, date: %s",
                feed->delimiter == '\t' ? "\\t" : delimiter, encoding_words[feed->encoding],
                date_words[feed->date_form]);
    }
    if (feed->number_form != NUMBER_FORM_PLAIN)
        fprintf(stream, ", number: %s", number_words[feed->number_form]);
    fprintf(stream, "}%s\n",
            guess->date_is_open ? "   # not sure: could also be mdy, no day is above 12" : "");
}

static void put_trailer(FILE *stream, const struct feed_config *feed)
{
    const struct trailer_config *trailer = &feed->trailer;

    if (!trailer->is_there)
        return;
    fprintf(stream, "        trailer: {");
    if (trailer->mark[0] != '\0') {
        fprintf(stream, "mark: ");
        put_quoted(stream, text_of(trailer->mark));
        fprintf(stream, ", ");
    }
    fprintf(stream, "records: %d", trailer->records);
    if (trailer->count_column > 0)
        fprintf(stream, ", count: %d", trailer->count_column);
    if (trailer->total_column > 0)
        fprintf(stream, ", total: %d, field: %s", trailer->total_column, trailer->total_field);
    fprintf(stream, "}   # not sure\n");
}

static void put_columns(FILE *stream, const struct sample_table *table,
                        const struct sample_guess *guess)
{
    fprintf(stream, "        columns:\n");
    for (size_t field = 0; field < guess->layout->field_count; field++) {
        if (guess->is_left_out[field])
            fprintf(stream, "          %s: \"%s\"   # its values are something else\n",
                    guess->layout->fields[field].name, SAMPLE_LEFT_OUT);
        if (guess->column[field] == FIELD_NONE)
            continue;
        fprintf(stream, "          %s: ", guess->layout->fields[field].name);
        put_quoted(stream, table->columns[guess->column[field]].heading);
        fprintf(stream, "%s\n", guess->score[field] < HEADING_SURE ? "   # not sure" : "");
    }
}

static void put_values(FILE *stream, const struct feed_config *feed)
{
    if (feed->value_count > 0)
        fprintf(stream, "        values:\n");
    for (size_t i = 0; i < feed->value_count; i++)
        fprintf(stream, "          %s: %s%s\n", feed->values[i].field, feed->values[i].value,
                is_to_be_said(feed->values[i].value) ? "   # missing: no column says it"
                                                     : "   # not sure: no column says it");
}

static void put_missing(FILE *stream, const struct sample_guess *guess)
{
    for (size_t field = 0; field < guess->layout->field_count; field++)
        if (guess->is_missing[field])
            fprintf(stream,
                    "        # missing: %s. No file can be loaded until a column or a value is "
                    "named for it.\n",
                    guess->layout->fields[field].name);
}

static bool is_used(const struct sample_guess *guess, size_t column)
{
    for (size_t field = 0; field < guess->layout->field_count; field++)
        if (guess->column[field] == (int)column)
            return true;
    return false;
}

static void put_unused(FILE *stream, const struct sample_table *table,
                       const struct sample_guess *guess)
{
    for (size_t i = 0; i < table->column_count; i++) {
        if (is_used(guess, i) || text_is_empty(table->columns[i].heading))
            continue;
        fprintf(stream, "        # not used: ");
        put_plain(stream, table->columns[i].heading);
        fprintf(stream, "\n");
    }
}

static void put_trial(FILE *stream, const struct feed_trial *trial)
{
    if (trial->is_set_aside)
        fprintf(stream, "        # Read so, the file would be set aside: ");
    else if (trial->rejected > 0)
        fprintf(stream, "        # Read so, %lld of its %lld records would be rejected, first: ",
                (long long)trial->rejected, (long long)trial->records);
    else
        fprintf(stream, "        # Read so, all of its %lld records are valid.",
                (long long)trial->records);
    put_plain(stream, text_of(trial->reason));
    fprintf(stream, "\n");
}

void feed_yaml_write(FILE *stream, const char *file_name, const struct sample_table *table,
                     const struct sample_guess *guess, const struct feed_config *feed,
                     const struct feed_trial *trial)
{
    put_beginning(stream, file_name, table, feed);
    if (feed->preset == PRESET_TALLYSTICK || feed->preset == PRESET_XML) {
        put_writing(stream, guess, feed);
        put_trailer(stream, feed);
        put_columns(stream, table, guess);
        put_values(stream, feed);
        put_missing(stream, guess);
        put_unused(stream, table, guess);
    }
    put_trial(stream, trial);
}
