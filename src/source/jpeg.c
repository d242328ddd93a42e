// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// JPEG through libjpeg-turbo, always with the accurate integer transform and libjpeg's own
// interpolation of colour, so that every build gives the same samples. A colour file asked for
// as grey gives its Y samples as stored.

#include "source/formats.h"

#include "base/alloc.h"
#include "source/image_file.h"
#include "source/jpeg_work.h"

#include <stdlib.h>

// No encoder writes more scans; a file of thousands of empty ones would decode for hours.
enum { SCANS_MAX = 200 };

struct jpeg_file {
    struct image_file file;
    J_COLOR_SPACE stored, delivered;
};

// Decides what is delivered of what is stored. False with a fault.
static bool take_header(struct jpeg_file *file, const struct jpeg_decompress_struct *jpeg,
                        enum channel_wish channel, struct fault *fault) {
    struct source_info *info = &file->file.source.info;
    info->width = jpeg->image_width;
    info->height = jpeg->image_height;
    info->sample = SAMPLE_U8;
    info->is_lossy = true;
    file->stored = jpeg->jpeg_color_space;
    switch (file->stored) {
    case JCS_GRAYSCALE:
        info->channels = 1;
        break;
    case JCS_YCbCr:
        info->channels = channel == CHANNEL_GREY ? 1 : 3;
        if (channel == CHANNEL_GREY)
            info->luma_range = "full";
        info->rule = alloc_string(channel == CHANNEL_GREY ? "Y of YCbCr" : "RGB from YCbCr");
        break;
    case JCS_RGB:
        info->channels = 3;
        break;
    case JCS_CMYK:
    case JCS_YCCK:
        return image_file_fault(&file->file, fault,
                                "is a CMYK JPEG, made for printing: convert it to RGB or grey");
    default:
        return image_file_fault(&file->file, fault,
                                "is a JPEG of %d components without a known meaning",
                                jpeg->num_components);
    }
    file->delivered = info->channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    if (jpeg->progressive_mode)
        metadata_add(&info->metadata, "coding", "progressive");
    return true;
}

static int probe(const unsigned char *head, size_t size) {
    return size >= 3 && head[0] == 0xff && head[1] == 0xd8 && head[2] == 0xff ? 95 : 0;
}

static struct source *open_jpeg(const char *path, const struct source_wish *wish,
                                struct fault *fault) {
    struct jpeg_file *file = image_file_start(sizeof *file, &source_jpeg, path, fault);
    if (!file)
        return NULL;
    struct jpeg_work work = { 0 };
    struct metadata *metadata = &file->file.source.info.metadata;
    bool is_good = jpeg_work_header(&work, file->file.fd, INPUT_HEADER_BLOCK, metadata);
    if (is_good)
        is_good = take_header(file, &work.jpeg, wish->channel, fault);
    else
        image_file_fault(&file->file, fault, "cannot read its JPEG header: %s", work.problem);
    file->file.time = work.time;
    jpeg_work_clear(&work);
    byte_input_end(&work.input);
    return image_file_finish(&file->file, is_good, fault);
}

// Marks the components of the scan that has just begun.
static unsigned scan_components(const struct jpeg_decompress_struct *jpeg) {
    unsigned components = 0;
    for (int i = 0; i < jpeg->comps_in_scan; i++)
        components |= 1u << jpeg->cur_comp_info[i]->component_index;
    return components;
}

// Whether the scans begun so far hold every coefficient to its last bit. `components`: those
// that had a scan.
static bool has_every_coefficient(const struct jpeg_decompress_struct *jpeg, unsigned components) {
    for (int i = 0; i < jpeg->num_components; i++) {
        if (!jpeg->comp_info[i].component_needed)
            continue;
        if (!(components >> i & 1))
            return false;
        for (int k = 0; jpeg->progressive_mode && k < DCTSIZE2; k++)
            if (jpeg->coef_bits[i][k] != 0)
                return false;
    }
    return true;
}

// Reads all scans of a file that has several; called under setjmp.
static void absorb_scans(struct jpeg_work *work) {
    struct jpeg_decompress_struct *jpeg = &work->jpeg;
    unsigned components = scan_components(jpeg);
    work->is_absorbing = true;
    for (int event = 0; event != JPEG_REACHED_EOI;) {
        event = jpeg_consume_input(jpeg);
        if (event == JPEG_REACHED_SOS)
            components |= scan_components(jpeg);
        if (jpeg->input_scan_number > SCANS_MAX) {
            free(work->problem);
            work->problem = alloc_format("it has more than %d scans", SCANS_MAX);
            longjmp(work->jump, 1);
        }
    }
    work->is_absorbing = false;
    bool may_lack = work->is_torn || work->input.has_ended;
    if (may_lack && !has_every_coefficient(jpeg, components)) {
        if (!work->problem)
            work->problem = alloc_string("the file ends before its last scan");
        work->is_torn = true;
        work->torn_row = 0;
    }
}

static void decode_rows(struct jpeg_work *work, unsigned char *into, size_t row_bytes) {
    struct jpeg_decompress_struct *jpeg = &work->jpeg;
    while (jpeg->output_scanline < jpeg->output_height) {
        JSAMPROW rows[16];
        for (size_t i = 0; i < 16; i++)
            rows[i] = into + (jpeg->output_scanline + i) * row_bytes;
        uint32_t left = jpeg->output_height - jpeg->output_scanline;
        jpeg_read_scanlines(jpeg, rows, left < 16 ? left : 16);
    }
}

// Decodes to `into`. False when libjpeg gave up, with work->problem.
static bool decode(struct jpeg_work *work, const struct jpeg_file *file, unsigned char *into) {
    struct jpeg_decompress_struct *jpeg = &work->jpeg;
    const struct source_info *info = &file->file.source.info;
    if (setjmp(work->jump))
        return false;
    jpeg->out_color_space = file->delivered;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->do_fancy_upsampling = TRUE;
    jpeg->do_block_smoothing = FALSE;
    jpeg->buffered_image = jpeg_has_multiple_scans(jpeg);
    // Several scans need all coefficients at once: two bytes each.
    double most = 8.0 * info->width * info->height + (64 << 20);
    jpeg->mem->max_memory_to_use = (long)most;
    jpeg_start_decompress(jpeg);
    if (jpeg->buffered_image) {
        absorb_scans(work);
        jpeg_start_output(jpeg, jpeg->input_scan_number);
    }
    decode_rows(work, into, (size_t)info->width * info->channels);
    if (jpeg->buffered_image)
        jpeg_finish_output(jpeg);
    jpeg_finish_decompress(jpeg);
    return true;
}

static bool is_same(const struct jpeg_file *file, const struct jpeg_decompress_struct *jpeg) {
    return jpeg->image_width == file->file.source.info.width
           && jpeg->image_height == file->file.source.info.height
           && jpeg->jpeg_color_space == file->stored;
}

// How many rows from the top are sound, after decode.
static uint32_t sound_rows(const struct jpeg_work *work, bool is_whole, uint32_t height) {
    uint32_t rows = height;
    if (!is_whole)
        rows = work->is_absorbing ? 0 : work->jpeg.output_scanline;
    return work->is_torn && work->torn_row < rows ? work->torn_row : rows;
}

static void read_jpeg(struct source *source, struct source_cursor *cursor, int64_t index,
                      void *into, struct frame_note *note) {
    (void)index;
    struct jpeg_file *file = (struct jpeg_file *)source;
    struct jpeg_work *work = (struct jpeg_work *)cursor;
    uint32_t rows = 0;
    bool is_whole = false;
    if (!jpeg_work_header(work, file->file.fd, INPUT_BLOCK, NULL)) {
        // The header was good when the file was opened: somebody is writing to it.
    } else if (!is_same(file, &work->jpeg)) {
        free(work->problem);
        work->problem = alloc_string("the file has changed since it was opened");
    } else {
        is_whole = decode(work, file, into);
        rows = sound_rows(work, is_whole, source->info.height);
    }
    if (rows < source->info.height)
        image_file_note(&file->file, rows, work->problem, into, note);
    else if (!is_whole || work->has_complained || work->input.has_ended)
        note->flags |= FRAME_DAMAGED;
    jpeg_work_clear(work);
}

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    (void)source, (void)fault;
    struct jpeg_work *work = alloc_zeroed(1, sizeof *work);
    return &work->head;
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct jpeg_work *work = (struct jpeg_work *)cursor;
    byte_input_end(&work->input);
    free(work);
}

const struct source_format source_jpeg = {
    .name = "jpeg",
    .title = "JPEG: grey and colour, baseline and progressive",
    .suffixes = "jpg jpeg jpe",
    .probe = probe,
    .open = open_jpeg,
    .cursor_open = open_cursor,
    .read = read_jpeg,
    .cursor_close = close_cursor,
    .frame_time = image_file_time,
    .close = image_file_close,
};
