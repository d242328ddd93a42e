// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Damaged files of every format: opened, planned and loaded, each must end in frames that have all
// settled or in one line that says why not. Which damage, a seed decides: a failure comes again.
//
//     BLITZ_FUZZ=1000 tests/fuzz_test      so many files a format (a few when it is not set)
//     BLITZ_FUZZ_NAME=avi ...              only samples with this in their names
//
// What it looks for shows best in a build with the sanitizers.

#include "base/pool.h"
#include "engine/recording.h"
#include "fuzz_samples.h"
#include "npy_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

// A file that takes longer hangs: the alarm ends the test, which has said where it is.
enum { FEW = 30, LONGEST_SECONDS = 60 };

static long rounds(void) {
    const char *wish = getenv("BLITZ_FUZZ");
    return wish ? atol(wish) : FEW;
}

static uint32_t next(uint32_t *seed) {
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

// ── damage ─────────────────────────────────────────────────────────────────────────────────

static const unsigned char extremes[] = { 0x00, 0x01, 0x7f, 0x80, 0xff, 0xfe, '-', '9' };

// Most damage is done to the first bytes, which say what the file is.
static size_t place(uint32_t *seed, size_t size) {
    size_t head = size < 256 ? size : 256;
    return next(seed) % 3 ? next(seed) % head : next(seed) % size;
}

static size_t damage(unsigned char *bytes, size_t size, uint32_t seed) {
    size_t changes = 1 + next(&seed) % 6;
    for (size_t i = 0; i < changes && size > 1; i++) {
        size_t at = place(&seed, size), from = place(&seed, size);
        size_t most = size - (at > from ? at : from), span = 1 + next(&seed) % 16;
        switch (next(&seed) % 6) {
        case 0:
            bytes[at] ^= (unsigned char)(1u << next(&seed) % 8);
            break;
        case 1:
            bytes[at] = (unsigned char)next(&seed);
            break;
        case 2:
            bytes[at] = extremes[next(&seed) % sizeof extremes];
            break;
        case 3:
            memset(bytes + at, extremes[next(&seed) % sizeof extremes],
                   span < size - at ? span : size - at);
            break;
        case 4:
            memmove(bytes + at, bytes + from, span < most ? span : most);
            break;
        default:
            if (next(&seed) % 4 == 0)
                size = 1 + next(&seed) % size;
        }
    }
    return size;
}

// ── what must hold ─────────────────────────────────────────────────────────────────────────

static void check_text(const char *text) {
    assert_non_null(text);
    assert_true(*text);
    for (; *text; text++)
        assert_true((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void check_loaded(const struct recording *recording) {
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++) {
        enum frame_status status = ledger_status(recording->ledger, slot);
        const struct frame_record *record = ledger_read(recording->ledger, slot);
        assert_true(status != FRAME_WAITING);
        assert_true(record->valid.width <= recording->conversion.shape.width);
        assert_true(record->valid.height <= recording->conversion.shape.height);
        if (status != FRAME_OK)
            check_text(record->reason);
    }
}

static bool load(const char *path, const char *raw, struct pool *pool) {
    struct fault fault = { 0 };
    struct session session;
    session_init(&session);
    session_add_path(&session, path);
    assert_true(session_set(&session, "memory", "32M", &fault));
    assert_true(session_set(&session, "cache", "none", &fault));
    assert_true(session_set(&session, "fit", "ram", &fault));
    if (raw)
        assert_true(session_set(&session, "raw", raw, &fault));
    const struct plan_policy policy = { 0 };
    struct recording *recording = recording_open(&session, &fault);
    bool good = recording
                && recording_plan(recording, &session, &policy, pool_workers(pool), NULL, &fault)
                && recording_load(recording, true, pool, NULL, &fault);
    if (good)
        check_loaded(recording);
    else
        check_text(fault_text(&fault));
    fault_clear(&fault);
    recording_close(&recording);
    session_free(&session);
    return good;
}

static bool is_asked_for(const struct fuzz_sample *sample) {
    const char *wish = getenv("BLITZ_FUZZ_NAME");
    return !wish || strstr(sample->name, wish);
}

static void damaged_files_do_no_harm(void **state) {
    (void)state;
    struct fault fault = { 0 };
    struct pool *pool = pool_new(2, &fault);
    char *folder = new_folder();
    struct fuzz_samples samples = fuzz_samples_make(folder);
    for (size_t i = 0; i < samples.count; i++) {
        const struct fuzz_sample *sample = &samples.items[i];
        if (!is_asked_for(sample))
            continue;
        char *path = path_in_folder(folder, sample->name);
        long loaded = 0;
        write_bytes(path, sample->bytes, sample->size);
        if (!load(path, sample->raw, pool))
            fail_msg("%s: the sample itself does not load", sample->name);
        unsigned char *bytes = malloc(sample->size);
        for (long round = 0; round < rounds(); round++) {
            memcpy(bytes, sample->bytes, sample->size);
            size_t size = damage(bytes, sample->size, (uint32_t)(round * 7919 + (long)i));
            write_bytes(path, bytes, size);
            print_message("%s, round %ld\r", sample->name, round);
            alarm(LONGEST_SECONDS);
            loaded += load(path, sample->raw, pool);
        }
        alarm(0);
        print_message("%s: %ld of %ld load\n", sample->name, loaded, rounds());
        free(bytes);
        unlink(path);
        free(path);
    }
    fuzz_samples_free(&samples);
    remove_folder(folder);
    pool_free(&pool);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(damaged_files_do_no_harm) };
    return cmocka_run_group_tests_name("fuzz", tests, NULL, NULL);
}
