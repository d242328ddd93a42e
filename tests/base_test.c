// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/bell.h"
#include "base/natural.h"
#include "base/pool.h"
#include "base/range.h"
#include "base/text.h"
#include "base/thread.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void natural_order_is_the_golden_one(void **state) {
    (void)state;
    static const char *const sorted[] = {
        "1.5", "1.10", "2", "10", "B2", "a1", "a01", "a2", "a10"
    };
    size_t count = sizeof sorted / sizeof *sorted;
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            int order = natural_compare(sorted[i], sorted[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    assert_true(natural_compare("a1b", "a01c") < 0);
    assert_true(natural_compare("a99999999999999999999", "a100000000000000000000") < 0);
}

static void ranges_are_python_slices(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t frames, first, count;
    } cases[] = {
        { ":", 10, 0, 10 },     { "2:5", 10, 2, 3 }, { "-3:", 10, 7, 3 },   { ":-1", 10, 0, 9 },
        { "0:10:3", 10, 0, 4 }, { "5:2", 10, 5, 0 }, { "0:99", 10, 0, 10 }, { "-99:2", 10, 0, 2 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct range range;
        assert_true(range_parse(cases[i].text, &range, NULL));
        struct indices indices = range_resolve(&range, cases[i].frames);
        assert_int_equal(indices.count, cases[i].count);
        if (indices.count)
            assert_int_equal(indices.first, cases[i].first);
    }
    struct range range;
    static const char *const bad[] = { "5", "", "a:b", "1:2:0", "1:2:-1", "1:2:3:4", "1 :2" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fault fault = { 0 };
        assert_false(range_parse(bad[i], &range, &fault));
        assert_int_equal(fault.kind, FAULT_USAGE);
        fault_clear(&fault);
    }
}

static void outside_text_is_made_safe(void **state) {
    (void)state;
    char *safe = text_safe("a\033[31m\n\xff\xc3\xa9\xc2\x85");
    assert_string_equal(safe, "a\\e[31m\\n\\xff\xc3\xa9\\xc2\\x85");
    free(safe);
}

static void code_points_are_written_as_utf_8(void **state) {
    (void)state;
    static const struct {
        uint32_t code;
        const char *bytes;
    } cases[] = {
        { 'A', "A" },
        { 0x7f, "\x7f" },
        { 0x80, "\xc2\x80" },
        { 0xe9, "\xc3\xa9" },
        { 0x7ff, "\xdf\xbf" },
        { 0x800, "\xe0\xa0\x80" },
        { 0x2580, "\xe2\x96\x80" },
        { 0xffff, "\xef\xbf\xbf" },
        { 0x10000, "\xf0\x90\x80\x80" },
        { 0x1f600, "\xf0\x9f\x98\x80" },
        { 0x10ffff, "\xf4\x8f\xbf\xbf" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char bytes[4];
        assert_int_equal(text_utf8_write(cases[i].code, bytes), strlen(cases[i].bytes));
        assert_memory_equal(bytes, cases[i].bytes, strlen(cases[i].bytes));
    }
}

static void blanks_are_cut_off_both_ends(void **state) {
    (void)state;
    char words[] = " \ta b\t ", none[] = "a", only[] = "   ", empty[] = "";
    assert_string_equal(text_trim(words, " \t"), "a b");
    assert_string_equal(text_trim(none, " "), "a");
    assert_string_equal(text_trim(only, " "), "");
    assert_string_equal(text_trim(empty, " "), "");
}

static void numbers_read_back_exactly(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 20000; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        union {
            uint64_t bits;
            double value;
        } d = { .bits = seed };
        union {
            uint32_t bits;
            float value;
        } f = { .bits = (uint32_t)(seed >> 32) };
        if (d.value != d.value || f.value != f.value)
            continue;
        struct text text = { 0 };
        text_add_double(&text, d.value);
        assert_true(strtod(text_string(&text), NULL) == d.value);
        text_clear(&text);
        text_add_float(&text, f.value);
        assert_true(strtof(text_string(&text), NULL) == f.value);
        text_free(&text);
    }
    struct text text = { 0 };
    text_add_double(&text, 0.1);
    text_add_char(&text, ' ');
    text_add_double(&text, 26.80951322366912);
    text_add_char(&text, ' ');
    text_add_float(&text, 26.809513f);
    assert_string_equal(text_string(&text), "0.1 26.80951322366912 26.809513");
    text_free(&text);
}

static bool count_chunk(void *context, size_t chunk, size_t worker) {
    (void)worker;
    atomic_int *seen = context;
    atomic_fetch_add(&seen[chunk], 1);
    return true;
}

static void the_pool_does_every_chunk_once(void **state) {
    (void)state;
    for (size_t workers = 1; workers <= 16; workers *= 4) {
        struct pool *pool = pool_new(workers, NULL);
        assert_non_null(pool);
        for (int side = POOL_FRONT; side <= POOL_BEHIND; side++) {
            atomic_int seen[1000] = { 0 };
            assert_true(pool_run(pool, side, 1000, count_chunk, seen, NULL));
            for (size_t i = 0; i < 1000; i++)
                assert_int_equal(seen[i], 1);
        }
        pool_free(&pool);
        assert_null(pool);
    }
}

static bool cancel_at_third(void *context, size_t chunk, size_t worker) {
    (void)worker;
    if (chunk == 2)
        cancel_ask(context);
    return true;
}

static void a_cancelled_job_begins_no_more_chunks(void **state) {
    (void)state;
    struct pool *pool = pool_new(1, NULL);
    struct cancel cancel = { 0 };
    assert_false(pool_run(pool, POOL_BEHIND, 1000, cancel_at_third, &cancel, &cancel));
    assert_int_equal(pool_begun(pool), 3);
    pool_free(&pool);
}

struct hands {
    struct pool *pool;
    atomic_int in_use[8];
    atomic_int done;
};

static bool use_hand(void *context, size_t chunk, size_t worker) {
    (void)chunk;
    struct hands *hands = context;
    if (worker >= pool_hands(hands->pool) || atomic_exchange(&hands->in_use[worker], 1))
        return false;
    atomic_fetch_add(&hands->done, 1);
    atomic_store(&hands->in_use[worker], 0);
    return true;
}

static void *run_in_front(void *argument) {
    struct hands *hands = argument;
    bool good = true;
    for (int i = 0; i < 50; i++)
        good = pool_run(hands->pool, POOL_FRONT, 20, use_hand, hands, NULL) && good;
    return good ? argument : NULL;
}

// Two callers that help at the same time must not be the same worker.
static void the_pool_serves_two_callers_in_front(void **state) {
    (void)state;
    struct hands hands = { .pool = pool_new(3, NULL) };
    pthread_t thread;
    void *good;
    assert_true(thread_start(&thread, "front", run_in_front, &hands, NULL));
    assert_non_null(run_in_front(&hands));
    pthread_join(thread, &good);
    assert_non_null(good);
    assert_int_equal(atomic_load(&hands.done), 2 * 50 * 20);
    pool_free(&hands.pool);
}

struct waiting {
    struct pool *pool;
    struct cancel cancel;
    struct bell began, go_on;
    int chunks;
};

static bool hold_worker(void *context, size_t chunk, size_t worker) {
    (void)chunk;
    (void)worker;
    struct waiting *waiting = context;
    bell_ring(&waiting->began);
    return bell_wait(&waiting->go_on, -1);
}

static void *run_holder(void *argument) {
    struct waiting *waiting = argument;
    pool_run(waiting->pool, POOL_BEHIND, 1, hold_worker, waiting, NULL);
    return NULL;
}

static bool count_only(void *context, size_t chunk, size_t worker) {
    (void)chunk;
    (void)worker;
    ((struct waiting *)context)->chunks++;
    return true;
}

static void *run_cancelled(void *argument) {
    struct waiting *waiting = argument;
    cancel_ask(&waiting->cancel);
    bell_ring(&waiting->go_on);
    bool done = pool_run(waiting->pool, POOL_BEHIND, 5, count_only, waiting, &waiting->cancel);
    return done ? argument : NULL;
}

static void the_pool_ends_what_was_cancelled_before_it_began(void **state) {
    (void)state;
    struct waiting waiting = { .pool = pool_new(1, NULL) };
    assert_true(bell_open(&waiting.began, NULL) && bell_open(&waiting.go_on, NULL));
    pthread_t holder, cancelled;
    void *done;
    assert_true(thread_start(&holder, "holder", run_holder, &waiting, NULL));
    bell_wait(&waiting.began, -1);
    assert_true(thread_start(&cancelled, "cancelled", run_cancelled, &waiting, NULL));
    pthread_join(cancelled, &done);
    pthread_join(holder, NULL);
    assert_null(done);
    assert_int_equal(waiting.chunks, 0);
    pool_free(&waiting.pool);
    bell_close(&waiting.began);
    bell_close(&waiting.go_on);
}

// Against a look at every index.
static void indices_that_are_in_both(void **state) {
    (void)state;
    for (int64_t step = 1; step < 6; step++)
        for (int64_t first = 0; first < 7; first++) {
            struct indices some = { first, step, 9 }, others = { 3, 2, 8 };
            struct indices both = indices_common(&some, &others);
            int64_t count = 0;
            for (int64_t i = 0; i < 60; i++) {
                bool is_common = indices_contain(&some, i) && indices_contain(&others, i);
                assert_int_equal(indices_contain(&both, i), is_common);
                count += is_common;
            }
            assert_int_equal(both.count, count);
            if (!count)
                continue;
            struct range range = indices_range(&both);
            struct indices again = range_resolve(&range, 60);
            assert_int_equal(again.first, both.first);
            assert_int_equal(again.count, count);
            assert_true(count < 2 || again.step == both.step);
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(natural_order_is_the_golden_one),
        cmocka_unit_test(ranges_are_python_slices),
        cmocka_unit_test(indices_that_are_in_both),
        cmocka_unit_test(outside_text_is_made_safe),
        cmocka_unit_test(code_points_are_written_as_utf_8),
        cmocka_unit_test(blanks_are_cut_off_both_ends),
        cmocka_unit_test(numbers_read_back_exactly),
        cmocka_unit_test(the_pool_does_every_chunk_once),
        cmocka_unit_test(the_pool_serves_two_callers_in_front),
        cmocka_unit_test(the_pool_ends_what_was_cancelled_before_it_began),
        cmocka_unit_test(a_cancelled_job_begins_no_more_chunks),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
