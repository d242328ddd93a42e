// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The viewer as a person uses it: keys in, a screen out.

#include "base/alloc.h"
#include "pty/tui.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void keys_move_in_time(void **state) {
    (void)state;
    static const struct {
        const char *keys, *shown;
    } steps[] = {
        { ".", "frame  1 of 60" },
        { "5.", "frame  6 of 60" },
        { ",", "frame  5 of 60" },
        { "G", "frame 59 of 60" },
        { ".", "frame 59 of 60" },
        { "g", "frame  0 of 60" },
        { "23G", "frame 23 of 60" },
        { "50%", "frame 30 of 60" },
        { "100%", "frame 59 of 60" },
        { "7Gma", "bookmark a: frame 7" },
        { "g", "frame  0 of 60" },
        { "'a", "frame  7 of 60" },
        { "900G", "frames go from 0 to 59" },
        { "3G", "frame  3 of 60" },
        { ":41\r", "frame 41 of 60" },
        { ":goto 2\r", "frame  2 of 60" },
    };
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        tui_type(&t, steps[i].keys);
        assert_true(tui_wait_text(&t, steps[i].shown));
    }
    tui_press(&t, TUI_RIGHT);
    assert_true(tui_wait_text(&t, "frame  3 of 60"));
    tui_press(&t, TUI_SHIFT_RIGHT);
    assert_true(tui_wait_text(&t, "frame 13 of 60"));
    tui_press(&t, TUI_PAGE_DOWN);
    assert_true(tui_wait_text(&t, "frame 19 of 60"));
    tui_press(&t, TUI_HOME);
    assert_true(tui_wait_text(&t, "frame  0 of 60"));
    assert_true(tui_quit(&t));
}

// Value of a pixel of a frame, as the batch verb exports it.
static unsigned exported(const struct tui *t, int frame, int x, int y) {
    unsigned char sample[2];
    char *command = NULL, *path = NULL;
    assert_true(asprintf(&path, "%s/value%d.npy", t->home, frame) > 0);
    assert_true(asprintf(&command, "'%s' export -q --frame=%d -o '%s' '%s'", tui_program(), frame,
                         path, TUI_DEMO)
                > 0);
    assert_int_equal(system(command), 0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    // The samples are the end of the file.
    assert_int_equal(fseek(file, -2 * (96 * 64 - (y * 96 + x)), SEEK_END), 0);
    assert_int_equal(fread(sample, 1, 2, file), 2);
    fclose(file);
    remove(path);
    free(command);
    free(path);
    return sample[0] | (unsigned)sample[1] << 8;
}

static void the_value_under_the_cursor_is_exact(void **state) {
    (void)state;
    static const struct {
        const char *keys;
        int frame, x, y;
    } places[] = { { "", 0, 48, 32 },      { "17G", 17, 48, 32 },  { "20h5k", 17, 28, 27 },
                   { "200l", 17, 95, 27 }, { "200j", 17, 95, 63 }, { "31G", 31, 95, 63 },
                   { "+++", 31, 95, 63 },  { "30h", 31, 65, 63 } };
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char text[64];
        snprintf(text, sizeof text, "frame %2d of 60  x,y %d,%d = %u DN", places[i].frame,
                 places[i].x, places[i].y, exported(&t, places[i].frame, places[i].x, places[i].y));
        tui_type(&t, places[i].keys);
        assert_true(tui_wait_text(&t, text));
    }
    assert_true(tui_quit(&t));
}

static void the_prompt_completes_remembers_and_complains(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, ":levl");
    tui_press(&t, TUI_BACKSPACE);
    tui_press(&t, TUI_TAB);
    assert_true(tui_wait_text(&t, ":levels"));
    tui_type(&t, " 100:4000\r");
    assert_true(tui_wait_text(&t, "levels fixed 100..4000"));
    tui_type(&t, ":lut vir");
    tui_press(&t, TUI_TAB);
    assert_true(tui_wait_text(&t, ":lut viridis"));
    tui_type(&t, "\r");
    assert_true(tui_wait_text(&t, "viridis"));
    tui_type(&t, ":");
    tui_press(&t, TUI_UP);
    tui_press(&t, TUI_UP);
    assert_true(tui_wait_text(&t, ":levels 100:4000"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, ":levels"));
    tui_type(&t, ":frobnicate\r");
    assert_true(tui_wait_text(&t, "frobnicate"));
    assert_true(tui_wait_text(&t, "is no command"));
    tui_type(&t, ":bin 1000\r");
    assert_true(tui_wait_text(&t, "bin"));
    tui_type(&t, "9G");
    assert_true(tui_wait_text(&t, "frame  9 of 60"));
    assert_true(tui_quit(&t));
}

static void help_is_found_searched_and_closed(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 40, 12));
    assert_true(tui_find(&t, "? help", NULL, NULL));
    tui_type(&t, "?");
    assert_true(tui_wait_text(&t, "next frame"));
    tui_type(&t, "/saturat\r");
    assert_true(tui_wait_text(&t, "mark saturated and NaN"));
    // Leaving the help does not leave the program.
    tui_type(&t, "q");
    assert_true(tui_wait_gone(&t, "mark saturated and NaN"));
    tui_type(&t, "4G");
    assert_true(tui_wait_text(&t, "frame  4 of 60"));
    tui_type(&t, ":abc");
    assert_true(tui_wait_text(&t, ":abc"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, ":abc"));
    tui_type(&t, "5G");
    assert_true(tui_wait_text(&t, "frame  5 of 60"));
    assert_true(tui_quit(&t));
}

static void undo_goes_back_and_redo_forward(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, ":levels 1:2\r:levels 3:4\r");
    assert_true(tui_wait_text(&t, "fixed 3..4"));
    tui_type(&t, "u");
    assert_true(tui_wait_text(&t, "fixed 1..2"));
    tui_type(&t, "u");
    assert_true(tui_wait_gone(&t, "fixed"));
    tui_type(&t, "\022\022");
    assert_true(tui_wait_text(&t, "fixed 3..4"));
    assert_true(tui_quit(&t));
}

static void metadata_is_shown_and_searched(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 120, 30));
    assert_true(tui_wait_text(&t, "information"));
    tui_type(&t, "/seed =\r");
    assert_true(tui_wait_text(&t, "seed = 1"));
    tui_type(&t, "/nowhere\r");
    assert_true(tui_wait_text(&t, "'nowhere' is not there"));
    assert_true(tui_quit(&t));
}

static void playing_reaches_the_end(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, "}}}} ");
    assert_true(tui_wait_text(&t, "frame 59 of 60"));
    assert_true(tui_wait_gone(&t, "play "));
    assert_true(tui_quit(&t));
}

static void ctrl_z_gives_the_terminal_back_and_returns(void **state) {
    (void)state;
    struct tui t;
    bool attributes = false;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, "8G");
    assert_true(tui_wait_text(&t, "frame  8 of 60"));
    tui_type(&t, "\032");
    assert_true(tui_wait_stopped(&t, &attributes));
    assert_true(attributes);
    assert_false(t.screen.alternate);
    tui_signal(&t, SIGCONT);
    assert_true(tui_wait_text(&t, "frame  8 of 60"));
    assert_true(t.screen.alternate);
    assert_true(tui_quit(&t));
}

static void it_works_without_colours_and_unicode(void **state) {
    (void)state;
    static const char *const terms[] = { "vt100", "linux", "xterm", "screen-256color" };
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        static const char *const environment[] = { "LC_ALL=C", "NO_COLOR=1", NULL };
        const char *argv[] = { tui_program(), TUI_DEMO, NULL };
        struct tui_options options = {
            .columns = 80, .rows = 24, .term = terms[i], .environment = i % 2 ? NULL : environment
        };
        struct tui t;
        assert_true(tui_start_with(&t, &options, argv));
        assert_true(tui_wait_text(&t, "frame  0 of 60"));
        tui_type(&t, "9G");
        assert_true(tui_wait_text(&t, "frame  9 of 60"));
        tui_type(&t, "q");
        struct tui_end end = tui_finish(&t);
        assert_int_equal(end.exit_status, 0);
        assert_true(end.restored);
        tui_end_free(&end);
    }
}

static bool shows_stopped(struct tui *t, void *context) {
    (void)context;
    return tui_find(t, "stopped", NULL, NULL);
}

// Esc closes what is open and leaves alone what runs; the next one, with nothing open, stops it.
static void escape_that_closes_stops_nothing(void **state) {
    (void)state;
    static const struct {
        const char *open, *shown;
    } closed[] = { { "?", "help:" }, { "!", "the command of this session" }, { ":goto", ":goto" } };
    struct tui t;
    const char *argv[] = { tui_program(), "--memory=4G", "--jobs=1",
                           "demo:jet?frames=12000,size=384x384,seed=1", NULL };
    assert_true(tui_start(&t, 80, 24, argv));
    assert_true(tui_wait_text(&t, "loading"));
    for (size_t i = 0; i < sizeof closed / sizeof *closed; i++) {
        tui_type(&t, closed[i].open);
        assert_true(tui_wait_text(&t, closed[i].shown));
        tui_press(&t, TUI_ESCAPE);
        assert_true(tui_wait_gone(&t, closed[i].shown));
        assert_false(shows_stopped(&t, NULL));
        assert_true(tui_find(&t, "loading", NULL, NULL));
    }
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait(&t, shows_stopped, NULL));
    assert_true(tui_quit(&t));
}

// What cannot be made is not said to be on its way.
static void a_dark_that_is_not_there_is_not_awaited(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    tui_type(&t, ":dark nosuch.npy\r");
    assert_true(tui_wait_text(&t, "no such file"));
    assert_true(tui_wait_text(&t, "NOT made, raw values"));
    tui_type(&t, "d");
    assert_true(tui_wait_gone(&t, "NOT made"));
    tui_type(&t, "T:zone-name a=b\r");
    assert_true(tui_wait_text(&t, "the name of a zone has no ="));
    assert_true(tui_quit(&t));
}

// Frame 20 less the mean of the frames 18 and 19, from what the batch verb exports.
static void a_sliding_background_is_subtracted(void **state) {
    (void)state;
    struct tui t;
    assert_true(tui_start_demo(&t, 80, 24));
    double mean = (exported(&t, 18, 48, 32) + exported(&t, 19, 48, 32)) / 2.0;
    char text[64];
    snprintf(text, sizeof text, "x,y 48,32 = %g DN", exported(&t, 20, 48, 32) - mean);
    tui_type(&t, "20G2b");
    assert_true(tui_wait_text(&t, "subtract slide:2,edge=nearest"));
    assert_true(tui_wait_text(&t, text));
    tui_type(&t, "b");
    snprintf(text, sizeof text, "x,y 48,32 = %u DN", exported(&t, 20, 48, 32));
    assert_true(tui_wait_text(&t, text));
    assert_true(tui_quit(&t));
}

static void colour_has_no_colour_map(void **state) {
    (void)state;
    char *home = tui_home_make();
    char *path = alloc_format("%s/rgb.ppm", home);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fputs("P6 8 8 255\n", file);
    for (int i = 0; i < 64; i++)
        fwrite((unsigned char[]){ 200, (unsigned char)(3 * i), 10 }, 3, 1, file);
    fclose(file);
    struct tui t;
    const char *argv[] = { tui_program(), path, NULL };
    assert_true(tui_start(&t, 80, 24, argv));
    assert_true(tui_wait_text(&t, "  RGB"));
    assert_true(tui_wait_text(&t, "levels"));
    assert_false(tui_find(&t, "grey", NULL, NULL));
    tui_type(&t, "c");
    assert_true(tui_wait_text(&t, "colour maps are for one channel"));
    assert_true(tui_quit(&t));
    free(path);
    tui_home_remove(home);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_move_in_time),
        cmocka_unit_test(the_value_under_the_cursor_is_exact),
        cmocka_unit_test(the_prompt_completes_remembers_and_complains),
        cmocka_unit_test(help_is_found_searched_and_closed),
        cmocka_unit_test(undo_goes_back_and_redo_forward),
        cmocka_unit_test(metadata_is_shown_and_searched),
        cmocka_unit_test(playing_reaches_the_end),
        cmocka_unit_test(ctrl_z_gives_the_terminal_back_and_returns),
        cmocka_unit_test(escape_that_closes_stops_nothing),
        cmocka_unit_test(a_dark_that_is_not_there_is_not_awaited),
        cmocka_unit_test(a_sliding_background_is_subtracted),
        cmocka_unit_test(colour_has_no_colour_map),
        cmocka_unit_test(it_works_without_colours_and_unicode),
    };
    return cmocka_run_group_tests_name("viewer", tests, NULL, NULL);
}
