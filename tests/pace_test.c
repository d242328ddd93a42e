// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/pace.h"
#include "ui/slices.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_picture_waits_for_the_answer_to_the_last(void **state) {
    (void)state;
    struct pace pace = { .can_answer = true };
    double until = HUGE_VAL;
    assert_false(pace_waits(&pace, 1, &until));
    assert_true(pace_sent(&pace, 100000, 0, 1));
    assert_true(pace_waits(&pace, 2, &until));
    assert_true(until > 2 && until < HUGE_VAL);
    pace_answered(&pace, 3);
    assert_false(pace_waits(&pace, 3, &until));
    // 100 kB in 2 s.
    assert_float_equal(pace.rate, 50000, 1);
    // Two questions want two answers.
    assert_true(pace_sent(&pace, 100000, 0, 4));
    assert_true(pace_sent(&pace, 100000, 0, 5));
    pace_answered(&pace, 6);
    assert_true(pace_waits(&pace, 6, &until));
    pace_answered(&pace, 7);
    assert_false(pace_waits(&pace, 7, &until));
    // One that nobody asked for changes nothing.
    pace_answered(&pace, 8);
    assert_int_equal(pace.waiting, 0);
}

static void text_is_not_asked_about(void **state) {
    (void)state;
    struct pace pace = { .can_answer = true };
    double until = HUGE_VAL;
    assert_false(pace_sent(&pace, 500, 0, 1));
    assert_false(pace_waits(&pace, 1, &until));
}

static void a_silent_terminal_is_not_waited_for_for_ever(void **state) {
    (void)state;
    struct pace mute = { 0 }, pace = { .can_answer = true };
    double until = HUGE_VAL;
    assert_false(pace_sent(&mute, 100000, 0, 1));
    assert_false(pace_waits(&mute, 1, &until));
    pace_sent(&pace, 100000, 0, 1);
    assert_true(pace_waits(&pace, 1.5, &until));
    assert_false(pace_waits(&pace, until, &until));
    assert_false(pace_sent(&pace, 100000, 0, 20));
    // It was only slow.
    pace_answered(&pace, 21);
    assert_true(pace_sent(&pace, 100000, 0, 22));
}

// Else the late answer to an old question would pass for the new one's, and that one's would be
// left to the shell.
static void answers_that_are_late_are_counted(void **state) {
    (void)state;
    struct pace pace = { .can_answer = true };
    double until = HUGE_VAL;
    pace_sent(&pace, 100000, 0, 1);
    assert_false(pace_waits(&pace, 10, &until));
    assert_int_equal(pace.unanswered, 1);
    pace_answered(&pace, 11);
    pace_sent(&pace, 100000, 0, 12);
    assert_false(pace_waits(&pace, 20, &until));
    pace_answered(&pace, 21);
    assert_int_equal(pace.unanswered, 0);
    pace_sent(&pace, 100000, 0, 22);
    assert_false(pace_waits(&pace, 30, &until));
    pace.can_answer = true;
    pace_sent(&pace, 100000, 0, 31);
    pace_answered(&pace, 31.1);
    assert_int_equal(pace.waiting, 0);
    assert_int_equal(pace.unanswered, 1);
    pace_answered(&pace, 31.2);
    assert_int_equal(pace.unanswered, 0);
}

static void the_limit_of_the_user_holds_without_answers(void **state) {
    (void)state;
    struct pace pace = { 0 };
    double until = HUGE_VAL;
    pace_sent(&pace, 50000, 100000, 10);
    assert_true(pace_waits(&pace, 10.4, &until));
    assert_float_equal(until, 10.5, 1e-9);
    assert_false(pace_waits(&pace, 10.5, &until));
    // What is sent all the same is paid for later.
    pace_sent(&pace, 50000, 100000, 20);
    pace_sent(&pace, 50000, 100000, 20);
    assert_true(pace_waits(&pace, 20.9, &until));
    assert_false(pace_waits(&pace, 21, &until));
}

static void check_quality(const struct pace *pace, uint32_t all, double most_rate,
                          struct pace_quality expected) {
    struct pace_quality quality = pace_choose(pace, all, most_rate);
    assert_int_equal(quality.registers, expected.registers);
    assert_int_equal(quality.block, expected.block);
}

static void a_slow_link_has_fewer_colours_then_blocks(void **state) {
    (void)state;
    struct pace pace = { .can_answer = true };
    const struct pace_quality best = { 64, 1 };
    pace_note_picture(&pace, 100000, best, 64);
    check_quality(&pace, 64, 0, best); // nothing is known of the link
    static const struct {
        double rate;
        struct pace_quality quality;
    } cases[] = { { 1e7, { 64, 1 } },   { 7e5, { 64, 1 } }, { 5e5, { 32, 1 } }, { 3e5, { 16, 1 } },
                  { 1.5e5, { 16, 3 } }, { 6e4, { 16, 6 } }, { 1e3, { 16, 6 } } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pace.rate = cases[i].rate;
        check_quality(&pace, 64, 0, cases[i].quality);
        // The user's limit counts like a link of this rate.
        pace.rate = 1e9;
        check_quality(&pace, 64, cases[i].rate, cases[i].quality);
        pace.rate = 0;
        check_quality(&pace, 64, cases[i].rate, cases[i].quality);
    }
    // A picture with few colours, or in blocks, tells what it would be with all.
    pace.rate = 5e5;
    pace_note_picture(&pace, 36000, (struct pace_quality){ 16, 1 }, 64);
    assert_float_equal(pace.picture_bytes, 100000, 1);
    check_quality(&pace, 64, 0, (struct pace_quality){ 32, 1 });
    check_quality(&pace, 16, 0, (struct pace_quality){ 16, 3 });
    pace_note_picture(&pace, 7920, (struct pace_quality){ 16, 6 }, 64);
    assert_float_equal(pace.picture_bytes, 100000, 1);
    check_quality(&pace, 4, 0, (struct pace_quality){ 4, 3 });
}

// A slice takes no longer than what is bearable, 0.15 s, unless it is a single row.
static void what_takes_long_is_cut(void **state) {
    (void)state;
    struct pace pace = { .can_answer = true };
    const struct pace_quality best = { 64, 1 }, least = { 16, 6 };
    pace_note_picture(&pace, 100000, best, 64);
    assert_int_equal(pace_slice(&pace, best, 64, 40, 0), 0); // nothing is known of the link
    pace.rate = 1e6;
    assert_int_equal(pace_slice(&pace, best, 64, 40, 0), 0);
    pace.rate = 1e5; // 15 kB of 100
    assert_int_equal(pace_slice(&pace, best, 64, 40, 0), 6);
    assert_int_equal(pace_slice(&pace, best, 64, 1, 0), 0);
    assert_int_equal(pace_slice(&pace, least, 64, 40, 0), 0); // 7.9 kB
    assert_int_equal(pace_slice(&pace, best, 64, 40, 5e4), 3);
    pace.rate = 1e3;
    assert_int_equal(pace_slice(&pace, best, 64, 40, 0), 1);
}

static void slices_come_one_by_one(void **state) {
    (void)state;
    struct slices slices = { 0 };
    struct text bytes = { 0 };
    size_t count;
    assert_false(slices_are_left(&slices));
    text_add(&bytes, "text");
    text_add(&bytes, "onetwothree");
    slices_add(&slices, &bytes, 4, (const size_t[]){ 7, 10, 15 }, 3);
    slices_add(&slices, &bytes, 4, NULL, 0);
    static const char *const parts[] = { "one", "two", "three", "onetwothree" };
    for (size_t i = 0; i < 4; i++) {
        assert_true(slices_are_left(&slices));
        const char *next = slices_next(&slices, &count);
        assert_int_equal(count, strlen(parts[i]));
        assert_memory_equal(next, parts[i], count);
    }
    assert_false(slices_are_left(&slices));
    slices_add(&slices, &bytes, 4, (const size_t[]){ 7 }, 1);
    slices_clear(&slices);
    assert_false(slices_are_left(&slices));
    slices_add(&slices, &bytes, 10, NULL, 0);
    assert_memory_equal(slices_next(&slices, &count), "three", 5);
    assert_int_equal(count, 5);
    slices_free(&slices);
    text_free(&bytes);
}

// On a known link plots may take a small part of what a person bears; what is pixels stays so for
// longer than it would become so. What a small burst takes says nothing of the link.
static void plots_are_pixels_where_they_are_not_felt(void **state) {
    (void)state;
    struct pace pace = { .can_answer = true };
    assert_true(pace_bears_plots(&pace, 1000000, false, 0));
    pace.rate = 1e6;
    for (size_t bytes = 100; bytes < 1000000; bytes *= 2) {
        assert_int_equal(pace_bears_plots(&pace, bytes, true, 0), bytes <= 45000);
        assert_int_equal(pace_bears_plots(&pace, bytes, false, 0), bytes <= 11250);
        // The user's limit counts when it is the lower one.
        assert_int_equal(pace_bears_plots(&pace, bytes, true, 1e5), bytes <= 4500);
        assert_int_equal(pace_bears_plots(&pace, bytes, true, 1e9), bytes <= 45000);
    }
    pace_sent(&pace, 5000, 0, 1);
    pace_not_measured(&pace);
    pace_answered(&pace, 2);
    assert_float_equal(pace.rate, 1e6, 0);
    assert_int_equal(pace.unanswered, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_picture_waits_for_the_answer_to_the_last),
        cmocka_unit_test(text_is_not_asked_about),
        cmocka_unit_test(a_silent_terminal_is_not_waited_for_for_ever),
        cmocka_unit_test(answers_that_are_late_are_counted),
        cmocka_unit_test(the_limit_of_the_user_holds_without_answers),
        cmocka_unit_test(a_slow_link_has_fewer_colours_then_blocks),
        cmocka_unit_test(what_takes_long_is_cut),
        cmocka_unit_test(slices_come_one_by_one),
        cmocka_unit_test(plots_are_pixels_where_they_are_not_felt),
    };
    return cmocka_run_group_tests_name("pace", tests, NULL, NULL);
}
