// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A recording that is read again in the viewer: other values, more frames, and what the person did
// stays; one that is gone costs nothing.

#include "npy_file.h"
#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

static void write_frames(const char *path, int frames, int value) {
    unsigned char data[9 * 64];
    memset(data, value, sizeof data);
    char shape[32];
    snprintf(shape, sizeof shape, "(%d, 8, 8)", frames);
    write_npy(path, "|u1", "False", shape, data, (size_t)frames * 64);
}

static void a_recording_is_read_again(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "shot.npy");
    write_frames(path, 6, 77);
    struct tui t;
    const char *argv[] = { tui_program(), path, NULL };
    assert_true(tui_start(&t, 100, 24, argv));
    assert_true(tui_wait_text(&t, "0 of 6"));
    assert_true(tui_wait_text(&t, "= 77"));
    tui_type(&t, ":roi rect:1,2,3,4\r");
    tui_type(&t, "4G");
    assert_true(tui_wait_text(&t, "4 of 6"));
    write_frames(path, 9, 88);
    tui_type(&t, "R");
    assert_true(tui_wait_text(&t, "4 of 9"));
    assert_true(tui_wait_text(&t, "= 88"));
    tui_type(&t, "!");
    assert_true(tui_wait_text(&t, "--roi="));
    tui_type(&t, "\x1b");
    assert_true(tui_wait_gone(&t, "--roi="));
    // Fewer frames than the one that was shown.
    write_frames(path, 2, 99);
    tui_type(&t, ":reload\r");
    assert_true(tui_wait_text(&t, "1 of 2"));
    assert_true(tui_wait_text(&t, "= 99"));
    // Undo takes the zone back, and reads nothing again.
    assert_int_equal(unlink(path), 0);
    tui_type(&t, "u!");
    assert_true(tui_wait_text(&t, "# y copies"));
    assert_true(tui_wait_gone(&t, "--roi="));
    tui_type(&t, "\x1b");
    assert_true(tui_wait_gone(&t, "# y copies"));
    tui_type(&t, ":reload\r");
    assert_true(tui_wait_text(&t, "no such file"));
    assert_true(tui_wait_text(&t, "1 of 2"));
    assert_true(tui_wait_text(&t, "= 99"));
    // It comes back.
    write_frames(path, 5, 55);
    tui_type(&t, "R");
    assert_true(tui_wait_text(&t, "1 of 5"));
    assert_true(tui_wait_text(&t, "= 55"));
    tui_type(&t, "q");
    struct tui_end end = tui_finish(&t);
    assert_int_equal(end.exit_status, 0);
    assert_true(end.restored);
    tui_end_free(&end);
    unlink(path);
    free(path);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_recording_is_read_again) };
    return cmocka_run_group_tests_name("tui_reload", tests, NULL, NULL);
}
