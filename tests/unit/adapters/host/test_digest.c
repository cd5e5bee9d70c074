#include "adapters/host/digest.h"

#include <check.h>

static void check_digest(const char *bytes, size_t length, const char *wanted)
{
    uint8_t whole[SHA256_BYTES], in_parts[SHA256_BYTES];
    char hex[SHA256_HEX_BYTES];
    struct digest *digest = digest_begin();

    for (size_t i = 0; i < length; i++)
        digest_add(digest, bytes + i, 1);
    digest_end(digest, in_parts);
    digest_of(bytes, length, whole);
    digest_hex(whole, hex);
    ck_assert_str_eq(hex, wanted);
    ck_assert_mem_eq(whole, in_parts, SHA256_BYTES);
}

/* The standard's own examples. */
START_TEST(known_texts_have_known_hashes)
{
    check_digest("", 0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check_digest("abc", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
END_TEST

int main(void)
{
    TCase *tcase = tcase_create("digest");
    tcase_add_test(tcase, known_texts_have_known_hashes);
    Suite *suite = suite_create("adapters/host/digest");
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed != 0;
}
