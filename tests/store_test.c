// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A stack in a file: what comes back is what was put in, and a file that was touched is no store,
// or its damage is found.

#include "base/alloc.h"
#include "stack/checksum.h"
#include "stack/store.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { SLOTS = 5 };
static const struct shape shape = { .height = 3, .width = 7, .channels = 1 };
static const char path[] = "store_test.stack", part[] = "store_test.part";
static const char key[] = "/a/recording.png 12 34\n--bin=2\n";

static uint16_t value(size_t slot, size_t i) {
    return (uint16_t)(slot * 1000 + i * i);
}

static void make(void) {
    struct store store;
    struct stack stack;
    struct fault fault = { 0 };
    unlink(part);
    if (!store_begin(&store, part, key, ELEMENT_U16, shape, SLOTS, &stack, &fault))
        fail_msg("%s", fault_text(&fault));
    struct ledger *ledger = ledger_new(SLOTS, 10, 3);
    for (size_t slot = 0; slot < SLOTS; slot++) {
        uint16_t *frame = stack_frame(&stack, slot);
        for (size_t i = 0; i < 21; i++)
            frame[i] = value(slot, i);
        store.sums[slot] = checksum(frame, 42);
        struct frame_record *record = ledger_record(ledger, slot);
        record->time = (double)slot * 0.5;
        record->flags = (unsigned)slot;
        record->valid = (struct extent){ 7, slot == 2 ? 1 : 3 };
        record->reason = slot == 2 ? alloc_string("the file ends") : NULL;
        ledger_settle(ledger, slot, slot == 2 ? FRAME_RECOVERED : FRAME_OK);
    }
    if (!store_finish(&store, &stack, key, ledger, path, &fault))
        fail_msg("%s", fault_text(&fault));
    store_end(&store);
    stack_release(&stack);
    ledger_free(&ledger);
    assert_int_equal(access(part, F_OK), -1);
}

static bool opens(const char *with, enum element element, struct shape of, size_t slots) {
    struct stack stack;
    struct store_records records;
    bool good = store_open(path, with, element, of, slots, &stack, &records);
    if (good) {
        store_records_free(&records);
        stack_release(&stack);
    }
    return good;
}

static void what_comes_back_is_what_was_put_in(void **state) {
    (void)state;
    make();
    struct stack stack;
    struct store_records records;
    assert_true(store_open(path, key, ELEMENT_U16, shape, SLOTS, &stack, &records));
    for (size_t slot = 0; slot < SLOTS; slot++) {
        const uint16_t *frame = stack_frame(&stack, slot);
        for (size_t i = 0; i < 21; i++)
            assert_int_equal(frame[i], value(slot, i));
        struct frame_record record = { 0 };
        assert_int_equal(store_record(&records, slot, &record),
                         slot == 2 ? FRAME_RECOVERED : FRAME_OK);
        assert_true(record.time == (double)slot * 0.5);
        assert_int_equal(record.flags, slot);
        assert_int_equal(record.valid.height, slot == 2 ? 1 : 3);
        if (slot == 2)
            assert_string_equal(record.reason, "the file ends");
        else
            assert_null(record.reason);
        free(record.reason);
    }
    store_records_free(&records);
    stack_release(&stack);
    assert_int_equal(store_verify(path), 0);
    struct store_about about;
    assert_true(store_look(path, &about));
    assert_string_equal(about.key, key);
    assert_int_equal(about.slots, SLOTS);
    store_about_free(&about);
}

static void another_wish_does_not_find_it(void **state) {
    (void)state;
    make();
    assert_true(opens(key, ELEMENT_U16, shape, SLOTS));
    assert_false(opens("/a/recording.png 12 35\n--bin=2\n", ELEMENT_U16, shape, SLOTS));
    assert_false(opens(key, ELEMENT_I16, shape, SLOTS));
    assert_false(opens(key, ELEMENT_U16, (struct shape){ 7, 3, 1 }, SLOTS));
    assert_false(opens(key, ELEMENT_U16, shape, SLOTS + 1));
    assert_false(opens(key, ELEMENT_U16, shape, SLOTS - 1));
}

// Each byte of header, key and records is under a checksum; those of frames are found by reading.
static void every_touch_is_noticed(void **state) {
    (void)state;
    make();
    int fd = open(path, O_RDWR);
    off_t size = lseek(fd, 0, SEEK_END);
    int refused = 0, found = 0;
    for (off_t at = 0; at < size; at++) {
        unsigned char byte;
        assert_int_equal(pread(fd, &byte, 1, at), 1);
        if (at > 600 && at < 65536)
            at = 65536 - 1; // room between key and frames
        else if (at > 65536 + SLOTS * 42 && at < 131072)
            at = 131072 - 1; // and behind the frames
        else {
            unsigned char changed = byte ^ 1;
            assert_int_equal(pwrite(fd, &changed, 1, at), 1);
            refused += !opens(key, ELEMENT_U16, shape, SLOTS);
            found += store_verify(path) > 0;
            assert_int_equal(pwrite(fd, &byte, 1, at), 1);
        }
    }
    assert_int_equal(found, SLOTS * 42);
    assert_in_range(refused, 100 + (int)strlen(key), 1200);
    for (off_t length = size - 1; length > 0; length -= length > 131072 ? 1 : 997) {
        assert_int_equal(ftruncate(fd, length), 0);
        assert_false(opens(key, ELEMENT_U16, shape, SLOTS));
    }
    close(fd);
}

// What begins and is not finished leaves no file.
static void an_end_without_a_finish_removes_it(void **state) {
    (void)state;
    struct store store;
    struct stack stack;
    unlink(part);
    assert_true(store_begin(&store, part, key, ELEMENT_U8, shape, SLOTS, &stack, NULL));
    assert_int_equal(access(part, F_OK), 0);
    store_end(&store);
    assert_int_equal(access(part, F_OK), -1);
    memset(stack_frame(&stack, 4), 1, 21); // the mapping lives on
    stack_release(&stack);
}

static void sums_know_places(void **state) {
    (void)state;
    unsigned char bytes[200] = { 0 };
    for (size_t count = 0; count < sizeof bytes; count++) {
        uint64_t sum = checksum(bytes, count);
        assert_true(count == 0 || sum != checksum(bytes, count - 1));
        for (size_t i = 0; i < count; i++) {
            bytes[i] ^= 0x80;
            assert_true(checksum(bytes, count) != sum);
            bytes[i] ^= 0x80;
        }
    }
    bytes[0] = 1;
    uint64_t first = checksum(bytes, 64);
    bytes[0] = 0;
    bytes[8] = 1;
    assert_true(first != checksum(bytes, 64));
}

static int clean(void **state) {
    (void)state;
    unlink(path);
    unlink(part);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_comes_back_is_what_was_put_in),
        cmocka_unit_test(another_wish_does_not_find_it),
        cmocka_unit_test(every_touch_is_noticed),
        cmocka_unit_test(an_end_without_a_finish_removes_it),
        cmocka_unit_test(sums_know_places),
    };
    return cmocka_run_group_tests(tests, NULL, clean);
}
