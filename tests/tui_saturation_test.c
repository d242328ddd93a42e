// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What is saturated is decided anew at the prompt: the screen is then the one of a viewer that was
// started so.

#include "npy_file.h"
#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { SIDE = 20, PIXELS = SIDE * SIDE, FRAMES = 4, COLUMNS = 200, ROWS = 40 };

static char *folder, *bytes_path, *floats_path;

// 40 pixels of 100, 4 of the highest value, else 20.
static int make_files(void **state) {
    (void)state;
    static uint8_t bytes[FRAMES][PIXELS];
    static float floats[FRAMES][PIXELS];
    for (int frame = 0; frame < FRAMES; frame++)
        for (int i = 0; i < PIXELS; i++) {
            bytes[frame][i] = i < 40 ? 100 : i < 44 ? 255 : 20;
            floats[frame][i] = bytes[frame][i];
        }
    folder = new_folder();
    bytes_path = path_in_folder(folder, "bytes.npy");
    floats_path = path_in_folder(folder, "floats.npy");
    write_npy(bytes_path, "|u1", "False", "(4, 20, 20)", bytes, sizeof bytes);
    write_npy(floats_path, "<f4", "False", "(4, 20, 20)", floats, sizeof floats);
    return 0;
}

static int remove_files(void **state) {
    (void)state;
    free(bytes_path);
    free(floats_path);
    remove_folder(folder);
    return 0;
}

// Frame 2, saturated pixels marked.
static void start(struct tui *t, const char *path, const char *option) {
    const char *argv[] = { tui_program(), "--roi=upper=rect:0,0,20,2", "--memory=1G", path, option,
                           NULL };
    assert_true(tui_start(t, COLUMNS, ROWS, argv));
    assert_true(tui_wait_text(t, "of 4"));
    tui_type(t, "2Gs");
    assert_true(tui_wait_text(t, "frame 2 of 4"));
}

// But for the last row, which repeats what was typed.
static bool shows_the_same(struct tui *t, void *context) {
    struct tui *other = context;
    tui_drain(other, 0);
    for (int y = 0; y < ROWS - 1; y++)
        for (int x = 0; x < COLUMNS; x++) {
            struct emulator_cell a = tui_cell(t, y, x), b = tui_cell(other, y, x);
            bool is_blank = a.code == ' ' && b.code == ' '; // has no colour of its own
            if (a.code != b.code || a.background != b.background || a.attributes != b.attributes
                || (!is_blank && a.foreground != b.foreground))
                return false;
        }
    return true;
}

static void check_as_at_start(const char *path) {
    struct tui t, other;
    start(&other, path, "--saturation=100");
    assert_true(tui_wait_text(&other, "44 saturated"));
    start(&t, path, NULL);
    tui_type(&t, ":saturation 100\r");
    assert_true(tui_wait_text(&t, "44 saturated"));
    assert_true(tui_find(&t, "sat", NULL, NULL));
    assert_true(tui_wait(&t, shows_the_same, &other));
    assert_true(tui_quit(&other));
    assert_true(tui_quit(&t));
}

static void of_integers(void **state) {
    (void)state;
    check_as_at_start(bytes_path);
}

static void of_floats(void **state) {
    (void)state;
    check_as_at_start(floats_path);
}

static void undone(void **state) {
    (void)state;
    struct tui t;
    start(&t, bytes_path, NULL);
    assert_true(tui_wait_text(&t, "4 saturated"));
    tui_type(&t, ":saturation 100\r");
    assert_true(tui_wait_text(&t, "44 saturated"));
    tui_type(&t, "u");
    assert_true(tui_wait_gone(&t, "44 saturated"));
    assert_true(tui_wait_text(&t, " 4 saturated"));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_integers),
        cmocka_unit_test(of_floats),
        cmocka_unit_test(undone),
    };
    return cmocka_run_group_tests_name("saturation in the viewer", tests, make_files, remove_files);
}
