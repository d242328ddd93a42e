// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// ENVI: pixels without a header of their own, and a text file beside them that says how they lie.
// Either of the two can be opened. A band is a frame.

#include "source/envi.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/envi_header.h"
#include "source/formats.h"
#include "source/raw.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

// A header may promise frames that a cut file does not hold. They keep their slots, but one that
// promises more of them than this is not believed.
enum { MOST_MISSING = 1000000 };

// What the pixels of NAME.hdr may be called.
static const char *const suffixes[] = { "",     ".raw", ".img", ".dat", ".bin",
                                        ".bsq", ".bil", ".bip", ".sli" };

static int probe(const unsigned char *head, size_t size) {
    return envi_header_is((const char *)head, size) ? 100 : 0;
}

static bool is_header(const char *path) {
    char head[8];
    int fd = file_open(path, NULL, NULL);
    if (fd < 0)
        return false;
    ssize_t got = file_read_at(fd, head, sizeof head, 0);
    close(fd);
    return got > 0 && envi_header_is(head, (size_t)got);
}

static size_t length_without_suffix(const char *path) {
    const char *suffix = file_suffix(path);
    return strlen(path) - strlen(suffix) - (*suffix != '\0');
}

char *envi_find_header(const char *path) {
    char *header = alloc_format("%s.hdr", path);
    if (is_header(header))
        return header;
    free(header);
    header = alloc_format("%.*s.hdr", (int)length_without_suffix(path), path);
    if (strcmp(header, path) != 0 && is_header(header))
        return header;
    free(header);
    return NULL;
}

// The pixels of a header; NULL with a fault.
static char *find_pixels(const char *header, struct fault *fault) {
    struct stat status;
    size_t stem = strlen(header);
    if (strcasecmp(file_suffix(header), "hdr") == 0)
        stem = length_without_suffix(header);
    for (size_t i = stem == strlen(header); i < sizeof suffixes / sizeof *suffixes; i++) {
        char *path = alloc_format("%.*s%s", (int)stem, header, suffixes[i]);
        if (stat(path, &status) == 0 && S_ISREG(status.st_mode))
            return path;
        free(path);
    }
    char *safe = text_safe(header);
    fault_set(
        fault, FAULT_FAILED,
        "%s: the pixels that this header describes are not beside it; they have its name with "
        ".raw, .img, .dat, .bin, .bsq or nothing in place of .hdr",
        safe);
    free(safe);
    return NULL;
}

// What the header promises and what there is.
static void set_frames(struct source *source, int64_t bands) {
    struct source_info *info = &source->info;
    info->expected = bands;
    if (info->cut)
        info->cut = "bytes are left over, too few for a row of pixels: does the header fit?";
    if (info->frames > bands) {
        metadata_addf(&info->metadata, "left over",
                      "the file has room for %lld frames, the header says %lld",
                      (long long)info->frames, (long long)bands);
        info->cut = "the file goes on behind the frames that its header describes";
        info->frames = bands;
    } else if (info->frames < bands && bands - info->frames <= MOST_MISSING) {
        info->missing = bands - info->frames;
        info->contiguous.is = false;
        info->frames = bands;
    }
}

struct source *envi_open(const char *header_path, const char *path, struct fault *fault) {
    struct envi_header header;
    if (!envi_header_read(header_path, &header, fault))
        return NULL;
    struct source *source = raw_open_layout(&source_envi, path, &header.layout, fault);
    if (source) {
        source->info.is_pair = true;
        set_frames(source, header.bands);
        for (size_t i = 0; i < header.keys.count; i++)
            metadata_add(&source->info.metadata, header.keys.items[i].key,
                         header.keys.items[i].value);
    }
    envi_header_free(&header);
    return source;
}

static struct source *open_header(const char *path, const struct source_wish *wish,
                                  struct fault *fault) {
    (void)wish;
    char *pixels = find_pixels(path, fault);
    struct source *source = pixels ? envi_open(path, pixels, fault) : NULL;
    free(pixels);
    return source;
}

const struct source_format source_envi = {
    .name = "envi",
    .title = "ENVI: pixels and a header (.hdr) beside them; bands are frames (bsq)",
    .suffixes = "hdr",
    .shares_suffixes = true,
    .probe = probe,
    .open = open_header,
    .cursor_open = raw_cursor_open,
    .read = raw_read,
    .cursor_close = raw_cursor_close,
    .close = raw_close,
};
