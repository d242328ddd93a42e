// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// libtiff as a set of codecs. The compressed bytes of a strip or tile (a block) are read here
// and given to libtiff from memory, so that a block which the file ends in can still be
// decoded as far as it goes: decoding its first k rows succeeds exactly for the k that are
// there, and the largest such k is found by bisection.

#include "source/tiff_pixels.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/size.h"
#include "base/text.h"
#include "source/tiff_unpack.h"

#include <stdlib.h>
#include <string.h>
#include <tiffio.h>

struct buffer {
    unsigned char *bytes;
    size_t size;
};

struct tiff_codec {
    TIFF *tiff;
    const struct tiff_file *file;
    uint64_t position;
    char *message; // the first complaint since it was last cleared; safe to print
    struct buffer stored, decoded, indices;
};

// The page being read.
struct page {
    struct tiff_codec *codec;
    const struct tiff_layout *layout;
    const struct tiff_palette *palette; // NULL: none
    unsigned char *frame;
    uint32_t block_width, block_height; // pixels of a full strip or tile
    size_t block_row;                   // bytes of its rows
    uint32_t across;                    // blocks side by side
    uint32_t down;                      // bands of blocks
    bool is_in_place;                   // blocks decode straight into the frame
    bool is_deflate;
    char *complaint; // the first warning about a block that is whole
    struct tiff_result *result;
};

// libtiff may not ask for more in one piece (tables of a directory, a decoder's state).
static const tmsize_t MOST_MEMORY = (tmsize_t)1 << 30;

// No sound tile decodes to more, nor a strip that has to be unpacked.
static const size_t MOST_BLOCK = (size_t)1 << 28;

// ── the handle ─────────────────────────────────────────────────────────────────────────────

static tmsize_t codec_read(thandle_t handle, void *into, tmsize_t bytes) {
    struct tiff_codec *codec = handle;
    ssize_t got = bytes > 0 && codec->position <= INT64_MAX
                      ? file_read_at(codec->file->fd, into, (size_t)bytes, codec->position)
                      : 0;
    if (got > 0)
        codec->position += (uint64_t)got;
    return got;
}

static tmsize_t codec_write(thandle_t handle, void *from, tmsize_t bytes) {
    (void)handle;
    (void)from;
    (void)bytes;
    return -1;
}

static toff_t codec_seek(thandle_t handle, toff_t offset, int whence) {
    struct tiff_codec *codec = handle;
    uint64_t base = whence == SEEK_CUR   ? codec->position
                    : whence == SEEK_END ? codec->file->size
                                         : 0;
    codec->position = base + offset;
    return codec->position;
}

static int codec_release(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t codec_size(thandle_t handle) {
    return ((struct tiff_codec *)handle)->file->size;
}

// Keeps the first message instead of printing it. 1: handled.
static int keep_message(TIFF *tiff, void *user, const char *module, const char *format,
                        va_list arguments) {
    (void)tiff;
    (void)module;
    struct tiff_codec *codec = user;
    if (codec->message)
        return 1;
    char *raw = alloc_vformat(format, arguments);
    codec->message = text_safe(raw);
    free(raw);
    return 1;
}

static void forget_message(struct tiff_codec *codec) {
    free(codec->message);
    codec->message = NULL;
}

struct tiff_codec *tiff_codec_open(const struct tiff_file *file, struct fault *fault) {
    struct tiff_codec *codec = alloc_zeroed(1, sizeof *codec);
    codec->file = file;
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (options) {
        TIFFOpenOptionsSetMaxSingleMemAlloc(options, MOST_MEMORY);
        TIFFOpenOptionsSetErrorHandlerExtR(options, keep_message, codec);
        TIFFOpenOptionsSetWarningHandlerExtR(options, keep_message, codec);
        // r read, m not mapped, c strips as they are, h no directory read yet.
        codec->tiff = TIFFClientOpenExt("", "rmch", codec, codec_read, codec_write, codec_seek,
                                        codec_release, codec_size, NULL, NULL, options);
        TIFFOpenOptionsFree(options);
    }
    if (!codec->tiff) {
        fault_set(fault, FAULT_FAILED, "cannot be opened by libtiff: %s",
                  codec->message ? codec->message : "no reason given");
        tiff_codec_close(&codec);
    }
    return codec;
}

void tiff_codec_close(struct tiff_codec **codec) {
    if (!*codec)
        return;
    if ((*codec)->tiff)
        TIFFClose((*codec)->tiff);
    forget_message(*codec);
    free((*codec)->stored.bytes);
    free((*codec)->decoded.bytes);
    free((*codec)->indices.bytes);
    free(*codec);
    *codec = NULL;
}

static bool make_room(struct buffer *buffer, size_t size) {
    if (size <= buffer->size)
        return true;
    free(buffer->bytes);
    buffer->bytes = alloc_try(size, 1);
    buffer->size = buffer->bytes ? size : 0;
    return buffer->bytes;
}

// ── one block ──────────────────────────────────────────────────────────────────────────────

// Reads the stored bytes of a block; *missing says whether the file has fewer than it should.
// Returns their number.
static size_t fetch_block(struct page *page, uint32_t block, size_t decoded, bool *missing) {
    struct tiff_codec *codec = page->codec;
    int failed = 0;
    uint64_t offset = TIFFGetStrileOffsetWithErr(codec->tiff, block, &failed);
    uint64_t count = failed ? 0 : TIFFGetStrileByteCountWithErr(codec->tiff, block, &failed);
    uint64_t room = offset && offset < codec->file->size ? codec->file->size - offset : 0;
    *missing = count > room || failed;
    if (failed || !count || !room) {
        *missing = true;
        return 0;
    }
    // No codec needs more than this for pixels that compress badly.
    uint64_t most = 4 * (uint64_t)decoded + (1 << 20);
    uint64_t bytes = count < room ? count : room;
    bytes = bytes < most ? bytes : most;
    if (!make_room(&codec->stored, (size_t)bytes))
        return 0;
    ssize_t got = file_read_at(codec->file->fd, codec->stored.bytes, (size_t)bytes, offset);
    *missing = *missing || got < (ssize_t)bytes;
    return got > 0 ? (size_t)got : 0;
}

// Decodes the first `rows` rows of a block. A decoder that meets the end of a cut block may
// only warn and make pixels up, so there a warning counts as failure.
static bool decode_rows(struct page *page, uint32_t block, size_t bytes, unsigned char *into,
                        uint32_t rows, bool is_cut) {
    struct tiff_codec *codec = page->codec;
    bool had_message = codec->message;
    if (!TIFFReadFromUserBuffer(codec->tiff, block, codec->stored.bytes, (tmsize_t)bytes, into,
                                (tmsize_t)(rows * page->block_row)))
        return false;
    return !is_cut || had_message == (codec->message != NULL);
}

// Decodes a block of `rows` rows into memory; returns how many came out whole.
static uint32_t decode_block(struct page *page, uint32_t block, unsigned char *into,
                             uint32_t rows) {
    struct tiff_codec *codec = page->codec;
    bool is_cut;
    forget_message(codec);
    size_t bytes = fetch_block(page, block, rows * page->block_row, &is_cut);
    // libdeflate goes on with zero bits for a while beyond the end of what it is given.
    if (is_cut && page->is_deflate)
        TIFFSetField(codec->tiff, TIFFTAG_DEFLATE_SUBCODEC, DEFLATE_SUBCODEC_ZLIB);
    if (bytes && decode_rows(page, block, bytes, into, rows, is_cut)) {
        if (!page->complaint) {
            page->complaint = codec->message;
            codec->message = NULL;
        }
        return rows;
    }
    char *reason = codec->message;
    codec->message = NULL;
    uint32_t good = 0, bad = bytes ? rows : 1;
    while (bad - good > 1) {
        uint32_t middle = good + (bad - good) / 2;
        forget_message(codec);
        if (decode_rows(page, block, bytes, into, middle, true))
            good = middle;
        else
            bad = middle;
    }
    forget_message(codec);
    if (good && !decode_rows(page, block, bytes, into, good, true))
        good = 0;
    const char *what = page->layout->is_tiled ? "tile" : "strip";
    if (!page->result->reason && is_cut)
        page->result->reason = alloc_format("%s %u is cut off or not in the file", what, block + 1);
    else if (!page->result->reason)
        page->result->reason = alloc_format("%s %u is damaged: %s", what, block + 1,
                                            reason ? reason : "it does not decode");
    free(reason);
    return good;
}

// ── the page ───────────────────────────────────────────────────────────────────────────────

// Puts `rows` decoded rows of a block into the frame at column x, row y, of plane `plane`.
static void place_rows(struct page *page, const unsigned char *decoded, uint32_t x, uint32_t y,
                       uint32_t plane, uint32_t rows) {
    const struct tiff_layout *layout = page->layout;
    size_t size = sample_size(layout->sample);
    uint32_t width = layout->width - x < page->block_width ? layout->width - x : page->block_width;
    size_t row_bytes = (size_t)layout->width * layout->channels * size;
    size_t step = layout->is_planar ? layout->channels : 1;
    size_t count = layout->is_planar ? width : (size_t)width * layout->samples;
    for (uint32_t row = 0; row < rows; row++) {
        const unsigned char *from = decoded + row * page->block_row;
        unsigned char *to =
            page->frame + (y + row) * row_bytes + ((size_t)x * layout->channels + plane) * size;
        if (!page->palette) {
            tiff_unpack(from, count, layout->bits, layout->is_signed, to, size, step);
            continue;
        }
        uint16_t *indices = (uint16_t *)page->codec->indices.bytes;
        if (layout->bits == 8)
            for (size_t i = 0; i < count; i++)
                indices[i] = from[i];
        else
            tiff_unpack(from, count, layout->bits, false, indices, sizeof *indices, 1);
        tiff_paint(page->palette, indices, count, to);
    }
}

// Reads one band of blocks; returns how many of its rows are whole in all of them.
static uint32_t read_band(struct page *page, uint32_t band) {
    const struct tiff_layout *layout = page->layout;
    uint32_t y = band * page->block_height;
    uint32_t rows =
        layout->height - y < page->block_height ? layout->height - y : page->block_height;
    // The last strip holds only the rows that are left; a tile is always full.
    uint32_t stored_rows = layout->is_tiled ? page->block_height : rows;
    uint32_t planes = layout->is_planar ? layout->samples : 1;
    uint32_t good = rows;
    for (uint32_t plane = 0; plane < planes; plane++)
        for (uint32_t column = 0; column < page->across; column++) {
            uint32_t block = (plane * page->down + band) * page->across + column;
            unsigned char *into =
                page->is_in_place ? page->frame + y * page->block_row : page->codec->decoded.bytes;
            uint32_t got = decode_block(page, block, into, stored_rows);
            got = got < rows ? got : rows;
            if (!page->is_in_place)
                place_rows(page, into, column * page->block_width, y, plane, got);
            good = got < good ? got : good;
        }
    return good;
}

// Compares what libtiff makes of the directory with what we do: nothing is read when the two
// differ, because sizes would.
static bool prepare(struct page *page, const struct tiff_directory *directory) {
    const struct tiff_layout *layout = page->layout;
    TIFF *tiff = page->codec->tiff;
    forget_message(page->codec);
    if (!TIFFSetSubDirectory(tiff, directory->at))
        return false;
    if (directory->compression == COMPRESSION_JPEG && directory->photometric == PHOTOMETRIC_YCBCR)
        TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
    uint32_t width = 0, height = 0, rows = 0;
    uint16_t bits = 0, samples = 0, planar = 0;
    TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_BITSPERSAMPLE, &bits);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_SAMPLESPERPIXEL, &samples);
    TIFFGetFieldDefaulted(tiff, TIFFTAG_PLANARCONFIG, &planar);
    bool is_planar = planar == PLANARCONFIG_SEPARATE && samples > 1;
    if (width != layout->width || height != layout->height || bits != layout->bits
        || samples != layout->samples || is_planar != layout->is_planar
        || (TIFFIsTiled(tiff) != 0) != layout->is_tiled)
        return false;
    page->block_width = width;
    if (layout->is_tiled) {
        TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &page->block_width);
        TIFFGetField(tiff, TIFFTAG_TILELENGTH, &rows);
    } else {
        TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
        rows = rows < height ? rows : height;
    }
    if (!rows || !page->block_width)
        return false;
    page->block_height = rows;
    page->across = (width - 1) / page->block_width + 1;
    page->down = (height - 1) / rows + 1;
    page->block_row = tiff_layout_row_bytes(layout, page->block_width);
    page->is_in_place = !layout->is_tiled && !layout->is_planar && !page->palette
                        && layout->bits == 8 * sample_size(layout->sample);
    uint64_t row_bytes = layout->is_tiled ? TIFFTileRowSize64(tiff) : TIFFScanlineSize64(tiff);
    uint64_t blocks = (uint64_t)page->across * page->down * (is_planar ? samples : 1);
    uint64_t found = layout->is_tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
    return row_bytes == page->block_row && blocks == found;
}

void tiff_codec_read(struct tiff_codec *codec, const struct tiff_directory *directory,
                     const struct tiff_layout *layout, void *into, struct tiff_result *result) {
    *result = (struct tiff_result){ 0 };
    struct page page = { .codec = codec, .layout = layout, .frame = into, .result = result };
    page.is_deflate = directory->compression == COMPRESSION_DEFLATE
                      || directory->compression == COMPRESSION_ADOBE_DEFLATE;
    struct tiff_palette palette = { 0 };
    size_t decoded;
    if (layout->is_palette
        && tiff_palette_read(codec->file, directory, layout->bits, &palette, NULL))
        page.palette = &palette;
    if (!prepare(&page, directory) || layout->is_palette != (page.palette != NULL))
        result->reason = alloc_format("its directory is damaged: %s",
                                      codec->message ? codec->message : "its sizes contradict");
    else if (!size_multiply(page.block_row, page.block_height, &decoded)
             || (!page.is_in_place
                 && (decoded > MOST_BLOCK || !make_room(&codec->decoded, decoded)
                     || !make_room(&codec->indices, (size_t)page.block_width * 2))))
        result->reason = alloc_string("its strips or tiles are too large for the memory there is");
    bool go_on = !result->reason;
    for (uint32_t band = 0; go_on && band < page.down; band++) {
        uint32_t rows = layout->height - band * page.block_height;
        rows = rows < page.block_height ? rows : page.block_height;
        uint32_t got = read_band(&page, band);
        result->rows += got;
        go_on = got == rows;
    }
    result->complained = page.complaint && !result->reason;
    if (result->complained)
        result->reason = alloc_format("the decoder complained: %s", page.complaint);
    free(page.complaint);
    size_t row = (size_t)layout->width * layout->channels * sample_size(layout->sample);
    memset((unsigned char *)into + result->rows * row, 0, (layout->height - result->rows) * row);
    free(palette.colours);
}
