#include "adapters/inbound/byte_source.h"

#include <zlib.h>

#include "harness.h"

#define ROOM ((size_t)1 << 20)

static const char *fault;

static struct text packed(struct text content)
{
    z_stream stream = {0};
    size_t room = content.length + 1024;
    unsigned char *bytes = arena_alloc(arena, room, 1);

    ck_assert_int_eq(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *)(uintptr_t)content.bytes;
    stream.avail_in = (uInt)content.length;
    stream.next_out = bytes;
    stream.avail_out = (uInt)room;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    deflateEnd(&stream);
    return (struct text){(const char *)bytes, room - stream.avail_out};
}

static struct text joined(struct text a, struct text b)
{
    char *bytes = arena_alloc(arena, a.length + b.length + 1, 1);
    memcpy(bytes, a.bytes, a.length);
    memcpy(bytes + a.length, b.bytes, b.length);
    return (struct text){bytes, a.length + b.length};
}

/* What comes out, in pieces of `step` bytes. */
static struct text bytes_of(struct text file, size_t step)
{
    struct error error;
    int fd = file_of(file.bytes, file.length);
    struct byte_source *source = byte_source_open(arena, fd);
    char *all = arena_alloc(arena, ROOM, 1);
    size_t count = 0, length;

    do {
        ck_assert(byte_source_read(source, all + count, step, &length, &error));
        count += length;
    } while (length == step && count + step <= ROOM);
    fault = byte_source_fault(source);
    byte_source_close(source);
    close(fd);
    return (struct text){all, count};
}

static struct text table(void)
{
    char *bytes = arena_alloc(arena, ROOM / 2, 1);
    size_t length = 0;

    for (int i = 0; i < 20000; i++)
        length += (size_t)sprintf(bytes + length, "%d,%d\n", i, i * 7919 % 10007);
    return (struct text){bytes, length};
}

START_TEST(a_plain_file_as_it_is)
{
    struct text file = table();
    ck_assert(text_equal(bytes_of(file, 4096), file));
    ck_assert(text_equal(bytes_of(TEXT_LITERAL("\x1F"), 4096), TEXT_LITERAL("\x1F")));
    ck_assert(text_equal(bytes_of(TEXT_LITERAL(""), 4096), TEXT_LITERAL("")));
    ck_assert_ptr_null(fault);
}
END_TEST

START_TEST(a_packed_file_comes_unpacked)
{
    struct text file = table();
    ck_assert(text_equal(bytes_of(packed(file), 4096), file));
    ck_assert_ptr_null(fault);
    ck_assert(text_equal(bytes_of(packed(file), 1000003), file));
    ck_assert(text_equal(bytes_of(packed(TEXT_LITERAL("")), 16), TEXT_LITERAL("")));
    ck_assert_ptr_null(fault);
}
END_TEST

START_TEST(several_members_and_zeros_behind_them)
{
    struct text two = joined(packed(TEXT_LITERAL("a\n")), packed(TEXT_LITERAL("b\n")));
    ck_assert_text_eq(bytes_of(two, 16), "a\nb\n");
    ck_assert_ptr_null(fault);
    ck_assert_text_eq(bytes_of(joined(two, (struct text){"\0\0\0", 3}), 16), "a\nb\n");
    ck_assert_ptr_null(fault);
    ck_assert_text_eq(bytes_of(joined(two, TEXT_LITERAL("more")), 16), "a\nb\n");
    ck_assert_str_eq(fault, "the gzip file is damaged");
}
END_TEST

/* Wherever it is cut, it is never taken for a whole one. */
START_TEST(a_packed_file_that_is_cut)
{
    struct text file = packed(TEXT_LITERAL("INV1,1234.56\nINV2,7.00\n"));
    for (size_t length = 2; length < file.length; length++) {
        bytes_of((struct text){file.bytes, length}, 4096);
        ck_assert_str_eq(fault, "the gzip file is cut");
    }
}
END_TEST

START_TEST(a_packed_file_that_is_damaged)
{
    struct text file = packed(table());
    struct text copy = arena_text(arena, file);
    ((char *)(uintptr_t)copy.bytes)[file.length / 2] ^= 0x10;
    bytes_of(copy, 4096);
    ck_assert_str_eq(fault, "the gzip file is damaged");
    copy = arena_text(arena, file); /* its checksum */
    ((char *)(uintptr_t)copy.bytes)[file.length - 8] ^= 0x01;
    bytes_of(copy, 4096);
    ck_assert_str_eq(fault, "the gzip file is damaged");
}
END_TEST

/* 100 MiB of zeros in 100 KiB. */
START_TEST(a_bomb_is_stopped)
{
    const size_t length = (size_t)100 * 1024 * 1024;
    char *zeros = calloc(length, 1), *buffer = malloc(ROOM);
    struct text bomb = packed((struct text){zeros, length});
    struct error error;
    int fd = file_of(bomb.bytes, bomb.length);
    struct byte_source *source = byte_source_open(arena, fd);
    size_t count = 0, got;
    do {
        ck_assert(byte_source_read(source, buffer, ROOM, &got, &error));
        count += got;
    } while (got == ROOM);
    ck_assert_uint_lt(count, length);
    ck_assert_str_eq(byte_source_fault(source),
                     "the gzip file unpacks to more than 250 times its size");
    byte_source_close(source);
    close(fd);
    free(zeros);
    free(buffer);
}
END_TEST

static void add(TCase *tcase)
{
    tcase_add_test(tcase, a_plain_file_as_it_is);
    tcase_add_test(tcase, a_packed_file_comes_unpacked);
    tcase_add_test(tcase, several_members_and_zeros_behind_them);
    tcase_add_test(tcase, a_packed_file_that_is_cut);
    tcase_add_test(tcase, a_packed_file_that_is_damaged);
    tcase_add_test(tcase, a_bomb_is_stopped);
}

int main(void)
{
    return run_cases("adapters/inbound/byte_source", add);
}
