// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The palette is written here, once; libsixel writes the bodies. Each of its pictures has a
// head and an end of its own, which are taken off before the bodies are joined.

#include "term/sixel.h"

#include "base/alloc.h"
#include "term/encoder.h"
#include "term/registers.h"

#include <sixel.h>
#include <stdlib.h>
#include <string.h>

// Rows of one sixel, and of what one worker encodes: a few ms of work.
enum { SIXEL_ROWS = 6, CHUNK_ROWS = 16 * SIXEL_ROWS };

#define STRING_END "\033\\"

// ── one chunk ──────────────────────────────────────────────────────────────────────────────

struct work {
    const struct canvas *canvas;
    uint32_t block;
    uint32_t slice;      // rows of each picture
    size_t slice_chunks; // chunks of each
    struct registers registers;
    struct text *bodies; // of each chunk
};

// libsixel asks for memory by the row: little enough to be always there.
static void *take_memory(size_t size) {
    return alloc_zeroed(size ? size : 1, 1);
}

static void *take_zeroed(size_t count, size_t size) {
    return alloc_zeroed(count ? count : 1, size ? size : 1);
}

static void *take_more(void *old, size_t size) {
    return alloc_resize(old, size ? size : 1, 1);
}

static int take_bytes(char *data, int size, void *context) {
    text_add_bytes(context, data, (size_t)size);
    return size;
}

// Whether libsixel has encoded the rows into `made`.
static bool call_library(uint8_t *pixels, int width, int rows, const struct registers *registers,
                         struct text *made) {
    sixel_allocator_t *allocator = NULL;
    sixel_output_t *output = NULL;
    sixel_dither_t *dither = NULL;
    bool good =
        SIXEL_SUCCEEDED(sixel_allocator_new(&allocator, take_memory, take_zeroed, take_more, free))
        && SIXEL_SUCCEEDED(sixel_output_new(&output, take_bytes, made, allocator))
        && SIXEL_SUCCEEDED(
            sixel_dither_new(&dither, (int)(registers->first + registers->count), allocator));
    if (good) {
        // The palette is not written, but libsixel compares its entries.
        unsigned char palette[3 * CANVAS_COLOURS] = { 0 };
        for (uint32_t i = 0; i < registers->count; i++) {
            unsigned char *entry = &palette[3 * (registers->first + i)];
            entry[0] = registers->colours[i].r;
            entry[1] = registers->colours[i].g;
            entry[2] = registers->colours[i].b;
        }
        sixel_dither_set_palette(dither, palette);
        sixel_dither_set_pixelformat(dither, SIXEL_PIXELFORMAT_PAL8);
        sixel_dither_set_body_only(dither, 1);
        good = SIXEL_SUCCEEDED(sixel_encode(pixels, width, rows, 8, dither, output));
    }
    sixel_dither_unref(dither);
    sixel_output_unref(output);
    sixel_allocator_unref(allocator);
    return good;
}

// Moves what is between the head (up to the size, "...;H) and the end into `body`.
static bool take_body(const struct text *made, struct text *body) {
    const char *string = text_string(made), *size = strchr(string, '"');
    size_t end = strlen(STRING_END);
    if (!size || made->length < end || memcmp(string + made->length - end, STRING_END, end) != 0)
        return false;
    size++;
    size += strspn(size, "0123456789;");
    // Less than a row of sixels begins with a line feed that is one too many.
    size += *size == '-';
    text_add_bytes(body, size, (size_t)(string + made->length - end - size));
    return true;
}

// What stands for a block: its first mark, for marks are few and thin; else the pixel in its
// middle.
static uint8_t block_index(const struct canvas *canvas, uint32_t x, uint32_t y, uint32_t block) {
    uint32_t right = x + block < canvas->width ? x + block : canvas->width;
    uint32_t below = y + block < canvas->height ? y + block : canvas->height;
    for (uint32_t row = y; row < below; row++)
        for (uint32_t column = x; column < right; column++) {
            uint8_t index = canvas->indices[(size_t)row * canvas->width + column];
            if (index >= canvas->levels)
                return index;
        }
    return canvas->indices[(size_t)(y + (below - y) / 2) * canvas->width + x + (right - x) / 2];
}

// Rows of pixels that are registers, `first` being a multiple of the block.
static void fill_blocks(const struct work *work, uint32_t first, uint32_t rows, uint8_t *pixels) {
    const struct canvas *canvas = work->canvas;
    uint32_t width = canvas->width, block = work->block;
    for (uint32_t y = 0; y < rows; y++) {
        uint8_t *row = pixels + (size_t)y * width;
        if (y % block) {
            memcpy(row, row - width, width);
            continue;
        }
        for (uint32_t x = 0; x < width; x += block) {
            uint8_t index = block_index(canvas, x, first + y, block);
            index = register_at(&work->registers, index, x / block, (first + y) / block);
            memset(row + x, index, width - x < block ? width - x : block);
        }
    }
}

// How many rows a chunk has, from *first on; none behind the end of the last slice.
static uint32_t chunk_rows(const struct work *work, size_t chunk, uint32_t *first) {
    uint32_t slice = (uint32_t)(chunk / work->slice_chunks) * work->slice;
    uint32_t end = slice + work->slice;
    *first = slice + (uint32_t)(chunk % work->slice_chunks) * CHUNK_ROWS;
    end = end < *first + CHUNK_ROWS ? end : *first + CHUNK_ROWS;
    end = end < work->canvas->height ? end : work->canvas->height;
    return *first < end ? end - *first : 0;
}

static bool encode_chunk(void *context, size_t chunk, size_t worker) {
    (void)worker;
    struct work *work = context;
    const struct canvas *canvas = work->canvas;
    uint32_t first, rows = chunk_rows(work, chunk, &first);
    if (!rows)
        return true;
    uint8_t *pixels = alloc_zeroed(canvas->width, rows), *pixel = pixels;
    const uint8_t *index = canvas->indices + (size_t)first * canvas->width;
    if (work->block > 1)
        fill_blocks(work, first, rows, pixels);
    else
        for (uint32_t y = 0; y < rows; y++)
            for (uint32_t x = 0; x < canvas->width; x++)
                *pixel++ = register_at(&work->registers, *index++, x, first + y);
    for (size_t i = 0; work->registers.first && i < (size_t)canvas->width * rows; i++)
        pixels[i] = (uint8_t)(pixels[i] + work->registers.first);
    struct text made = { 0 };
    bool good = call_library(pixels, (int)canvas->width, (int)rows, &work->registers, &made)
                && take_body(&made, &work->bodies[chunk]);
    text_free(&made);
    free(pixels);
    return good;
}

// ── the picture ────────────────────────────────────────────────────────────────────────────

static void add_head(const struct work *work, uint32_t rows, struct text *bytes) {
    text_addf(bytes, "\033P0;0;0q\"1;1;%u;%u", work->canvas->width, rows);
    for (uint32_t i = 0; i < work->registers.count; i++) {
        struct colour colour = work->registers.colours[i];
        if (work->registers.is_unused[i])
            continue;
        text_addf(bytes, "#%u;2;%u;%u;%u", work->registers.first + i, (colour.r * 100u + 127) / 255,
                  (colour.g * 100u + 127) / 255, (colour.b * 100u + 127) / 255);
    }
}

// One control string.
static void add_slice(const struct work *work, size_t slice, struct text *bytes) {
    uint32_t left = work->canvas->height - (uint32_t)slice * work->slice, first;
    add_head(work, left < work->slice ? left : work->slice, bytes);
    for (size_t i = 0; i < work->slice_chunks; i++) {
        size_t chunk = slice * work->slice_chunks + i;
        if (i && chunk_rows(work, chunk, &first))
            text_add_char(bytes, '-');
        text_add_bytes(bytes, work->bodies[chunk].data, work->bodies[chunk].length);
    }
    text_add(bytes, STRING_END);
}

// In pictures of `slice` rows. `ends` (may be NULL) receives where each ends.
static bool write_with(const struct canvas *canvas, const struct sixel_limits *limits,
                       uint32_t registers, uint32_t slice, struct pool *pool, struct text *bytes,
                       size_t *ends) {
    struct work work = { .canvas = canvas,
                         .block = limits->block,
                         .slice = slice,
                         .slice_chunks = (slice + CHUNK_ROWS - 1) / CHUNK_ROWS };
    size_t slices = (canvas->height + slice - 1) / slice, chunks = slices * work.slice_chunks;
    if (limits->first)
        registers_fix(&work.registers, canvas, limits->first);
    else
        registers_choose(&work.registers, canvas, registers);
    work.bodies = alloc_zeroed(chunks, sizeof *work.bodies);
    bool good = true;
    if (pool)
        good = pool_run(pool, POOL_FRONT, chunks, encode_chunk, &work, NULL);
    for (size_t i = 0; i < chunks && good && !pool; i++)
        good = encode_chunk(&work, i, 0);
    for (size_t i = 0; i < slices && good; i++) {
        add_slice(&work, i, bytes);
        if (ends)
            ends[i] = bytes->length;
    }
    for (size_t i = 0; i < chunks; i++)
        text_free(&work.bodies[i]);
    free(work.bodies);
    return good;
}

static bool write_limited(const struct canvas *canvas, const struct sixel_limits *limits,
                          uint32_t slice, struct pool *pool, struct text *bytes, size_t *ends) {
    size_t before = bytes->length;
    uint32_t registers = limits->registers < CANVAS_COLOURS ? limits->registers : CANVAS_COLOURS;
    for (;;) {
        bytes->length = before;
        if (!write_with(canvas, limits, registers, slice, pool, bytes, ends))
            return false;
        bool is_long = limits->bytes && bytes->length - before > limits->bytes;
        if (!is_long || limits->first || registers / 2 < REGISTERS_LEAST)
            return true;
        registers /= 2;
    }
}

bool sixel_write(const struct canvas *canvas, const struct sixel_limits *limits, struct pool *pool,
                 struct text *bytes) {
    return write_limited(canvas, limits, canvas->height, pool, bytes, NULL);
}

void sixel_prepare(struct canvas *canvas, const struct sixel_limits *limits, struct pool *pool) {
    struct text bytes = { 0 };
    free(canvas->sixels);
    free(canvas->sixel_ends);
    canvas->sixels = NULL;
    canvas->sixel_ends = NULL;
    if (!canvas->width || !canvas->height)
        return;
    uint32_t down = (uint32_t)limits->cell_height, slice = canvas->height;
    canvas->sixel_slice = limits->slice && limits->slice < slice / down ? limits->slice : 0;
    if (canvas->sixel_slice) {
        slice = canvas->sixel_slice * down;
        canvas->sixel_ends =
            alloc_zeroed((canvas->height + slice - 1) / slice, sizeof *canvas->sixel_ends);
    }
    if (!write_limited(canvas, limits, slice, pool, &bytes, canvas->sixel_ends))
        return;
    canvas->sixel_count = bytes.length;
    canvas->sixel_registers = limits->registers;
    canvas->sixel_block = limits->block;
    canvas->sixels = text_take(&bytes);
}

const char *sixel_version(void) {
    return LIBSIXEL_VERSION;
}

// ── the encoder ────────────────────────────────────────────────────────────────────────────

struct sixel_encoder {
    struct encoder encoder;
    struct sixel_limits limits;
};

// A canvas that was made for a larger area, cut at the right and at the bottom.
static bool write_cut(const struct sixel_limits *limits, const struct canvas *canvas,
                      uint32_t width, uint32_t height, struct text *bytes) {
    struct canvas cut = *canvas;
    cut.width = canvas->width < width ? canvas->width : width;
    cut.height = canvas->height < height ? canvas->height : height;
    cut.indices = alloc_try(cut.width, cut.height);
    for (uint32_t y = 0; cut.indices && y < cut.height; y++)
        memcpy(cut.indices + (size_t)y * cut.width, canvas->indices + (size_t)y * canvas->width,
               cut.width);
    bool good = cut.indices && sixel_write(&cut, limits, NULL, bytes);
    free(cut.indices);
    return good;
}

// Each slice at its place.
static void add_prepared(struct encoder *encoder, const struct canvas *canvas, struct area area,
                         struct text *bytes) {
    size_t start = 0;
    for (uint32_t i = 0; start < canvas->sixel_count; i++) {
        size_t end = canvas->sixel_ends ? canvas->sixel_ends[i] : canvas->sixel_count;
        text_addf(bytes, "\033[%d;%dH", area.row + 1 + (int)(i * canvas->sixel_slice),
                  area.column + 1);
        text_add_bytes(bytes, canvas->sixels + start, end - start);
        encoder_break(encoder, bytes->length);
        start = end;
    }
}

static bool sixel_encode_area(struct encoder *encoder, const struct canvas *canvas,
                              struct area area, bool full, struct text *bytes) {
    (void)full; // a picture of pixels always is
    struct sixel_encoder *sixel = (struct sixel_encoder *)encoder;
    uint32_t width, height;
    encoder_canvas_size(encoder, area, &width, &height);
    bool fits = canvas->width <= width && canvas->height <= height;
    if (!width || !height || !canvas->width || !canvas->height)
        return true;
    size_t before = bytes->length;
    if (fits && canvas->sixels && canvas->sixel_registers <= sixel->limits.registers) {
        add_prepared(encoder, canvas, area, bytes);
        return true;
    }
    text_addf(bytes, "\033[%d;%dH", area.row + 1, area.column + 1);
    bool good = fits ? sixel_write(canvas, &sixel->limits, NULL, bytes)
                     : write_cut(&sixel->limits, canvas, width, height, bytes);
    if (!good)
        bytes->length = before;
    return good;
}

static void sixel_free(struct encoder *encoder) {
    free(encoder);
}

static const struct encoder_kind sixel_kind = {
    .name = "sixel", .is_pixels = true, .encode = sixel_encode_area, .free = sixel_free
};

struct encoder *encoder_sixel_new(const struct sixel_limits *limits) {
    struct sixel_encoder *sixel = alloc_zeroed(1, sizeof *sixel);
    sixel->encoder = (struct encoder){ .kind = &sixel_kind,
                                       .across = limits->cell_width,
                                       .down = limits->cell_height,
                                       .widest = limits->widest,
                                       .highest = limits->highest,
                                       .step = SIXEL_ROWS };
    sixel->limits = *limits;
    return &sixel->encoder;
}
