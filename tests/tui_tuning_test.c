// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Parameters that are found in the viewer: what is found, shown, applied, undone, stopped, and what
// cannot be found.

#include "npy_file.h"
#include "pty/tui.h"
#include "source/demo.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static char *home;

static void write_u8(const char *name, const char *shape, const uint8_t *data, size_t bytes) {
    char *path = path_in_folder(home, name);
    write_npy(path, "|u1", "False", shape, data, bytes);
    free(path);
}

static void write_f32(const char *name, const char *shape, const float *data, size_t count) {
    char *path = path_in_folder(home, name);
    write_npy(path, "<f4", "False", shape, data, count * sizeof *data);
    free(path);
}

static int make_files(void **state) {
    (void)state;
    home = tui_home_make();
    if (!home)
        return -1;
    static const uint8_t classes[] = { 10, 12, 10, 12, 30, 32, 30, 32,
                                       30, 32, 30, 32, 30, 32, 30, 32 };
    static const uint8_t four[] = { 2, 3, 5, 9 }, flat[] = { 5, 5, 5, 5, 5, 5, 5, 5 };
    static const float s[] = { 0, 40, 80, 120 }, quarter[] = { 100, 110, 120, 130 };
    write_u8("classes.npy", "(2, 4, 2)", classes, sizeof classes);
    write_u8("four.npy", "(1, 2, 2)", four, sizeof four);
    write_u8("flat.npy", "(2, 2, 2)", flat, sizeof flat);
    write_f32("s.npy", "(1, 2, 2)", s, 4);
    write_f32("quarter.npy", "(1, 2, 2)", quarter, 4);
    return 0;
}

static int remove_files(void **state) {
    (void)state;
    tui_home_remove(home);
    return 0;
}

static void start(struct tui *t, int columns, int rows, const char *path) {
    const char *argv[] = { tui_program(), path, NULL };
    const struct tui_options options = { .columns = columns, .rows = rows, .home = home };
    assert_true(tui_start_with(t, &options, argv));
    assert_true(tui_wait_text(t, " of "));
    assert_true(tui_wait_text(t, "x,y "));
}

// The number behind a text on the screen.
static double number_after(struct tui *t, const char *text) {
    int row;
    assert_true(tui_find(t, text, &row, NULL));
    const char *found = strstr(tui_text(t, row), text);
    assert_non_null(found);
    return strtod(found + strlen(text), NULL);
}

static void assert_near(double value, double wanted, double distance) {
    if (!(fabs(value - wanted) <= distance))
        fail_msg("%g is not %g", value, wanted);
}

// ── each of them ───────────────────────────────────────────────────────────────────────────────

// 4 pixels of 10 and 12, 12 of 30 and 32: parted anywhere between 12 and 30, in the middle by a
// soft threshold that finds both alike. With the levels 12 and 30 each class has one shade.
static void a_threshold(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "classes.npy");
    assert_true(tui_wait_text(&t, "levels 10..32"));
    tui_type(&t, ":tune threshold\r");
    assert_true(tui_wait_text(&t, "Enter applies --levels=12:30"));
    double threshold = number_after(&t, "all: threshold ");
    assert_true(threshold > 12 && threshold < 30);
    assert_true(tui_find(&t, " DN, 75 % above, separation ", NULL, NULL));
    assert_true(tui_find(&t, "above it: 50 % in frame 0 to 100 % in frame 1", NULL, NULL));
    assert_true(tui_find(&t, ">tuning threshold: separation", NULL, NULL));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, "levels fixed 12..30"));
    assert_true(tui_find(&t, "applied --levels=12:30: u undoes it", NULL, NULL));
    assert_true(tui_wait_gone(&t, "tuning threshold"));
    tui_type(&t, "u");
    assert_true(tui_wait_text(&t, "levels 10..32"));
    assert_true(tui_quit(&t));
}

// The between-class variance, of the whole: means 11 and 31 apart by 20, shares 1/4 and 3/4, and a
// variance of 1 within each class: 75 / 76.
static void the_curve_of_the_objective(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "classes.npy");
    tui_type(&t, "p");
    assert_true(tui_wait_text(&t, "threshold  exposure  background  register"));
    tui_type(&t, "th\t\r");
    assert_true(tui_wait_text(&t, "75 % above, separation 0.9868"));
    assert_true(tui_find(&t, "[DN] ", NULL, NULL));
    assert_true(tui_wait_text(&t, "threshold: found. Enter applies it, Esc leaves it"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, "tuning threshold"));
    assert_false(tui_find(&t, "levels fixed", NULL, NULL));
    assert_true(tui_quit(&t));
}

// Four values have a shade each between any levels that part them: 2 bits, and the widest win.
static void levels(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "four.npy");
    tui_type(&t, ":tune exposure\r");
    assert_true(tui_wait_text(&t, "all: --levels=2:9 shows 2 bits, the automatic levels 2"));
    assert_true(tui_find(&t, ">tuning exposure: entropy [bit] low high", NULL, NULL));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, "levels fixed 2..9"));
    tui_type(&t, "u");
    assert_true(tui_wait_gone(&t, "levels fixed"));
    assert_true(tui_quit(&t));
}

// Pixels are 100 + 0.25 s: with a quarter of s nothing is left, with all of it 0.75 of its spread.
static void an_amount(void **state) {
    (void)state;
    struct tui t;
    start(&t, 100, 30, "quarter.npy");
    tui_type(&t, ":subtract s.npy\r");
    assert_true(tui_wait_text(&t, "(raw "));
    tui_type(&t, ":tune background\r");
    assert_true(tui_wait_text(&t, "before 33.54 DN"));
    assert_near(number_after(&t, " --subtract=s.npy@"), 0.25, 1e-6);
    assert_near(number_after(&t, " structure "), 0, 1e-5);
    assert_true(tui_find(&t, "4 pixels compared", NULL, NULL));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, "applied --subtract=s.npy@"));
    assert_true(tui_wait_text(&t, "subtract s.npy@0.2"));
    tui_type(&t, "u");
    assert_true(tui_wait_gone(&t, "subtract s.npy@0.2"));
    assert_true(tui_find(&t, "subtract s.npy", NULL, NULL));
    assert_true(tui_quit(&t));
}

// Of a table of shifts, how far they are from the truth, as a mean square.
static double square_of_distance(const char *name, int64_t frames) {
    char *path = path_in_folder(home, name), line[200];
    FILE *file = fopen(path, "r");
    double x0, y0, sum = 0;
    int64_t count = 0;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    assert_string_equal(line, "frame,dx [px],dy [px],quality\n");
    demo_drift(0, &x0, &y0);
    while (fgets(line, sizeof line, file)) {
        double frame, dx, dy, quality, x, y;
        assert_int_equal(sscanf(line, "%lf,%lf,%lf,%lf", &frame, &dx, &dy, &quality), 4);
        assert_true(quality >= 7);
        demo_drift((int64_t)frame, &x, &y);
        sum += (dx - x + x0) * (dx - x + x0) + (dy - y + y0) * (dy - y + y0);
        count++;
    }
    assert_int_equal(count, frames);
    fclose(file);
    free(path);
    return sum / (double)count;
}

static void shifts(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "demo:jet?frames=40");
    tui_type(&t, ":tune register --roi=sky=rect:0,0,512,96\r");
    assert_true(tui_wait_text(&t, "sky: 40 of 40 frames against frame 0"));
    assert_true(tui_find(&t, ">tuning register: shift [px] x y", NULL, NULL));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, ":export shifts.csv"));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, "wrote shifts.csv: tuning: register"));
    assert_true(square_of_distance("shifts.csv", 40) < 0.05 * 0.05);
    assert_true(tui_quit(&t));
}

// ── the same as the verb ───────────────────────────────────────────────────────────────────────

static void assert_same_as_verb(struct tui *t, const char *name) {
    char *command = NULL;
    assert_true(asprintf(&command, ":export %s.csv\r", name) > 0);
    tui_type(t, command);
    free(command);
    assert_true(asprintf(&command, "wrote %s.csv", name) > 0);
    assert_true(tui_wait_text(t, command));
    free(command);
    assert_true(asprintf(&command, "%s_batch.csv", name) > 0);
    assert_true(tui_run_shown(t, "# the tuning", home, command));
    free(command);
    assert_true(asprintf(&command, "cd '%s' && cmp %s.csv %s_batch.csv", home, name, name) > 0);
    assert_int_equal(system(command), 0);
    free(command);
}

// Of the marked range, the selected of two zones, and corrected.
static void the_verb_finds_the_same(void **state) {
    (void)state;
    struct tui t;
    start(&t, 160, 40, "demo:jet?frames=60,size=256x256");
    tui_type(&t, ":dark mean:0:5\r:roi one=rect:0,0,9,9\r:roi two=rect:8,4,240,90\r");
    assert_true(tui_wait_text(&t, "(raw "));
    tui_type(&t, "20G[49G]z");
    assert_true(tui_wait_text(&t, "range 20:50"));
    tui_type(&t, ":tune threshold\r");
    assert_true(tui_wait_text(&t, "two: threshold "));
    assert_same_as_verb(&t, "threshold");
    tui_type(&t, ":tune exposure\r");
    assert_true(tui_wait_text(&t, "two: --levels="));
    assert_same_as_verb(&t, "exposure");
    tui_type(&t, ":tune background\r");
    assert_true(tui_wait_text(&t, "21600 pixels compared"));
    assert_same_as_verb(&t, "background");
    tui_type(&t, ":tune register --no-dark --reduce=mean\r");
    assert_true(tui_wait_text(&t, "two: 30 of 30 frames against mean"));
    assert_same_as_verb(&t, "register");
    tui_type(&t, "!");
    assert_true(tui_wait_text(
        &t, "blitz tune register --frames=20:50 --roi=two=rect:8,4,240,90 --reduce=mean"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, "the command of this session"));
    assert_true(tui_quit(&t));
}

// ── what does not go well ──────────────────────────────────────────────────────────────────────

static void a_failure_is_one(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "flat.npy");
    tui_type(&t, ":tune threshold\r");
    assert_true(tui_wait_text(&t, "failed: all: all values are equal: nothing to part"));
    assert_true(tui_find(&t, "tune threshold failed: ", NULL, NULL));
    assert_false(tui_find(&t, "Enter applies --", NULL, NULL));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, "nothing was found that could be applied"));
    tui_type(&t, ":tune background\r");
    assert_true(tui_wait_text(&t, "failed: tune background needs a reference"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, "tuning background"));
    assert_true(tui_quit(&t));
}

// Nothing but noise, in the corner where no spot is.
static void noise_is_not_registered(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "demo:jet?frames=6,size=256x256");
    tui_type(&t, ":tune register --roi=rect:200,200,20,20\r");
    assert_true(tui_wait_text(&t, "failed: roi1: no frame could be registered"));
    assert_true(tui_quit(&t));
}

static void what_is_wrong_is_said(void **state) {
    (void)state;
    struct tui t;
    start(&t, 100, 24, "four.npy");
    tui_type(&t, ":tune nonsense\r");
    assert_true(tui_wait_text(&t, "tune takes one of threshold exposure background register"));
    tui_type(&t, ":tune threshold --bin=2\r");
    assert_true(tui_wait_text(&t, "--bin decides what is loaded: set it first, without tune"));
    tui_type(&t, ":tune threshold other.npy\r");
    assert_true(tui_wait_text(&t, "tune takes no path here"));
    tui_type(&t, ":tune threshold --frames=7:9\r");
    assert_true(tui_wait_text(&t, "none of these frames is loaded"));
    tui_type(&t, ":tune threshold 'a\r");
    assert_true(tui_wait_text(&t, "a quotation does not end"));
    assert_false(tui_find(&t, "tuning", NULL, NULL));
    assert_true(tui_quit(&t));
}

// Work for some seconds with one worker: references that are the medians of windows.
static void start_long(struct tui *t) {
    const char *argv[] = { tui_program(), "--jobs=1", "demo:jet?frames=3000,size=160x128,seed=1",
                           NULL };
    const struct tui_options options = { .columns = 100, .rows = 30, .home = home };
    assert_true(tui_start_with(t, &options, argv));
    assert_true(tui_wait_text(t, "of 3000"));
    tui_type(t, ":tune exposure -n 0:10\r");
    assert_true(tui_wait_text(t, "Enter applies --levels="));
    tui_type(t, ":tune threshold --subtract=slide:100,op=median\r");
    assert_true(tui_wait_text(t, " % ... (Esc stops)"));
    assert_true(tui_find(t, "is being found: Esc stops it", NULL, NULL));
}

// What was found before is shown again.
static void escape_stops_it(void **state) {
    (void)state;
    struct tui t;
    start_long(&t);
    // The screen goes on meanwhile.
    tui_type(&t, "123G");
    assert_true(tui_wait_text(&t, "frame  123 of 3000"));
    assert_true(tui_find(&t, "is being found: Esc stops it", NULL, NULL));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_text(&t, "Enter applies --levels="));
    assert_true(tui_find(&t, ">tuning exposure", NULL, NULL));
    assert_false(tui_find(&t, "Esc stops", NULL, NULL));
    assert_true(tui_quit(&t));
}

static void another_takes_its_place(void **state) {
    (void)state;
    struct tui t;
    start_long(&t);
    tui_type(&t, ":tune threshold -n 0:10\r");
    assert_true(tui_wait_text(&t, "Enter applies --levels="));
    assert_true(tui_find(&t, ">tuning threshold", NULL, NULL));
    tui_type(&t, "!");
    assert_true(tui_wait_text(&t, "blitz tune threshold --frames=0:10 --jobs=1"));
    tui_press(&t, TUI_ESCAPE);
    assert_true(tui_wait_gone(&t, "the command of this session"));
    assert_true(tui_quit(&t));
}

static void another_recording_takes_it_away(void **state) {
    (void)state;
    struct tui t;
    start(&t, 80, 24, "classes.npy");
    tui_type(&t, ":tune threshold\r");
    assert_true(tui_wait_text(&t, "Enter applies --levels=12:30"));
    tui_type(&t, ":frames 0:1\r");
    assert_true(tui_wait_gone(&t, "tuning threshold"));
    assert_true(tui_quit(&t));
}

static void on_the_smallest_screen(void **state) {
    (void)state;
    struct tui t;
    start(&t, 40, 12, "four.npy");
    tui_type(&t, ":tune exposure\r");
    assert_true(tui_wait_text(&t, "Enter applies --levels=2:9"));
    tui_type(&t, "Z");
    assert_true(tui_wait_text(&t, ">tuning exposure: entropy [bit] low"));
    tui_press(&t, TUI_ENTER);
    assert_true(tui_wait_text(&t, "levels fixed 2..9"));
    assert_true(tui_quit(&t));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_threshold),
        cmocka_unit_test(the_curve_of_the_objective),
        cmocka_unit_test(levels),
        cmocka_unit_test(an_amount),
        cmocka_unit_test(shifts),
        cmocka_unit_test(the_verb_finds_the_same),
        cmocka_unit_test(a_failure_is_one),
        cmocka_unit_test(noise_is_not_registered),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(escape_stops_it),
        cmocka_unit_test(another_takes_its_place),
        cmocka_unit_test(another_recording_takes_it_away),
        cmocka_unit_test(on_the_smallest_screen),
    };
    return cmocka_run_group_tests_name("tuning in the viewer", tests, make_files, remove_files);
}
