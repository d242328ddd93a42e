// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/video_pixels.h"

#include "base/alloc.h"
#include "source/swap.h"

#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#include <stdlib.h>
#include <string.h>

enum { PALETTE_ENTRIES = 256 };

static bool is_deep(int bits) {
    return bits > 8;
}

// An entry is alpha, red, green and blue from the highest byte down.
static bool entry_is_grey(uint32_t entry) {
    return (entry >> 16 & 0xFF) == (entry & 0xFF) && (entry >> 8 & 0xFF) == (entry & 0xFF);
}

static bool palette_is_grey(const AVFrame *frame) {
    const uint32_t *palette = (const uint32_t *)frame->data[1];
    for (int i = 0; i < PALETTE_ENTRIES; i++)
        if (!entry_is_grey(palette[i]))
            return false;
    return true;
}

static bool wants_colour(enum channel_wish wish) {
    return wish == CHANNEL_RGB || wish == CHANNEL_R || wish == CHANNEL_G || wish == CHANNEL_B;
}

static void lay_out_rgb(const AVPixFmtDescriptor *format, struct video_layout *layout) {
    layout->channels = format->nb_components;
    for (int i = 0; i < format->nb_components && i < 3; i++)
        if (format->comp[i].depth > layout->bits)
            layout->bits = format->comp[i].depth;
}

bool video_layout_of(const AVFrame *frame, enum channel_wish wish, struct video_layout *layout) {
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    if (!format || !format->nb_components || format->comp[0].depth > 16
        || format->flags & (AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT)
        || frame->format == AV_PIX_FMT_XYZ12LE || frame->format == AV_PIX_FMT_XYZ12BE)
        return false;
    bool has_alpha = format->flags & AV_PIX_FMT_FLAG_ALPHA;
    *layout = (struct video_layout){ .channels = 1, .bits = format->comp[0].depth };
    if (format->flags & AV_PIX_FMT_FLAG_PAL) {
        layout->kind = VIDEO_PALETTE;
        layout->bits = 8;
        layout->channels = palette_is_grey(frame) ? 1 : 3;
        layout->rule = layout->channels == 1 ? "grey of the palette" : "colours of the palette";
    } else if (format->flags & AV_PIX_FMT_FLAG_BAYER) {
        // One sample a pixel; the descriptor splits its bits among the colours.
        layout->bits = av_get_bits_per_pixel(format);
        layout->rule = "colour mosaic (Bayer) as stored";
    } else if (format->flags & AV_PIX_FMT_FLAG_RGB) {
        lay_out_rgb(format, layout);
        if (frame->format == AV_PIX_FMT_RGB555)
            layout->rule = "RGB of 15 bits as stored";
    } else if (format->nb_components <= 2) {
        layout->channels = has_alpha ? format->nb_components : 1;
    } else if (wants_colour(wish)) {
        layout->kind = VIDEO_COMPUTED;
        layout->channels = 3;
        layout->bits = is_deep(layout->bits) ? 16 : 8;
        layout->rule = is_deep(layout->bits) ? "RGB computed from YUV, scaled to 16 bits"
                                             : "RGB computed from YUV";
    } else {
        layout->rule = "Y of YUV";
    }
    layout->sample = is_deep(layout->bits) ? SAMPLE_U16 : SAMPLE_U8;
    return true;
}

bool video_is_full_range(const AVFrame *frame) {
    const char *name = av_get_pix_fmt_name(frame->format);
    return frame->color_range == AVCOL_RANGE_JPEG || (name && strncmp(name, "yuvj", 4) == 0);
}

// Whether samples of two bytes are in the order of this machine.
static bool is_native(const AVPixFmtDescriptor *format) {
    bool is_big = format->flags & AV_PIX_FMT_FLAG_BE;
    return is_big == (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__);
}

// Whether a component's samples lie in memory exactly as they are stored in the stack.
static bool is_plain(const AVPixFmtDescriptor *format, const AVComponentDescriptor *component,
                     size_t size) {
    return (size == 1 || is_native(format)) && component->step == (int)size && !component->shift
           && !(format->flags & AV_PIX_FMT_FLAG_BITSTREAM);
}

static const unsigned char *row_of(const AVFrame *frame, int plane, uint32_t y) {
    return frame->data[plane] + (ptrdiff_t)frame->linesize[plane] * (ptrdiff_t)y;
}

static void copy_plane(const AVFrame *frame, int plane, size_t offset, size_t size, void *into) {
    size_t row = (size_t)frame->width * size;
    for (uint32_t y = 0; y < (uint32_t)frame->height; y++)
        memcpy((char *)into + y * row, row_of(frame, plane, y) + offset, row);
}

static void copy_mosaic(const AVPixFmtDescriptor *format, const AVFrame *frame, size_t size,
                        void *into) {
    copy_plane(frame, 0, 0, size, into);
    if (size == 2 && !is_native(format))
        swap_samples(into, (size_t)frame->width * (size_t)frame->height, size);
}

static bool copy_components(const struct video_layout *layout, const AVPixFmtDescriptor *format,
                            const AVFrame *frame, void *into) {
    size_t width = (size_t)frame->width, channels = layout->channels;
    size_t size = sample_size(layout->sample);
    uint16_t *row = alloc_try(width, sizeof *row);
    if (!row)
        return false;
    for (int y = 0; y < frame->height; y++)
        for (size_t c = 0; c < channels; c++) {
            av_read_image_line2(row, (const uint8_t **)frame->data, frame->linesize, format, 0, y,
                                (int)c, frame->width, 0, sizeof *row);
            size_t at = (size_t)y * width * channels + c;
            for (size_t x = 0; x < width; x++, at += channels)
                if (size == 1)
                    ((uint8_t *)into)[at] = (uint8_t)row[x];
                else
                    ((uint16_t *)into)[at] = row[x];
        }
    free(row);
    return true;
}

static void copy_palette(const struct video_layout *layout, const AVFrame *frame, uint8_t *into,
                         bool *lost) {
    const uint32_t *palette = (const uint32_t *)frame->data[1];
    for (uint32_t y = 0; y < (uint32_t)frame->height; y++) {
        const unsigned char *row = row_of(frame, 0, y);
        for (int x = 0; x < frame->width; x++) {
            uint32_t entry = palette[row[x]];
            if (layout->channels == 3) {
                *into++ = (uint8_t)(entry >> 16);
                *into++ = (uint8_t)(entry >> 8);
            } else if (!entry_is_grey(entry)) {
                *lost = true;
            }
            *into++ = (uint8_t)entry;
        }
    }
}

// The library writes whole vectors, beyond the end of a row: so not into the caller's memory.
static bool compute_colours(const struct video_layout *layout, const AVFrame *frame, void *into) {
    AVFrame *colours = av_frame_alloc();
    if (!colours)
        return false;
    colours->format = layout->sample == SAMPLE_U16 ? AV_PIX_FMT_RGB48 : AV_PIX_FMT_RGB24;
    colours->width = frame->width;
    colours->height = frame->height;
    struct SwsContext *scaler = sws_getContext(
        frame->width, frame->height, frame->format, frame->width, frame->height, colours->format,
        SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT | SWS_FULL_CHR_H_INP | SWS_BITEXACT,
        NULL, NULL, NULL);
    bool good = scaler && av_frame_get_buffer(colours, 64) >= 0;
    if (good) {
        const int *space = sws_getCoefficients(frame->colorspace);
        sws_setColorspaceDetails(scaler, space, video_is_full_range(frame),
                                 sws_getCoefficients(SWS_CS_DEFAULT), 1, 0, 1 << 16, 1 << 16);
        good = sws_scale(scaler, (const uint8_t *const *)frame->data, frame->linesize, 0,
                         frame->height, colours->data, colours->linesize)
               == frame->height;
    }
    if (good)
        for (uint32_t y = 0; y < (uint32_t)frame->height; y++) {
            size_t row = (size_t)frame->width * 3 * sample_size(layout->sample);
            memcpy((char *)into + y * row, row_of(colours, 0, y), row);
        }
    sws_freeContext(scaler);
    av_frame_free(&colours);
    return good;
}

bool video_pixels_copy(const struct video_layout *layout, const AVFrame *frame, void *into,
                       bool *lost) {
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    const AVComponentDescriptor *first = &format->comp[0];
    size_t size = sample_size(layout->sample);
    if (layout->kind == VIDEO_COMPUTED)
        return compute_colours(layout, frame, into);
    if (layout->kind == VIDEO_PALETTE)
        copy_palette(layout, frame, into, lost);
    else if (format->flags & AV_PIX_FMT_FLAG_BAYER)
        copy_mosaic(format, frame, size, into);
    else if (layout->channels == 1 && is_plain(format, first, size))
        copy_plane(frame, first->plane, (size_t)first->offset, size, into);
    else
        return copy_components(layout, format, frame, into);
    return true;
}
