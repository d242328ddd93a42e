// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Grey frames that lie in the packets of an AVI as they are. The decoder of FFmpeg is not asked: it
// does not know some of their codes, takes others for colour, scales samples of 9 to 15 bits, and
// does not see rows of 16 bits that are filled up to four bytes. Inside this room only.

#ifndef BLITZ_SOURCE_VIDEO_GREY_H
#define BLITZ_SOURCE_VIDEO_GREY_H

#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <stdbool.h>

struct video_grey {
    int bytes;         // of a sample: 1 or 2 (little endian); 0: it is something else
    int bits;          // real bits that the header tells; 0: it does not
    bool is_bottom_up; // the last row is first
    bool is_guess;     // 16 bits without a code: may be 15-bit colour
};

// What a stream is; a stream whose code FFmpeg does not know becomes raw video in `parameters`.
// `is_avi`: the container, in which 16 bits without a code are taken as grey.
struct video_grey video_grey_of(AVCodecParameters *parameters, bool is_avi);

// Makes a frame of a packet: it refers to the packet's bytes and has its pts. False when the packet
// is too short.
bool video_grey_frame(const struct video_grey *grey, const AVCodecParameters *parameters,
                      const AVPacket *packet, AVFrame *frame);

#endif
