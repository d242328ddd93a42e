// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Videos read by groups of pictures: whatever is asked for in whatever order, the frames are those
// of a plain decode from the beginning, and nothing is decoded that no frame needs.

#include "source/formats.h"
#include "source/video_cursor.h"
#include "video_helper.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { MOST_FRAMES = 120 };

// The encoders make groups of 8 frames, but for those of x264 and x265 that say otherwise.
static const struct {
    struct recipe recipe;
    bool has_groups;
} videos[] = {
    { { "mpeg4", "a.mp4", AV_PIX_FMT_YUV420P, 64, 48, 90, "bf=2" }, true },
    { { "mpeg4", "b.avi", AV_PIX_FMT_YUV420P, 64, 48, 90, "" }, true },
    { { "mjpeg", "c.avi", AV_PIX_FMT_YUVJ422P, 65, 47, 90, "" }, true },
    { { "mpeg2video", "d.ts", AV_PIX_FMT_YUV420P, 64, 48, 90, "bf=2" }, true },
    { { "mpeg2video", "e.ts", AV_PIX_FMT_YUV420P, 64, 48, 90, "" }, true },
    { { "ffv1", "f.mkv", AV_PIX_FMT_GRAY12LE, 65, 47, 90, "" }, true },
    { { "rawvideo", "g.nut", AV_PIX_FMT_GRAY16LE, 65, 47, 90, "" }, true },
    { { "libx264", "h.mp4", AV_PIX_FMT_YUV420P, 64, 48, 120, "bf=3" }, true },
    { { "libx264", "i.mkv", AV_PIX_FMT_YUV420P10LE, 64, 48, 120, "bf=3" }, true },
    { { "libx264", "j.ts", AV_PIX_FMT_YUV420P, 64, 48, 120, "bf=3" }, true },
    { { "libx264", "k.mp4", AV_PIX_FMT_YUV420P, 64, 48, 120, "bf=3:x264-params=open-gop=1" },
      false },
    { { "libx264", "l.h264", AV_PIX_FMT_YUV420P, 64, 48, 90, "bf=0" }, false },
    { { "libx265", "m.mp4", AV_PIX_FMT_YUV420P, 64, 64, 90,
        "x265-params=log-level=none:open-gop=0:keyint=8" },
      true },
    { { "libx265", "n.mkv", AV_PIX_FMT_YUV420P, 64, 64, 90,
        "x265-params=log-level=none:open-gop=1:keyint=8:bframes=3" },
      true },
    { { "libvpx-vp9", "o.webm", AV_PIX_FMT_YUV420P, 64, 48, 90, "auto-alt-ref=1:lag-in-frames=12" },
      true },
    { { "libvpx", "p.webm", AV_PIX_FMT_YUV420P, 64, 48, 90, "auto-alt-ref=1:lag-in-frames=12" },
      true },
    { { "huffyuv", "q.avi", AV_PIX_FMT_RGB24, 64, 48, 20, "" }, true },
    { { "prores_ks", "r.mov", AV_PIX_FMT_YUV422P10LE, 64, 48, 20, "" }, true },
};
enum { VIDEOS = sizeof videos / sizeof *videos };

static char folder[] = "/tmp/blitz_groups_XXXXXX";

struct played {
    char *path;
    AVFrame *frames[MOST_FRAMES]; // of the plain decode
    int count;
    struct source *source;
    void *pixels;
};

// False when there is no such encoder.
static bool open_played(struct played *played, const struct recipe *recipe) {
    *played = (struct played){ 0 };
    assert_true(asprintf(&played->path, "%s/%s", folder, recipe->file) > 0);
    if (access(played->path, F_OK) != 0 && !make_video(recipe, played->path)) {
        free(played->path);
        return false;
    }
    struct oracle oracle;
    oracle_open(&oracle, played->path);
    while (oracle_next(&oracle)) {
        assert_true(played->count < MOST_FRAMES);
        played->frames[played->count++] = av_frame_clone(oracle.frame);
    }
    oracle_close(&oracle);
    const struct source_wish wish = { .channel = CHANNEL_AUTO };
    struct fault fault = { 0 };
    played->source = source_video.open(played->path, &wish, &fault);
    assert_non_null(played->source);
    assert_true(source_video.count(played->source, NULL, &fault));
    assert_int_equal(played->source->info.frames, played->count);
    size_t bytes;
    assert_true(source_frame_bytes(played->source, &bytes));
    played->pixels = malloc(bytes);
    return true;
}

static void close_played(struct played *played) {
    for (int i = 0; i < played->count; i++)
        av_frame_free(&played->frames[i]);
    source_close(&played->source);
    free(played->pixels);
    free(played->path);
}

static void check_frame(struct played *played, struct source_cursor *cursor, int64_t index) {
    struct frame_note note = { .time = NAN };
    source_video.read(played->source, cursor, index, played->pixels, &note);
    if (note.status != FRAME_OK)
        fail_msg("%s: frame %d: %s", played->path, (int)index, note.reason);
    assert_int_equal(note.flags, 0);
    assert_same_pixels(&played->source->info, played->pixels, played->frames[index]);
}

static void groups_are_where_a_codec_promises_them(void **state) {
    (void)state;
    for (size_t i = 0; i < VIDEOS; i++) {
        struct played played;
        if (!open_played(&played, &videos[i].recipe))
            continue;
        if ((played.source->info.access == ACCESS_RUNS) != videos[i].has_groups)
            fail_msg("%s is%s read by groups", videos[i].recipe.file,
                     videos[i].has_groups ? " not" : "");
        close_played(&played);
    }
}

static void every_step_gives_the_frames_of_a_plain_decode(void **state) {
    (void)state;
    static const int64_t steps[] = { 1, 2, 5, 10, 50, 250 };
    for (size_t i = 0; i < VIDEOS; i++) {
        struct played played;
        if (!open_played(&played, &videos[i].recipe))
            continue;
        for (size_t k = 0; k < sizeof steps / sizeof *steps; k++) {
            struct source_cursor *cursor = source_video.cursor_open(played.source, NULL);
            for (int64_t index = steps[k] / 2 % played.count; index < played.count;
                 index += steps[k])
                check_frame(&played, cursor, index);
            source_video.cursor_close(played.source, cursor);
        }
        close_played(&played);
    }
}

// Two readings of one video, each anywhere.
static void any_order_gives_the_frames_of_a_plain_decode(void **state) {
    (void)state;
    for (size_t i = 0; i < VIDEOS; i++) {
        struct played played;
        if (!open_played(&played, &videos[i].recipe))
            continue;
        struct source_cursor *cursors[2];
        for (int k = 0; k < 2; k++)
            cursors[k] = source_video.cursor_open(played.source, NULL);
        for (int64_t k = 0; k < 60; k++)
            check_frame(&played, cursors[k % 2], (k * k * 31 + k / 3 * 7) % played.count);
        for (int k = 0; k < 2; k++)
            source_video.cursor_close(played.source, cursors[k]);
        close_played(&played);
    }
}

// Of each group, the frames up to the last one that is wanted, and none of the other groups.
static void nothing_else_is_decoded(void **state) {
    (void)state;
    for (size_t i = 0; i < VIDEOS; i++) {
        struct played played;
        if (!videos[i].has_groups || !open_played(&played, &videos[i].recipe))
            continue;
        for (int64_t step = 1; step <= 50; step += 7) {
            struct video_shared shared = { .path = played.path, .by_groups = true };
            struct fault fault = { 0 };
            assert_true(video_index_make(&shared.index, played.path, NULL, &fault));
            shared.is_counted = true;
            shared.frames = shared.index.frames;
            struct video_cursor *cursor = video_cursor_new();
            int64_t needed = 0;
            for (int64_t index = 0; index < played.count; index += step) {
                const struct video_group *group = video_groups_of(&shared.index.groups, index);
                const struct video_group *before =
                    index >= step ? video_groups_of(&shared.index.groups, index - step) : NULL;
                // From an open group into the next one the decoder goes on.
                bool follows =
                    before && (group == before || (before->is_open && group == before + 1));
                needed += follows ? step : index - group->frame + 1;
                assert_true(video_cursor_go(&shared, cursor, index, &fault));
            }
            assert_int_equal(cursor->came, needed);
            assert_false(atomic_load(&shared.lost_frame));
            video_cursor_reset(cursor);
            free(cursor);
            video_index_free(&shared.index);
        }
        close_played(&played);
    }
}

static int make_videos(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_videos(void **state) {
    (void)state;
    for (size_t i = 0; i < VIDEOS; i++) {
        char *path;
        if (asprintf(&path, "%s/%s", folder, videos[i].recipe.file) < 0)
            return -1;
        unlink(path);
        free(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_are_where_a_codec_promises_them),
        cmocka_unit_test(every_step_gives_the_frames_of_a_plain_decode),
        cmocka_unit_test(any_order_gives_the_frames_of_a_plain_decode),
        cmocka_unit_test(nothing_else_is_decoded),
    };
    return cmocka_run_group_tests(tests, make_videos, remove_videos);
}
