/*
 * What all fuzz targets have in common.  A target reads bytes of anybody's making and asserts what
 * must hold whatever they are; the sanitizers watch the rest.  tests/fuzz/README.md.
 */
#ifndef TALLYSTICK_TESTS_FUZZ_H
#define TALLYSTICK_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "matcher/base/text.h"
#include "matcher/base/zone.h"

/* The name is libFuzzer's; always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An input may begin with letters, each one choice: '0' the first.  Beyond the end all are 0. */
struct fuzz_input {
    const char *bytes;
    size_t length;
};

static inline struct fuzz_input fuzz_input_of(const uint8_t *data, size_t size)
{
    return (struct fuzz_input){(const char *)data, size};
}

unsigned fuzz_choose(struct fuzz_input *input, unsigned count);
/* What is left; where choices were made, behind the byte that ends them (a line end). */
struct text fuzz_rest(struct fuzz_input *input);

/* The bytes as a file, the same one every time. */
int fuzz_file(struct text bytes);
const char *fuzz_file_path(void);

/* Europe/London, loaded once. */
const struct zone *fuzz_zone(void);

#endif
