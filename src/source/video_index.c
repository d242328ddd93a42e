// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/video_index.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/video_stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_PACKETS = 1 << 28,
    // A packet of MPEG-4 that is shorter than this may say "nothing new" and give no frame.
    LEAST_MPEG4_BYTES = 24,
};

struct packet {
    int64_t number, pts, dts;
    bool is_damaged;
};

struct packets {
    struct packet *list; // those that are shown, in file order
    size_t count, capacity;
    int64_t numbered, discarded;
    struct video_groups groups;
    bool is_doubtful; // one of them need not be one frame
};

// VP8 and VP9 code frames that are never shown, only referred to.
static bool vp8_shows(const uint8_t *data) {
    return data[0] >> 4 & 1;
}

static bool vp9_shows(const uint8_t *data, int size) {
    if ((data[size - 1] & 0xE0) == 0xC0)
        return true; // several in one packet: all but one are hidden
    int profile = (data[0] >> 5 & 1) | (data[0] >> 3 & 2);
    int bit = profile == 3 ? 2 : 3; // of show_existing_frame, from the lowest of the first byte
    bool shows_existing = data[0] >> bit & 1;
    return shows_existing || (data[0] >> (bit - 2) & 1);
}

static bool is_shown(enum AVCodecID codec, const AVPacket *packet) {
    if (packet->flags & AV_PKT_FLAG_DISCARD)
        return false;
    if (codec == AV_CODEC_ID_VP8)
        return vp8_shows(packet->data);
    return codec != AV_CODEC_ID_VP9 || vp9_shows(packet->data, packet->size);
}

static bool has_property(enum AVCodecID codec, int property) {
    const AVCodecDescriptor *descriptor = avcodec_descriptor_get(codec);
    return descriptor && descriptor->props & property;
}

// Whether each shown packet is one frame. Interlaced streams may have a packet for each field.
static bool is_one_each(const AVCodecParameters *parameters) {
    enum AVCodecID codec = parameters->codec_id;
    if (has_property(codec, AV_CODEC_PROP_INTRA_ONLY) || codec == AV_CODEC_ID_FFV1
        || codec == AV_CODEC_ID_GIF || codec == AV_CODEC_ID_PNG)
        return true;
    if (parameters->field_order != AV_FIELD_PROGRESSIVE
        && parameters->field_order != AV_FIELD_UNKNOWN)
        return false;
    switch (codec) {
    case AV_CODEC_ID_H264:
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_AV1:
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_H263:
    case AV_CODEC_ID_FLV1:
        return true;
    default:
        return false;
    }
}

static void add_packet(struct packets *packets, const struct video_stream *stream) {
    const AVPacket *packet = stream->packet;
    enum AVCodecID codec = stream->stream->codecpar->codec_id;
    video_groups_note(&packets->groups, stream->stream->codecpar, packet, stream->pts, stream->dts);
    packets->discarded += (packet->flags & AV_PKT_FLAG_DISCARD) != 0;
    packets->is_doubtful |= codec == AV_CODEC_ID_MPEG4 && packet->size < LEAST_MPEG4_BYTES;
    if (!is_shown(codec, packet))
        return;
    packets->list =
        alloc_grow(packets->list, packets->count, &packets->capacity, sizeof *packets->list);
    packets->list[packets->count++] =
        (struct packet){ .number = packet->pts,
                         .pts = stream->pts,
                         .dts = stream->dts,
                         .is_damaged = packet->flags & AV_PKT_FLAG_CORRUPT };
}

static int by_time(const void *a, const void *b) {
    const struct packet *left = a, *right = b;
    if (left->pts != right->pts)
        return left->pts < right->pts ? -1 : 1;
    return (left->number > right->number) - (left->number < right->number);
}

// Puts the packets in presentation order; false when their time stamps do not tell it.
static bool order_packets(struct packets *packets, const AVCodecParameters *parameters) {
    if (!has_property(parameters->codec_id, AV_CODEC_PROP_REORDER))
        return true;
    for (size_t i = 0; i < packets->count; i++)
        if (packets->list[i].pts == AV_NOPTS_VALUE)
            return false;
    qsort(packets->list, packets->count, sizeof *packets->list, by_time);
    for (size_t i = 1; i < packets->count; i++)
        if (packets->list[i].pts == packets->list[i - 1].pts)
            return false;
    return true;
}

// Times relative to the first frame: presentation stamps, else decoding stamps in order.
static void take_times(struct video_index *index, const struct packets *packets,
                       AVRational time_base) {
    if ((size_t)index->frames != packets->count || !packets->count)
        return;
    const struct packet *list = packets->list;
    bool has_pts = true, has_dts = true;
    for (size_t i = 0; i < packets->count; i++) {
        has_pts &= list[i].pts != AV_NOPTS_VALUE;
        has_dts &= list[i].dts != AV_NOPTS_VALUE;
    }
    if (!has_pts && !has_dts)
        return;
    index->times = alloc_zeroed(packets->count, sizeof *index->times);
    for (size_t i = 0; i < packets->count; i++) {
        double ticks = has_pts ? (double)list[i].pts - (double)list[0].pts
                               : (double)list[i].dts - (double)list[0].dts;
        index->times[i] = ticks * av_q2d(time_base);
    }
}

static void place_packets(struct video_index *index, struct packets *packets) {
    index->frames = (int64_t)packets->count;
    index->places = alloc_zeroed((size_t)packets->numbered, sizeof *index->places);
    index->damaged = alloc_zeroed(packets->count, sizeof *index->damaged);
    for (int64_t i = 0; i < packets->numbered; i++)
        index->places[i] = -1;
    for (size_t i = 0; i < packets->count; i++) {
        index->places[packets->list[i].number] = (int64_t)i;
        index->damaged[i] = packets->list[i].is_damaged;
    }
    index->groups = packets->groups;
    packets->groups = (struct video_groups){ 0 };
    video_groups_settle(&index->groups, index->places, packets->numbered);
}

// A Matroska number of variable length at `at`: its value and the bytes it takes (0: none).
static int variable_number(const unsigned char *at, size_t size, uint64_t *value) {
    int length = 1;
    while (length <= 8 && !(at[0] & (0x80 >> (length - 1))))
        length++;
    if (length > 8 || (size_t)length > size)
        return 0;
    *value = at[0] & (0xFFu >> length);
    bool is_unknown = *value == (0xFFu >> length);
    for (int i = 1; i < length; i++) {
        *value = *value << 8 | at[i];
        is_unknown &= at[i] == 0xFF;
    }
    if (is_unknown)
        *value = 0;
    return length;
}

// Whether the outermost length in the header (AVI, Matroska) goes beyond the end of the file.
static bool is_cut_short(int fd, uint64_t file_size) {
    unsigned char head[256] = { 0 };
    ssize_t size = file_read_at(fd, head, sizeof head, 0);
    if (size < 64)
        return false;
    if (memcmp(head, "RIFF", 4) == 0) {
        uint64_t bytes = head[4] | head[5] << 8 | head[6] << 16 | (uint64_t)head[7] << 24;
        return bytes + 8 > file_size;
    }
    if (memcmp(head, "\x1A\x45\xDF\xA3", 4) != 0)
        return false;
    uint64_t bytes;
    size_t at = 4 + (size_t)variable_number(head + 4, sizeof head - 4, &bytes);
    if (at == 4 || bytes > sizeof head - 16 - at)
        return false;
    at += (size_t)bytes;
    if (memcmp(head + at, "\x18\x53\x80\x67", 4) != 0)
        return false;
    int length = variable_number(head + at + 4, sizeof head - at - 4, &bytes);
    return length && bytes && bytes > file_size - (at + 4 + (size_t)length);
}

static void take_expectation(struct video_index *index, const struct video_stream *stream,
                             const struct packets *packets) {
    const AVFormatContext *demuxer = stream->demuxer;
    const char *container = demuxer->iformat->name;
    int64_t said = stream->stream->nb_frames;
    index->is_cut = is_cut_short(stream->io.fd, stream->io.size);
    index->expected = -1;
    if (said > packets->discarded && said < MOST_PACKETS) {
        index->expected = said - packets->discarded;
        // The table of an MP4 file has a line for every frame; a count in an AVI is only a word.
        index->expects_them =
            strncmp(container, "mov", 3) == 0 || (strcmp(container, "avi") == 0 && index->is_cut);
    } else if (index->is_cut && demuxer->duration > 0) {
        AVRational rate = stream->stream->avg_frame_rate;
        double frames = (double)demuxer->duration / AV_TIME_BASE * (rate.den ? av_q2d(rate) : 0);
        if (frames >= 1 && frames < MOST_PACKETS)
            index->expected = llrint(frames);
    }
}

static bool give_up(const char *path, struct cancel *cancel, struct fault *fault) {
    char *safe = text_safe(path);
    if (cancel_asked(cancel))
        fault_set(fault, FAULT_CANCELLED, "%s: counting was cancelled", safe);
    else
        fault_set(fault, FAULT_NOTHING, "%s: holds no frame that can be decoded", safe);
    free(safe);
    return false;
}

static bool count_by_decoding(struct video_index *index, const char *path, struct cancel *cancel,
                              struct fault *fault) {
    struct video_stream stream;
    bool good = video_stream_open(&stream, path, fault);
    stream.io.cancel = cancel;
    good = good && video_stream_decode(&stream, false, path, false, fault);
    index->by_position = true;
    while (good && !cancel_asked(cancel) && video_stream_frame(&stream))
        index->frames++;
    video_stream_close(&stream);
    return good;
}

bool video_index_make(struct video_index *index, const char *path, struct cancel *cancel,
                      struct fault *fault) {
    *index = (struct video_index){ .expected = -1 };
    struct video_stream stream;
    struct packets packets = { 0 };
    bool good = video_stream_open(&stream, path, fault);
    stream.io.cancel = cancel;
    while (good && packets.count < MOST_PACKETS && !cancel_asked(cancel)
           && video_stream_packet(&stream))
        add_packet(&packets, &stream);
    if (good && !cancel_asked(cancel)) {
        packets.numbered = index->packets = stream.packets;
        const AVCodecParameters *parameters = stream.stream->codecpar;
        bool is_certain = is_one_each(parameters) && !packets.is_doubtful;
        bool is_ordered = order_packets(&packets, parameters);
        if (is_certain && is_ordered)
            place_packets(index, &packets);
        else
            good = count_by_decoding(index, path, cancel, fault);
        take_times(index, &packets, stream.stream->time_base);
        take_expectation(index, &stream, &packets);
    }
    video_stream_close(&stream);
    free(packets.list);
    video_groups_free(&packets.groups);
    if (good && (cancel_asked(cancel) || !index->frames))
        good = give_up(path, cancel, fault);
    if (!good)
        video_index_free(index);
    return good;
}

int64_t video_index_place(const struct video_index *index, int64_t number) {
    return number >= 0 && number < index->packets ? index->places[number] : -1;
}

void video_index_free(struct video_index *index) {
    free(index->places);
    free(index->times);
    free(index->damaged);
    video_groups_free(&index->groups);
    *index = (struct video_index){ .expected = -1 };
}
