/* A file of an unknown sender: what it is guessed to be, and then read as that. */
#include <assert.h>

#include "adapters/inbound/sample_guess.h"
#include "tests/fuzz/fuzz_feed.h"

static void check_guess(struct arena *arena, const struct sample_table *table, struct text file)
{
    struct sample_guess guess;

    if (table->preset == PRESET_UBL_INVOICE || table->preset == PRESET_UBL_ORDER)
        return; /* nothing is guessed of those: fuzz_ubl.c */
    assert(table->column_count <= SAMPLE_COLUMNS_MOST && table->record_count >= 0);
    sample_guess_make(table, FEED_KIND_COUNT, true, &guess);
    struct feed_config feed = sample_guess_feed(arena, table, &guess, TEXT_LITERAL("P1"));
    feed.trailer.total_column = 0; /* of which field is the verb's to say */
    feed.trailer.total_field = "";
    fuzz_feed_read(&feed, file, 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct text file = {(const char *)data, size};
    struct sample_table table;
    struct error error;

    if (sample_table_read(arena, fuzz_file(file), &table, &error))
        check_guess(arena, &table, file);
    else
        assert(error.status == EXIT_STATUS_BAD_DATA);
    arena_free(arena);
    return 0;
}
