// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Videos made with the encoders of libavcodec, and the oracle that the reader's frames are
// compared with: a plain sequential decode by one thread.

#ifndef BLITZ_TESTS_VIDEO_HELPER_H
#define BLITZ_TESTS_VIDEO_HELPER_H

#include "source/source.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdbool.h>

struct recipe {
    const char *codec, *file;
    enum AVPixelFormat pixels;
    int width, height, frames;
    const char *options; // "key=value:key=value"
};

// False when this FFmpeg has no such encoder.
bool make_video(const struct recipe *recipe, const char *path);

struct oracle {
    AVFormatContext *demuxer;
    AVCodecContext *decoder;
    AVPacket *packet;
    AVFrame *frame;
    int stream;
    bool at_end;
};

void oracle_open(struct oracle *oracle, const char *path);

// The next frame is in oracle->frame; false at the end.
bool oracle_next(struct oracle *oracle);
void oracle_close(struct oracle *oracle);

// The sample of a planar or packed little endian frame, byte by byte.
unsigned oracle_sample(const AVFrame *frame, int c, int x, int y);

// Fails the test unless the pixels that a reader gave are those of the frame.
void assert_same_pixels(const struct source_info *info, const void *pixels, const AVFrame *frame);

#endif
