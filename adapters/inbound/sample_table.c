#include "adapters/inbound/sample_table.h"

#include "adapters/inbound/byte_source.h"
#include "matcher/base/decimal.h"

#define FIRST_BYTES ((size_t)256 * 1024)

void sample_column_add(struct sample_column *column, struct text value)
{
    int64_t value_e4 = 0;

    if (text_is_empty(value))
        return;
    column->is_numbers = (column->shape.given == 0 || column->is_numbers) &&
                         decimal_parse_as(value, NUMBER_FORM_GROUPED, PLACES_QUANTITY, &value_e4) &&
                         !__builtin_add_overflow(column->sum_e4, value_e4, &column->sum_e4);
    value_shape_add(&column->shape, value);
}

/* The first that is neither a mark nor a blank, in any encoding. */
static bool begins_like_xml(struct text bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char c = (unsigned char)bytes.bytes[i];
        bool is_passed_over = c == 0xEF || c == 0xBB || c == 0xBF || c == 0xFE || c == 0xFF ||
                              c == '\0' || c == ' ' || c == '\t' || c == '\r' || c == '\n';
        if (!is_passed_over)
            return c == '<';
    }
    return false;
}

static bool read_first(struct arena *arena, int fd, struct text *first_r, struct error *error_r)
{
    struct byte_source *source = byte_source_open(arena, fd);
    char *bytes = arena_alloc(arena, FIRST_BYTES, 1);
    size_t length;
    bool is_read = byte_source_read(source, bytes, FIRST_BYTES, &length, error_r);

    byte_source_close(source);
    *first_r = (struct text){bytes, is_read ? length : 0};
    return is_read;
}

bool sample_table_read(struct arena *arena, int fd, struct sample_table *table_r,
                       struct error *error_r)
{
    struct text first;

    *table_r = (struct sample_table){
        .record = "",
        .total_of = -1,
        .columns = ARENA_ARRAY(arena, struct sample_column, SAMPLE_COLUMNS_MOST),
    };
    return read_first(arena, fd, &first, error_r) &&
           (begins_like_xml(first) ? sample_xml_read(arena, fd, table_r, error_r)
                                   : sample_csv_read(arena, fd, first, table_r, error_r));
}
