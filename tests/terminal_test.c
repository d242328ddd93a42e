// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "pty/emulator.h"
#include "term/screen.h"
#include "term/tty.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

enum { SCREEN_ROWS = 40, SCREEN_COLUMNS = 100 };

// The other end of a terminal.
struct line {
    int master;
    char slave[64];
    int keep; // so that it does not hang up between two openings
    struct termios before;
};

static void line_open(struct line *line) {
    line->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK);
    assert_true(line->master >= 0 && grantpt(line->master) == 0 && unlockpt(line->master) == 0);
    assert_int_equal(ptsname_r(line->master, line->slave, sizeof line->slave), 0);
    line->keep = open(line->slave, O_RDWR | O_NOCTTY);
    struct winsize size = { .ws_row = SCREEN_ROWS,
                            .ws_col = SCREEN_COLUMNS,
                            .ws_xpixel = SCREEN_COLUMNS * 8 + 5,
                            .ws_ypixel = SCREEN_ROWS * 17 };
    assert_int_equal(ioctl(line->master, TIOCSWINSZ, &size), 0);
    assert_int_equal(tcgetattr(line->keep, &line->before), 0);
}

static void line_close(struct line *line) {
    close(line->keep);
    close(line->master);
}

static void line_take(struct line *line, struct text *bytes) {
    char chunk[4096];
    for (ssize_t count; (count = read(line->master, chunk, sizeof chunk)) > 0;)
        text_add_bytes(bytes, chunk, (size_t)count);
}

// Writes and reads until nothing waits.
static void pump(struct line *line, struct tty *tty, struct text *bytes) {
    do {
        assert_true(tty_flush(tty));
        line_take(line, bytes);
    } while (tty_pending(tty));
    line_take(line, bytes);
}

static void check_settings_are_back(struct line *line) {
    struct termios now;
    assert_int_equal(tcgetattr(line->keep, &now), 0);
    assert_int_equal(now.c_lflag, line->before.c_lflag);
    assert_int_equal(now.c_iflag, line->before.c_iflag);
    assert_int_equal(now.c_oflag, line->before.c_oflag);
}

static const struct caps caps = { .utf8 = true, .colours = COLOURS_256, .usable = true };

static void one_redraw_is_one_burst_with_the_picture_last(void **state) {
    (void)state;
    struct line line;
    line_open(&line);
    struct tty *tty = tty_open(line.slave, NULL);
    assert_non_null(tty);
    struct tty_size size = tty_size(tty);
    assert_true(size.rows == SCREEN_ROWS && size.columns == SCREEN_COLUMNS);
    assert_true(size.cell_width == 8 && size.cell_height == 17);
    assert_true(tty_raw(tty, NULL));
    struct screen *screen = screen_open(tty, &caps, NULL);
    assert_non_null(screen);
    assert_int_equal(screen_rows(screen), SCREEN_ROWS);
    assert_true(screen_is_stale(screen));

    struct text bytes = { 0 };
    struct emulator emulator;
    emulator_open(&emulator, SCREEN_COLUMNS, SCREEN_ROWS, &emulator_mute);
    screen_text(screen, 0, 0, 20, STYLE_BOLD, "caf\303\251 \033[31m");
    screen_text(screen, SCREEN_ROWS - 1, 95, 50, STYLE_PLAIN, "wider than the screen");
    screen_picture(screen, (struct area){ 2, 2, 3, 4 });
    screen_cursor(screen, 1, 5);
    static const char picture[] = "\033[3;3H\033[41mPICT\033[m";
    screen_flush(screen, picture, strlen(picture));
    assert_int_equal(screen_bursts(screen), 1);
    assert_false(screen_is_stale(screen));
    assert_int_equal(tty_total_queued(tty), screen_bytes(screen));
    pump(&line, tty, &bytes);
    assert_int_equal(bytes.length, screen_bytes(screen));
    emulator_feed(&emulator, bytes.data, bytes.length);
    const char *screen_on = strstr(bytes.data, "\033[?1049h");
    const char *shown = strstr(bytes.data, picture);
    assert_true(screen_on && shown && screen_on < strstr(bytes.data, "caf"));
    assert_string_equal(shown + strlen(picture), "\033[2;6H");
    assert_int_equal(emulator_cell(&emulator, 0, 3).code, 0xe9);
    assert_int_equal(emulator_cell(&emulator, 0, 5).code, '?'); // not an escape sequence
    assert_int_equal(emulator_cell(&emulator, SCREEN_ROWS - 1, 99).code, 'r');
    assert_int_equal(emulator_cell(&emulator, 2, 2).background, 1);
    assert_int_equal(emulator.y * 1000 + emulator.x, 1005);
    assert_int_equal(emulator.scrolls, 0);

    // Nothing new: no burst.
    screen_flush(screen, NULL, 0);
    assert_int_equal(screen_bursts(screen), 1);
    screen_redraw(screen);
    assert_true(screen_is_stale(screen));
    screen_flush(screen, NULL, 0);
    assert_int_equal(screen_bursts(screen), 2);

    screen_close(&screen);
    text_clear(&bytes);
    pump(&line, tty, &bytes);
    tty_close(&tty, 0.5);
    line_take(&line, &bytes);
    assert_non_null(strstr(bytes.data, "\033[?1049l"));
    assert_non_null(strstr(bytes.data, "\033[?2004l"));
    check_settings_are_back(&line);
    text_free(&bytes);
    emulator_close(&emulator);
    line_close(&line);
}

static uint32_t seed = 7;

static int random_below(int limit) {
    seed = seed * 1664525 + 1013904223;
    return (int)((seed >> 8) % (uint32_t)limit);
}

// Text changes at random around a picture; ncurses' erasing must never reach it.
static void text_never_damages_a_picture(void **state) {
    (void)state;
    static const struct area area = { 5, 10, 12, 50 };
    struct line line;
    line_open(&line);
    struct tty *tty = tty_open(line.slave, NULL);
    assert_true(tty_raw(tty, NULL));
    struct screen *screen = screen_open(tty, &caps, NULL);
    struct emulator emulator;
    emulator_open(&emulator, SCREEN_COLUMNS, SCREEN_ROWS, &emulator_mute);
    struct text picture = { 0 }, bytes = { 0 };
    for (int row = 0; row < area.rows; row++) {
        text_addf(&picture, "\033[%d;%dH\033[44m", area.row + row + 1, area.column + 1);
        for (int column = 0; column < area.columns; column++)
            text_add_char(&picture, 'P');
    }
    text_add(&picture, "\033[m");
    for (int round = 0; round < 2000; round++) {
        screen_erase(screen);
        for (int i = random_below(30); i > 0; i--) {
            char word[40];
            int length = random_below(39), row = random_below(SCREEN_ROWS);
            int column = random_below(SCREEN_COLUMNS);
            unsigned style = (unsigned)random_below(16);
            memset(word, 'a' + random_below(26), sizeof word);
            word[length] = 0;
            screen_text(screen, row, column, 100, style, word);
        }
        screen_picture(screen, area);
        bool all = screen_compose(screen);
        screen_flush(screen, all ? picture.data : NULL, all ? picture.length : 0);
        text_clear(&bytes);
        pump(&line, tty, &bytes);
        emulator_feed(&emulator, text_string(&bytes), bytes.length);
        for (int row = 0; row < area.rows; row++)
            for (int column = 0; column < area.columns; column++) {
                struct emulator_cell cell =
                    emulator_cell(&emulator, area.row + row, area.column + column);
                assert_true(cell.code == 'P' && cell.background == 4);
            }
        if (round % 50 == 49)
            screen_redraw(screen);
    }
    assert_int_equal(emulator.unknown, 0);
    // Without the area the picture goes.
    screen_erase(screen);
    screen_flush(screen, NULL, 0);
    text_clear(&bytes);
    pump(&line, tty, &bytes);
    emulator_feed(&emulator, bytes.data, bytes.length);
    assert_int_equal(emulator_cell(&emulator, area.row + 3, area.column + 3).code, ' ');
    assert_int_equal(emulator_cell(&emulator, area.row + 3, area.column + 3).background, -1);
    screen_close(&screen);
    pump(&line, tty, &bytes);
    tty_close(&tty, 0.5);
    text_free(&bytes);
    text_free(&picture);
    emulator_close(&emulator);
    line_close(&line);
}

// Draws a picture's area alone; what was written for it.
static void draw_area(struct line *line, struct tty *tty, struct screen *screen, struct area area,
                      struct emulator *emulator, struct text *bytes) {
    screen_erase(screen);
    screen_text(screen, 0, 0, 5, STYLE_PLAIN, "text");
    screen_picture(screen, area);
    screen_flush(screen, "\0337\0338", 4);
    text_clear(bytes);
    pump(line, tty, bytes);
    emulator_feed(emulator, bytes->data, bytes->length);
}

static void an_area_is_wiped_once_when_asked(void **state) {
    (void)state;
    static const struct area area = { 5, 10, 12, 50 };
    struct line line;
    line_open(&line);
    struct tty *tty = tty_open(line.slave, NULL);
    assert_true(tty_raw(tty, NULL));
    struct screen *screen = screen_open(tty, &caps, NULL);
    struct emulator emulator;
    struct text bytes = { 0 };
    emulator_open(&emulator, SCREEN_COLUMNS, SCREEN_ROWS, &emulator_mute);
    draw_area(&line, tty, screen, area, &emulator, &bytes);
    unsigned before = emulator_cell(&emulator, area.row, area.column).written;
    for (unsigned turn = 0; turn < 3; turn++) {
        if (turn)
            screen_wipe(screen);
        draw_area(&line, tty, screen, area, &emulator, &bytes);
        for (int row = 0; row < area.rows; row++)
            for (int column = 0; column < area.columns; column++)
                assert_int_equal(
                    emulator_cell(&emulator, area.row + row, area.column + column).written,
                    before + turn);
    }
    // A burst that is held back until it is whole.
    assert_int_equal(emulator.updates, 0);
    screen_synchronise(screen, true);
    draw_area(&line, tty, screen, area, &emulator, &bytes);
    assert_memory_equal(bytes.data, "\033[?2026h", 8);
    assert_memory_equal(bytes.data + bytes.length - 8, "\033[?2026l", 8);
    assert_int_equal(emulator.updates, 1);
    assert_int_equal(emulator.unknown, 0);
    screen_close(&screen);
    pump(&line, tty, &bytes);
    tty_close(&tty, 0.5);
    text_free(&bytes);
    emulator_close(&emulator);
    line_close(&line);
}

// In rows that are kept ncurses writes blanks, whatever colour they have.
static void kept_rows_are_never_erased(void **state) {
    (void)state;
    struct line line;
    line_open(&line);
    struct tty *tty = tty_open(line.slave, NULL);
    assert_true(tty_raw(tty, NULL));
    struct screen *screen = screen_open(tty, &caps, NULL);
    struct emulator emulator;
    struct emulator_answers answers = emulator_mute;
    struct text bytes = { 0 };
    answers.forgets = true;
    emulator_open(&emulator, SCREEN_COLUMNS, SCREEN_ROWS, &answers);
    for (int round = 0; round < 300; round++) {
        screen_erase(screen);
        for (int i = 0; i < 20; i++)
            screen_text(screen, 5 + i, 60 + random_below(20), random_below(30),
                        (unsigned)random_below(8) << 4 | (unsigned)random_below(3),
                        "words  and     blanks         ");
        screen_keep_rows(screen, 5, 20);
        // What moves lines draws the picture anew; this asks about erasing.
        bool whole = screen_compose(screen);
        static const char picture[] = "\033[6;11H\033Pq\"1;1;320;320~\033\\";
        screen_flush(screen, whole ? picture : NULL, whole ? strlen(picture) : 0);
        text_clear(&bytes);
        pump(&line, tty, &bytes);
        emulator_feed(&emulator, text_string(&bytes), bytes.length);
        for (int row = 5; row < 25; row++)
            assert_true(emulator_cell(&emulator, row, 10).picture > 0);
    }
    screen_close(&screen);
    pump(&line, tty, &bytes);
    tty_close(&tty, 0.5);
    text_free(&bytes);
    emulator_close(&emulator);
    line_close(&line);
}

static void unknown_terminals_and_odd_sizes_work(void **state) {
    (void)state;
    static const char *const terms[] = { "no-such-terminal", "vt100", "linux", "screen" };
    struct line line;
    line_open(&line);
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        setenv("TERM", terms[i], 1);
        struct tty *tty = tty_open(line.slave, NULL);
        assert_true(tty_raw(tty, NULL));
        struct screen *screen = screen_open(tty, &caps, NULL);
        assert_non_null(screen);
        struct text bytes = { 0 };
        for (int size = 1; size < 60; size += 13) {
            screen_resize(screen, size, 2 * size);
            assert_int_equal(screen_columns(screen), 2 * size);
            screen_erase(screen);
            screen_picture(screen, (struct area){ -3, 1, 100, 300 });
            screen_text(screen, 0, 0, 100, STYLE_REVERSE | STYLE_RED, "status");
            screen_cursor(screen, 500, 500);
            screen_flush(screen, NULL, 0);
            pump(&line, tty, &bytes);
        }
        assert_non_null(strstr(bytes.data, "st"));
        screen_close(&screen);
        pump(&line, tty, &bytes);
        tty_close(&tty, 0.5);
        text_free(&bytes);
    }
    setenv("TERM", "xterm-256color", 1);
    line_close(&line);
}

static void output_waits_in_the_queue_and_arrives_in_order(void **state) {
    (void)state;
    enum { COUNT = 100000 };
    struct line line;
    line_open(&line);
    struct tty *tty = tty_open(line.slave, NULL);
    assert_true(tty_raw(tty, NULL));
    struct text sent = { 0 }, came = { 0 };
    for (int i = 0; i < COUNT; i++)
        text_addf(&sent, "%d,", i);
    tty_queue(tty, sent.data, sent.length);
    assert_true(tty_flush(tty)); // the other side reads nothing, and yet this returns
    assert_true(tty_pending(tty) > 0);
    pump(&line, tty, &came);
    assert_int_equal(came.length, sent.length);
    assert_memory_equal(came.data, sent.data, sent.length);
    assert_int_equal(tty_total_written(tty), sent.length);
    // Keys arrive as they are, Ctrl-C too.
    assert_int_equal(write(line.master, "\003\r", 2), 2);
    struct pollfd ready = { .fd = tty_descriptor(tty), .events = POLLIN };
    assert_int_equal(poll(&ready, 1, 5000), 1);
    char key[8];
    assert_int_equal(tty_read(tty, key, sizeof key), 2);
    assert_memory_equal(key, "\003\r", 2);
    assert_int_equal(tty_read(tty, key, sizeof key), 0);
    // A terminal that takes nothing is left all the same.
    tty_queue(tty, sent.data, sent.length);
    tty_close(&tty, 0.02);
    check_settings_are_back(&line);
    text_free(&sent);
    text_free(&came);
    line_close(&line);
}

static void a_terminal_that_is_gone_is_noticed(void **state) {
    (void)state;
    struct line line;
    line_open(&line);
    struct tty *tty = tty_open(line.slave, NULL);
    assert_true(tty_raw(tty, NULL));
    line_close(&line);
    char byte;
    assert_int_equal(tty_read(tty, &byte, 1), -1);
    tty_queue(tty, "x", 1);
    assert_false(tty_flush(tty));
    tty_close(&tty, 0.02);
    struct fault fault = { 0 };
    assert_null(tty_open("/dev/null", &fault));
    assert_non_null(strstr(fault_text(&fault), "terminal"));
    fault_clear(&fault);
}

// A child that dies while it has the terminal.
static void die_of(struct line *line, int number) {
    pid_t child = fork();
    if (child == 0) {
        signal(number, SIG_DFL);
        struct tty *tty = tty_open(line->slave, NULL);
        tty_set_farewell(tty, "BYE", 3);
        tty_guard(tty);
        tty_raw(tty, NULL);
        raise(number);
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), number);
}

static void a_killed_program_puts_the_terminal_back(void **state) {
    (void)state;
    static const int deaths[] = { SIGTERM, SIGHUP, SIGINT, SIGSEGV, SIGABRT };
    for (size_t i = 0; i < sizeof deaths / sizeof *deaths; i++) {
        struct line line;
        struct text bytes = { 0 };
        line_open(&line);
        die_of(&line, deaths[i]);
        check_settings_are_back(&line);
        line_take(&line, &bytes);
        assert_string_equal(text_string(&bytes), "\030\033\\BYE");
        text_free(&bytes);
        line_close(&line);
    }
}

int main(void) {
    if (!setlocale(LC_ALL, "C.UTF-8"))
        return 77; // no such locale: skipped
    setenv("TERM", "xterm-256color", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_redraw_is_one_burst_with_the_picture_last),
        cmocka_unit_test(text_never_damages_a_picture),
        cmocka_unit_test(an_area_is_wiped_once_when_asked),
        cmocka_unit_test(kept_rows_are_never_erased),
        cmocka_unit_test(unknown_terminals_and_odd_sizes_work),
        cmocka_unit_test(output_waits_in_the_queue_and_arrives_in_order),
        cmocka_unit_test(a_terminal_that_is_gone_is_noticed),
        cmocka_unit_test(a_killed_program_puts_the_terminal_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
