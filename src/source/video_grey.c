// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/video_grey.h"

#include <libavutil/imgutils.h>
#include <stddef.h>
#include <string.h>

// What the demuxer puts behind the header of a bitmap whose rows begin at the bottom.
static const char bottom_up[] = "BottomUp";

static bool is_bottom_up(const AVCodecParameters *parameters) {
    return parameters->extradata_size >= (int)sizeof bottom_up
           && memcmp(parameters->extradata + parameters->extradata_size - sizeof bottom_up,
                     bottom_up, sizeof bottom_up)
                  == 0;
}

struct video_grey video_grey_of(AVCodecParameters *parameters, bool is_avi) {
    struct video_grey grey = { .is_bottom_up = is_bottom_up(parameters) };
    int bits = parameters->bits_per_coded_sample;
    switch (parameters->codec_tag) {
    case MKTAG('Y', '8', '0', '0'):
    case MKTAG('Y', '8', ' ', ' '):
    case MKTAG('G', 'R', 'E', 'Y'):
        grey.bytes = 1;
        break;
    case MKTAG('Y', '1', '6', ' '):
    case MKTAG('Y', '1', '6', 0):
        grey.bytes = 2;
        break;
    case 0:
        grey.is_guess = is_avi && parameters->codec_id == AV_CODEC_ID_RAWVIDEO && bits == 16;
        grey.bytes = grey.is_guess ? 2 : 0;
        break;
    default:
        break;
    }
    if (grey.bytes)
        parameters->codec_id = AV_CODEC_ID_RAWVIDEO;
    if (grey.bytes == 2 && bits > 8 && bits < 16)
        grey.bits = bits;
    return grey;
}

// Bytes from row to row: as many as the samples take, or filled up to four, whichever fits.
static size_t stride_of(const AVPacket *packet, size_t row, size_t height) {
    size_t filled = (row + 3) / 4 * 4, size = (size_t)packet->size;
    if (size != row * height && size >= filled * height)
        return filled;
    return size >= row * height ? row : 0;
}

bool video_grey_frame(const struct video_grey *grey, const AVCodecParameters *parameters,
                      const AVPacket *packet, AVFrame *frame) {
    int width = parameters->width, height = parameters->height;
    av_frame_unref(frame);
    if (av_image_check_size((unsigned)width, (unsigned)height, 0, NULL) < 0)
        return false;
    size_t stride = stride_of(packet, (size_t)width * (size_t)grey->bytes, (size_t)height);
    if (!stride)
        return false;
    frame->format = grey->bytes == 1 ? AV_PIX_FMT_GRAY8 : AV_PIX_FMT_GRAY16LE;
    frame->width = width;
    frame->height = height;
    frame->pts = packet->pts;
    frame->key_frame = 1;
    frame->data[0] = packet->data;
    frame->linesize[0] = (int)stride;
    if (grey->is_bottom_up) {
        frame->data[0] += stride * (size_t)(height - 1);
        frame->linesize[0] = -frame->linesize[0];
    }
    return true;
}
