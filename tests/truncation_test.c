// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A file of each format, cut at every 1 % of its length: loaded as any recording, it ends in one
// line that says why not, or in frames that are those of the whole file as far as they are said to
// be there, and with a word that something is missing. What the whole file holds, the tests of its
// format know. Where its frames lie is asked of the test's own writers, of libtiff and of FFmpeg's
// demuxer: those that lie before the cut must be there.
//
//     BLITZ_CUT_NAME=avi ...   only samples with this in their names

#include "base/pool.h"
#include "engine/recording.h"
#include "fuzz_samples.h"
#include "npy_file.h"

#include <libavformat/avformat.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#include <cmocka.h>

enum { MOST_FRAMES = 16, LONGEST_SECONDS = 60 };

// ── where frames lie ───────────────────────────────────────────────────────────────────────

// For each frame the length that a file must have for it to be whole.
struct places {
    size_t count;
    size_t ends[MOST_FRAMES];
};

// Frames that lie one behind the other: the first, and how far it is to the next.
static const struct {
    const char *name;
    size_t first, bytes, count;
} runs[] = {
    { "sample.pgm", 13, 576, 1 },        { "deep.pgm", 21, 1152, 1 },
    { "sample.pfm", 15, 2304, 1 },       { "sample.npy", 128, 1152, 3 },
    { "stored.npz", 35 + 128, 1152, 3 }, { "sample.raw", 4, 1152, 3 },
    { "packed.raw", 4, 864, 4 },         { "sample.bmp", 54, 1728, 1 },
    { "pixels.img", 4, 1152, 3 },
};

// libtiff writes page after page, the pixels of each before its directory: a page is there when the
// file reaches to the pixels of the next.
static void places_of_pages(const char *path, size_t size, struct places *places) {
    TIFF *tiff = TIFFOpen(path, "r");
    assert_non_null(tiff);
    do {
        if (places->count)
            places->ends[places->count - 1] = (size_t)TIFFGetStrileOffset(tiff, 0);
        assert_true(places->count < MOST_FRAMES);
        places->ends[places->count++] = size;
    } while (TIFFReadDirectory(tiff));
    TIFFClose(tiff);
}

// No sample has frames that need later ones: a frame is there with its packet.
static void places_of_packets(const char *path, struct places *places) {
    AVFormatContext *demuxer = NULL;
    AVPacket *packet = av_packet_alloc();
    assert_int_equal(avformat_open_input(&demuxer, path, NULL, NULL), 0);
    while (av_read_frame(demuxer, packet) >= 0) {
        assert_true(places->count < MOST_FRAMES && packet->pos >= 0);
        // Behind the place of a packet are the head of its chunk and its bytes.
        places->ends[places->count++] = (size_t)packet->pos + (size_t)packet->size + 16;
        av_packet_unref(packet);
    }
    av_packet_free(&packet);
    avformat_close_input(&demuxer);
}

static struct places find_places(const char *path, const struct fuzz_sample *sample) {
    struct places places = { 0 };
    const char *suffix = strrchr(sample->name, '.');
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++)
        if (strcmp(runs[i].name, sample->name) == 0)
            while (places.count < runs[i].count) {
                places.ends[places.count] = runs[i].first + (places.count + 1) * runs[i].bytes;
                places.count++;
            }
    if (strcmp(sample->name, "imagej.tif") == 0)
        for (size_t frame = 0; frame < 3; frame++)
            places.ends[places.count++] = sample->size - 1152 * (2 - frame);
    else if (strcmp(suffix, ".tif") == 0)
        places_of_pages(path, sample->size, &places);
    if (strcmp(suffix, ".avi") == 0 || strcmp(suffix, ".mkv") == 0)
        places_of_packets(path, &places);
    return places;
}

// ── loading ────────────────────────────────────────────────────────────────────────────────

// NULL: refused, and *fault says why.
static struct recording *load(const char *path, const char *raw, struct pool *pool,
                              struct fault *fault) {
    struct session session;
    session_init(&session);
    session_add_path(&session, path);
    assert_true(session_set(&session, "memory", "64M", fault));
    assert_true(session_set(&session, "cache", "none", fault));
    assert_true(session_set(&session, "fit", "ram", fault));
    if (raw)
        assert_true(session_set(&session, "raw", raw, fault));
    const struct plan_policy policy = { 0 };
    struct recording *recording = recording_open(&session, fault);
    if (recording
        && !(recording_plan(recording, &session, &policy, pool_workers(pool), NULL, fault)
             && recording_load(recording, false, pool, NULL, fault)))
        recording_close(&recording);
    session_free(&session);
    return recording;
}

// Whether `blitz check` would find anything.
static bool says_something(const struct recording *recording) {
    const struct source_info *info = &recording->source->info;
    bool is_said = info->cut || (info->expected >= 0 && info->expected != info->frames);
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++)
        is_said = is_said || ledger_status(recording->ledger, slot) != FRAME_OK
                  || ledger_read(recording->ledger, slot)->flags & FRAME_DAMAGED;
    return is_said;
}

// Compares a frame with that of the whole file, as far as it is said to be there.
static void check_frame(const struct recording *cut, const struct recording *whole, size_t slot,
                        const char *where) {
    const struct frame_record *record = ledger_read(cut->ledger, slot);
    const struct stack *found = &cut->stack, *wanted = &whole->stack;
    size_t row = found->frame_bytes / found->shape.height;
    size_t pixel = row / found->shape.width, real = record->valid.width * pixel;
    if (ledger_status(cut->ledger, slot) != FRAME_OK) {
        assert_non_null(record->reason);
        assert_true(*record->reason);
    }
    // A number in text that ends with the file may have lost digits, and is flagged.
    uint32_t rows = record->valid.height - (record->flags & FRAME_DAMAGED ? 1 : 0);
    for (uint32_t y = 0; y < rows; y++)
        if (memcmp((char *)stack_frame(found, slot) + y * row,
                   (char *)stack_frame(wanted, slot) + y * row, real)
            != 0)
            fail_msg("%s: row %u of frame %zu is wrong and not said to be", where, y, slot);
}

// ── every 1 % ──────────────────────────────────────────────────────────────────────────────

// What one sample is held against.
struct cutting {
    const struct fuzz_sample *sample;
    struct places places;
    struct recording *whole;
    struct pool *pool;
    const char *path;
    size_t most; // frames that were ok in any shorter file
};

// Formats whose length alone says how much there is: nothing is missed between two frames or rows.
static bool is_measured_by_length(const char *name) {
    const char *suffix = strrchr(name, '.');
    return strcmp(suffix, ".raw") == 0 || strcmp(suffix, ".csv") == 0;
}

static void check_cut(struct cutting *cutting, size_t length) {
    struct fault fault = { 0 };
    char where[128];
    snprintf(where, sizeof where, "%s cut at %zu of %zu", cutting->sample->name, length,
             cutting->sample->size);
    write_bytes(cutting->path, cutting->sample->bytes, length);
    struct recording *cut = load(cutting->path, cutting->sample->raw, cutting->pool, &fault);
    size_t good = 0, whole = 0;
    if (cut) {
        size_t slots = ledger_slots(cut->ledger);
        if (slots > ledger_slots(cutting->whole->ledger)
            || cut->stack.element != cutting->whole->stack.element
            || cut->stack.shape.width != cutting->whole->stack.shape.width
            || cut->stack.shape.channels != cutting->whole->stack.shape.channels)
            fail_msg("%s: is another recording", where);
        for (size_t slot = 0; slot < slots; slot++) {
            check_frame(cut, cutting->whole, slot, where);
            good += ledger_status(cut->ledger, slot) == FRAME_OK;
        }
        // What stands behind the last frame, such as an index, need not be missed.
        if (!says_something(cut) && good < ledger_slots(cutting->whole->ledger)
            && !is_measured_by_length(cutting->sample->name))
            fail_msg("%s: not a word", where);
    } else if (!strstr(fault_text(&fault), cutting->sample->name)) {
        fail_msg("%s: '%s' does not say which file", where, fault_text(&fault));
    }
    while (whole < cutting->places.count && cutting->places.ends[whole] <= length)
        whole++;
    if (good < whole || (good < cutting->most && !is_measured_by_length(cutting->sample->name)))
        fail_msg("%s: %zu frames are ok, %zu lie before the cut, %zu were ok of less: %s", where,
                 good, whole, cutting->most, fault_text(&fault));
    cutting->most = good;
    recording_close(&cut);
    fault_clear(&fault);
}

static void cut_files_never_give_wrong_frames(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct pool *pool = pool_new(2, &fault);
    const char *wish = getenv("BLITZ_CUT_NAME");
    char *folder = new_folder();
    struct fuzz_samples samples = fuzz_samples_make(folder);
    av_log_set_level(AV_LOG_QUIET);
    for (size_t i = 0; i < samples.count; i++) {
        const struct fuzz_sample *sample = &samples.items[i];
        if (wish && !strstr(sample->name, wish))
            continue;
        char *path = path_in_folder(folder, sample->name);
        struct cutting cutting = { .sample = sample, .pool = pool, .path = path };
        write_bytes(path, sample->bytes, sample->size);
        cutting.places = find_places(path, sample);
        cutting.whole = load(path, sample->raw, pool, &fault);
        if (!cutting.whole)
            fail_msg("%s: %s", sample->name, fault_text(&fault));
        assert_false(says_something(cutting.whole));
        for (size_t percent = 0; percent < 100; percent++) {
            alarm(LONGEST_SECONDS);
            check_cut(&cutting, sample->size * percent / 100);
        }
        alarm(0);
        print_message("%s: %zu frames, %zu at known places, %zu in 99 %% of it\n", sample->name,
                      ledger_slots(cutting.whole->ledger), cutting.places.count, cutting.most);
        recording_close(&cutting.whole);
        unlink(path);
        free(path);
    }
    fuzz_samples_free(&samples);
    remove_folder(folder);
    pool_free(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(cut_files_never_give_wrong_frames) };
    return cmocka_run_group_tests_name("truncation", tests, NULL, NULL);
}
