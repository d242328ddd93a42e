// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "video_helper.h"

#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// The x265 encoder, which only makes files here, loses a kilobyte of its own.
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libx265\n";
}

// FFmpeg's libraries are not built for the thread sanitizer, which does not see how their
// threads keep apart.
const char *__tsan_default_suppressions(void);
const char *__tsan_default_suppressions(void) {
    return "race:libavcodec\nrace:libavutil\nrace:libavformat\nmutex:libavcodec\n"
           "race:libx264\nrace:libx265\nrace:libvpx\nrace:libdav1d\n";
}

struct maker {
    AVFormatContext *muxer;
    AVCodecContext *encoder;
    AVStream *stream;
};

// A moving pattern that no two frames and no two rows share, within the format's depth.
static void paint(AVFrame *frame, int number) {
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    uint16_t *line = malloc(sizeof *line * (size_t)frame->width);
    for (int i = 0; i < AV_NUM_DATA_POINTERS && frame->buf[i]; i++)
        memset(frame->buf[i]->data, 0, frame->buf[i]->size); // what is written is or'ed in
    for (int c = 0; c < format->nb_components; c++) {
        bool is_chroma = (c == 1 || c == 2) && !(format->flags & AV_PIX_FMT_FLAG_RGB);
        int width = is_chroma ? -(-frame->width >> format->log2_chroma_w) : frame->width;
        int height = is_chroma ? -(-frame->height >> format->log2_chroma_h) : frame->height;
        unsigned most = (1u << format->comp[c].depth) - 1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++)
                line[x] = (uint16_t)((unsigned)(x * 5 + y * 3 + number * 11 + c * 40
                                                + (x * y + number) % 7)
                                         * (most / 255 ? most / 255 : 1)
                                     & most);
            av_write_image_line(line, frame->data, frame->linesize, format, 0, y, c, width);
        }
    }
    free(line);
}

static void encode(struct maker *maker, AVFrame *frame) {
    AVPacket *packet = av_packet_alloc();
    assert_true(avcodec_send_frame(maker->encoder, frame) >= 0);
    while (avcodec_receive_packet(maker->encoder, packet) >= 0) {
        av_packet_rescale_ts(packet, maker->encoder->time_base, maker->stream->time_base);
        packet->stream_index = 0;
        assert_true(av_interleaved_write_frame(maker->muxer, packet) >= 0);
    }
    av_packet_free(&packet);
}

bool make_video(const struct recipe *recipe, const char *path) {
    const AVCodec *codec = avcodec_find_encoder_by_name(recipe->codec);
    if (!codec)
        return false;
    struct maker maker = { 0 };
    assert_true(avformat_alloc_output_context2(&maker.muxer, NULL, NULL, path) >= 0);
    maker.stream = avformat_new_stream(maker.muxer, NULL);
    maker.encoder = avcodec_alloc_context3(codec);
    AVCodecContext *encoder = maker.encoder;
    encoder->width = recipe->width;
    encoder->height = recipe->height;
    encoder->pix_fmt = recipe->pixels;
    encoder->time_base = (AVRational){ 1, 25 };
    encoder->framerate = (AVRational){ 25, 1 };
    encoder->gop_size = 8;
    encoder->strict_std_compliance = FF_COMPLIANCE_EXPERIMENTAL;
    encoder->thread_count = 1;
    if (maker.muxer->oformat->flags & AVFMT_GLOBALHEADER)
        encoder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    AVDictionary *options = NULL;
    av_dict_parse_string(&options, recipe->options ? recipe->options : "", "=", ":", 0);
    assert_true(avcodec_open2(encoder, codec, &options) >= 0);
    av_dict_free(&options);
    avcodec_parameters_from_context(maker.stream->codecpar, encoder);
    maker.stream->time_base = encoder->time_base;
    maker.stream->avg_frame_rate = encoder->framerate;
    assert_true(avio_open(&maker.muxer->pb, path, AVIO_FLAG_WRITE) >= 0);
    if (avformat_write_header(maker.muxer, NULL) < 0)
        fail_msg("%s: no header", recipe->file);
    AVFrame *frame = av_frame_alloc();
    frame->format = recipe->pixels;
    frame->width = recipe->width;
    frame->height = recipe->height;
    assert_true(av_frame_get_buffer(frame, 0) >= 0);
    for (int i = 0; i < recipe->frames; i++) {
        assert_true(av_frame_make_writable(frame) >= 0);
        paint(frame, i);
        frame->pts = i;
        encode(&maker, frame);
    }
    encode(&maker, NULL);
    assert_true(av_write_trailer(maker.muxer) >= 0);
    av_frame_free(&frame);
    avio_closep(&maker.muxer->pb);
    avcodec_free_context(&maker.encoder);
    avformat_free_context(maker.muxer);
    return true;
}

void oracle_open(struct oracle *oracle, const char *path) {
    *oracle = (struct oracle){ .packet = av_packet_alloc(), .frame = av_frame_alloc() };
    assert_true(avformat_open_input(&oracle->demuxer, path, NULL, NULL) >= 0);
    assert_true(avformat_find_stream_info(oracle->demuxer, NULL) >= 0);
    const AVCodec *codec;
    oracle->stream = av_find_best_stream(oracle->demuxer, AVMEDIA_TYPE_VIDEO, -1, -1, &codec, 0);
    assert_true(oracle->stream >= 0);
    oracle->decoder = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(oracle->decoder,
                                  oracle->demuxer->streams[oracle->stream]->codecpar);
    oracle->decoder->thread_count = 1;
    assert_true(avcodec_open2(oracle->decoder, codec, NULL) >= 0);
}

bool oracle_next(struct oracle *oracle) {
    for (;;) {
        int error = avcodec_receive_frame(oracle->decoder, oracle->frame);
        if (error >= 0)
            return true;
        if (error == AVERROR_EOF)
            return false;
        av_packet_unref(oracle->packet);
        while (!oracle->at_end && av_read_frame(oracle->demuxer, oracle->packet) >= 0) {
            if (oracle->packet->stream_index == oracle->stream && oracle->packet->size)
                break;
            av_packet_unref(oracle->packet);
        }
        if (!oracle->packet->size) {
            oracle->at_end = true;
            avcodec_send_packet(oracle->decoder, NULL);
        } else {
            avcodec_send_packet(oracle->decoder, oracle->packet);
        }
    }
}

void oracle_close(struct oracle *oracle) {
    av_frame_free(&oracle->frame);
    av_packet_free(&oracle->packet);
    avcodec_free_context(&oracle->decoder);
    avformat_close_input(&oracle->demuxer);
}

unsigned oracle_sample(const AVFrame *frame, int c, int x, int y) {
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    const AVComponentDescriptor *at = &format->comp[c];
    const uint8_t *bytes = frame->data[at->plane] + (ptrdiff_t)y * frame->linesize[at->plane]
                           + x * at->step + at->offset;
    return at->depth > 8 ? (unsigned)(bytes[0] | bytes[1] << 8) >> at->shift : bytes[0];
}

void assert_same_pixels(const struct source_info *info, const void *pixels, const AVFrame *frame) {
    assert_int_equal(frame->width, info->width);
    assert_int_equal(frame->height, info->height);
    const uint8_t *bytes = pixels;
    const uint16_t *words = pixels;
    size_t at = 0;
    for (int y = 0; y < frame->height; y++)
        for (int x = 0; x < frame->width; x++)
            for (uint32_t c = 0; c < info->channels; c++, at++) {
                unsigned got = info->sample == SAMPLE_U16 ? words[at] : bytes[at];
                if (got != oracle_sample(frame, (int)c, x, y))
                    fail_msg("sample %d,%d,%u: %u, not %u", x, y, c, got,
                             oracle_sample(frame, (int)c, x, y));
            }
}
