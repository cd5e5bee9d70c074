/*
 * Bill files read and validated as a night does, against libcsv's bare parse of
 * the same bytes, on one core, in turns:
 *
 *     parse FOLDER [ROUNDS]    prints "LINES LIBCSV_US READ_US", medians
 */
#include <csv.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sysexits.h>

#include "tests/bench/council.h"

#define CHUNK_BYTES ((size_t)64 * 1024)
#define ROUNDS_MOST 99

/* --- libcsv alone ---------------------------------------------------------- */

struct bare {
    int64_t records, field_bytes;
};

static void bare_field(void *bytes, size_t length, void *context)
{
    struct bare *bare = context;
    (void)bytes;
    bare->field_bytes += (int64_t)length;
}

static void bare_record(int terminator, void *context)
{
    struct bare *bare = context;
    (void)terminator;
    bare->records++;
}

static void bare_parse(const char *path, struct bare *bare)
{
    static char chunk[CHUNK_BYTES];
    struct csv_parser parser;
    FILE *file = fopen(path, "r");

    if (file == NULL || csv_init(&parser, CSV_STRICT) != 0)
        err(EX_NOINPUT, "%s", path);
    for (size_t length; (length = fread(chunk, 1, sizeof(chunk), file)) > 0;)
        if (csv_parse(&parser, chunk, length, bare_field, bare_record, bare) != length)
            errx(EX_DATAERR, "%s: %s", path, csv_strerror(csv_error(&parser)));
    csv_fini(&parser, bare_field, bare_record, bare);
    csv_free(&parser);
    fclose(file);
}

static int64_t bare_all(const struct bench_files *files, int64_t *records_r)
{
    struct bare bare = {0};
    int64_t began_us = bench_cpu_us();

    for (size_t i = 0; i < files->count; i++)
        bare_parse(files->paths[i], &bare);
    *records_r = bare.records - (int64_t)files->count; /* headings */
    return bench_cpu_us() - began_us;
}

/* --- the reader of a night ------------------------------------------------- */

static bool count_record(void *context, union inbound_record record, struct error *error_r)
{
    int64_t *count = context;
    (void)error_r;
    *count += record.bill != NULL;
    return true;
}

static bool pass_reject(void *context, const struct rejected_record *reject, struct error *error_r)
{
    (void)context, (void)reject, (void)error_r;
    return true;
}

static int64_t read_all(const struct bench_council *council, const struct bench_files *files,
                        int64_t *records_r)
{
    struct inbound_sink sink = {
        .context = records_r, .record = count_record, .reject = pass_reject};
    int64_t began_us = bench_cpu_us();

    *records_r = 0;
    for (size_t i = 0; i < files->count; i++)
        bench_read(council, FEED_KIND_BILL, files->paths[i], &sink);
    return bench_cpu_us() - began_us;
}

/* --- rounds ---------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int64_t median(int64_t *values, size_t count)
{
    qsort(values, count, sizeof(*values), ascending);
    return values[count / 2];
}

int main(int argc, char **argv)
{
    if (argc < 2)
        errx(EX_USAGE, "usage: parse FOLDER [ROUNDS]");
    long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 3;
    if (rounds < 1 || rounds > ROUNDS_MOST)
        errx(EX_USAGE, "rounds: 1 to %d", ROUNDS_MOST);
    struct bench_council council;
    bench_council_load(argv[1], &council);
    struct bench_files files = bench_files(argv[1], "bills");
    int64_t bare_us[ROUNDS_MOST], read_us[ROUNDS_MOST], bare_records = 0, records = 0;

    bare_all(&files, &bare_records); /* the files are in the page cache from here on */
    for (long i = 0; i < rounds; i++) {
        bare_us[i] = bare_all(&files, &bare_records);
        read_us[i] = read_all(&council, &files, &records);
    }
    if (records != bare_records)
        errx(EX_SOFTWARE, "%lld records, libcsv sees %lld", (long long)records,
             (long long)bare_records);
    printf("%lld %lld %lld\n", (long long)records, (long long)median(bare_us, (size_t)rounds),
           (long long)median(read_us, (size_t)rounds));
    return 0;
}
