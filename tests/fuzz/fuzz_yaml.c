/* The configuration, and the rules of a council as they are kept with a night and read again. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "tests/fuzz/fuzz.h"

static void check_faults(const struct config_faults *faults)
{
    for (size_t i = 0; i < faults->count; i++)
        assert(faults->items[i].message[0] != '\0');
}

static void check_rules(struct arena *arena, const struct council_config *council)
{
    const struct council_config *again;
    struct config_faults faults = {0};

    config_read_rules(arena, council->rules, &council->calendar, &again, &faults);
    assert(faults.count == 0);
    assert(text_equal(again->code, council->code));
    assert(again->service_count == council->service_count);
    assert(again->terms.block_count == council->terms.block_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const struct config *config = NULL;
    struct config_faults faults = {0};
    struct error error;

    fuzz_file((struct text){(const char *)data, size});
    setenv("TALLYSTICK_SHARE", "config", 1);
    bool ok = config_load(arena, fuzz_file_path(), &config, &faults, &error);
    assert(ok);
    check_faults(&faults);
    if (faults.count == 0)
        for (size_t i = 0; i < config->council_count; i++)
            check_rules(arena, &config->councils[i]);
    arena_free(arena);
    return 0;
}
