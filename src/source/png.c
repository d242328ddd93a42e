// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// PNG through libpng (or, when there is nothing odd about the file, png_quick.h), samples as
// stored: no gamma, no scaling of 1, 2 and 4 bits, no colour management. A palette gives its
// colours, or grey when all of its entries are grey.
//
// What counts as real in a damaged file: rows whose chunk passed its checksum, or, when the
// file simply ends, rows that were decoded before the end. A chunk that fails its checksum
// proves nothing about the rows that came out of it, unless the checksum over all samples,
// which only a whole file has, is right.

#include "source/formats.h"

#include "base/alloc.h"
#include "base/text.h"
#include "source/byte_input.h"
#include "source/exif.h"
#include "source/image_file.h"
#include "source/png_quick.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// Texts beyond this many, and those larger when decompressed, are not kept: a few bytes of a
// file can ask for gigabytes otherwise.
enum { TEXTS_MAX = 48, CHUNK_BYTES_MAX = 8 << 20 };

struct png_file {
    struct image_file file;
    int bit_depth, colour_type;
    bool is_interlaced, is_palette;
    unsigned char palette[256][3];
};

// One decoder at work. Lives outside the functions that call setjmp, so that a jump leaves
// its fields as they are.
struct png_work {
    struct source_cursor head;
    struct png_quick quick;
    struct byte_input input;
    uint64_t file_size;
    png_structp png;
    png_infop info;
    jmp_buf jump;
    char *problem;       // of libpng, safe to print; NULL: none. Owned.
    bool is_decoding;    // past the header: warnings are about the samples
    bool has_complained; // of anything but a chunk's checksum
    bool has_bad_chunk;  // image data failed their chunk's checksum
    bool is_fine;        // small reads, so that nothing before the end of a torn file is lost
    int pass;            // of the one decoded now, and its rows so far
    uint32_t rows;
    int proven_pass; // the same when the last good chunk ended
    uint32_t proven_rows;
};

static void on_error(png_structp png, png_const_charp message) {
    struct png_work *work = png_get_error_ptr(png);
    free(work->problem);
    work->problem = work->input.has_failed  ? alloc_string("cannot read the file")
                    : work->input.has_ended ? alloc_string("the file ends too early")
                                            : text_safe(message);
    longjmp(work->jump, 1);
}

static void on_warning(png_structp png, png_const_charp message) {
    struct png_work *work = png_get_error_ptr(png);
    if (strcmp(message, "IDAT: CRC error") == 0)
        work->has_bad_chunk = true;
    else
        work->has_complained |= work->is_decoding;
}

static void on_read(png_structp png, png_bytep into, size_t count) {
    struct png_work *work = png_get_io_ptr(png);
    bool begins = (png_get_io_state(png) & PNG_IO_MASK_LOC) == PNG_IO_CHUNK_HDR;
    if (begins && !work->has_bad_chunk) {
        work->proven_pass = work->pass;
        work->proven_rows = work->rows;
    }
    work->input.has_ended |= byte_input_read(&work->input, into, count) < count;
    // libpng makes room for a whole chunk before it reads one; image data it takes in parts.
    if (begins && count == 8 && memcmp(into + 4, "IDAT", 4) != 0)
        work->input.has_ended |=
            png_get_uint_32(into) > work->file_size - byte_input_place(&work->input);
    if (work->input.has_ended)
        png_error(png, "the file ends too early");
}

static void work_clear(struct png_work *work) {
    png_destroy_read_struct(&work->png, &work->info, NULL);
    free(work->problem);
    work->problem = NULL;
}

// Reads the header up to the image data. False with work->problem.
static bool read_header(struct png_work *work, const struct png_file *file, size_t block) {
    static const png_byte ignored[] = "bKGD\0cHRM\0cICP\0gAMA\0hIST\0iCCP\0oFFs\0pCAL\0sCAL\0sPLT\0"
                                      "sRGB\0sTER";
    work->is_decoding = work->has_complained = work->has_bad_chunk = work->is_fine = false;
    work->pass = work->proven_pass = 0;
    work->rows = work->proven_rows = 0;
    work->file_size = file->file.size;
    byte_input_begin(&work->input, file->file.fd, 0, block);
    work->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, work, on_error, on_warning);
    work->info = work->png ? png_create_info_struct(work->png) : NULL;
    if (!work->info) {
        work->problem = alloc_string("not enough memory");
        return false;
    }
    if (setjmp(work->jump))
        return false;
    png_set_read_fn(work->png, work, on_read);
    png_set_user_limits(work->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_chunk_cache_max(work->png, TEXTS_MAX + 1);
    png_set_chunk_malloc_max(work->png, CHUNK_BYTES_MAX);
    png_set_keep_unknown_chunks(work->png, PNG_HANDLE_CHUNK_NEVER, ignored, sizeof ignored / 5);
    png_read_info(work->png, work->info);
    return true;
}

static void take_palette(struct png_file *file, struct png_work *work) {
    png_colorp colours;
    int count;
    bool is_grey = true;
    if (!png_get_PLTE(work->png, work->info, &colours, &count))
        count = 0;
    for (int i = 0; i < count && i < 256; i++) {
        file->palette[i][0] = colours[i].red;
        file->palette[i][1] = colours[i].green;
        file->palette[i][2] = colours[i].blue;
        is_grey &= colours[i].red == colours[i].green && colours[i].red == colours[i].blue;
    }
    file->file.source.info.channels = is_grey ? 1 : 3;
    file->file.source.info.rule =
        alloc_string(is_grey ? "grey of the palette" : "colours of the palette");
}

static void take_geometry(struct png_file *file, struct png_work *work) {
    struct source_info *info = &file->file.source.info;
    file->bit_depth = png_get_bit_depth(work->png, work->info);
    file->colour_type = png_get_color_type(work->png, work->info);
    file->is_interlaced = png_get_interlace_type(work->png, work->info) != PNG_INTERLACE_NONE;
    file->is_palette = file->colour_type == PNG_COLOR_TYPE_PALETTE;
    info->width = png_get_image_width(work->png, work->info);
    info->height = png_get_image_height(work->png, work->info);
    info->sample = file->bit_depth == 16 ? SAMPLE_U16 : SAMPLE_U8;
    info->channels = png_get_channels(work->png, work->info);
    if (file->is_palette)
        take_palette(file, work);
    else if (file->bit_depth < 8)
        info->bits = file->bit_depth;
}

static void take_metadata(struct png_file *file, struct png_work *work) {
    struct source_info *info = &file->file.source.info;
    struct metadata *metadata = &info->metadata;
    png_color_8p real;
    if (png_get_sBIT(work->png, work->info, &real)) {
        bool has_colour = file->colour_type & PNG_COLOR_MASK_COLOR;
        int bits = has_colour ? real->red : real->gray;
        if (has_colour && real->green > bits)
            bits = real->green;
        if (has_colour && real->blue > bits)
            bits = real->blue;
        info->bits = bits;
        metadata_addf(metadata, "sBIT", "%d", bits);
    }
    if (png_get_valid(work->png, work->info, PNG_INFO_tRNS))
        metadata_add(metadata, "transparency",
                     file->is_palette ? "of palette entries, ignored" : "of one value, ignored");
    png_uint_32 across, down;
    int unit;
    if (png_get_pHYs(work->png, work->info, &across, &down, &unit))
        metadata_addf(metadata, "pHYs", "%u x %u pixels per %s", across, down,
                      unit == PNG_RESOLUTION_METER ? "metre" : "unit");
    png_timep when;
    if (png_get_tIME(work->png, work->info, &when))
        metadata_addf(metadata, "tIME", "%04u-%02u-%02uT%02u:%02u:%02uZ", when->year, when->month,
                      when->day, when->hour, when->minute, when->second);
    png_textp texts;
    int count = png_get_text(work->png, work->info, &texts, NULL);
    for (int i = 0; i < count; i++)
        metadata_add(metadata, texts[i].key, texts[i].text);
    png_bytep exif;
    png_uint_32 exif_size;
    if (png_get_eXIf_1(work->png, work->info, &exif_size, &exif))
        file->file.time = exif_read(exif, exif_size, metadata);
}

static int probe(const unsigned char *head, size_t size) {
    return size >= 8 && png_sig_cmp(head, 0, 8) == 0 ? 100 : 0;
}

static struct source *open_png(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    (void)wish;
    struct png_file *file = image_file_start(sizeof *file, &source_png, path, fault);
    if (!file)
        return NULL;
    struct png_work work = { 0 };
    bool is_good = read_header(&work, file, INPUT_HEADER_BLOCK);
    if (is_good) {
        take_geometry(file, &work);
        take_metadata(file, &work);
    } else {
        image_file_fault(&file->file, fault, "cannot read its PNG header: %s", work.problem);
    }
    work_clear(&work);
    byte_input_end(&work.input);
    return image_file_finish(&file->file, is_good, fault);
}

// Decodes all rows of all passes to `into`. Palette indices lie in the last third of each
// row, where they can be turned into colours from left to right without a second buffer.
static bool decode_rows(struct png_work *work, const struct png_file *file, unsigned char *into) {
    const struct source_info *info = &file->file.source.info;
    size_t row_bytes = (size_t)info->width * info->channels * sample_size(info->sample);
    size_t shift = file->is_palette ? row_bytes - info->width : 0;
    if (setjmp(work->jump))
        return false;
    png_set_crc_action(work->png, PNG_CRC_WARN_USE, PNG_CRC_DEFAULT);
    png_set_packing(work->png);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    png_set_swap(work->png);
#endif
    int passes = png_set_interlace_handling(work->png);
    png_read_update_info(work->png, work->info);
    work->is_decoding = true;
    // Further from the end no row can reach it.
    uint64_t fine = 65536 + 2 * (uint64_t)row_bytes;
    for (; work->pass < passes; work->pass++) {
        for (work->rows = 0; work->rows < info->height; work->rows++) {
            if (work->is_fine && file->file.size < byte_input_place(&work->input) + fine) {
                png_set_compression_buffer_size(work->png, 1);
                work->is_fine = false;
            }
            png_read_row(work->png, into + work->rows * row_bytes + shift, NULL);
        }
    }
    return true;
}

// What follows the last row: the end of the image data with its checksums, and the end chunk.
static bool read_end(struct png_work *work) {
    if (setjmp(work->jump))
        return false;
    png_read_end(work->png, NULL);
    return true;
}

static void expand_palette(const struct png_file *file, unsigned char *into, uint32_t rows) {
    const struct source_info *info = &file->file.source.info;
    size_t width = info->width;
    for (uint32_t y = 0; y < rows; y++) {
        unsigned char *row = into + y * width * info->channels;
        if (info->channels == 1) {
            for (size_t x = 0; x < width; x++)
                row[x] = file->palette[row[x]][0];
            continue;
        }
        for (size_t x = 0; x < width; x++) {
            const unsigned char *colour = file->palette[row[2 * width + x]];
            row[3 * x] = colour[0];
            row[3 * x + 1] = colour[1];
            row[3 * x + 2] = colour[2];
        }
    }
}

// Rows from the top that are complete after `rows` rows of pass `pass` (0 to 7, 7 all done).
// The seventh pass holds the odd rows; the sixth completes the even ones.
static uint32_t complete_rows(const struct png_file *file, int pass, uint32_t rows) {
    uint32_t height = file->file.source.info.height;
    if (!file->is_interlaced)
        return pass > 0 ? height : rows;
    return pass > 6 ? height : pass == 6 ? rows : pass == 5 && rows > 0 ? 1 : 0;
}

static bool is_same(const struct png_file *file, struct png_work *work) {
    const struct source_info *info = &file->file.source.info;
    return png_get_image_width(work->png, work->info) == info->width
           && png_get_image_height(work->png, work->info) == info->height
           && png_get_bit_depth(work->png, work->info) == file->bit_depth
           && png_get_color_type(work->png, work->info) == file->colour_type
           && (png_get_interlace_type(work->png, work->info) != 0) == file->is_interlaced;
}

// Header and rows. False with work->problem.
static bool decode(struct png_work *work, const struct png_file *file, unsigned char *into,
                   bool is_fine) {
    if (!read_header(work, file, INPUT_BLOCK))
        return false;
    work->is_fine = is_fine;
    if (is_same(file, work))
        return decode_rows(work, file, into) && read_end(work);
    work->problem = alloc_string("the file has changed since it was opened");
    return false;
}

static bool read_quick(struct png_work *work, const struct png_file *file, void *into) {
    const struct source_info *info = &file->file.source.info;
    struct png_wanted wanted = { info->width, info->height, info->channels, file->bit_depth };
    return !file->is_interlaced && !file->is_palette && file->bit_depth >= 8
           && png_quick_read(&work->quick, file->file.fd, file->file.size, &wanted, into);
}

static void read_png(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                     struct frame_note *note) {
    (void)index;
    struct png_file *file = (struct png_file *)source;
    struct png_work *work = (struct png_work *)cursor;
    if (read_quick(work, file, into))
        return;
    bool is_whole = decode(work, file, into, false);
    if (!is_whole && work->input.has_ended) {
        work_clear(work);
        is_whole = decode(work, file, into, true);
    }
    uint32_t rows = work->is_decoding ? complete_rows(file, work->pass, work->rows) : 0;
    bool is_doubtful = work->has_bad_chunk && (work->has_complained || !is_whole);
    if (rows && (is_doubtful || (!is_whole && !work->input.has_ended)))
        rows = complete_rows(file, work->proven_pass, work->proven_rows);
    if (file->is_palette)
        expand_palette(file, into, rows);
    if (rows < source->info.height)
        image_file_note(&file->file, rows,
                        work->problem ? work->problem : "a checksum of its image data is wrong",
                        into, note);
    else if (!is_whole || work->has_complained || work->has_bad_chunk)
        note->flags |= FRAME_DAMAGED;
    work_clear(work);
}

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    (void)source, (void)fault;
    struct png_work *work = alloc_zeroed(1, sizeof *work);
    return &work->head;
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct png_work *work = (struct png_work *)cursor;
    byte_input_end(&work->input);
    png_quick_free(&work->quick);
    free(work);
}

const struct source_format source_png = {
    .name = "png",
    .title = "PNG: 1 to 16 bits, grey, RGB, palette, alpha, interlaced",
    .suffixes = "png",
    .probe = probe,
    .open = open_png,
    .cursor_open = open_cursor,
    .read = read_png,
    .cursor_close = close_cursor,
    .frame_time = image_file_time,
    .close = image_file_close,
};
