// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What was made by keys in the viewer and by the command that it prints are the same bytes.

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

#include <sys/stat.h>

static char *home;

static int make_home(void **state) {
    (void)state;
    home = tui_home_make();
    return home ? 0 : -1;
}

static int remove_home(void **state) {
    (void)state;
    tui_home_remove(home);
    return 0;
}

static void start(struct tui *t) {
    const char *argv[] = { tui_program(), TUI_DEMO, NULL };
    const struct tui_options options = { .columns = 120, .rows = 30, .home = home };
    assert_true(tui_start_with(t, &options, argv));
    assert_true(tui_wait_text(t, "frame  0 of 60"));
}

static char *read_file(const char *name, size_t *size) {
    char *path = NULL;
    struct stat about;
    assert_true(asprintf(&path, "%s/%s", home, name) > 0);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &about), 0);
    *size = (size_t)about.st_size;
    char *bytes = malloc(*size + 1);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    bytes[*size] = 0;
    fclose(file);
    free(path);
    return bytes;
}

static void assert_same_files(const char *one, const char *other) {
    size_t sizes[2];
    char *bytes[2] = { read_file(one, &sizes[0]), read_file(other, &sizes[1]) };
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(bytes[0], bytes[1], sizes[0]);
    free(bytes[0]);
    free(bytes[1]);
}

static void a_reduction_of_a_range(void **state) {
    (void)state;
    struct tui t;
    start(&t);
    tui_type(&t, "10G[29G]rs");
    assert_true(tui_wait_text(&t, "std:10:30  x,y"));
    tui_type(&t, ":export std.npy\r");
    assert_true(tui_wait_text(&t, "wrote std.npy"));
    assert_true(tui_run_shown(&t, "# the reduction", home, "std_batch.npy"));
    assert_same_files("std.npy", "std_batch.npy");
    // Once more is refused, unless asked for.
    tui_type(&t, ":export std.npy\r");
    assert_true(tui_wait_text(&t, "exists already: export! "));
    tui_type(&t, "re:export! std.npy\r");
    assert_true(tui_wait_text(&t, "wrote std.npy: frame 29"));
    assert_true(tui_quit(&t));
}

static void a_corrected_frame(void **state) {
    (void)state;
    struct tui t;
    start(&t);
    tui_type(&t, "[9G]d");
    assert_true(tui_wait_text(&t, "(raw "));
    tui_type(&t, "40G");
    assert_true(tui_wait_text(&t, "frame 40 of 60"));
    tui_type(&t, ":export frame.tif\r");
    assert_true(tui_wait_text(&t, "wrote frame.tif"));
    tui_type(&t, ":export frame.npy\r");
    assert_true(tui_wait_text(&t, "wrote frame.npy"));
    assert_true(tui_run_shown(&t, "# the frame", home, "frame_batch.npy"));
    assert_same_files("frame.npy", "frame_batch.npy");
    assert_true(tui_quit(&t));
}

static void zones_made_by_keys(void **state) {
    (void)state;
    struct tui t;
    start(&t);
    tui_type(&t, "T");
    assert_true(tui_wait_text(&t, ">roi1"));
    tui_press(&t, TUI_RIGHT);
    tui_press(&t, TUI_DOWN);
    tui_type(&t, ">>\r");
    assert_true(tui_wait_text(&t, ":zone-name"));
    tui_type(&t, "jet\r");
    assert_true(tui_wait_text(&t, ">jet"));
    tui_type(&t, "20h6T");
    assert_true(tui_wait_text(&t, ">roi2"));
    tui_type(&t, "T");
    assert_true(tui_wait_text(&t, ">roi3"));
    tui_press(&t, TUI_DELETE);
    assert_true(tui_wait_gone(&t, "roi3"));
    tui_type(&t, ":export zones.csv\r");
    assert_true(tui_wait_text(&t, "wrote zones.csv: 60 frames, 2 zones"));
    // A square of an eighth of 64 rows around 48,32, moved by 1,1 and grown by 2 on each side.
    tui_type(&t, "!");
    assert_true(tui_wait_text(&t, "jet=rect:43,27,12,12"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_run_shown(&t, "# the zones", home, "zones_batch.csv"));
    assert_same_files("zones.csv", "zones_batch.csv");
    assert_true(tui_quit(&t));
}

static void the_clipboard_gets_the_reading(void **state) {
    (void)state;
    struct tui t;
    start(&t);
    tui_type(&t, "8G");
    assert_true(tui_wait_text(&t, "frame  8 of 60"));
    tui_type(&t, "y");
    assert_true(tui_wait_text(&t, "copied"));
    // "8\t48\t32\t..." begins so in base64.
    assert_memory_equal(t.screen.clipboard, "OAk0OAkzMg", 10);
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reduction_of_a_range),
        cmocka_unit_test(a_corrected_frame),
        cmocka_unit_test(zones_made_by_keys),
        cmocka_unit_test(the_clipboard_gets_the_reading),
    };
    return cmocka_run_group_tests_name("viewer results", tests, make_home, remove_home);
}
