// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/npy_bytes.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

enum { BLOCK = 64 * 1024, PIECE = 1 << 30 };

struct npy_inflater {
    z_stream stream;
    uint64_t taken; // packed bytes that were read
    uint64_t given; // bytes that were unpacked
    uLong crc;      // of these
    bool is_begun, has_ended, is_damaged;
    unsigned char packed[BLOCK];
};

// From the beginning; false for want of memory.
static bool begin(struct npy_inflater *inflater) {
    if (inflater->is_begun)
        inflateEnd(&inflater->stream);
    inflater->stream = (z_stream){ 0 };
    inflater->taken = inflater->given = 0;
    inflater->crc = crc32(0, NULL, 0);
    inflater->has_ended = inflater->is_damaged = false;
    // Negative: without the header of zlib, which members of ZIP files do not have.
    inflater->is_begun = inflateInit2(&inflater->stream, -MAX_WBITS) == Z_OK;
    return inflater->is_begun;
}

// Reads the next packed block; false at the end of what there is.
static bool refill(struct npy_bytes *bytes) {
    struct npy_inflater *inflater = bytes->inflater;
    uint64_t left = bytes->place.packed - inflater->taken;
    ssize_t got =
        file_read_at(bytes->place.fd, inflater->packed, left < BLOCK ? (size_t)left : BLOCK,
                     bytes->place.start + inflater->taken);
    if (got <= 0)
        return false;
    inflater->taken += (uint64_t)got;
    inflater->stream.next_in = inflater->packed;
    inflater->stream.avail_in = (uInt)got;
    return true;
}

// Unpacks up to `count` bytes.
static size_t unpack(struct npy_bytes *bytes, unsigned char *into, size_t count) {
    struct npy_inflater *inflater = bytes->inflater;
    z_stream *stream = &inflater->stream;
    stream->next_out = into;
    stream->avail_out = (uInt)count;
    while (stream->avail_out && !inflater->has_ended && !inflater->is_damaged) {
        if (!stream->avail_in && !refill(bytes)) {
            inflater->is_damaged = true;
            break;
        }
        int said = inflate(stream, Z_NO_FLUSH);
        inflater->has_ended = said == Z_STREAM_END;
        inflater->is_damaged = said != Z_OK && said != Z_STREAM_END;
    }
    size_t got = count - stream->avail_out;
    inflater->crc = crc32(inflater->crc, into, (uInt)got);
    inflater->given += got;
    if (inflater->has_ended)
        inflater->is_damaged =
            inflater->given != bytes->place.size || inflater->crc != bytes->place.crc;
    return got;
}

static size_t unpack_all(struct npy_bytes *bytes, unsigned char *into, size_t count) {
    size_t done = 0;
    while (done < count) {
        size_t part = count - done < PIECE ? count - done : PIECE;
        size_t got = unpack(bytes, into + done, part);
        done += got;
        if (got < part)
            break;
    }
    return done;
}

static bool skip_to(struct npy_bytes *bytes, uint64_t at) {
    unsigned char nowhere[4096];
    while (bytes->inflater->given < at) {
        uint64_t left = at - bytes->inflater->given;
        size_t part = left < sizeof nowhere ? (size_t)left : sizeof nowhere;
        if (unpack(bytes, nowhere, part) < part)
            return false;
    }
    return true;
}

ssize_t npy_bytes_read(struct npy_bytes *bytes, void *into, size_t count, uint64_t at) {
    const struct npy_place *place = &bytes->place;
    if (at >= place->size)
        return 0;
    if (count > place->size - at)
        count = (size_t)(place->size - at);
    if (!place->is_deflated)
        return file_read_at(place->fd, into, count, place->start + at);
    if (!bytes->inflater)
        bytes->inflater = alloc_zeroed(1, sizeof *bytes->inflater);
    if ((!bytes->inflater->is_begun || at < bytes->inflater->given) && !begin(bytes->inflater)) {
        errno = ENOMEM;
        return -1;
    }
    return skip_to(bytes, at) ? (ssize_t)unpack_all(bytes, into, count) : 0;
}

bool npy_bytes_are_damaged(struct npy_bytes *bytes) {
    struct npy_inflater *inflater = bytes->inflater;
    if (!inflater)
        return false;
    // The end says itself only when it is asked for more.
    unsigned char nothing;
    if (inflater->given == bytes->place.size && !inflater->has_ended && !inflater->is_damaged
        && unpack(bytes, &nothing, 1) > 0)
        inflater->is_damaged = true;
    return inflater->is_damaged;
}

static bool refuse_unpacking(const char *folder, struct fault *fault) {
    int error = errno;
    char *safe = text_safe(folder);
    fault_set(fault, FAULT_FAILED,
              "is compressed, and its frames do not follow one another (Fortran order, or other "
              "axes), so that it must be unpacked, which fails in %s: %s. Save it without "
              "compression, or name a folder with TMPDIR",
              safe, strerror(error));
    free(safe);
    return false;
}

static bool copy_unpacked(struct npy_bytes *bytes, int fd, uint64_t *size) {
    unsigned char *block = alloc_resize(NULL, BLOCK, 1);
    ssize_t got;
    bool good = true;
    *size = 0;
    while (good && (got = npy_bytes_read(bytes, block, BLOCK, *size)) != 0) {
        good = got > 0 && file_write_all(fd, block, (size_t)got);
        *size += good ? (uint64_t)got : 0;
    }
    int error = errno;
    free(block);
    errno = error;
    return good;
}

bool npy_bytes_unpack(struct npy_bytes *bytes, struct npy_place *unpacked, struct fault *fault) {
    const char *wish = getenv("TMPDIR"), *folder = wish && *wish ? wish : "/var/tmp";
    char *path = file_join(folder, "blitz.XXXXXX");
    *unpacked = (struct npy_place){ .fd = mkostemp(path, O_CLOEXEC) };
    if (unpacked->fd >= 0)
        unlink(path); // it is gone with whoever reads it
    free(path);
    if (unpacked->fd >= 0 && copy_unpacked(bytes, unpacked->fd, &unpacked->size)) {
        unpacked->packed = unpacked->size;
        return true;
    }
    refuse_unpacking(folder, fault);
    if (unpacked->fd >= 0)
        close(unpacked->fd);
    return false;
}

void npy_bytes_end(struct npy_bytes *bytes) {
    if (bytes->inflater && bytes->inflater->is_begun)
        inflateEnd(&bytes->inflater->stream);
    free(bytes->inflater);
    bytes->inflater = NULL;
}
