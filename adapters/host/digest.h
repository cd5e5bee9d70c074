/* SHA-256, by OpenSSL. */
#ifndef TALLYSTICK_HOST_DIGEST_H
#define TALLYSTICK_HOST_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_BYTES     32
#define SHA256_HEX_BYTES 65

struct digest;

struct digest *digest_begin(void);
void digest_add(struct digest *digest, const void *bytes, size_t length);
void digest_end(struct digest *digest, uint8_t sha256_r[SHA256_BYTES]); /* frees */

void digest_of(const void *bytes, size_t length, uint8_t sha256_r[SHA256_BYTES]);
void digest_hex(const uint8_t sha256[SHA256_BYTES], char hex_r[SHA256_HEX_BYTES]);

#endif
