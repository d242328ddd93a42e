// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// One reading of the video stream of a file: the demuxer over pread() (no protocol of FFmpeg
// is ever used, so a name is only a name) and the decoder behind it.
//
// Packets of the stream are numbered in file order. The number travels through the decoder in
// place of the packet's time stamp, so that a frame says which packet it came from, whatever
// was reordered, dropped or damaged between.

#ifndef BLITZ_SOURCE_VIDEO_STREAM_H
#define BLITZ_SOURCE_VIDEO_STREAM_H

#include "base/cancel.h"
#include "base/fault.h"
#include "source/video_grey.h"
#include "source/video_group.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct video_io {
    int fd;
    uint64_t size, offset;
    struct cancel *cancel; // NULL, or makes every read fail once it is asked
};

struct video_stream {
    struct video_io io;
    AVIOContext *buffer;
    AVFormatContext *demuxer;
    AVStream *stream;        // of `demuxer`
    AVCodecContext *decoder; // NULL until video_stream_decode(), and for grey frames as they are
    struct video_grey grey;  // such frames
    AVPacket *packet;
    AVFrame *frame;
    int64_t packets;  // read so far: the number of the next packet
    int64_t pts, dts; // of the last packet, in the stream's time base
    int read_error;   // why the packets ended early; 0: at the end of the file
    int64_t stop;     // the decoder gets no packet from this number on
    bool is_held;     // the last packet that was read is the next one that is sent
    bool is_flushing;
    int64_t patience;      // packets after which a frame must have come; 0: any number
    int errors;            // in a row, while flushing
    atomic_int complaints; // errors that the decoder told of, on any of its threads
};

// The demuxer for a file that begins with these bytes, when it is one of the containers that
// blitz reads; *score as of the probe of libavformat. NULL when it is none.
const AVInputFormat *video_stream_probe(const unsigned char *head, size_t size, int *score);

// Opens a file and finds its video stream. The fault names the file and says when there is
// only sound. Close also after failure.
bool video_stream_open(struct video_stream *stream, const char *path, struct fault *fault);

// Makes the decoder, where one is needed, with as many threads as the codec and the machine are
// good for, or `alone` with one. `wants_colour`: what may be colour is taken as that.
bool video_stream_decode(struct video_stream *stream, bool alone, const char *path,
                         bool wants_colour, struct fault *fault);

// Reads the next packet of the stream into stream->packet, which has been numbered; false at
// the end (read_error says why). Empty packets are passed over and have no number.
bool video_stream_packet(struct video_stream *stream);

// Goes on with the first packet of a group, by reading on or by a seek, and empties the decoder.
// False when the packet is not found, or lies behind and may not be sought: then the stream must be
// opened anew.
bool video_stream_go(struct video_stream *stream, const struct video_group *group, bool may_seek);

// Decodes the next frame in presentation order into stream->frame, whose pts is the number of
// its packet; false when no more will come.
bool video_stream_frame(struct video_stream *stream);

// Frees what was opened; also after a failure.
void video_stream_close(struct video_stream *stream);

#endif
