// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A raw file in the viewer: a layout that was wrong is put right at the prompt.

#include "npy_file.h"
#include "pty/tui.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void a_layout_is_put_right_at_the_prompt(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "shot.raw");
    unsigned char bytes[10 + 6 * 64] = { 0 };
    memset(bytes + 10, 77, sizeof bytes - 10);
    write_bytes(path, bytes, sizeof bytes);
    struct tui t;
    const char *argv[] = { tui_program(), "--raw=8x8:u8", path, NULL };
    assert_true(tui_start(&t, 80, 24, argv));
    // The header makes a seventh frame, of one row.
    assert_true(tui_wait_text(&t, "0 of 7"));
    assert_true(tui_wait_text(&t, "1 of 7 recovered"));
    tui_type(&t, ":raw 8x8:u8:10\r");
    assert_true(tui_wait_text(&t, "0 of 6"));
    assert_true(tui_wait_text(&t, "= 77"));
    // Bytes that are left over are said, and why in the information.
    tui_type(&t, ":raw 8x8:u8:9\r");
    assert_true(tui_wait_text(&t, "end not read"));
    tui_type(&t, "i");
    assert_true(tui_wait_text(&t, "bytes are left over"));
    tui_type(&t, "i:raw 8x8:u8:10\r");
    assert_true(tui_wait_gone(&t, "end not read"));
    assert_true(tui_wait_text(&t, "0 of 6"));
    // One that does not fit leaves what is there.
    tui_type(&t, ":raw 800x8:u8\r");
    assert_true(tui_wait_text(&t, "not even a row"));
    assert_true(tui_wait_text(&t, "0 of 6"));
    tui_type(&t, ":raw 8:u8\r");
    assert_true(tui_wait_text(&t, "must be WxH:TYPE"));
    assert_true(tui_quit(&t));
    free(path);
    remove_folder(folder);
}

static void a_table_is_put_right_at_the_prompt(void **state) {
    (void)state;
    char *folder = new_folder(), *path = path_in_folder(folder, "table.txt");
    write_bytes(path, "0 50 61\n1 70 80\n2 93 10\n3 20 30\n", 32);
    struct tui t;
    const char *argv[] = { tui_program(), path, NULL };
    assert_true(tui_start(&t, 80, 24, argv));
    assert_true(tui_wait_text(&t, "1 x 4 x 2"));
    tui_type(&t, ":text rows=no\r");
    assert_true(tui_wait_text(&t, "1 x 4 x 3"));
    // What fits nothing leaves what is there.
    tui_type(&t, ":text separator=tab\r");
    assert_true(tui_wait_text(&t, "no table of numbers with --text=separator=tab"));
    assert_true(tui_wait_text(&t, "1 x 4 x 3"));
    tui_type(&t, ":text rows=perhaps\r");
    assert_true(tui_wait_text(&t, "must be one or more of"));
    assert_true(tui_quit(&t));
    free(path);
    remove_folder(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layout_is_put_right_at_the_prompt),
        cmocka_unit_test(a_table_is_put_right_at_the_prompt),
    };
    return cmocka_run_group_tests_name("tui_raw", tests, NULL, NULL);
}
