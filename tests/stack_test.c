// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/ledger.h"
#include "stack/stack.h"

#include "npy_file.h"

#include <fcntl.h>
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

static void a_stack_is_zero_aligned_and_untouched(void **state) {
    (void)state;
    struct stack stack = { 0 };
    struct shape shape = { .height = 1000, .width = 1001, .channels = 1 };
    assert_true(stack_reserve(&stack, ELEMENT_U16, shape, 8, NULL));
    assert_int_equal(stack.frame_bytes, 1000 * 1001 * 2);
    assert_int_equal((uintptr_t)stack.frames % (2 << 20), 0);
    unsigned char resident[4096];
    assert_true(stack.reserved / 4096 <= sizeof resident);
    assert_int_equal(mincore(stack.frames, stack.reserved, resident), 0);
    for (size_t page = 0; page < stack.reserved / 4096; page++)
        assert_int_equal(resident[page] & 1, 0);
    uint16_t *last = stack_frame(&stack, 7);
    assert_int_equal(last[1000 * 1001 - 1], 0);
    last[1000 * 1001 - 1] = 5;
    stack_release(&stack);
    assert_null(stack.frames);
}

static void sizes_that_do_not_fit_are_refused(void **state) {
    (void)state;
    static const struct {
        struct shape shape;
        size_t slots;
    } cases[] = {
        { { UINT32_MAX, UINT32_MAX, 3 }, 1 },
        { { 1000, 1000, 1 }, SIZE_MAX / 1000 },
        { { 1 << 20, 1 << 20, 1 }, 1 << 20 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stack stack = { 0 };
        struct fault fault = { 0 };
        assert_false(stack_reserve(&stack, ELEMENT_F32, cases[i].shape, cases[i].slots, &fault));
        assert_int_equal(fault.kind, FAULT_LIMIT);
        assert_null(stack.frames);
        fault_clear(&fault);
    }
}

// Frames of 3 x 2 u16 at odd places of a file, 20 bytes apart.
static void a_file_can_be_mapped_from_anywhere(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "raw");
    enum { FRAMES = 1000, OFFSET = 5000, STRIDE = 20 };
    unsigned char *bytes = calloc(OFFSET + FRAMES * STRIDE, 1);
    for (int i = 0; i < OFFSET + FRAMES * STRIDE; i++)
        bytes[i] = (unsigned char)(i * 31 >> 3);
    write_bytes(path, bytes, OFFSET + FRAMES * STRIDE);
    int fd = open(path, O_RDONLY);
    struct stack stack = { 0 };
    struct shape shape = { .height = 2, .width = 3, .channels = 1 };
    assert_true(stack_map(&stack, ELEMENT_U16, shape, FRAMES, fd, OFFSET, STRIDE, NULL));
    close(fd);
    for (size_t slot = 0; slot < FRAMES; slot++)
        assert_memory_equal(stack_frame(&stack, slot), bytes + OFFSET + slot * STRIDE, 12);
    // What was let go is read as before.
    stack_advise(&stack, 3, FRAMES - 3, MAPPING_SEEN);
    stack_advise(&stack, 3, FRAMES - 3, MAPPING_SOON);
    for (size_t slot = 0; slot < FRAMES; slot++)
        assert_memory_equal(stack_frame(&stack, slot), bytes + OFFSET + slot * STRIDE, 12);
    assert_false(stack_was_torn());
    stack_release(&stack);
    free(bytes);
    free(path);
    remove_folder(folder);
}

static void a_file_cut_under_us_reads_as_zero(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "raw");
    size_t size = (size_t)64 << 10;
    unsigned char *bytes = malloc(size);
    memset(bytes, 7, size);
    write_bytes(path, bytes, size);
    int fd = open(path, O_RDONLY);
    struct stack stack = { 0 };
    struct shape shape = { .height = 16, .width = 1024, .channels = 1 };
    assert_true(stack_map(&stack, ELEMENT_U8, shape, 4, fd, 0, 16384, NULL));
    close(fd);
    assert_int_equal(truncate(path, 16384), 0);
    assert_int_equal(((unsigned char *)stack_frame(&stack, 0))[16383], 7);
    assert_false(stack_was_torn());
    assert_int_equal(((unsigned char *)stack_frame(&stack, 3))[5], 0);
    assert_int_equal(((unsigned char *)stack_frame(&stack, 1))[0], 0);
    assert_true(stack_was_torn());
    stack_release(&stack);
    free(bytes);
    free(path);
    remove_folder(folder);
}

// Frames at odd places of two files, in any order; one in memory; one left out.
static void frames_can_be_mapped_one_by_one(void **state) {
    (void)state;
    enum { FRAMES = 300, BYTES = 5000, SIZE = 700000 };
    char *folder = new_folder(), *paths[2];
    unsigned char *bytes[2];
    int fds[2];
    for (int k = 0; k < 2; k++) {
        paths[k] = path_in_folder(folder, k ? "one" : "two");
        bytes[k] = malloc(SIZE);
        for (int i = 0; i < SIZE; i++)
            bytes[k][i] = (unsigned char)((i * 31 >> 3) + k);
        write_bytes(paths[k], bytes[k], SIZE);
        fds[k] = open(paths[k], O_RDONLY);
    }
    struct stack stack = { 0 };
    struct shape shape = { .height = 50, .width = 50, .channels = 1 };
    assert_true(stack_scatter(&stack, ELEMENT_U16, shape, FRAMES, NULL));
    for (size_t i = 2; i < FRAMES; i++)
        assert_true(stack_place(&stack, FRAMES + 1 - i, fds[i & 1], (i * 7919 % 300000) * 2, NULL));
    close(fds[0]);
    close(fds[1]);
    memset(stack_own(&stack, 1, NULL), 9, BYTES);
    for (size_t i = 2; i < FRAMES; i++)
        assert_memory_equal(stack_frame(&stack, FRAMES + 1 - i),
                            bytes[i & 1] + (i * 7919 % 300000) * 2, BYTES);
    for (size_t i = 0; i < BYTES; i++) {
        assert_int_equal(((unsigned char *)stack_frame(&stack, 0))[i], 0);
        assert_int_equal(((unsigned char *)stack_frame(&stack, 1))[i], 9);
    }
    assert_false(mapping_was_torn(&stack.file));
    assert_int_equal(truncate(paths[0], 0), 0);
    assert_int_equal(((unsigned char *)stack_frame(&stack, FRAMES - 1))[0], 0);
    assert_true(mapping_was_torn(&stack.file));
    assert_memory_equal(stack_frame(&stack, FRAMES - 2), bytes[1] + 3 * 7919 * 2, BYTES);
    stack_release(&stack);
    for (int k = 0; k < 2; k++) {
        free(bytes[k]);
        free(paths[k]);
    }
    remove_folder(folder);
}

struct half {
    struct ledger *ledger;
    size_t first;
};

static void *settle_half(void *argument) {
    const struct half *half = argument;
    for (size_t slot = half->first; slot < 3000; slot += 2) {
        ledger_record(half->ledger, slot)->time = (double)slot;
        ledger_record(half->ledger, slot)->flags = slot % 3 ? 0 : FRAME_ROUNDED;
        ledger_settle(half->ledger, slot, slot % 10 ? FRAME_OK : FRAME_UNREADABLE);
    }
    return NULL;
}

// Two loaders settle while a reader looks: what has settled is whole.
static void a_settled_record_is_final(void **state) {
    (void)state;
    struct ledger *ledger = ledger_new(3000, 50, 4);
    assert_int_equal(ledger_read(ledger, 2)->source, 58);
    assert_true(isnan(ledger_read(ledger, 2)->time));
    assert_int_equal(ledger_slot_of(ledger, 58), 2);
    assert_int_equal(ledger_slot_of(ledger, 59), -1);
    assert_int_equal(ledger_slot_of(ledger, 46), -1);
    assert_int_equal(ledger_slot_of(ledger, 50 + 3000 * 4), -1);
    pthread_t threads[2];
    struct half halves[2] = { { ledger, 0 }, { ledger, 1 } };
    for (int i = 0; i < 2; i++)
        pthread_create(&threads[i], NULL, settle_half, &halves[i]);
    while (ledger_settled(ledger) < 3000)
        for (size_t slot = 0; slot < 3000; slot += 97)
            if (ledger_status(ledger, slot) != FRAME_WAITING)
                assert_true(ledger_read(ledger, slot)->time == (double)slot);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    struct ledger_counts counts = ledger_count(ledger);
    assert_int_equal(counts.by_status[FRAME_OK], 2700);
    assert_int_equal(counts.by_status[FRAME_UNREADABLE], 300);
    assert_int_equal(counts.by_status[FRAME_WAITING], 0);
    assert_int_equal(counts.flagged[0], 1000);
    ledger_free(&ledger);
    assert_null(ledger);
}

// Records that nobody has asked for are as those that somebody has, at every place.
static void a_waiting_record_is_there_when_asked_for(void **state) {
    (void)state;
    for (size_t slots = 1; slots < 1100; slots += 51) {
        struct ledger *ledger = ledger_new(slots, 3, 2);
        for (size_t slot = 0; slot < slots; slot++) {
            assert_int_equal(ledger_source(ledger, slot), 3 + 2 * (int64_t)slot);
            assert_int_equal(ledger_status(ledger, slot), FRAME_WAITING);
        }
        for (size_t slot = slots; slot-- > 0; slot -= slot < 100 ? slot : 100) {
            assert_int_equal(ledger_read(ledger, slot)->source, 3 + 2 * (int64_t)slot);
            assert_true(isnan(ledger_read(ledger, slot)->time));
        }
        ledger_settle(ledger, slots - 1, FRAME_SKIPPED);
        assert_int_equal(ledger_count(ledger).by_status[FRAME_WAITING], slots - 1);
        assert_int_equal(ledger_status(ledger, slots - 1), FRAME_SKIPPED);
        ledger_free(&ledger);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_is_zero_aligned_and_untouched),
        cmocka_unit_test(sizes_that_do_not_fit_are_refused),
        cmocka_unit_test(a_file_can_be_mapped_from_anywhere),
        cmocka_unit_test(a_file_cut_under_us_reads_as_zero),
        cmocka_unit_test(frames_can_be_mapped_one_by_one),
        cmocka_unit_test(a_settled_record_is_final),
        cmocka_unit_test(a_waiting_record_is_there_when_asked_for),
    };
    return cmocka_run_group_tests_name("stack", tests, NULL, NULL);
}
