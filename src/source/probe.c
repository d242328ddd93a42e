// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/probe.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/envi.h"
#include "source/formats.h"
#include "source/text_layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

const struct source_format *const source_formats[] = {
    &source_png, &source_tiff, &source_jpeg,  &source_npy, &source_npz,  &source_bmp,  &source_pnm,
    &source_pfm, &source_envi, &source_video, &source_raw, &source_text, &source_demo, NULL,
};

// Enough for every magic number; and for a decision between text and binary, or the streams of
// a video, when no magic number was found.
enum { MAGIC = 512, HEAD = 65536 };

// A format that is this sure has seen its own magic number: nobody else is asked.
enum { CERTAIN = 80 };

static const struct source_format *surest(const unsigned char *head, size_t size,
                                          bool *is_certain) {
    const struct source_format *best = NULL;
    int most = 0;
    for (size_t i = 0; source_formats[i] && most < CERTAIN; i++) {
        int sure = source_formats[i]->probe ? source_formats[i]->probe(head, size) : 0;
        if (sure > most) {
            most = sure;
            best = source_formats[i];
        }
    }
    *is_certain = most >= CERTAIN;
    return best;
}

// The format of an open file; `head` has HEAD bytes and gets its beginning, *got says how much
// (negative: with errno).
static const struct source_format *identify(int fd, unsigned char *head, ssize_t *got,
                                            bool *is_certain) {
    *is_certain = false;
    *got = file_read_at(fd, head, MAGIC, 0);
    if (*got <= 0)
        return NULL;
    const struct source_format *format = surest(head, (size_t)*got, is_certain);
    if (*is_certain)
        return format;
    *got = file_read_at(fd, head, HEAD, 0);
    return *got > 0 ? surest(head, (size_t)*got, is_certain) : NULL;
}

struct source *probe_open_file(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    bool is_raw = wish->raw.width > 0;
    if (is_raw && !wish->raw.only_unknown)
        return source_raw.open(path, wish, fault);
    uint64_t bytes;
    int fd = file_open(path, &bytes, fault);
    if (fd < 0)
        return NULL;
    unsigned char *head = alloc_resize(NULL, HEAD, 1);
    ssize_t got;
    bool is_certain;
    const struct source_format *format = identify(fd, head, &got, &is_certain);
    int error = errno;
    close(fd);
    struct source *source = NULL;
    char *header = got > 0 && !is_certain && !is_raw ? envi_find_header(path) : NULL;
    char *safe = text_safe(path);
    if (got < 0) {
        fault_set(fault, FAULT_FAILED, "%s: cannot read: %s", safe, strerror(error));
    } else if (got == 0) {
        fault_set(fault, FAULT_FAILED, "%s: is empty", safe);
    } else if (header) {
        source = envi_open(header, path, fault);
    } else if (!format && is_raw) {
        source = source_raw.open(path, wish, fault);
    } else if (!format && text_wish_is_said(&wish->text)) {
        source = source_text.open(path, wish, fault);
    } else if (!format) {
        char *what = foreign_describe(path, head, (size_t)got);
        fault_set(fault, FAULT_FAILED, "%s: %s", safe, what);
        free(what);
    } else {
        source = format->open(path, wish, fault);
    }
    free(header);
    free(safe);
    free(head);
    return source;
}

// Whether a format has this suffix, of those whose suffixes are theirs alone or of the others.
static bool has_suffix(const char *suffix, bool shared) {
    size_t length = strlen(suffix);
    for (size_t i = 0; length && source_formats[i]; i++) {
        const char *list = source_formats[i]->suffixes;
        if (source_formats[i]->shares_suffixes != shared)
            continue;
        while (list && *list) {
            size_t word = strcspn(list, " ");
            if (word == length && strncasecmp(list, suffix, length) == 0)
                return true;
            list += word + strspn(list + word, " ");
        }
    }
    return false;
}

bool probe_knows_suffix(const char *suffix) {
    return has_suffix(suffix, false);
}

bool probe_shares_suffix(const char *suffix) {
    return has_suffix(suffix, true);
}

bool probe_knows_content(const char *path, const struct source_wish *wish) {
    int fd = file_open(path, NULL, NULL);
    if (fd < 0)
        return false;
    unsigned char *head = alloc_resize(NULL, HEAD, 1);
    ssize_t got;
    bool is_certain, known = identify(fd, head, &got, &is_certain) != NULL;
    struct text_layout layout;
    if (!known && got > 0 && text_wish_is_said(&wish->text))
        known = text_layout_find((char *)head, (size_t)got, &wish->text, &layout);
    free(head);
    close(fd);
    return known;
}
