// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// PFM, our own reader: floats as stored, the scale reported and not applied (libraries multiply
// by it). The file begins with the bottom row.

#include "source/formats.h"

#include "base/alloc.h"
#include "source/byte_input.h"
#include "source/image_file.h"
#include "source/pnm_header.h"
#include "source/swap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct pfm_file {
    struct image_file file;
    struct pnm_header header;
};

struct pfm_cursor {
    struct source_cursor head;
    struct byte_input input;
};

static int probe(const unsigned char *head, size_t size) {
    if (size < 3 || head[0] != 'P' || (head[1] != 'f' && head[1] != 'F'))
        return 0;
    return head[2] == '\n' || head[2] == '\r' || head[2] == ' ' ? 90 : 0;
}

static struct source *open_pfm(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    (void)wish;
    struct pfm_file *file = image_file_start(sizeof *file, &source_pfm, path, fault);
    if (!file)
        return NULL;
    struct byte_input input = { 0 };
    byte_input_begin(&input, file->file.fd, 0, INPUT_HEADER_BLOCK);
    const char *wrong = pnm_header_read(&input, &file->header);
    byte_input_end(&input);
    if (!wrong && file->header.maxval)
        wrong = "is no PFM file";
    if (wrong) {
        image_file_fault(&file->file, fault, "%s", wrong);
    } else {
        struct source_info *info = &file->file.source.info;
        info->width = file->header.width;
        info->height = file->header.height;
        info->channels = file->header.channels;
        info->sample = SAMPLE_F32;
        metadata_addf(&info->metadata, "scale", "%g, not applied", fabs(file->header.scale));
        metadata_add(&info->metadata, "byte order",
                     file->header.scale < 0 ? "little endian" : "big endian");
    }
    return image_file_finish(&file->file, !wrong, fault);
}

static void read_pfm(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                     struct frame_note *note) {
    (void)index;
    struct pfm_file *file = (struct pfm_file *)source;
    struct pfm_cursor *from = (struct pfm_cursor *)cursor;
    const struct pnm_header *header = &file->header;
    size_t samples = (size_t)header->width * header->channels;
    bool is_little = header->scale < 0;
    bool is_swapped = is_little != (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
    byte_input_begin(&from->input, file->file.fd, header->raster, INPUT_BLOCK);
    for (uint32_t y = header->height; y-- > 0;) {
        unsigned char *row = (unsigned char *)into + y * samples * 4;
        if (byte_input_read(&from->input, row, samples * 4) < samples * 4) {
            char *why = alloc_format("%s: %u of %u rows, counted from the bottom, where the file "
                                     "begins",
                                     from->input.has_failed ? "cannot read the file"
                                                            : "the file ends too early",
                                     header->height - 1 - y, header->height);
            image_file_note(&file->file, 0, why, into, note);
            free(why);
            return;
        }
        if (is_swapped)
            swap_samples(row, samples, sizeof(float));
    }
    if (byte_input_next(&from->input) == 'P')
        note->flags |= FRAME_MORE_PAGES;
}

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    (void)source, (void)fault;
    struct pfm_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    return &cursor->head;
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct pfm_cursor *from = (struct pfm_cursor *)cursor;
    byte_input_end(&from->input);
    free(from);
}

const struct source_format source_pfm = {
    .name = "pfm",
    .title = "PFM: 32-bit floats, grey and RGB, both byte orders",
    .suffixes = "pfm",
    .probe = probe,
    .open = open_pfm,
    .cursor_open = open_cursor,
    .read = read_pfm,
    .cursor_close = close_cursor,
    .frame_time = image_file_time,
    .close = image_file_close,
};
