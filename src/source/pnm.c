// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// PBM, PGM, PPM and PAM, our own reader: samples as stored for every maximum value (libraries
// scale them to 255 or 65535). In PBM a stored 1 is black. A file of several images gives its
// first.

#include "source/formats.h"

#include "base/alloc.h"
#include "source/byte_input.h"
#include "source/image_file.h"
#include "source/pnm_header.h"

#include <stdlib.h>
#include <string.h>

struct pnm_file {
    struct image_file file;
    struct pnm_header header;
};

struct pnm_cursor {
    struct source_cursor head;
    struct byte_input input;
    unsigned char *bits; // one packed row of P4; NULL until needed
    bool is_doubtful;    // a sample is above the stated maximum, or the last may be cut
};

static int probe(const unsigned char *head, size_t size) {
    if (size < 3 || head[0] != 'P' || head[1] < '1' || head[1] > '7')
        return 0;
    return strchr(" \t\r\n#", head[2]) && head[2] ? 90 : 0;
}

static int bits_of(uint32_t maxval) {
    int bits = 0;
    for (; maxval; maxval >>= 1)
        bits++;
    return bits;
}

static void take_header(struct pnm_file *file) {
    struct source_info *info = &file->file.source.info;
    const struct pnm_header *header = &file->header;
    info->width = header->width;
    info->height = header->height;
    info->channels = header->channels;
    info->sample = header->maxval > 255 ? SAMPLE_U16 : SAMPLE_U8;
    info->bits = bits_of(header->maxval);
    metadata_addf(&info->metadata, "maxval", "%u", header->maxval);
    if (header->tuple[0])
        metadata_add(&info->metadata, "TUPLTYPE", header->tuple);
    if (header->kind == '1' || header->kind == '4')
        metadata_add(&info->metadata, "values", "0 white, 1 black, as stored");
    size_t bytes;
    if (header->kind >= '5' && header->maxval <= 255
        && source_frame_bytes(&file->file.source, &bytes) && file->file.size >= header->raster
        && file->file.size - header->raster >= bytes)
        info->contiguous = (struct contiguous){ true, header->raster, bytes };
}

static struct source *open_pnm(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    (void)wish;
    struct pnm_file *file = image_file_start(sizeof *file, &source_pnm, path, fault);
    if (!file)
        return NULL;
    struct byte_input input = { 0 };
    byte_input_begin(&input, file->file.fd, 0, INPUT_HEADER_BLOCK);
    const char *wrong = pnm_header_read(&input, &file->header);
    if (!wrong && !file->header.maxval)
        wrong = "is a PFM file";
    if (wrong)
        image_file_fault(&file->file, fault, "%s", wrong);
    else
        take_header(file);
    byte_input_end(&input);
    return image_file_finish(&file->file, !wrong, fault);
}

// Rows of text; a bit of P1 is one digit, white space or not. Returns how many rows are whole.
static uint32_t read_text_rows(struct pnm_cursor *cursor, const struct pnm_file *file, void *into,
                               const char **why) {
    const struct pnm_header *header = &file->header;
    size_t row_samples = (size_t)header->width * header->channels;
    uint8_t *narrow = into;
    uint16_t *wide = into;
    for (uint32_t y = 0; y < header->height; y++)
        for (size_t x = 0; x < row_samples; x++) {
            uint32_t value;
            bool is_there = pnm_skip_space(&cursor->input);
            if (is_there && header->kind == '1')
                value = (uint32_t)(byte_input_next(&cursor->input) - '0');
            else if (is_there && !pnm_read_number(&cursor->input, &value))
                value = UINT32_MAX;
            if (!is_there || value > header->maxval) {
                *why = is_there ? "a value is no number up to the stated maximum"
                                : "the file ends too early";
                return y;
            }
            // A number that the end of the file touches may have lost digits.
            if (header->maxval > 9 && byte_input_peek(&cursor->input) < 0) {
                if (y + 1 < header->height || x + 1 < row_samples) {
                    *why = "the file ends too early";
                    return y;
                }
                cursor->is_doubtful = true;
            }
            if (header->maxval > 255)
                wide[y * row_samples + x] = (uint16_t)value;
            else
                narrow[y * row_samples + x] = (uint8_t)value;
        }
    return header->height;
}

static bool read_bit_row(struct pnm_cursor *cursor, uint8_t *row, uint32_t width) {
    size_t bytes = ((size_t)width + 7) / 8;
    if (byte_input_read(&cursor->input, cursor->bits, bytes) < bytes)
        return false;
    for (uint32_t x = 0; x < width; x++)
        row[x] = cursor->bits[x / 8] >> (7 - x % 8) & 1;
    return true;
}

static bool read_binary_row(struct pnm_cursor *cursor, unsigned char *row, size_t samples,
                            uint32_t maxval) {
    size_t bytes = samples * (maxval > 255 ? 2 : 1);
    if (byte_input_read(&cursor->input, row, bytes) < bytes)
        return false;
    if (maxval == 255)
        return true;
    uint32_t most = 0;
    if (maxval < 255) {
        for (size_t i = 0; i < samples; i++)
            most = row[i] > most ? row[i] : most;
    } else {
        uint16_t *wide = (uint16_t *)row;
        for (size_t i = 0; i < samples; i++) {
            wide[i] = (uint16_t)(row[2 * i] << 8 | row[2 * i + 1]);
            most = wide[i] > most ? wide[i] : most;
        }
    }
    cursor->is_doubtful |= most > maxval;
    return true;
}

static uint32_t read_binary_rows(struct pnm_cursor *cursor, const struct pnm_file *file,
                                 unsigned char *into) {
    const struct pnm_header *header = &file->header;
    size_t samples = (size_t)header->width * header->channels;
    size_t row_bytes = samples * sample_size(file->file.source.info.sample);
    if (header->kind == '4' && !cursor->bits)
        cursor->bits = alloc_try(((size_t)header->width + 7) / 8, 1);
    if (header->kind == '4' && !cursor->bits)
        return 0;
    for (uint32_t y = 0; y < header->height; y++, into += row_bytes) {
        bool is_whole = header->kind == '4'
                            ? read_bit_row(cursor, into, header->width)
                            : read_binary_row(cursor, into, samples, header->maxval);
        if (!is_whole)
            return y;
    }
    return header->height;
}

// Whether another image follows the first.
static bool has_more(struct byte_input *input, bool is_text) {
    if (is_text && !pnm_skip_space(input))
        return false;
    if (byte_input_next(input) != 'P')
        return false;
    int kind = byte_input_next(input);
    return kind >= '1' && kind <= '7';
}

static void read_pnm(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                     struct frame_note *note) {
    (void)index;
    struct pnm_file *file = (struct pnm_file *)source;
    struct pnm_cursor *from = (struct pnm_cursor *)cursor;
    byte_input_begin(&from->input, file->file.fd, file->header.raster, INPUT_BLOCK);
    from->is_doubtful = false;
    bool is_text = file->header.kind <= '3';
    const char *why = "the file ends too early";
    uint32_t rows =
        is_text ? read_text_rows(from, file, into, &why) : read_binary_rows(from, file, into);
    if (from->input.has_failed)
        why = "cannot read the file";
    if (rows < source->info.height)
        image_file_note(&file->file, rows, why, into, note);
    else if (has_more(&from->input, is_text))
        note->flags |= FRAME_MORE_PAGES;
    if (from->is_doubtful)
        note->flags |= FRAME_DAMAGED;
}

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    (void)source, (void)fault;
    struct pnm_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    return &cursor->head;
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct pnm_cursor *from = (struct pnm_cursor *)cursor;
    byte_input_end(&from->input);
    free(from->bits);
    free(from);
}

const struct source_format source_pnm = {
    .name = "pnm",
    .title = "PBM, PGM, PPM, PAM: any maximum value, text and binary",
    .suffixes = "pgm ppm pbm pnm pam",
    .probe = probe,
    .open = open_pnm,
    .cursor_open = open_cursor,
    .read = read_pnm,
    .cursor_close = close_cursor,
    .frame_time = image_file_time,
    .close = image_file_close,
};
