// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Every frame that the reader gives is compared with a plain sequential decode (video_helper.h).

#include "source/formats.h"
#include "source/source.h"
#include "video_helper.h"

#include <fcntl.h>
#include <libavutil/imgutils.h>
#include <libavutil/md5.h>
#include <libavutil/pixdesc.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

static const struct source_wish plain_wish = { .channel = CHANNEL_AUTO };

// ── the reader ─────────────────────────────────────────────────────────────────────────────

static struct source *open_counted(const char *path, const struct source_wish *wish) {
    struct fault fault = { 0 };
    struct source *source = source_video.open(path, wish, &fault);
    if (!source)
        fail_msg("%s", fault_text(&fault));
    assert_int_equal(source->info.frames, -1);
    if (!source_video.count(source, NULL, &fault))
        fail_msg("%s", fault_text(&fault));
    return source;
}

static void *frame_memory(const struct source *source) {
    size_t bytes;
    assert_true(source_frame_bytes(source, &bytes));
    return malloc(bytes);
}

static enum frame_status read_flagged(struct source *source, struct source_cursor *cursor,
                                      int64_t index, void *into, unsigned *flags) {
    struct frame_note note = { .time = NAN };
    source_video.read(source, cursor, index, into, &note);
    assert_true(note.status == FRAME_OK || note.reason);
    free(note.reason);
    *flags = note.flags;
    return note.status;
}

static enum frame_status read_one(struct source *source, struct source_cursor *cursor,
                                  int64_t index, void *into) {
    unsigned flags;
    return read_flagged(source, cursor, index, into, &flags);
}

// Every frame against the oracle, in order; returns how many there were.
static int64_t compare_with_decode(const char *path, struct AVMD5 *md5) {
    struct source *source = open_counted(path, &plain_wish);
    struct source_cursor *cursor = source_video.cursor_open(source, NULL);
    struct oracle oracle;
    oracle_open(&oracle, path);
    void *pixels = frame_memory(source);
    int64_t frames = 0;
    for (; oracle_next(&oracle); frames++) {
        assert_true(frames < source->info.frames);
        assert_int_equal(read_one(source, cursor, frames, pixels), FRAME_OK);
        assert_same_pixels(&source->info, pixels, oracle.frame);
        if (md5) {
            AVFrame *frame = oracle.frame;
            int size = av_image_get_buffer_size(frame->format, frame->width, frame->height, 1);
            uint8_t *whole = malloc((size_t)size);
            av_image_copy_to_buffer(whole, size, (const uint8_t *const *)frame->data,
                                    frame->linesize, frame->format, frame->width, frame->height, 1);
            av_md5_update(md5, whole, (size_t)size);
            free(whole);
        }
    }
    assert_int_equal(frames, source->info.frames);
    free(pixels);
    oracle_close(&oracle);
    source_video.cursor_close(source, cursor);
    source_close(&source);
    return frames;
}

static const struct recipe recipes[] = {
    { "mpeg4", "a.mp4", AV_PIX_FMT_YUV420P, 64, 48, 30, "bf=2" },
    { "mpeg4", "b.avi", AV_PIX_FMT_YUV420P, 64, 48, 30, "bf=2" },
    { "mjpeg", "c.avi", AV_PIX_FMT_YUVJ422P, 65, 47, 12, "" },
    { "mpeg2video", "d.ts", AV_PIX_FMT_YUV420P, 64, 48, 30, "bf=2" },
    { "ffv1", "e.mkv", AV_PIX_FMT_GRAY8, 65, 47, 12, "" },
    { "ffv1", "f.mkv", AV_PIX_FMT_GRAY10LE, 65, 47, 12, "" },
    { "ffv1", "g.mkv", AV_PIX_FMT_GRAY16LE, 65, 47, 12, "" },
    { "rawvideo", "h.avi", AV_PIX_FMT_GRAY8, 64, 48, 9, "" },
    { "rawvideo", "i.nut", AV_PIX_FMT_GRAY16LE, 65, 47, 9, "" },
    { "libx264", "j.mp4", AV_PIX_FMT_YUV420P, 64, 48, 60, "bf=3" },
    { "libx264", "k.mkv", AV_PIX_FMT_YUV420P10LE, 64, 48, 40, "bf=3" },
    { "libx264", "l.ts", AV_PIX_FMT_YUV420P, 64, 48, 40, "bf=3" },
    { "libx264", "m.avi", AV_PIX_FMT_YUV420P, 64, 48, 40, "bf=3" },
    { "libvpx-vp9", "n.webm", AV_PIX_FMT_YUV420P, 64, 48, 40, "auto-alt-ref=1:lag-in-frames=12" },
    { "libvpx", "o.webm", AV_PIX_FMT_YUV420P, 64, 48, 40, "auto-alt-ref=1:lag-in-frames=12" },
    { "libx265", "p.mp4", AV_PIX_FMT_YUV420P, 64, 64, 30, "x265-params=log-level=none" },
    { "huffyuv", "q.avi", AV_PIX_FMT_RGB24, 64, 48, 6, "" },
    { "libx264", "r.mp4", AV_PIX_FMT_YUV420P, 64, 64, 30, "x264-params=interlaced=1" },
    { "libx264", "s.h264", AV_PIX_FMT_YUV420P, 64, 48, 30, "bf=2" },
    { "ffv1", "t.mkv", AV_PIX_FMT_GRAY16LE, 65, 47, 12, "level=3:slicecrc=1" },
};

static char folder[] = "/tmp/blitz_video_XXXXXX";

static char *path_in(const char *name) {
    char *path;
    assert_true(asprintf(&path, "%s/%s", folder, name) > 0);
    return path;
}

static void frames_are_those_of_a_plain_decode(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
        char *path = path_in(recipes[i].file);
        if (make_video(&recipes[i], path)) {
            int64_t frames = compare_with_decode(path, NULL);
            if (frames != recipes[i].frames)
                fail_msg("%s: %lld frames", recipes[i].file, (long long)frames);
        }
        free(path);
    }
}

// The painted samples themselves, in the lossless codecs: no decoder shares this code.
static void lossless_grey_keeps_its_values(void **state) {
    (void)state;
    static const struct {
        const char *file;
        unsigned most;
        int bits;
    } cases[] = {
        { "e.mkv", 255, 8 }, { "f.mkv", 1023, 10 }, { "g.mkv", 65535, 16 }, { "i.nut", 65535, 16 }
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *path = path_in(cases[i].file);
        struct source *source = open_counted(path, &plain_wish);
        assert_false(source->info.is_lossy);
        assert_int_equal(source->info.bits, cases[i].bits);
        assert_null(source->info.luma_range);
        struct source_cursor *cursor = source_video.cursor_open(source, NULL);
        void *pixels = frame_memory(source);
        for (int f = 0; f < source->info.frames; f++) {
            assert_int_equal(read_one(source, cursor, f, pixels), FRAME_OK);
            for (unsigned y = 0; y < 47; y++)
                for (unsigned x = 0; x < 65; x++) {
                    unsigned painted =
                        (x * 5 + y * 3 + (unsigned)f * 11 + (x * y + (unsigned)f) % 7)
                            * (cases[i].most / 255)
                        & cases[i].most;
                    unsigned got = cases[i].most > 255 ? ((uint16_t *)pixels)[y * 65 + x]
                                                       : ((uint8_t *)pixels)[y * 65 + x];
                    assert_int_equal(got, painted);
                }
        }
        free(pixels);
        source_video.cursor_close(source, cursor);
        source_close(&source);
        free(path);
    }
}

static void any_order_gives_the_same_frames(void **state) {
    (void)state;
    static const int order[] = { 7, 7, 3, 59, 0, 30, 29, 31, 58, 12, 59, 59, 1 };
    char *path = path_in("j.mp4");
    struct source *source = open_counted(path, &plain_wish);
    assert_string_equal(source->info.luma_range, "limited");
    assert_string_equal(source->info.rule, "Y of YUV");
    assert_true(source->info.is_lossy);
    assert_int_equal(source->info.expected, 60);
    struct source_cursor *cursor = source_video.cursor_open(source, NULL);
    void *pixels = frame_memory(source);
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        assert_int_equal(read_one(source, cursor, order[i], pixels), FRAME_OK);
        struct oracle oracle;
        oracle_open(&oracle, path);
        for (int f = 0; f <= order[i]; f++)
            assert_true(oracle_next(&oracle));
        assert_same_pixels(&source->info, pixels, oracle.frame);
        oracle_close(&oracle);
        double time = source_video.frame_time(source, order[i]);
        assert_true(fabs(time - order[i] / 25.0) < 1e-9);
    }
    assert_true(fabs(source->info.time_step - 0.04) < 1e-12);
    free(pixels);
    source_video.cursor_close(source, cursor);
    source_close(&source);
    free(path);
}

static void first_frame_comes_before_the_count(void **state) {
    (void)state;
    char *path = path_in("j.mp4");
    struct fault fault = { 0 };
    struct source *source = source_video.open(path, &plain_wish, &fault);
    assert_non_null(source);
    struct source_cursor *cursor = source_video.cursor_open(source, NULL);
    void *pixels = frame_memory(source);
    assert_int_equal(read_one(source, cursor, 0, pixels), FRAME_OK);
    assert_true(source_video.count(source, NULL, &fault));
    assert_int_equal(read_one(source, cursor, 0, pixels), FRAME_OK);
    assert_int_equal(read_one(source, cursor, 59, pixels), FRAME_OK);
    struct cancel cancel = { 0 };
    cancel_ask(&cancel);
    free(pixels);
    source_video.cursor_close(source, cursor);
    source_close(&source);
    source = source_video.open(path, &plain_wish, &fault);
    assert_false(source_video.count(source, &cancel, &fault));
    assert_int_equal(fault.kind, FAULT_CANCELLED);
    fault_clear(&fault);
    source_close(&source);
    free(path);
}

static void colour_is_computed_when_asked_for(void **state) {
    (void)state;
    char *path = path_in("c.avi");
    struct source *source = open_counted(path, &(struct source_wish){ .channel = CHANNEL_RGB });
    assert_int_equal(source->info.channels, 3);
    struct source_cursor *cursor = source_video.cursor_open(source, NULL);
    uint8_t *pixels = frame_memory(source);
    assert_int_equal(read_one(source, cursor, 0, pixels), FRAME_OK);
    struct oracle oracle;
    oracle_open(&oracle, path);
    assert_true(oracle_next(&oracle));
    // BT.601, full range; the chroma of a 4:2:2 pixel is interpolated, so only nearly equal
    // where it hardly changes, and the sum of weighted channels gives Y back everywhere.
    for (int y = 0; y < oracle.frame->height; y++)
        for (int x = 0; x < oracle.frame->width; x++) {
            const uint8_t *rgb = pixels + 3 * (y * oracle.frame->width + x);
            if (rgb[0] % 255 == 0 || rgb[1] % 255 == 0 || rgb[2] % 255 == 0)
                continue; // clipped
            double luma = 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2];
            assert_true(fabs(luma - oracle_sample(oracle.frame, 0, x, y)) < 2);
        }
    oracle_close(&oracle);
    free(pixels);
    source_video.cursor_close(source, cursor);
    source_close(&source);
    free(path);
}

// ── damage ─────────────────────────────────────────────────────────────────────────────────

static void copy_part(const char *from, const char *to, size_t bytes) {
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    assert_true(in && out);
    for (int c; bytes-- && (c = fgetc(in)) != EOF;)
        fputc(c, out);
    fclose(in);
    fclose(out);
}

static void truncation_is_said_and_moves_nothing(void **state) {
    (void)state;
    static const char *const files[] = { "b.avi", "d.ts",  "g.mkv", "h.avi",
                                         "j.mp4", "m.avi", "n.webm" };
    char *cut = path_in("cut");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char *whole = path_in(files[i]);
        struct stat status;
        if (stat(whole, &status) < 0) {
            free(whole);
            continue;
        }
        for (int part = 1; part < 12; part++) {
            copy_part(whole, cut, (size_t)status.st_size * (size_t)part / 12);
            struct fault fault = { 0 };
            struct source *source = source_video.open(cut, &plain_wish, &fault);
            if (source && source_video.count(source, NULL, &fault)) {
                struct source_cursor *cursor = source_video.cursor_open(source, NULL);
                void *pixels = frame_memory(source);
                int64_t good = 0;
                for (int64_t f = 0; f < source->info.frames; f++)
                    good += read_one(source, cursor, f, pixels) == FRAME_OK;
                if (!good)
                    fail_msg("%s, %d of 12 parts: no good frame", files[i], part);
                free(pixels);
                source_video.cursor_close(source, cursor);
            } else {
                assert_true(strlen(fault_text(&fault)) > 0);
            }
            fault_clear(&fault);
            source_close(&source);
        }
        free(whole);
    }
    free(cut);
}

// Raw frames lie one after the other, so what a cut leaves is known without a decoder.
static void cut_avi_keeps_a_place_for_every_frame(void **state) {
    (void)state;
    char *whole = path_in("h.avi"), *cut = path_in("cut.avi");
    struct stat status;
    assert_int_equal(stat(whole, &status), 0);
    copy_part(whole, cut, (size_t)status.st_size / 2);
    struct source *source = open_counted(cut, &plain_wish);
    assert_int_equal(source->info.frames, 9);
    assert_int_equal(source->info.expected, 9);
    struct source_cursor *cursor = source_video.cursor_open(source, NULL);
    uint8_t *pixels = frame_memory(source);
    int good = 0;
    while (good < 9 && read_one(source, cursor, good, pixels) == FRAME_OK)
        good++;
    assert_in_range(good, 1, 5);
    for (int f = good; f < 9; f++) {
        assert_int_equal(read_one(source, cursor, f, pixels), FRAME_UNREADABLE);
        for (int i = 0; i < 64 * 48; i++)
            assert_int_equal(pixels[i], 0);
    }
    free(pixels);
    source_video.cursor_close(source, cursor);
    source_close(&source);
    free(whole);
    free(cut);
}

// Bytes in the middle are overwritten: frames after them must still be where they were.
static void damage_is_told_and_moves_no_frame(void **state) {
    (void)state;
    char *whole = path_in("t.mkv"), *torn = path_in("torn.mkv");
    struct stat status;
    assert_int_equal(stat(whole, &status), 0);
    copy_part(whole, torn, (size_t)status.st_size);
    int fd = open(torn, O_WRONLY);
    assert_true(fd >= 0);
    char noise[64];
    memset(noise, 0xA5, sizeof noise);
    assert_int_equal(pwrite(fd, noise, sizeof noise, status.st_size / 2), sizeof noise);
    close(fd);
    struct source *source = open_counted(torn, &plain_wish);
    struct source *before = open_counted(whole, &plain_wish);
    struct source_cursor *a = source_video.cursor_open(source, NULL);
    struct source_cursor *b = source_video.cursor_open(before, NULL);
    void *pixels = frame_memory(source), *truth = frame_memory(before);
    assert_int_equal(source->info.frames, 12);
    int bad = 0;
    for (int f = 0; f < 12; f++) {
        unsigned flags;
        bool is_good = read_flagged(source, a, f, pixels, &flags) == FRAME_OK;
        assert_int_equal(read_one(before, b, f, truth), FRAME_OK);
        bad += !is_good;
        if (is_good && !(flags & FRAME_DAMAGED))
            assert_memory_equal(pixels, truth, 65 * 47 * 2);
    }
    assert_in_range(bad, 1, 2);
    free(pixels);
    free(truth);
    source_video.cursor_close(source, a);
    source_video.cursor_close(before, b);
    source_close(&source);
    source_close(&before);
    free(whole);
    free(torn);
}

static void only_video_is_claimed(void **state) {
    (void)state;
    static const char others[][96] = {
        "\x93NUMPY\x01\x00v\x00{'descr': '<u2', 'fortran_order': False, 'shape': (3, 4), }",
        "P5 640 480 255\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0 \0\0\0 \x08\0\0\0\0xxxxxxxxxxxxxxxxxx",
        "II*\0\x08\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nhttp://example.org/a.ts\n",
        "ffconcat version 1.0\nfile '/etc/passwd'\nfile '/etc/group'\n             ",
        "frame,source,time [s],status\n0,0,0,ok\n1,1,0.04,ok\n2,2,0.08,ok\n3,3,0.12,ok\n",
        "BM6\0\x0c\0\0\0\0\0\x36\0\0\0(\0\0\0\0\2\0\0\0\2\0\0\1\0\x18\0\0\0\0\0",
    };
    unsigned char head[4096];
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        memset(head, 0, sizeof head);
        memcpy(head, others[i], sizeof others[i]);
        assert_int_equal(source_video.probe(head, sizeof head), 0);
    }
    assert_int_equal(source_video.probe(head, 0), 0);
    uint64_t random = 1;
    for (int i = 0; i < 64; i++) {
        for (size_t j = 0; j < sizeof head; j++) {
            random = random * 6364136223846793005u + 1442695040888963407u;
            head[j] = (unsigned char)(random >> 56);
        }
        assert_int_equal(source_video.probe(head, sizeof head), 0);
    }
    // A name that FFmpeg would take for a protocol is only a name.
    struct fault fault = { 0 };
    assert_null(source_video.open("concat:a.mp4|b.mp4", &plain_wish, &fault));
    assert_non_null(strstr(fault_text(&fault), "no such file"));
    fault_clear(&fault);
}

// ── real files ─────────────────────────────────────────────────────────────────────────────

static void real_files_agree_with_the_truth(void **state) {
    (void)state;
    const char *data = getenv("BLITZ_TEST_DATA"), *tree = getenv("srcdir");
    char *folder_beside, *list;
    assert_true(asprintf(&folder_beside, "%s/../shared/data", tree ? tree : ".") > 0);
    if (!data)
        data = folder_beside;
    assert_true(asprintf(&list, "%s/truth/truth_video.tsv", data) > 0);
    FILE *file = fopen(list, "r");
    free(list);
    if (!file) {
        free(folder_beside);
        skip();
    }
    char *line = NULL;
    size_t capacity = 0;
    int checked = 0;
    while (getline(&line, &capacity, file) > 0) {
        char *fields[14] = { 0 }, *rest = line;
        for (int i = 0; i < 14 && rest; i++)
            fields[i] = strsep(&rest, "\t\n");
        if (!fields[12] || strcmp(fields[0], "path") == 0)
            continue;
        char *path;
        assert_true(asprintf(&path, "%s/%s", data, fields[0]) > 0);
        struct AVMD5 *md5 = av_md5_alloc();
        av_md5_init(md5);
        int64_t frames = compare_with_decode(path, md5);
        if (frames != atoll(fields[7]))
            fail_msg("%s: %lld frames, not %s", fields[0], (long long)frames, fields[7]);
        uint8_t digest[16];
        char hex[33];
        av_md5_final(md5, digest);
        for (int i = 0; i < 16; i++)
            snprintf(hex + 2 * i, 3, "%02x", digest[i]);
        assert_string_equal(hex, fields[11]);
        av_free(md5);
        free(path);
        checked++;
    }
    assert_true(checked > 0);
    free(line);
    free(folder_beside);
    fclose(file);
}

static int make_folder(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    (void)state;
    static const char *const more[] = { "cut", "cut.avi", "torn.mkv" };
    for (size_t i = 0; i < sizeof recipes / sizeof *recipes + 3; i++) {
        size_t made = sizeof recipes / sizeof *recipes;
        char *path = path_in(i < made ? recipes[i].file : more[i - made]);
        unlink(path);
        free(path);
    }
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_video_is_claimed),
        cmocka_unit_test(frames_are_those_of_a_plain_decode),
        cmocka_unit_test(lossless_grey_keeps_its_values),
        cmocka_unit_test(any_order_gives_the_same_frames),
        cmocka_unit_test(first_frame_comes_before_the_count),
        cmocka_unit_test(colour_is_computed_when_asked_for),
        cmocka_unit_test(truncation_is_said_and_moves_nothing),
        cmocka_unit_test(cut_avi_keeps_a_place_for_every_frame),
        cmocka_unit_test(damage_is_told_and_moves_no_frame),
        cmocka_unit_test(real_files_agree_with_the_truth),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
