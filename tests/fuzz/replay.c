/*
 * A target without libFuzzer: reads inputs one by one, as files of its own size, so that a byte
 * behind the end is noticed.  AFL++ can drive it too (standard input).
 *
 *     TARGET FILE...    the last name on standard output is the one it stopped at
 *     TARGET <FILE
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sysexits.h>
#include <unistd.h>

#include "tests/fuzz/fuzz.h"

#define SECONDS_MOST 20
#define MEMORY_MOST  (512L * 1024) /* KiB, with the sanitizers' own */
#define INPUT_BYTES  ((size_t)16 * 1024 * 1024)

static void read_input(FILE *file, const char *name)
{
    static unsigned char buffer[INPUT_BYTES];
    size_t size = fread(buffer, 1, sizeof(buffer), file);

    if (ferror(file))
        err(EX_IOERR, "%s", name);
    uint8_t *exact = malloc(size > 0 ? size : 1);
    if (exact == NULL)
        err(EX_OSERR, "%s", name);
    memcpy(exact, buffer, size);
    alarm(SECONDS_MOST);
    LLVMFuzzerTestOneInput(exact, size);
    alarm(0);
    free(exact);
}

static void check_memory(const char *name)
{
    struct rusage used;

    if (getrusage(RUSAGE_SELF, &used) < 0)
        err(EX_OSERR, "%s", name);
    if (used.ru_maxrss > MEMORY_MOST)
        errx(EX_SOFTWARE, "%s: took %ld MiB of memory", name, used.ru_maxrss / 1024);
}

int main(int argc, char **argv)
{
    if (argc < 2)
        read_input(stdin, "standard input");
    for (int i = 1; i < argc; i++) {
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL)
            err(EX_NOINPUT, "%s", argv[i]);
        printf("%s\n", argv[i]);
        fflush(stdout);
        read_input(file, argv[i]);
        fclose(file);
        check_memory(argv[i]);
    }
    return 0;
}
