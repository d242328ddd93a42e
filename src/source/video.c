// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Video, through FFmpeg. What is delivered is what a plain sequential decode gives
// (video_cursor.h).

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "source/formats.h"
#include "source/video_cursor.h"
#include "source/video_pixels.h"

#include <libavutil/display.h>
#include <libavutil/pixdesc.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST_GROUPS = 8,
    PATIENCE = 1024,       // packets in which the first frame must come
    MOST_TAGS = 64,        // of container and stream that are kept as metadata
    MOST_TAG_BYTES = 1024, // of one
};

struct video {
    struct source source;
    enum channel_wish wish;
    struct video_layout layout;
    struct video_shared shared;
    _Atomic(struct video_cursor *) spare; // has decoded the first frame; for the first that asks
};

static int probe(const unsigned char *head, size_t size) {
    int score;
    return video_stream_probe(head, size, &score) ? (score > 75 ? 75 : score) : 0;
}

// ── one frame ──────────────────────────────────────────────────────────────────────────────

static double frame_time(const struct source *source, int64_t index) {
    const struct video *video = (const struct video *)source;
    const struct video_index *known = &video->shared.index;
    double step = source->info.time_step;
    if (!video->shared.is_counted || index == 0)
        return 0;
    if (known->times && index < known->frames)
        return known->times[index];
    if (step <= 0)
        return NAN;
    // Cut off at the end of the file.
    if (known->times)
        return known->times[known->frames - 1] + (double)(index - known->frames + 1) * step;
    return (double)index * step;
}

static bool has_layout(const struct video *video, const AVFrame *frame,
                       struct video_layout *found) {
    return video_layout_of(frame, video->wish, found)
           && (found->kind == VIDEO_PALETTE || found->channels == video->layout.channels)
           && found->kind == video->layout.kind && found->sample == video->layout.sample
           && found->bits == video->layout.bits;
}

static void deliver(const struct video *video, struct video_cursor *cursor, int64_t index,
                    void *into, struct frame_note *note) {
    const struct source_info *info = &video->source.info;
    const AVFrame *frame = cursor->stream.frame;
    struct video_layout found;
    // FFV1 fills in slices whose checksum is wrong; it decodes one frame at a time.
    bool is_torn = frame->decode_error_flags & FF_DECODE_ERROR_CONCEALMENT_ACTIVE
                   || (cursor->is_accused && cursor->stream.decoder
                       && cursor->stream.decoder->codec_id == AV_CODEC_ID_FFV1);
    bool is_short = video->shared.index.damaged && index < video->shared.index.frames
                    && video->shared.index.damaged[index];
    bool lost_colour = false;
    cursor->is_doubtful |= is_torn || is_short;
    if ((uint32_t)frame->width != info->width || (uint32_t)frame->height != info->height) {
        note->found = (struct extent){ (uint32_t)frame->width, (uint32_t)frame->height };
        note_set(note, FRAME_MISMATCH, "is %d x %d pixels, not %u x %u", frame->width,
                 frame->height, info->width, info->height);
    } else if (!has_layout(video, frame, &found)) {
        note->found = (struct extent){ info->width, info->height };
        const char *name = av_get_pix_fmt_name(frame->format);
        note_set(note, FRAME_MISMATCH, "has another pixel format (%s)", name ? name : "unknown");
    } else if (is_short) {
        note_set(note, FRAME_UNREADABLE,
                 "its data are cut short: the file is truncated or damaged");
    } else if (is_torn) {
        note_set(note, FRAME_UNREADABLE,
                 "its data are damaged: the decoder had to invent parts of it");
    } else if (!video_pixels_copy(&video->layout, frame, into, &lost_colour)) {
        note_set(note, FRAME_UNREADABLE, "not enough memory to take its pixels");
    } else {
        note->status = FRAME_OK;
        note->valid = (struct extent){ info->width, info->height };
        bool is_damaged = cursor->is_doubtful || cursor->is_accused || frame->decode_error_flags
                          || frame->flags & AV_FRAME_FLAG_CORRUPT;
        note->flags |= (is_damaged ? FRAME_DAMAGED : 0) | (lost_colour ? FRAME_COLOUR_DROPPED : 0);
    }
}

static void read_frame(struct source *source, struct source_cursor *head, int64_t index, void *into,
                       struct frame_note *note) {
    struct video *video = (struct video *)source;
    struct video_cursor *cursor = (struct video_cursor *)head;
    struct fault fault = { 0 };
    size_t bytes = 0;
    note->time = frame_time(source, index);
    note->status = FRAME_UNREADABLE;
    if (video_cursor_go(&video->shared, cursor, index, &fault))
        deliver(video, cursor, index, into, note);
    else if (fault.kind)
        note_set(note, FRAME_UNREADABLE, "%s", fault_text(&fault));
    else if (index >= video->shared.index.frames && video->shared.is_counted)
        note_set(note, FRAME_UNREADABLE, "the file ends before it (%lld of %lld frames)",
                 (long long)video->shared.index.frames, (long long)source->info.frames);
    else
        note_set(note, FRAME_UNREADABLE,
                 "no frame came out of the decoder: its data are damaged, or "
                 "build on frames that are not there");
    if (note->status != FRAME_OK && source_frame_bytes(source, &bytes))
        memset(into, 0, bytes);
    fault_clear(&fault);
}

// ── what there is ──────────────────────────────────────────────────────────────────────────

static void add_tags(struct metadata *metadata, const AVDictionary *tags) {
    const AVDictionaryEntry *tag = NULL;
    for (int i = 0; i < MOST_TAGS && (tag = av_dict_get(tags, "", tag, AV_DICT_IGNORE_SUFFIX));
         i++) {
        char *value = alloc_format("%.*s", MOST_TAG_BYTES, tag->value);
        char *key = alloc_format("%.*s", MOST_TAG_BYTES, tag->key);
        metadata_add(metadata, key, value);
        free(key);
        free(value);
    }
}

static void describe(struct source_info *info, const struct video_stream *stream,
                     enum AVPixelFormat pixels) {
    const AVStream *from = stream->stream;
    struct metadata *metadata = &info->metadata;
    metadata_add(metadata, "container", stream->demuxer->iformat->long_name);
    metadata_add(metadata, "codec", avcodec_get_name(from->codecpar->codec_id));
    const char *format = av_get_pix_fmt_name(pixels);
    metadata_add(metadata, "pixel format", format ? format : "unknown");
    if (info->time_step > 0) {
        struct text rate = { 0 };
        text_add_double(&rate, 1 / info->time_step);
        metadata_addf(metadata, "frame rate", "%s/s", text_string(&rate));
        text_free(&rate);
    }
    const int32_t *matrix =
        (const int32_t *)av_stream_get_side_data(from, AV_PKT_DATA_DISPLAYMATRIX, NULL);
    double turned = matrix ? av_display_rotation_get(matrix) : 0;
    if (turned != 0 && isfinite(turned))
        metadata_addf(metadata, "rotation", "%.0f degrees asked for, not applied", -turned);
    unsigned streams = 0;
    for (unsigned i = 0; i < stream->demuxer->nb_streams; i++)
        streams += stream->demuxer->streams[i]->codecpar->codec_type == AVMEDIA_TYPE_VIDEO;
    if (streams > 1)
        metadata_addf(metadata, "video streams", "%u, of which number %d is read", streams,
                      from->index);
    add_tags(metadata, stream->demuxer->metadata);
    add_tags(metadata, from->metadata);
}

static bool refuse_format(const struct video *video, enum AVPixelFormat format,
                          struct fault *fault) {
    char *safe = text_safe(video->source.path);
    const char *name = av_get_pix_fmt_name(format);
    fault_set(fault, FAULT_FAILED, "%s: frames of pixel format '%s' cannot be read", safe,
              name ? name : "unknown");
    free(safe);
    return false;
}

// From the first frame that can be decoded, which the cursor holds.
static bool take_geometry(struct video *video, const struct video_cursor *cursor,
                          struct fault *fault) {
    struct source_info *info = &video->source.info;
    const AVFrame *frame = cursor->stream.frame;
    const AVStream *stream = cursor->stream.stream;
    if (!video_layout_of(frame, video->wish, &video->layout))
        return refuse_format(video, frame->format, fault);
    info->width = (uint32_t)frame->width;
    info->height = (uint32_t)frame->height;
    info->channels = video->layout.channels;
    info->sample = video->layout.sample;
    info->bits = cursor->stream.grey.bytes == 2 ? cursor->stream.grey.bits : video->layout.bits;
    info->access = ACCESS_SEQUENTIAL;
    info->rule = alloc_string(cursor->stream.grey.is_guess
                                  ? "16 bits without a code, taken as grey (--channel=rgb: as "
                                    "15-bit colour)"
                                  : video->layout.rule);
    const AVPixFmtDescriptor *format = av_pix_fmt_desc_get(frame->format);
    if (format->nb_components >= 3 && !(format->flags & AV_PIX_FMT_FLAG_RGB))
        info->luma_range = video_is_full_range(frame) ? "full" : "limited";
    const AVCodecDescriptor *codec = avcodec_descriptor_get(stream->codecpar->codec_id);
    info->is_lossy = !codec || codec->props & AV_CODEC_PROP_LOSSY;
    AVRational rate = stream->avg_frame_rate;
    info->time_step = rate.num > 0 && rate.den > 0 ? (double)rate.den / rate.num : 0;
    info->time_source = "video timestamps";
    describe(info, &cursor->stream, frame->format);
    return source_accept(&video->source, fault);
}

static void cursor_close(struct source *source, struct source_cursor *cursor) {
    (void)source;
    video_cursor_reset((struct video_cursor *)cursor);
    free(cursor);
}

static void close_video(struct source *source) {
    struct video *video = (struct video *)source;
    struct video_cursor *spare = atomic_exchange(&video->spare, NULL);
    if (spare)
        cursor_close(source, &spare->head);
    video_index_free(&video->shared.index);
}

static struct source *open_video(const char *path, const struct source_wish *wish,
                                 struct fault *fault) {
    struct video *video = source_start(sizeof *video, &source_video, path);
    struct source *source = &video->source;
    struct video_cursor *cursor = video_cursor_new();
    video->shared.path = source->path;
    video->shared.wants_colour = wish->channel >= CHANNEL_RGB;
    video->wish = wish->channel;
    video->shared.index.expected = -1;
    atomic_init(&video->spare, cursor);
    bool good = video_cursor_begin(&video->shared, cursor, fault);
    if (good) {
        cursor->stream.patience = PATIENCE;
        video_cursor_advance(&video->shared, cursor);
        cursor->stream.patience = 0;
        good = cursor->holds;
        char *safe = text_safe(path);
        if (!good)
            fault_set(fault, FAULT_FAILED, "%s: not one frame of this video (%s) can be decoded",
                      safe, avcodec_get_name(cursor->stream.stream->codecpar->codec_id));
        free(safe);
    }
    if (good && take_geometry(video, cursor, fault)) {
        // A decoder that was emptied to get at the first frame cannot go on.
        if (cursor->stream.packets >= PATIENCE)
            video_cursor_reset(cursor);
        return source;
    }
    source_close(&source);
    return NULL;
}

// Enough of them that workers with a group each have something to do. The threads of one decoder
// are better at few long ones, and sequential decoding is better understood where there is damage.
static bool has_groups(const struct video_index *index) {
    for (int64_t i = 0; !index->by_position && i < index->frames; i++)
        if (index->damaged[i])
            return false;
    return index->groups.count >= LEAST_GROUPS;
}

static bool count(struct source *source, struct cancel *cancel, struct fault *fault) {
    struct video *video = (struct video *)source;
    struct source_info *info = &source->info;
    if (video->shared.is_counted)
        return true;
    if (!video_index_make(&video->shared.index, source->path, cancel, fault))
        return false;
    const struct video_index *index = &video->shared.index;
    info->frames = index->frames;
    info->expected = index->expected;
    if (index->expects_them && index->expected > index->frames)
        info->frames = index->expected;
    if (!index->times && info->time_step > 0)
        info->time_source = "frame rate of the video";
    else if (!index->times)
        info->time_source = NULL;
    if (index->by_position)
        metadata_add(&info->metadata, "counted by",
                     "decoding (its packets do not tell the frames)");
    if (index->is_cut || index->expected > index->frames)
        metadata_addf(&info->metadata, "truncated", "%lld of %lld frames", (long long)index->frames,
                      (long long)index->expected);
    video->shared.frames = info->frames;
    video->shared.by_groups = has_groups(index);
    if (video->shared.by_groups)
        info->access = ACCESS_RUNS;
    video->shared.is_counted = true;
    return true;
}

static int64_t run_end(const struct source *source, int64_t index) {
    const struct video_groups *groups = &((const struct video *)source)->shared.index.groups;
    return video_group_frame_after(groups, video_groups_of(groups, index));
}

static struct source_cursor *cursor_open(struct source *source, struct fault *fault) {
    (void)fault;
    struct video *video = (struct video *)source;
    struct video_cursor *cursor = atomic_exchange(&video->spare, NULL);
    return cursor ? &cursor->head : &video_cursor_new()->head;
}

const struct source_format source_video = {
    .name = "video",
    .title = "video: MP4, MOV, MKV, WebM, AVI, MPEG, NUT, GIF and others, through FFmpeg",
    .suffixes = "mp4 mov mkv webm avi mpg ts m4v nut gif ogv flv wmv y4m",
    .probe = probe,
    .open = open_video,
    .count = count,
    .cursor_open = cursor_open,
    .read = read_frame,
    .cursor_close = cursor_close,
    .run_end = run_end,
    .frame_time = frame_time,
    .close = close_video,
};
