// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/video_stream.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"

#include <libavutil/pixdesc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEAD_BYTES = 1 << 16, // what the demuxer is chosen by
    BUFFER_BYTES = 1 << 16,
    MAX_PIXELS = 1 << 28, // of one frame: 16384 x 16384
    NEAR_PACKETS = 64,    // are read rather than passed over by a seek
    MAX_ERRORS = 256,     // in a row, from a decoder that is being emptied
};

// Containers of moving pictures, and how sure the probe has to be. Bare streams have no magic
// number: their probes only count plausible bytes. Anything else that libavformat knows
// (pictures, text, playlists, which name other files) is not for us.
static const struct {
    const char *name;
    int least;
} containers[] = {
    { "mov,mp4,m4a,3gp,3g2,mj2", 50 },
    { "matroska,webm", 50 },
    { "avi", 50 },
    { "nut", 50 },
    { "gif", 50 },
    { "ogg", 50 },
    { "flv", 50 },
    { "asf", 50 },
    { "mxf", 50 },
    { "ivf", 50 },
    { "yuv4mpegpipe", 50 },
    { "mpegts", 24 },
    { "mpeg", 24 },
    { "mpegvideo", 50 },
    { "m4v", 50 },
    { "h264", 50 },
    { "hevc", 50 },
    { "mjpeg", 25 },
    { "dv", 50 },
};

// Nothing is printed. Some decoders tell of damage only here: their contexts (and the copies of
// them that their threads work on) lead to the stream through the user's pointer.
static void hear_message(void *from, int level, const char *format, va_list arguments) {
    (void)format, (void)arguments;
    const AVClass *class = from ? *(const AVClass **)from : NULL;
    if (level > AV_LOG_ERROR || class != avcodec_get_class())
        return;
    atomic_int *complaints = ((AVCodecContext *)from)->opaque;
    if (complaints)
        atomic_fetch_add_explicit(complaints, 1, memory_order_relaxed);
}

static void silence(void) {
    av_log_set_callback(hear_message);
}

// A single JPEG file is a picture; a run of them one after the other is a video.
static bool has_second_picture(const unsigned char *head, size_t size) {
    for (size_t i = 2; i + 4 < size; i++)
        if (head[i] == 0xFF && head[i + 1] == 0xD9 && head[i + 2] == 0xFF && head[i + 3] == 0xD8)
            return true;
    return false;
}

const AVInputFormat *video_stream_probe(const unsigned char *head, size_t size, int *score) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, silence);
    *score = 0;
    if (size < 16)
        return NULL;
    if (size > HEAD_BYTES)
        size = HEAD_BYTES;
    unsigned char *copy = alloc_zeroed(1, size + AVPROBE_PADDING_SIZE);
    memcpy(copy, head, size);
    AVProbeData data = { .filename = "", .buf = copy, .buf_size = (int)size };
    const AVInputFormat *found = av_probe_input_format3(&data, 1, score);
    free(copy);
    for (size_t i = 0; found && i < sizeof containers / sizeof *containers; i++)
        if (strcmp(found->name, containers[i].name) == 0 && *score >= containers[i].least
            && (strcmp(found->name, "mjpeg") != 0 || has_second_picture(head, size)))
            return found;
    *score = 0;
    return NULL;
}

static int read_bytes(void *opaque, uint8_t *into, int count) {
    struct video_io *io = opaque;
    if (cancel_asked(io->cancel))
        return AVERROR_EXIT;
    ssize_t got = file_read_at(io->fd, into, (size_t)count, io->offset);
    if (got < 0)
        return AVERROR(EIO);
    io->offset += (uint64_t)got;
    return got ? (int)got : AVERROR_EOF;
}

static int64_t seek_bytes(void *opaque, int64_t offset, int whence) {
    struct video_io *io = opaque;
    whence &= ~AVSEEK_FORCE;
    if (whence == AVSEEK_SIZE)
        return (int64_t)io->size;
    if (whence == SEEK_CUR)
        offset += (int64_t)io->offset;
    else if (whence == SEEK_END)
        offset += (int64_t)io->size;
    if (offset < 0)
        return AVERROR(EINVAL);
    io->offset = (uint64_t)offset;
    return offset;
}

// A container that names other files does not get them.
static int refuse_other_file(AVFormatContext *demuxer, AVIOContext **buffer, const char *url,
                             int flags, AVDictionary **options) {
    (void)demuxer, (void)buffer, (void)url, (void)flags, (void)options;
    return AVERROR(EACCES);
}

static int see_cancel(void *opaque) {
    const struct video_io *io = opaque;
    return cancel_asked(io->cancel);
}

static bool fail(const char *path, struct fault *fault, int error, const char *what) {
    char *safe = text_safe(path);
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    if (error)
        av_strerror(error, reason, sizeof reason);
    fault_set(fault, error == AVERROR(ENOMEM) ? FAULT_LIMIT : FAULT_FAILED, "%s: %s%s%s", safe,
              what, error ? ": " : "", reason);
    free(safe);
    return false;
}

static bool choose_stream(struct video_stream *stream, const char *path, struct fault *fault) {
    AVFormatContext *demuxer = stream->demuxer;
    int found = av_find_best_stream(demuxer, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    if (found >= 0 && demuxer->streams[found]->disposition & AV_DISPOSITION_ATTACHED_PIC)
        found = -1;
    if (found < 0)
        return fail(path, fault, 0,
                    av_find_best_stream(demuxer, AVMEDIA_TYPE_AUDIO, -1, -1, NULL, 0) >= 0
                        ? "has sound only, no moving picture"
                        : "has no video stream");
    for (unsigned i = 0; i < demuxer->nb_streams; i++)
        if ((int)i != found)
            demuxer->streams[i]->discard = AVDISCARD_ALL;
    stream->stream = demuxer->streams[found];
    bool is_avi = strcmp(demuxer->iformat->name, "avi") == 0;
    stream->grey = video_grey_of(stream->stream->codecpar, is_avi);
    return true;
}

bool video_stream_open(struct video_stream *stream, const char *path, struct fault *fault) {
    *stream = (struct video_stream){ .io.fd = -1, .stop = INT64_MAX };
    stream->io.fd = file_open(path, &stream->io.size, fault);
    if (stream->io.fd < 0)
        return false;
    unsigned char *head = alloc_zeroed(1, HEAD_BYTES);
    ssize_t got = file_read_at(stream->io.fd, head, HEAD_BYTES, 0);
    int score;
    const AVInputFormat *container = got > 0 ? video_stream_probe(head, (size_t)got, &score) : NULL;
    free(head);
    if (!container)
        return fail(path, fault, 0, "is not a video that can be read");
    unsigned char *bytes = av_malloc(BUFFER_BYTES);
    stream->buffer = bytes ? avio_alloc_context(bytes, BUFFER_BYTES, 0, &stream->io, read_bytes,
                                                NULL, seek_bytes)
                           : NULL;
    stream->demuxer = avformat_alloc_context();
    stream->packet = av_packet_alloc();
    stream->frame = av_frame_alloc();
    if (!stream->buffer || !stream->demuxer || !stream->packet || !stream->frame) {
        if (!stream->buffer)
            av_free(bytes);
        return fail(path, fault, AVERROR(ENOMEM), "cannot open");
    }
    stream->demuxer->pb = stream->buffer;
    stream->demuxer->flags |= AVFMT_FLAG_CUSTOM_IO;
    stream->demuxer->io_open = refuse_other_file;
    stream->demuxer->interrupt_callback = (AVIOInterruptCB){ see_cancel, &stream->io };
    AVDictionary *options = NULL;
    av_dict_set(&options, "protocol_whitelist", "file", 0);
    int error = avformat_open_input(&stream->demuxer, "", container, &options);
    av_dict_free(&options);
    if (error < 0)
        return fail(path, fault, error,
                    strncmp(container->name, "mov", 3) == 0
                        ? "the table of frames (moov) is missing or damaged; was the recording cut "
                          "off?"
                        : "cannot read the header of this video");
    // What it cannot find out is seen on the first frame.
    avformat_find_stream_info(stream->demuxer, NULL);
    return choose_stream(stream, path, fault);
}

// With threads that each decode a frame, a complaint of the decoder cannot be laid to the frame
// that it is about. Where every frame stands for itself there is little to gain by them; FFV1 is
// faster by slices.
static int threads_of(enum AVCodecID codec) {
    const AVCodecDescriptor *descriptor = avcodec_descriptor_get(codec);
    bool is_alone = descriptor && descriptor->props & AV_CODEC_PROP_INTRA_ONLY;
    return is_alone || codec == AV_CODEC_ID_FFV1 ? FF_THREAD_SLICE
                                                 : FF_THREAD_FRAME | FF_THREAD_SLICE;
}

bool video_stream_decode(struct video_stream *stream, bool alone, const char *path,
                         bool wants_colour, struct fault *fault) {
    if (wants_colour && stream->grey.is_guess)
        stream->grey = (struct video_grey){ 0 };
    if (stream->grey.bytes)
        return true;
    const AVCodecParameters *parameters = stream->stream->codecpar;
    const AVCodec *codec = avcodec_find_decoder(parameters->codec_id);
    if (!codec) {
        char *what =
            alloc_format("no decoder for its codec (%s)", avcodec_get_name(parameters->codec_id));
        fail(path, fault, 0, what);
        free(what);
        return false;
    }
    AVCodecContext *decoder = avcodec_alloc_context3(codec);
    if (!decoder)
        return fail(path, fault, AVERROR(ENOMEM), "cannot decode");
    stream->decoder = decoder;
    int error = avcodec_parameters_to_context(decoder, parameters);
    decoder->pkt_timebase = stream->stream->time_base;
    decoder->framerate = stream->stream->avg_frame_rate;
    decoder->max_pixels = MAX_PIXELS;
    decoder->opaque = &stream->complaints;
    decoder->thread_count = alone ? 1 : 0;
    decoder->thread_type = threads_of(parameters->codec_id);
    if (error >= 0)
        error = avcodec_open2(decoder, codec, NULL);
    return error >= 0 || fail(path, fault, error, "cannot start the decoder");
}

bool video_stream_packet(struct video_stream *stream) {
    AVPacket *packet = stream->packet;
    for (;;) {
        av_packet_unref(packet);
        int error = av_read_frame(stream->demuxer, packet);
        if (error < 0) {
            stream->read_error = error == AVERROR_EOF ? 0 : error;
            return false;
        }
        if (packet->stream_index == stream->stream->index && packet->size > 0)
            break;
    }
    stream->pts = packet->pts;
    stream->dts = packet->dts;
    packet->pts = stream->packets++;
    return true;
}

static bool is_group(const struct video_stream *stream, const struct video_group *group) {
    if (group->position >= 0)
        return stream->packet->pos == group->position;
    return stream->pts == group->pts && stream->dts == group->dts;
}

static bool can_seek(const struct video_stream *stream) {
    static const char *const names[] = { "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "nut" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(stream->demuxer->iformat->name, names[i]) == 0)
            return true;
    return false;
}

// A seek need not lead to the packet itself: it is known when it comes.
static bool seek_packet(struct video_stream *stream, const struct video_group *group) {
    int64_t time = group->dts != AV_NOPTS_VALUE ? group->dts : group->pts;
    if (time == AV_NOPTS_VALUE
        || av_seek_frame(stream->demuxer, stream->stream->index, time, AVSEEK_FLAG_BACKWARD) < 0)
        return false;
    for (int i = 0; i < NEAR_PACKETS; i++) {
        if (!video_stream_packet(stream))
            return false;
        if (is_group(stream, group))
            return true;
    }
    return false;
}

bool video_stream_go(struct video_stream *stream, const struct video_group *group, bool may_seek) {
    if (stream->decoder)
        avcodec_flush_buffers(stream->decoder);
    stream->is_flushing = false;
    stream->errors = 0;
    int64_t next = stream->packets - stream->is_held;
    if (group->packet == next)
        return true;
    stream->is_held = false;
    bool found = false, seeks = may_seek && can_seek(stream);
    if (group->packet < next || (seeks && group->packet - next > NEAR_PACKETS))
        found = seeks && seek_packet(stream, group);
    else
        while (!found && video_stream_packet(stream))
            found = stream->packets == group->packet + 1;
    stream->packets = group->packet + 1;
    stream->packet->pts = group->packet;
    stream->is_held = found;
    return found;
}

// The next packet for the decoder, into stream->packet; false when it gets none any more.
static bool next_packet(struct video_stream *stream) {
    if (stream->packets - stream->is_held >= stream->stop)
        return false;
    if (!stream->is_held && !video_stream_packet(stream))
        return false;
    stream->is_held = false;
    return true;
}

// A packet that is too short loses its frame, not those after it.
static bool take_grey_frame(struct video_stream *stream) {
    while (!cancel_asked(stream->io.cancel)
           && (!stream->patience || stream->packets < stream->patience) && next_packet(stream))
        if (video_grey_frame(&stream->grey, stream->stream->codecpar, stream->packet,
                             stream->frame))
            return true;
    return false;
}

bool video_stream_frame(struct video_stream *stream) {
    if (stream->grey.bytes)
        return take_grey_frame(stream);
    for (;;) {
        int error = avcodec_receive_frame(stream->decoder, stream->frame);
        if (error == 0)
            return true;
        if (error == AVERROR_EOF || cancel_asked(stream->io.cancel))
            return false;
        if (stream->is_flushing) {
            if (error == AVERROR(EAGAIN) || ++stream->errors > MAX_ERRORS)
                return false;
            continue;
        }
        // An error of one packet loses its frame, not those after it.
        bool has_patience = !stream->patience || stream->packets < stream->patience;
        bool more = has_patience && next_packet(stream);
        stream->is_flushing = !more;
        avcodec_send_packet(stream->decoder, more ? stream->packet : NULL);
    }
}

void video_stream_close(struct video_stream *stream) {
    avcodec_free_context(&stream->decoder);
    av_frame_free(&stream->frame);
    av_packet_free(&stream->packet);
    avformat_close_input(&stream->demuxer);
    if (stream->buffer)
        av_freep(&stream->buffer->buffer);
    avio_context_free(&stream->buffer);
    if (stream->io.fd >= 0)
        close(stream->io.fd);
    *stream = (struct video_stream){ .io.fd = -1 };
}
