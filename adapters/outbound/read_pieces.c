#include "adapters/outbound/read_pieces.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define PIECE_BYTES ((size_t)256 * 1024)

bool read_pieces(int fd, struct arena *arena,
                 bool (*take)(void *reader, struct text piece, struct error *error_r), void *reader,
                 struct error *error_r)
{
    char *buffer = ARENA_ARRAY(arena, char, PIECE_BYTES);
    ssize_t length;

    while ((length = read(fd, buffer, PIECE_BYTES)) != 0) {
        if (length < 0 && errno != EINTR)
            return error_set(error_r, EXIT_STATUS_CANNOT_WRITE, "reading back: %s",
                             strerror(errno));
        if (length > 0 && !take(reader, (struct text){buffer, (size_t)length}, error_r))
            return false;
    }
    return true;
}
