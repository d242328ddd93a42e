// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// BMP through FFmpeg. A palette gives its colours, or grey when all of its entries are grey.
// Pixels of 15 or 16 bits become 8 bits a channel, v x 255 / 31 (or 63) rounded down, since
// their channels have no depth in common. The fourth byte of a 32-bit pixel is alpha only when
// the header has a mask for it.
//
// The first row in most files is the bottom one: a file that ends early lacks the top, so that
// nothing of it can be used.

#include "source/formats.h"

#include "base/alloc.h"
#include "base/file.h"
#include "source/bmp_header.h"
#include "source/image_file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <libavcodec/avcodec.h>
#include <libavutil/pixdesc.h>

struct bmp_file {
    struct image_file file;
    struct bmp_header header;
};

struct bmp_cursor {
    struct source_cursor head;
    AVCodecContext *codec;
    AVPacket *packet;
    AVFrame *frame;
};

static int probe(const unsigned char *head, size_t size) {
    if (size < 18 || memcmp(head, "BM", 2) != 0 || head[15] || head[16] || head[17])
        return 0;
    return head[14] == 12 || (head[14] >= 40 && head[14] <= 124) ? 80 : 0;
}

static void take_header(struct bmp_file *file) {
    struct source_info *info = &file->file.source.info;
    const struct bmp_header *header = &file->header;
    info->width = header->width;
    info->height = header->height;
    info->sample = SAMPLE_U8;
    info->channels = header->has_alpha ? 4 : 3;
    if (header->colours) {
        info->channels = header->is_grey ? 1 : 3;
        info->rule =
            alloc_string(header->is_grey ? "grey of the palette" : "colours of the palette");
    } else if (header->bits == 8) {
        info->channels = 1;
    }
    metadata_addf(&info->metadata, "bits per pixel", "%u", header->bits);
    if (header->across && header->down)
        metadata_addf(&info->metadata, "resolution", "%u x %u pixels per metre", header->across,
                      header->down);
}

static struct source *open_bmp(const char *path, const struct source_wish *wish,
                               struct fault *fault) {
    (void)wish;
    struct bmp_file *file = image_file_start(sizeof *file, &source_bmp, path, fault);
    if (!file)
        return NULL;
    unsigned char head[BMP_HEAD];
    ssize_t got = file_read_at(file->file.fd, head, sizeof head, 0);
    const char *wrong =
        got < 0 ? "cannot be read" : bmp_header_read(head, (size_t)got, &file->header);
    if (wrong)
        image_file_fault(&file->file, fault, "%s", wrong);
    else
        take_header(file);
    return image_file_finish(&file->file, !wrong, fault);
}

static void close_cursor(struct source *source, struct source_cursor *cursor) {
    (void)source;
    struct bmp_cursor *from = (struct bmp_cursor *)cursor;
    avcodec_free_context(&from->codec);
    av_packet_free(&from->packet);
    av_frame_free(&from->frame);
    free(from);
}

static struct source_cursor *open_cursor(struct source *source, struct fault *fault) {
    struct bmp_cursor *cursor = alloc_zeroed(1, sizeof *cursor);
    av_log_set_level(AV_LOG_QUIET); // what it has to say is said in the note
    const AVCodec *codec = avcodec_find_decoder(AV_CODEC_ID_BMP);
    cursor->codec = codec ? avcodec_alloc_context3(codec) : NULL;
    cursor->packet = av_packet_alloc();
    cursor->frame = av_frame_alloc();
    if (cursor->codec && cursor->packet && cursor->frame) {
        cursor->codec->thread_count = 1;
        if (avcodec_open2(cursor->codec, codec, NULL) >= 0)
            return &cursor->head;
    }
    image_file_fault((struct image_file *)source, fault, "this FFmpeg cannot decode BMP");
    close_cursor(source, &cursor->head);
    return NULL;
}

static void put_number(unsigned char *bytes, uint32_t value) {
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(value >> 8 * i);
}

// The file as one packet. Uncompressed rows that the file lacks are zero, so that those that it
// has can be decoded; *rows says how many it has, from where it begins. Sizes in the header
// that FFmpeg would stumble over are set right. *runs stays as it is when there are none. NULL
// when good, else why not.
static const char *make_packet(struct bmp_cursor *cursor, const struct bmp_file *file,
                               uint32_t *rows, enum bmp_runs *runs) {
    const struct bmp_header *header = &file->header;
    uint64_t size = file->file.size;
    bool has_runs = header->compression == BMP_RLE8 || header->compression == BMP_RLE4;
    uint64_t whole;
    if (__builtin_mul_overflow(bmp_row_bytes(header), (uint64_t)header->height, &whole)
        || __builtin_add_overflow(whole, (uint64_t)header->pixels, &whole))
        return "it is too large";
    if (has_runs)
        whole = size;
    if (whole > INT_MAX - AV_INPUT_BUFFER_PADDING_SIZE)
        return "it is too large for FFmpeg's BMP decoder";
    if (size <= header->pixels)
        return "the file ends too early";
    if (av_new_packet(cursor->packet, (int)whole) < 0)
        return "not enough memory";
    unsigned char *data = cursor->packet->data;
    ssize_t got = file_read_at(file->file.fd, data, (size_t)whole, 0);
    if (got < 0)
        return "cannot read the file";
    if ((size_t)got <= header->pixels)
        return "the file ends too early";
    memset(data + got, 0, (size_t)(whole - (uint64_t)got));
    *rows = header->height;
    if (!has_runs)
        *rows = (uint32_t)(((uint64_t)got - header->pixels) / bmp_row_bytes(header));
    else
        *runs = bmp_runs_check(header, data + header->pixels, (size_t)got - header->pixels);
    if (*runs == BMP_RUNS_TORN)
        return "the file ends too early";
    put_number(data + 2, (uint32_t)whole);
    if (header->info_size >= 40) {
        data[26] = 1; // planes: there is no other number
        data[27] = 0;
        put_number(data + 46, header->colours);
    }
    return NULL;
}

static const char *decode(struct bmp_cursor *cursor, const struct source_info *info) {
    if (avcodec_send_packet(cursor->codec, cursor->packet) < 0
        || avcodec_receive_frame(cursor->codec, cursor->frame) < 0)
        return "FFmpeg cannot decode it";
    if (cursor->frame->width != (int)info->width || cursor->frame->height != (int)info->height)
        return "the file has changed since it was opened";
    return NULL;
}

static void copy_indices(const struct bmp_header *header, const unsigned char *from,
                         unsigned char *into, size_t width, uint32_t channels) {
    for (size_t x = 0; x < width; x++)
        memcpy(into + x * channels, header->palette[from[x]], channels);
}

// Channels of 4 to 6 bits in 16, little endian, to 8 bits.
static void copy_short(const AVPixFmtDescriptor *pixels, const unsigned char *from,
                       unsigned char *into, size_t width) {
    int low = pixels->comp[2].depth, middle = pixels->comp[1].depth;
    int shifts[] = { low + middle, low, 0 };
    for (size_t x = 0; x < width; x++) {
        unsigned pixel = from[2 * x] | (unsigned)from[2 * x + 1] << 8;
        for (int c = 0; c < 3; c++) {
            unsigned most = (1u << pixels->comp[c].depth) - 1;
            into[3 * x + (size_t)c] = (unsigned char)((pixel >> shifts[c] & most) * 255 / most);
        }
    }
}

static void copy_bytes(const AVPixFmtDescriptor *pixels, const unsigned char *from,
                       unsigned char *into, size_t width, uint32_t channels) {
    size_t step = (size_t)pixels->comp[0].step;
    for (uint32_t c = 0; c < channels; c++) {
        const unsigned char *sample = from + pixels->comp[c].offset;
        for (size_t x = 0; x < width; x++)
            into[x * channels + c] = sample[x * step];
    }
}

// Rows of FFmpeg's frame to rows as promised by open. False when FFmpeg sees other channels.
static bool copy_frame(const struct bmp_file *file, const AVFrame *frame, unsigned char *into) {
    const struct source_info *info = &file->file.source.info;
    const AVPixFmtDescriptor *pixels = av_pix_fmt_desc_get(frame->format);
    bool is_palette = frame->format == AV_PIX_FMT_PAL8 || frame->format == AV_PIX_FMT_GRAY8;
    if (!pixels || is_palette != (file->header.bits <= 8)
        || (!is_palette && pixels->nb_components < (int)info->channels))
        return false;
    for (uint32_t y = 0; y < info->height; y++) {
        const unsigned char *from = frame->data[0] + (ptrdiff_t)y * frame->linesize[0];
        unsigned char *row = into + (size_t)y * info->width * info->channels;
        if (is_palette && file->header.colours)
            copy_indices(&file->header, from, row, info->width, info->channels);
        else if (is_palette)
            memcpy(row, from, info->width);
        else if (pixels->comp[0].depth < 8)
            copy_short(pixels, from, row, info->width);
        else
            copy_bytes(pixels, from, row, info->width, info->channels);
    }
    return true;
}

static void read_bmp(struct source *source, struct source_cursor *cursor, int64_t index, void *into,
                     struct frame_note *note) {
    (void)index;
    struct bmp_file *file = (struct bmp_file *)source;
    struct bmp_cursor *from = (struct bmp_cursor *)cursor;
    uint32_t height = source->info.height, rows = 0;
    enum bmp_runs runs = BMP_RUNS_WHOLE;
    const char *why = make_packet(from, file, &rows, &runs);
    if (!why)
        why = decode(from, &source->info);
    if (!why && !copy_frame(file, from->frame, into))
        why = "FFmpeg finds other channels in it than its header states";
    av_packet_unref(from->packet);
    av_frame_unref(from->frame);
    avcodec_flush_buffers(from->codec);
    if (why) {
        image_file_note(&file->file, 0, why, into, note);
    } else if (rows < height && file->header.is_top_down) {
        image_file_note(&file->file, rows, "the file ends too early", into, note);
    } else if (rows < height) {
        char *lacks = alloc_format("the file ends too early: %u of %u rows, counted from the "
                                   "bottom, where the file begins",
                                   rows, height);
        image_file_note(&file->file, 0, lacks, into, note);
        free(lacks);
    } else if (runs == BMP_RUNS_SPARSE) {
        note->flags |= FRAME_DAMAGED;
    }
}

const struct source_format source_bmp = {
    .name = "bmp",
    .title = "BMP: palette, run lengths, 16, 24 and 32 bits",
    .suffixes = "bmp dib",
    .probe = probe,
    .open = open_bmp,
    .cursor_open = open_cursor,
    .read = read_bmp,
    .cursor_close = close_cursor,
    .frame_time = image_file_time,
    .close = image_file_close,
};
