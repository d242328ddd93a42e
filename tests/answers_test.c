// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is made of a terminal's answers, as terminals of today give them.

#include "term/answers.h"
#include "term/choice.h"
#include "term/input.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define XTERM                                                                              \
    "\033P>|XTerm(379)\033\\\033[4;510;800t\033[6;17;8t\033[?1;0;256S\033[?2;0;1000;1000S" \
    "\033[?2026;0$y\033[?63;1;2;4;6;9;15;16;22;28c"
#define FOOT                                                                                \
    "\033P>|foot(1.13.1)\033\\\033[4;600;1000t\033[6;20;10t\033[?1;0;1024S\033[?2;0;10000;" \
    "10000S\033[?2026;2$y\033[?62;4;22c"
#define MLTERM "\033[4;408;640t\033[6;17;8t\033[?1;0;1024S\033[?1;3;0S\033[?2026;0$y\033[?63;4c"
#define TMUX_33 "\033P>|tmux 3.3a\033\\\033[?1;2c"
#define TMUX_34 "\033P>|tmux 3.4\033\\\033[4;510;800t\033[6;17;8t\033[?1;0;1024S\033[?1;2;4c"

// Feeds bytes in two pieces and takes what is in them.
static struct answers take(const char *bytes, size_t cut) {
    struct answers answers = { .is_asked = true };
    struct input *input = input_new(true, 0.05);
    struct input_event event;
    input_feed(input, bytes, cut, 1);
    input_feed(input, bytes + cut, strlen(bytes) - cut, 1.01);
    while (input_next(input, &event)) {
        assert_int_equal(event.kind, INPUT_REPLY); // no key
        assert_true(answers_take(&answers, &event));
    }
    input_free(&input);
    return answers;
}

static void terminals_are_understood_wherever_answers_are_cut(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        struct answers answers;
    } cases[] = {
        { XTERM,
          { true,
            true,
            true,
            256,
            1000,
            1000,
            8,
            17,
            800,
            510,
            false,
            "XTerm(379)",
            false,
            { 0 } } },
        { FOOT,
          { true,
            true,
            true,
            1024,
            10000,
            10000,
            10,
            20,
            1000,
            600,
            true,
            "foot(1.13.1)",
            false,
            { 0 } } },
        { MLTERM, { true, true, true, 1024, 0, 0, 8, 17, 640, 408, false, "", false, { 0 } } },
        { TMUX_33, { true, true, false, 0, 0, 0, 0, 0, 0, 0, false, "tmux 3.3a", false, { 0 } } },
        { TMUX_34,
          { true, true, true, 1024, 0, 0, 8, 17, 800, 510, false, "tmux 3.4", false, { 0 } } },
        { "\033[?6c", { .is_asked = true, .is_done = true } },
        { "\033[?4c", { .is_asked = true, .is_done = true } }, // a VT132, not sixel
        { "\033]11;rgb:ffff/0000/8080\033\\\033[?6c",
          { .is_asked = true,
            .is_done = true,
            .has_background = true,
            .background = { 255, 0, 128 } } },
        { "", { .is_asked = true } },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (size_t cut = 0; cut <= strlen(cases[i].bytes); cut++) {
            struct answers got = take(cases[i].bytes, cut), wanted = cases[i].answers;
            assert_int_equal(got.is_done, wanted.is_done);
            assert_int_equal(got.sixel, wanted.sixel);
            assert_int_equal(got.registers, wanted.registers);
            assert_int_equal(got.widest, wanted.widest);
            assert_int_equal(got.highest, wanted.highest);
            assert_int_equal(got.cell_width, wanted.cell_width);
            assert_int_equal(got.cell_height, wanted.cell_height);
            assert_int_equal(got.text_width, wanted.text_width);
            assert_int_equal(got.text_height, wanted.text_height);
            assert_int_equal(got.synchronised, wanted.synchronised);
            assert_string_equal(got.name, wanted.name);
            assert_int_equal(got.has_background, wanted.has_background);
            assert_memory_equal(got.background, wanted.background, sizeof got.background);
        }
}

static void numbers_of_no_terminal_are_left_out(void **state) {
    (void)state;
    struct answers got = take("\033[6;0;8t\033[6;9999;8t\033[6t\033[4;0;0t\033[?1;0;0S\033[?1;0S"
                              "\033[?2;0;99999999;5S\033[?S\033[9;9;9t\033[?4242;2$y\033[?c",
                              0);
    assert_true(got.is_done);
    assert_false(got.sixel || got.synchronised);
    assert_int_equal(got.registers | got.widest | got.cell_width | got.text_width, 0);
}

static void only_who_does_not_print_questions_is_asked(void **state) {
    (void)state;
    static const struct {
        const char *term;
        bool asked;
    } cases[] = { { "xterm-256color", true }, { "foot", true },   { "tmux-256color", true },
                  { "screen", true },         { "linux", false }, { "vt100", false },
                  { "dumb", false },          { NULL, false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct caps_environment environment = { .term = cases[i].term,
                                                .codeset = "UTF-8",
                                                .terminfo_colours = 8 };
        struct caps caps = caps_decide(&environment, COLOUR_CHOICE_AUTO);
        struct answers answers = { 0 };
        struct text bytes = { 0 };
        answers_ask(&answers, &caps, &bytes);
        assert_int_equal(answers.is_asked, cases[i].asked);
        assert_int_equal(bytes.length > 0, cases[i].asked);
        // Whoever answers anything answers the last one.
        if (cases[i].asked)
            assert_string_equal(bytes.data + bytes.length - 3, "\033[c");
        text_free(&bytes);
    }
}

static void the_size_of_a_cell_comes_from_who_knows_it(void **state) {
    (void)state;
    static const struct {
        struct tty_size size;
        struct answers answers;
        int width, height; // 0: unknown
    } cases[] = {
        { { 24, 80, 8, 17 }, { .cell_width = 10, .cell_height = 20 }, 8, 17 },
        { { 24, 80, 0, 0 }, { .cell_width = 10, .cell_height = 20 }, 10, 20 },
        { { 24, 80, 1, 17 }, { .cell_width = 10, .cell_height = 20 }, 10, 20 },
        { { 24, 80, 0, 0 }, { .text_width = 805, .text_height = 420 }, 10, 17 },
        { { 24, 80, 500, 900 }, { .text_width = 20, .text_height = 20 }, 0, 0 },
        { { 24, 80, 0, 0 }, { 0 }, 0, 0 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int width = 0, height = 0;
        bool found = answers_cell_size(&cases[i].answers, &cases[i].size, &width, &height);
        assert_int_equal(found, cases[i].width != 0);
        assert_int_equal(width, cases[i].width);
        assert_int_equal(height, cases[i].height);
    }
}

static void the_encoder_follows_wish_and_terminal(void **state) {
    (void)state;
    static const struct caps plain = { true, COLOURS_256, true, false, true },
                             tmux = { true, COLOURS_TRUE, true, true, true },
                             poor = { false, COLOURS_8, true, false, true },
                             grey = { true, COLOURS_NONE, true, false, true };
    static const struct {
        const struct caps *caps;
        const char *said;
        bool has_pixels; // the kernel knows the size of a cell
        enum graphics wish, kind;
        uint32_t registers;
        size_t bytes;
    } cases[] = {
        { &plain, XTERM, true, GRAPHICS_AUTO, GRAPHICS_SIXEL, 64, 0 },
        { &plain, XTERM, false, GRAPHICS_AUTO, GRAPHICS_SIXEL, 64, 0 },
        { &plain, XTERM, true, GRAPHICS_HALF, GRAPHICS_HALF, 0, 0 },
        { &plain, XTERM, true, GRAPHICS_NONE, GRAPHICS_NONE, 0, 0 },
        { &plain, XTERM, true, GRAPHICS_ASCII, GRAPHICS_ASCII, 0, 0 },
        { &grey, XTERM, true, GRAPHICS_AUTO, GRAPHICS_ASCII, 0, 0 },
        { &grey, XTERM, true, GRAPHICS_SIXEL, GRAPHICS_SIXEL, 64, 0 },
        { &poor, "\033[?1;2c", true, GRAPHICS_AUTO, GRAPHICS_ASCII, 0, 0 },
        { &poor, "\033[?1;2c", true, GRAPHICS_HALF, GRAPHICS_ASCII, 0, 0 },
        { &plain, "\033[?1;0;16S\033[?63;4c", true, GRAPHICS_AUTO, GRAPHICS_SIXEL, 16, 0 },
        { &plain, "\033[?1;0;4S\033[?63;4c", true, GRAPHICS_AUTO, GRAPHICS_SIXEL, 4, 0 },
        { &plain, "\033[?63;4c", true, GRAPHICS_AUTO, GRAPHICS_SIXEL, 16, 0 },
        { &plain, "\033[?63;4c", false, GRAPHICS_AUTO, GRAPHICS_HALF, 0, 0 },
        { &plain, "\033[?1;2c", true, GRAPHICS_AUTO, GRAPHICS_HALF, 0, 0 },
        { &plain, "\033[?1;2c", true, GRAPHICS_SIXEL, GRAPHICS_SIXEL, 16, 0 },
        { &plain, "", true, GRAPHICS_AUTO, GRAPHICS_HALF, 0, 0 },
        { &plain, "", true, GRAPHICS_SIXEL, GRAPHICS_HALF, 0, 0 },
        { &plain, XTERM, true, GRAPHICS_QUAD, GRAPHICS_QUAD, 0, 0 },
        { &plain, XTERM, true, GRAPHICS_SEXTANT, GRAPHICS_SEXTANT, 0, 0 },
        { &plain, XTERM, true, GRAPHICS_BRAILLE, GRAPHICS_BRAILLE, 0, 0 },
        { &grey, XTERM, true, GRAPHICS_BRAILLE, GRAPHICS_BRAILLE, 0, 0 },
        { &grey, XTERM, true, GRAPHICS_QUAD, GRAPHICS_ASCII, 0, 0 },
        { &poor, "", true, GRAPHICS_SEXTANT, GRAPHICS_ASCII, 0, 0 },
        { &poor, "", true, GRAPHICS_BRAILLE, GRAPHICS_ASCII, 0, 0 },
        { &tmux, TMUX_33, true, GRAPHICS_AUTO, GRAPHICS_HALF, 0, 0 },
        { &tmux, TMUX_34, true, GRAPHICS_AUTO, GRAPHICS_SIXEL, 64, 1000000 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answers answers = take(cases[i].said, 0);
        struct tty_size size = { 24, 80, cases[i].has_pixels ? 9 : 0,
                                 cases[i].has_pixels ? 18 : 0 };
        struct choice choice = choice_make(cases[i].wish, cases[i].caps, &answers, &size);
        assert_int_equal(choice.kind, cases[i].kind);
        assert_int_equal(choice.sixel.registers, cases[i].registers);
        assert_int_equal(choice.sixel.bytes, cases[i].bytes);
        struct encoder *encoder = choice_encoder(&choice, cases[i].caps);
        if (choice.kind == GRAPHICS_NONE)
            assert_null(encoder);
        else
            assert_string_equal(encoder->kind->name, choice_name(choice.kind));
        encoder_free(&encoder);
        // The same again is the same, and a larger font is not.
        struct choice again = choice_make(cases[i].wish, cases[i].caps, &answers, &size);
        assert_true(choice_equal(&choice, &again));
        size.cell_width = size.cell_height = 25;
        again = choice_make(cases[i].wish, cases[i].caps, &answers, &size);
        if (choice.kind == GRAPHICS_SIXEL)
            assert_false(choice_equal(&choice, &again));
    }
}

static void plots_are_pixels_beside_pixels_in_registers_of_their_own(void **state) {
    (void)state;
    enum { COLOURS = 30 };
    static const struct caps plain = { true, COLOURS_256, true, false, true };
    static const struct caps tmux = { true, COLOURS_256, true, true, true };
#define BACKGROUND "\033]11;rgb:0000/0000/0000\033\\"
    static const struct {
        const struct caps *caps;
        const char *said;
        enum graphics graphics;
        enum plots wish;
        bool pixels;
    } cases[] = {
        { &plain, BACKGROUND XTERM, GRAPHICS_AUTO, PLOTS_AUTO, true },
        { &plain, BACKGROUND XTERM, GRAPHICS_AUTO, PLOTS_SIXEL, true },
        { &plain, BACKGROUND XTERM, GRAPHICS_AUTO, PLOTS_CELLS, false },
        { &plain, BACKGROUND XTERM, GRAPHICS_HALF, PLOTS_SIXEL, false },
        { &plain, BACKGROUND XTERM, GRAPHICS_NONE, PLOTS_SIXEL, false },
        { &plain, "\033[?1;0;256S\033[?63;4c", GRAPHICS_AUTO, PLOTS_AUTO, false },
        { &plain, "\033[?1;0;256S\033[?63;4c", GRAPHICS_AUTO, PLOTS_SIXEL, true },
        { &plain, BACKGROUND "\033[?1;0;94S\033[?63;4c", GRAPHICS_AUTO, PLOTS_AUTO, true },
        { &plain, BACKGROUND "\033[?1;0;93S\033[?63;4c", GRAPHICS_AUTO, PLOTS_AUTO, false },
        { &plain, BACKGROUND "\033[?1;0;93S\033[?63;4c", GRAPHICS_AUTO, PLOTS_SIXEL, false },
        { &plain, BACKGROUND "\033[?63;4c", GRAPHICS_AUTO, PLOTS_SIXEL, false },
        { &plain, BACKGROUND "\033[?1;2c", GRAPHICS_AUTO, PLOTS_AUTO, false },
        { &tmux, BACKGROUND TMUX_34, GRAPHICS_AUTO, PLOTS_AUTO, false },
        { &tmux, BACKGROUND TMUX_34, GRAPHICS_AUTO, PLOTS_SIXEL, true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answers answers = take(cases[i].said, 0);
        struct tty_size size = { 24, 80, 9, 18 };
        struct choice choice = choice_make(cases[i].graphics, cases[i].caps, &answers, &size);
        struct sixel_limits limits;
        assert_int_equal(
            choice_plots(cases[i].wish, &choice, cases[i].caps, &answers, COLOURS, &limits),
            cases[i].pixels);
        if (cases[i].pixels)
            assert_int_equal(limits.first, choice.sixel.registers);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(terminals_are_understood_wherever_answers_are_cut),
        cmocka_unit_test(numbers_of_no_terminal_are_left_out),
        cmocka_unit_test(only_who_does_not_print_questions_is_asked),
        cmocka_unit_test(the_size_of_a_cell_comes_from_who_knows_it),
        cmocka_unit_test(the_encoder_follows_wish_and_terminal),
        cmocka_unit_test(plots_are_pixels_beside_pixels_in_registers_of_their_own),
    };
    return cmocka_run_group_tests_name("answers", tests, NULL, NULL);
}
