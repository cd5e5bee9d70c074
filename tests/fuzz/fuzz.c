#include "tests/fuzz/fuzz.h"

#include <assert.h>
#include <err.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#include "adapters/host/zone_load.h"

unsigned fuzz_choose(struct fuzz_input *input, unsigned count)
{
    if (input->length == 0)
        return 0;
    unsigned letter = (unsigned char)*input->bytes++;
    input->length--;
    return (letter >= '0' ? letter - '0' : letter) % count;
}

struct text fuzz_rest(struct fuzz_input *input)
{
    if (input->length > 0) {
        input->bytes++;
        input->length--;
    }
    return (struct text){input->bytes, input->length};
}

static int file_in_memory = -1;

int fuzz_file(struct text bytes)
{
    if (file_in_memory < 0)
        file_in_memory = memfd_create("fuzz", MFD_CLOEXEC);
    if (file_in_memory < 0 || ftruncate(file_in_memory, 0) < 0 ||
        pwrite(file_in_memory, bytes.bytes, bytes.length, 0) != (ssize_t)bytes.length)
        err(EX_OSERR, "a file in memory");
    return file_in_memory;
}

const char *fuzz_file_path(void)
{
    static char path[64];

    snprintf(path, sizeof(path), "/proc/self/fd/%d", file_in_memory);
    return path;
}

static struct arena *zone_arena;

__attribute__((destructor)) static void forget_zone(void)
{
    arena_free(zone_arena);
}

const struct zone *fuzz_zone(void)
{
    static const struct zone *zone;
    struct error error;

    if (zone != NULL)
        return zone;
    zone_arena = arena_new();
    if (!zone_load(zone_arena, "Europe/London", &zone, &error))
        errx(EX_UNAVAILABLE, "%s", error.message);
    return zone;
}
