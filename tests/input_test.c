// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/input.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Writes an event as text, for comparison.
static void describe(const struct input_event *event, char *into, size_t size) {
    size_t used = strlen(into);
    into += used;
    size -= used;
    if (event->kind == INPUT_KEY)
        snprintf(into, size, "%s ", event->key);
    else if (event->kind == INPUT_PASTE)
        snprintf(into, size, "<%.*s> ", (int)event->text_length, event->text);
    else if (event->kind == INPUT_MOUSE)
        snprintf(into, size, "mouse%d@%d,%d%c ", event->button, event->row, event->column,
                 event->pressed ? '+' : '-');
    else if (event->reply == REPLY_VERSION)
        snprintf(into, size, "is:%s ", event->version);
    else
        snprintf(into, size, "reply%d:%d/%zu ", event->reply, event->numbers[0],
                 event->number_count);
}

static void collect(struct input *input, char *into, size_t size) {
    struct input_event event;
    while (input_next(input, &event))
        describe(&event, into, size);
}

static const struct {
    const char *bytes, *events;
} streams[] = {
    { "aG \r\t\x7f", "a G Space Enter Tab Backspace " },
    { "\x0c\x01\x1a", "Ctrl-L Ctrl-A Ctrl-Z " },
    { "\303\251\342\202\254\360\237\230\200x", "\303\251 \342\202\254 \360\237\230\200 x " },
    { "\033[A\033[1;2C\033[5~\033[6;5~\033[H\033[4~",
      "Up Shift-Right PageUp Ctrl-PageDown Home End " },
    { "\033OA\033OP\033[15~\033[24;2~\033[[B", "Up F1 F5 Shift-F12 F2 " },
    { "\033[Z\033[3~\033[1;7D", "Shift-Tab Delete Ctrl-Alt-Left " },
    { "\033x\033\303\251\033\r", "Alt-x Alt-\303\251 Alt-Enter " },
    { "\033[c\033[d\033[5^\033[5$", "Shift-Right Shift-Left Ctrl-PageUp Shift-PageUp " },
    { "\033[108;5u\033[27;5;109~", "Ctrl-L Ctrl-M " },
    { "\033[200~a\rb\033[20\033[201~q", "<a\nb[20> q " },
    { "\033[200~\001x\377y\033[31mz\r\n\033[201~", "<xy[31mz\n> " },
    { "\033[?62;1;4c\033[0n\033[12;40R", "reply0:62/3 reply1:0/1 reply2:12/2 " },
    { "\033[I\033[6;17;8t\033[?2026;2$y", "reply3:1/1 reply4:6/3 reply5:2026/2 " },
    { "\033[<0;5;3M\033[<0;5;3m", "mouse0@2,4+ mouse0@2,4- " },
    { "\033[M !!q", "q " },
    { "\033]11;rgb:0000/0000/0000\033\\q\033]0;t\aw", "reply8:0/3 q w " },
    { "\033]11;rgb:ffff/8000/0\aq\033]11;rgba:80/00/ff/ff\033\\", "reply8:255/3 q reply8:128/3 " },
    { "\033]11;rgb:ff/80\aq\033]11;\aw\033]11;rgb://\ae\033]11;rgb:fffff/0/0\ar", "q w e r " },
    { "\033P>|XTerm(379)\033\\q\033_Gi=31;OK\033\\w", "is:XTerm(379) q w " },
    { "\033P>|a\001\302\233b0123456789012345678901234567890123456789012345678901234567890\033\\q",
      "is:ab012345678901234567890123456789012345678901234 q " },
    { "\033[?1;0;256S\033[?2;0;800;510S\033[?1;3;0Sq", "reply6:1/3 reply6:2/4 reply6:1/3 q " },
    { "\033P1;2\030q\033Pabc\033[A", "q Up " },
    { "\377\300\200a\303b\342\202c\355\240\200d", "a b c d " },
    { "\033[1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21;22;23;24;25;26;27;28;29;30;31;32~"
      "k",
      "k " },
    { "\033[99999999999999999999~k\033[=5;1zk\033[!p", "k k " },
};

#define STREAMS (sizeof streams / sizeof *streams)

static void streams_give_the_same_events_wherever_they_are_cut(void **state) {
    (void)state;
    for (size_t i = 0; i < STREAMS; i++) {
        size_t length = strlen(streams[i].bytes);
        for (size_t cut = 0; cut <= length; cut++) {
            struct input *input = input_new(true, 0.05);
            char events[512] = "";
            input_feed(input, streams[i].bytes, cut, 1);
            collect(input, events, sizeof events);
            input_feed(input, streams[i].bytes + cut, length - cut, 1.01);
            collect(input, events, sizeof events);
            assert_string_equal(events, streams[i].events);
            assert_true(isinf(input_deadline(input)));
            input_free(&input);
        }
    }
}

static void a_lone_escape_waits_for_its_time(void **state) {
    (void)state;
    struct input *input = input_new(true, 0.05);
    struct input_event event;
    input_feed(input, "\033", 1, 10);
    assert_false(input_next(input, &event));
    assert_float_equal(input_deadline(input), 10.05, 1e-9);
    input_expire(input, 10.04);
    assert_false(input_next(input, &event));
    input_expire(input, 10.06);
    assert_true(input_next(input, &event));
    assert_string_equal(event.key, "Esc");
    assert_true(isinf(input_deadline(input)));
    // Two of them, then a key.
    char events[64] = "";
    input_feed(input, "\033\033[B", 4, 11);
    collect(input, events, sizeof events);
    assert_string_equal(events, "Esc Down ");
    input_free(&input);
}

static void what_was_cut_off_never_keeps_the_keys_away(void **state) {
    (void)state;
    static const struct {
        const char *bytes, *events;
    } cut[] = {
        { "\033]", "Alt-] q " },
        { "\033[", "Alt-[ q " },
        { "\033O", "Alt-O q " },
        { "\033Pabc", "q " },
        { "\033[12;", "q " },
        { "\342\202", "q " },
        { "\033[200~text", "<text> q " },
        { "\033[M!", "q " },
        { "\033P\033", "q " },
    };
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        struct input *input = input_new(true, 0.05);
        char events[64] = "";
        input_feed(input, cut[i].bytes, strlen(cut[i].bytes), 0);
        assert_true(input_deadline(input) <= 5);
        input_expire(input, 6);
        input_feed(input, "q", 1, 6);
        collect(input, events, sizeof events);
        assert_string_equal(events, cut[i].events);
        input_free(&input);
    }
}

static void without_utf8_high_bytes_are_no_keys(void **state) {
    (void)state;
    struct input *input = input_new(false, 0.05);
    char events[64] = "";
    input_feed(input, "a\303\251b", 4, 0);
    collect(input, events, sizeof events);
    assert_string_equal(events, "a b ");
    input_free(&input);
}

static void any_bytes_end_in_sane_events(void **state) {
    (void)state;
    uint32_t random = 1;
    struct input *input = input_new(true, 0.05);
    for (int round = 0; round < 2000; round++) {
        unsigned char bytes[97];
        for (size_t i = 0; i < sizeof bytes; i++) {
            random = random * 1664525 + 1013904223;
            unsigned choice = random >> 24;
            // Many escapes and brackets, so that deep states are reached.
            bytes[i] = choice < 40 ? 0x1b : choice < 70 ? '[' : (unsigned char)(random >> 16);
        }
        input_feed(input, bytes, sizeof bytes, round);
        struct input_event event;
        while (input_next(input, &event))
            for (const char *at = event.key; *at; at++)
                assert_true((unsigned char)*at >= 0x21 && *at != 0x7f);
        if (round % 10 == 0)
            input_expire(input, round + 6);
    }
    input_free(&input);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_give_the_same_events_wherever_they_are_cut),
        cmocka_unit_test(a_lone_escape_waits_for_its_time),
        cmocka_unit_test(what_was_cut_off_never_keeps_the_keys_away),
        cmocka_unit_test(without_utf8_high_bytes_are_no_keys),
        cmocka_unit_test(any_bytes_end_in_sane_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
