// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/jpeg_work.h"

#include "base/alloc.h"
#include "base/text.h"
#include "source/exif.h"

#include <jerror.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { COMMENTS_MAX = 16 };

static struct jpeg_work *work_of(j_common_ptr jpeg) {
    return jpeg->client_data;
}

static char *message_of(j_common_ptr jpeg) {
    char message[JMSG_LENGTH_MAX];
    jpeg->err->format_message(jpeg, message);
    return text_safe(message);
}

static void on_error(j_common_ptr jpeg) {
    struct jpeg_work *work = work_of(jpeg);
    free(work->problem);
    work->problem = work->input.has_failed  ? alloc_string("cannot read the file")
                    : work->input.has_ended ? alloc_string("the file ends too early")
                                            : message_of(jpeg);
    longjmp(work->jump, 1);
}

// Complaints after which the samples are still what the encoder wrote.
static bool is_harmless(int message) {
    return message == JWRN_BOGUS_PROGRESSION || message == JWRN_ADOBE_XFORM
           || message == JWRN_JFIF_MAJOR || message == JWRN_TOO_MUCH_DATA;
}

static bool is_scan_needed(const struct jpeg_decompress_struct *jpeg) {
    for (int i = 0; i < jpeg->comps_in_scan; i++)
        if (jpeg->cur_comp_info[i]->component_needed)
            return true;
    return false;
}

// Level -1 is a warning. Rows that are out already came from rows of blocks decoded before it.
// When scans are absorbed it is about the row of blocks that is being read, and interpolated
// colour reaches one group of rows further up.
static void on_message(j_common_ptr jpeg, int level) {
    struct jpeg_work *work = work_of(jpeg);
    struct jpeg_decompress_struct *from = &work->jpeg;
    if (level >= 0)
        return;
    work->has_complained = true;
    if (is_harmless(jpeg->err->msg_code) || (work->is_absorbing && !is_scan_needed(from)))
        return;
    uint32_t row = from->output_scanline;
    if (work->is_absorbing) {
        uint32_t group = (uint32_t)from->max_v_samp_factor;
        row = from->input_iMCU_row * group * DCTSIZE;
        row -= group > 1 && row ? group : 0;
    }
    if (!work->is_torn) {
        free(work->problem);
        work->problem =
            work->input.has_ended ? alloc_string("the file ends too early") : message_of(jpeg);
    }
    work->torn_row = work->is_torn && work->torn_row < row ? work->torn_row : row;
    work->is_torn = true;
}

static void on_output(j_common_ptr jpeg) {
    (void)jpeg;
}

static void on_start(j_decompress_ptr jpeg) {
    (void)jpeg;
}

// At the end of the file the decoder is given end markers for ever; whether it still needed
// data it says itself.
static boolean on_fill(j_decompress_ptr jpeg) {
    static const JOCTET end[] = { 0xff, JPEG_EOI };
    struct jpeg_work *work = work_of((j_common_ptr)jpeg);
    if (byte_input_fill(&work->input)) {
        work->bytes.next_input_byte = work->input.buffer;
        work->bytes.bytes_in_buffer = work->input.length;
    } else {
        work->bytes.next_input_byte = end;
        work->bytes.bytes_in_buffer = sizeof end;
    }
    work->input.at = work->input.length;
    return TRUE;
}

static void on_skip(j_decompress_ptr jpeg, long count) {
    struct jpeg_work *work = work_of((j_common_ptr)jpeg);
    if (count <= 0)
        return;
    if ((size_t)count <= work->bytes.bytes_in_buffer) {
        work->bytes.next_input_byte += count;
        work->bytes.bytes_in_buffer -= (size_t)count;
        return;
    }
    if (!work->input.has_ended)
        byte_input_skip(&work->input, (uint64_t)count - work->bytes.bytes_in_buffer);
    work->bytes.bytes_in_buffer = 0;
}

static int next_byte(j_decompress_ptr jpeg) {
    if (jpeg->src->bytes_in_buffer == 0)
        jpeg->src->fill_input_buffer(jpeg);
    jpeg->src->bytes_in_buffer--;
    return *jpeg->src->next_input_byte++;
}

// The body of a marker, at most 65 533 bytes; *size receives its length. New memory.
static unsigned char *marker_body(j_decompress_ptr jpeg, size_t *size) {
    size_t length = (size_t)next_byte(jpeg) << 8;
    length |= (size_t)next_byte(jpeg);
    *size = length >= 2 ? length - 2 : 0;
    unsigned char *body = alloc_zeroed(*size + 1, 1);
    for (size_t i = 0; i < *size; i++)
        body[i] = (unsigned char)next_byte(jpeg);
    return body;
}

static boolean on_app1(j_decompress_ptr jpeg) {
    struct jpeg_work *work = work_of((j_common_ptr)jpeg);
    size_t size;
    unsigned char *body = marker_body(jpeg, &size);
    if (size > 6 && memcmp(body, "Exif\0\0", 6) == 0 && isnan(work->time))
        work->time = exif_read(body + 6, size - 6, work->metadata);
    free(body);
    return TRUE;
}

static boolean on_comment(j_decompress_ptr jpeg) {
    struct jpeg_work *work = work_of((j_common_ptr)jpeg);
    size_t size;
    unsigned char *body = marker_body(jpeg, &size);
    if (work->comments++ < COMMENTS_MAX)
        metadata_add(work->metadata, "comment", (const char *)body);
    free(body);
    return TRUE;
}

bool jpeg_work_header(struct jpeg_work *work, int fd, size_t block, struct metadata *metadata) {
    work->is_absorbing = false;
    work->metadata = metadata;
    work->time = NAN;
    work->comments = 0;
    byte_input_begin(&work->input, fd, 0, block);
    work->bytes = (struct jpeg_source_mgr){ .init_source = on_start,
                                            .fill_input_buffer = on_fill,
                                            .skip_input_data = on_skip,
                                            .resync_to_restart = jpeg_resync_to_restart,
                                            .term_source = on_start };
    work->jpeg.err = jpeg_std_error(&work->errors);
    work->jpeg.client_data = work;
    work->errors.error_exit = on_error;
    work->errors.emit_message = on_message;
    work->errors.output_message = on_output;
    if (setjmp(work->jump))
        return false;
    jpeg_create_decompress(&work->jpeg);
    work->jpeg.src = &work->bytes;
    if (metadata) {
        jpeg_set_marker_processor(&work->jpeg, JPEG_APP0 + 1, on_app1);
        jpeg_set_marker_processor(&work->jpeg, JPEG_COM, on_comment);
    }
    jpeg_read_header(&work->jpeg, TRUE);
    work->has_complained = work->is_torn = false; // about the header: nothing to do with samples
    return true;
}

void jpeg_work_clear(struct jpeg_work *work) {
    jpeg_destroy_decompress(&work->jpeg);
    free(work->problem);
    work->problem = NULL;
}
