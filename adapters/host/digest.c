#include "adapters/host/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

struct digest {
    EVP_MD_CTX *context;
};

/* The library can only lack memory or SHA-256 itself; neither leaves anything to do. */
static void must(int done)
{
    if (done != 1) {
        fputs("tallystick: SHA-256 is not available\n", stderr);
        abort();
    }
}

struct digest *digest_begin(void)
{
    struct digest *digest = malloc(sizeof(*digest));

    must(digest != NULL);
    digest->context = EVP_MD_CTX_new();
    must(digest->context != NULL);
    must(EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
    return digest;
}

void digest_add(struct digest *digest, const void *bytes, size_t length)
{
    must(EVP_DigestUpdate(digest->context, bytes, length));
}

void digest_end(struct digest *digest, uint8_t sha256_r[SHA256_BYTES])
{
    must(EVP_DigestFinal_ex(digest->context, sha256_r, NULL));
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

void digest_of(const void *bytes, size_t length, uint8_t sha256_r[SHA256_BYTES])
{
    must(EVP_Digest(bytes, length, sha256_r, NULL, EVP_sha256(), NULL));
}

void digest_hex(const uint8_t sha256[SHA256_BYTES], char hex_r[SHA256_HEX_BYTES])
{
    static const char hex_digits[] = "0123456789abcdef";

    for (int i = 0; i < SHA256_BYTES; i++) {
        hex_r[2 * i] = hex_digits[sha256[i] >> 4];
        hex_r[2 * i + 1] = hex_digits[sha256[i] & 15];
    }
    hex_r[2 * SHA256_BYTES] = '\0';
}
