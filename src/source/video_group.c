// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/video_group.h"

#include "base/alloc.h"

#include <stdlib.h>

static bool is_intra_only(enum AVCodecID codec) {
    const AVCodecDescriptor *descriptor = avcodec_descriptor_get(codec);
    return descriptor && descriptor->props & AV_CODEC_PROP_INTRA_ONLY;
}

// The pictures of an H.264 packet: whether the first one resets the decoder (IDR), for any other
// key picture may be followed by some that refer to pictures before it. Packets hold units after
// lengths (MP4, Matroska) or after start codes.
static bool begins_with_idr(const AVCodecParameters *parameters, const AVPacket *packet) {
    enum { SLICE = 1, IDR = 5 };
    const uint8_t *data = packet->data;
    int64_t size = packet->size, at = 0;
    bool has_lengths = parameters->extradata_size > 6 && parameters->extradata[0] == 1;
    int prefix = has_lengths ? (parameters->extradata[4] & 3) + 1 : 3;
    while (at + prefix < size) {
        int64_t length = 0;
        if (has_lengths) {
            for (int i = 0; i < prefix; i++)
                length = length << 8 | data[at + i];
        } else if (data[at] != 0 || data[at + 1] != 0 || data[at + 2] != 1) {
            at++;
            continue;
        }
        int unit = data[at + prefix] & 31;
        if (unit >= SLICE && unit <= IDR)
            return unit == IDR;
        at += prefix + length;
    }
    return false;
}

// Whether a key picture resets all that later pictures refer to, but for those that are presented
// before it.
static bool may_begin(const AVCodecParameters *parameters, const AVPacket *packet) {
    if (!(packet->flags & AV_PKT_FLAG_KEY) || packet->flags & AV_PKT_FLAG_CORRUPT)
        return false;
    switch (parameters->codec_id) {
    case AV_CODEC_ID_H264:
        return begins_with_idr(parameters, packet);
    case AV_CODEC_ID_HEVC:
    case AV_CODEC_ID_VP8:
    case AV_CODEC_ID_VP9:
    case AV_CODEC_ID_MPEG1VIDEO:
    case AV_CODEC_ID_MPEG2VIDEO:
    case AV_CODEC_ID_MPEG4:
    case AV_CODEC_ID_H263:
    case AV_CODEC_ID_FLV1:
    case AV_CODEC_ID_FFV1:
        return true;
    case AV_CODEC_ID_RAWVIDEO:
        return parameters->format != AV_PIX_FMT_PAL8; // a palette may be of an earlier packet
    default:
        return is_intra_only(parameters->codec_id);
    }
}

void video_groups_note(struct video_groups *groups, const AVCodecParameters *parameters,
                       const AVPacket *packet, int64_t pts, int64_t dts) {
    if (!may_begin(parameters, packet))
        return;
    groups->list = alloc_grow(groups->list, groups->count, &groups->capacity, sizeof *groups->list);
    groups->list[groups->count++] = (struct video_group){
        .packet = packet->pts, .pts = pts, .dts = dts, .position = packet->pos
    };
}

void video_groups_settle(struct video_groups *groups, const int64_t *places, int64_t packets) {
    // The first frame of all packets from one on.
    int64_t *first = alloc_zeroed((size_t)packets + 1, sizeof *first);
    first[packets] = INT64_MAX;
    for (int64_t i = packets; i-- > 0;)
        first[i] = places[i] >= 0 && places[i] < first[i + 1] ? places[i] : first[i + 1];
    struct video_groups kept = { 0 };
    kept.list = alloc_grow(NULL, 0, &kept.capacity, sizeof *kept.list);
    kept.list[kept.count++] = (struct video_group){ 0 };
    int64_t last = -1, packet = 0; // the last frame of all packets before
    for (size_t i = 0; i < groups->count; i++) {
        struct video_group group = groups->list[i];
        for (; packet < group.packet; packet++)
            last = places[packet] > last ? places[packet] : last;
        group.frame = places[group.packet];
        if (group.packet == 0 || last < 0 || last >= group.frame)
            continue;
        kept.list[kept.count - 1].is_open = first[group.packet] < group.frame;
        kept.list = alloc_grow(kept.list, kept.count, &kept.capacity, sizeof *kept.list);
        kept.list[kept.count++] = group;
    }
    free(first);
    video_groups_free(groups);
    *groups = kept;
}

const struct video_group *video_groups_of(const struct video_groups *groups, int64_t frame) {
    size_t low = 0, high = groups->count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        *(groups->list[middle].frame <= frame ? &low : &high) = middle;
    }
    return &groups->list[low];
}

static bool is_last(const struct video_groups *groups, const struct video_group *group) {
    return group + 1 == groups->list + groups->count;
}

int64_t video_group_packet_after(const struct video_groups *groups,
                                 const struct video_group *group) {
    return is_last(groups, group) || group->is_open ? INT64_MAX : group[1].packet;
}

int64_t video_group_frame_after(const struct video_groups *groups,
                                const struct video_group *group) {
    return is_last(groups, group) ? INT64_MAX : group[1].frame;
}

void video_groups_free(struct video_groups *groups) {
    free(groups->list);
    *groups = (struct video_groups){ 0 };
}
