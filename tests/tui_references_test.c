// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// References in the viewer: their health is shown, what is unfit is warned about and stays among
// the messages, undoing takes them away, and the prompt completes their forms.

#include "npy_file.h"
#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { SIDE = 20, PIXELS = SIDE * SIDE, FRAMES = 30 };

static char *folder, *path;

// Frames 0 to 9: 100 but for 4 pixels of 255, which is the highest. 10 to 19: 50 but for 8 pixels
// of 0. The others: 200.
static int make_file(void **state) {
    (void)state;
    static uint8_t data[FRAMES][PIXELS];
    for (int frame = 0; frame < FRAMES; frame++)
        memset(data[frame], frame < 10 ? 100 : frame < 20 ? 50 : 200, PIXELS);
    for (int frame = 0; frame < 10; frame++)
        memset(data[frame], 255, 4);
    for (int frame = 10; frame < 20; frame++)
        memset(data[frame] + 40, 0, 8);
    folder = new_folder();
    path = path_in_folder(folder, "a.npy");
    write_npy(path, "|u1", "False", "(30, 20, 20)", data, sizeof data);
    return 0;
}

static int remove_file(void **state) {
    (void)state;
    free(path);
    remove_folder(folder);
    return 0;
}

static void start(struct tui *t, int columns, int rows) {
    const char *argv[] = { tui_program(), path, NULL };
    assert_true(tui_start(t, columns, rows, argv));
    assert_true(tui_wait_text(t, "of 30"));
}

// 1 % of the pixels are 255, the others 100: the std is 155 sqrt(0.01 * 0.99) = 15.42.
static void a_saturated_dark(void **state) {
    (void)state;
    struct tui t;
    start(&t, 160, 30);
    tui_type(&t, ":dark mean:0:10\r");
    assert_true(tui_wait_text(&t, "dark median 100 std 15.42 n 10 sat 1 %"));
    assert_true(tui_find(&t, "dark 1 % saturated", NULL, NULL));
    assert_true(tui_find(&t, "the dark is saturated in 1 % of its pixels", NULL, NULL));
    // Another that is well takes the words away, but not from the messages.
    tui_type(&t, ":dark mean:20:30\r");
    assert_true(tui_wait_text(&t, "dark median 200 std 0 n 10"));
    assert_false(tui_find(&t, "dark 1 % saturated", NULL, NULL));
    tui_type(&t, ":messages\r");
    assert_true(tui_wait_text(&t, "the dark is saturated in 1 % of its pixels"));
    assert_true(tui_quit(&t));
}

static void a_flat_with_zeros_by_keys(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24);
    tui_type(&t, "10G[19G]f");
    assert_true(tui_wait_text(&t, "flat 2 % zero"));
    tui_type(&t, "e");
    assert_true(tui_wait_text(&t, "the flat is zero in 2 % of its pixels"));
    assert_true(tui_quit(&t));
}

static void on_a_small_screen(void **state) {
    (void)state;
    struct tui t;
    start(&t, 40, 12);
    tui_type(&t, ":dark mean:0:10\r");
    assert_true(tui_wait_text(&t, "dark 1 % saturated"));
    assert_true(tui_quit(&t));
}

static void a_window_says_its_frames(void **state) {
    (void)state;
    struct tui t;
    start(&t, 160, 30);
    tui_type(&t, ":subtract slide:5,lag=2\r");
    assert_true(tui_wait_text(&t, "subtract window 5: none here"));
    tui_type(&t, "12G");
    // Five frames, the last of them three before this one.
    assert_true(tui_wait_text(&t, "subtract window 5: frames 5-9 n 5"));
    assert_true(tui_quit(&t));
}

// Frames 15 to 17 are not loaded, and 50 under the cursor.
static void a_window_beyond_the_range(void **state) {
    (void)state;
    struct tui t;
    start(&t, 160, 30);
    tui_type(&t, ":frames 20:25\r");
    assert_true(tui_wait_text(&t, "(0 of 5 kept)"));
    tui_type(&t, ":subtract slide:3,lag=2\r");
    assert_true(tui_wait_text(&t, "= 150 DN (raw 200)"));
    assert_true(tui_find(&t, "subtract window 3: frames 15-17 n 3", NULL, NULL));
    assert_true(tui_quit(&t));
}

// Frames 0 to 5 of one value each, of which frame 1 is no picture.
static char *make_series(void) {
    char *series = path_in_folder(folder, "series");
    assert_int_equal(mkdir(series, 0700), 0);
    for (int frame = 0; frame < 6; frame++) {
        char name[32];
        uint8_t data[PIXELS];
        memset(data, 10 * (frame + 1), sizeof data);
        snprintf(name, sizeof name, "series/f%d.npy", frame);
        char *file = path_in_folder(folder, name);
        if (frame == 1)
            write_bytes(file, "nonsense", 8);
        else
            write_npy(file, "|u1", "False", "(20, 20)", data, sizeof data);
        free(file);
    }
    return series;
}

static void what_references_lack(void **state) {
    (void)state;
    struct tui t;
    char *series = make_series();
    const char *argv[] = { tui_program(), "--frames=3:6", series, NULL };
    assert_true(tui_start(&t, 160, 30, argv));
    assert_true(tui_wait_text(&t, "(0 of 3 kept)"));
    tui_type(&t, ":dark mean:0:3\r");
    assert_true(tui_wait_text(&t, "dark 2 of 3 frames"));
    assert_true(tui_find(&t, "the dark is made of 2 of its 3 frames", NULL, NULL));
    assert_true(tui_wait_text(&t, "= 20 DN (raw 40)"));
    assert_true(tui_wait_text(&t, "frames: 2 of 3"));
    tui_type(&t, "u");
    assert_true(tui_wait_gone(&t, "dark 2 of 3 frames"));
    tui_type(&t, ":subtract slide:3\r");
    assert_true(tui_wait_text(&t, "1 around not ok"));
    assert_true(tui_wait_text(&t, "1 frame around the range is not ok"));
    assert_true(tui_wait_text(&t, "frames 0-2 n <= 3"));
    assert_true(tui_wait_text(&t, "= 20 DN (raw 40)"));
    assert_true(tui_quit(&t));
    free(series);
}

static void the_prompt_completes_windows(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24);
    tui_type(&t, ":subtract sl");
    tui_press(&t, TUI_TAB);
    assert_true(tui_wait_text(&t, ":subtract slide:"));
    tui_type(&t, "3,op=med");
    tui_press(&t, TUI_TAB);
    assert_true(tui_wait_text(&t, ":subtract slide:3,op=median"));
    tui_type(&t, ",pl");
    tui_press(&t, TUI_TAB);
    assert_true(tui_wait_text(&t, ":subtract slide:3,op=median,place="));
    tui_type(&t, "ce");
    tui_press(&t, TUI_TAB);
    tui_type(&t, "\r");
    assert_true(tui_wait_text(&t, "subtract slide:3,op=median,place=centre"));
    assert_true(tui_quit(&t));
}

static void undoing_the_frame_before(void **state) {
    (void)state;
    struct tui t;
    start(&t, 160, 30);
    tui_type(&t, "12G");
    assert_true(tui_wait_text(&t, "frame 12 of 30"));
    tui_type(&t, "b");
    assert_true(tui_wait_text(&t, "subtract slide:"));
    assert_true(tui_wait_text(&t, "(raw 50)"));
    tui_type(&t, "u");
    assert_true(tui_wait_gone(&t, "subtract slide:"));
    assert_true(tui_wait_gone(&t, "(raw 50)"));
    assert_true(tui_find(&t, "= 50 DN", NULL, NULL));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_saturated_dark),
        cmocka_unit_test(a_flat_with_zeros_by_keys),
        cmocka_unit_test(on_a_small_screen),
        cmocka_unit_test(a_window_says_its_frames),
        cmocka_unit_test(a_window_beyond_the_range),
        cmocka_unit_test(what_references_lack),
        cmocka_unit_test(the_prompt_completes_windows),
        cmocka_unit_test(undoing_the_frame_before),
    };
    return cmocka_run_group_tests_name("references in the viewer", tests, make_file, remove_file);
}
