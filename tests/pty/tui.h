// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Drives a program on a terminal, for tests: starts it on a pty of a given size with a pinned
// environment, types, and waits for what the screen shows.
//
//     struct tui t;
//     const char *argv[] = { tui_program(), "demo:", NULL };
//     assert_true(tui_start(&t, 80, 24, argv));
//     assert_true(tui_wait_text(&t, "frame 0"));
//     tui_type(&t, "3l");
//     assert_true(tui_wait_text(&t, "frame 3"));
//     tui_type(&t, "q");
//     struct tui_end end = tui_finish(&t);
//     assert_int_equal(end.exit_status, 0);
//     assert_true(end.restored);
//
// Waiting is for output, never for time: a wait ends as soon as what it waits for is there,
// and gives up after a limit that no healthy machine reaches (BLITZ_TEST_LIMIT seconds, 60).
// A wait that gives up prints the screen to stderr and returns false.
//
// One thread. Everything that was started is ended and every file made is removed by
// tui_finish().

#ifndef BLITZ_TESTS_PTY_TUI_H
#define BLITZ_TESTS_PTY_TUI_H

#include "pty/emulator.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

struct tui_options {
    int columns, rows;
    const char *term;                       // NULL: xterm-256color
    const char *home;                       // NULL: a new folder, removed at the end
    const char *folder;                     // working directory; NULL: the home
    const char *const *environment;         // more "NAME=VALUE", NULL at the end; may be NULL
    const struct emulator_answers *answers; // NULL: emulator_plain
    bool no_pixels;                         // the pty's window size says 0 x 0 pixels
    struct tui *beside; // another terminal, which goes on answering while this one is waited for
};

struct tui {
    struct emulator screen;
    pid_t program;
    size_t bursts; // reads that found output after there had been none
    bool hold;     // set it to keep the terminal's answers back, clear it to send them
    // The rest is the harness's own.
    struct tui *beside;
    pid_t keeper;
    int master, slave, report;
    bool ended, stopped, idle;
    int wait_status;
    struct termios before;
    char *home;
    bool owns_home;
    char *text;
};

struct tui_end {
    bool in_time;    // it ended by itself within the limit
    int exit_status; // -1 when a signal ended it
    int signal;      // 0 when it exited
    bool attributes; // the terminal's attributes are as they were
    bool restored;   // attributes, main screen, cursor shown, pen, modes: as they were
    size_t bytes;    // written by the program
    size_t unknown;  // sequences the screen did not know
    size_t leaked;   // bytes that a shell would now read: answers that nobody awaited
    char *capture;   // what the screen shows; free with tui_end_free()
};

// The program under test: $BLITZ, or "src/blitz".
const char *tui_program(void);

// A file of the test data folder ($BLITZ_TEST_DATA), or NULL when it is not there: skip().
// The caller frees it.
char *tui_data(const char *name);

// A new empty folder, for tests that start the program several times with the same home.
// The caller ends it with tui_home_remove(), which removes it and what is in it.
char *tui_home_make(void);
void tui_home_remove(char *home);

// argv ends with NULL. False when there is no pty or the program cannot be started.
bool tui_start(struct tui *t, int columns, int rows, const char *const argv[]);
bool tui_start_with(struct tui *t, const struct tui_options *options, const char *const argv[]);

// Types bytes as they are.
void tui_type(struct tui *t, const char *keys);

// Keys by name; arrows and Home, End follow the cursor key mode that the program has set.
enum tui_key {
    TUI_UP,
    TUI_DOWN,
    TUI_RIGHT,
    TUI_LEFT,
    TUI_HOME,
    TUI_END,
    TUI_SHIFT_RIGHT,
    TUI_SHIFT_LEFT,
    TUI_PAGE_UP,
    TUI_PAGE_DOWN,
    TUI_DELETE,
    TUI_INSERT,
    TUI_ENTER,
    TUI_TAB,
    TUI_BACK_TAB,
    TUI_ESCAPE,
    TUI_BACKSPACE,
    TUI_F1
};
void tui_press(struct tui *t, enum tui_key key);

// Waits until `text` stands within one row, or nowhere any more, or until `done` says so.
// A program that has ended ends a wait too.
bool tui_wait_text(struct tui *t, const char *text);
bool tui_wait_gone(struct tui *t, const char *text);
bool tui_wait(struct tui *t, bool (*done)(struct tui *t, void *context), void *context);

// Waits until the program stops itself (Ctrl-Z); whether the terminal's attributes are then
// as they were is in *attributes (may be NULL).
bool tui_wait_stopped(struct tui *t, bool *attributes);

// Takes in what comes until nothing has come for `quiet_ms`: only for showing that nothing
// happens, never as a way to wait for something.
void tui_drain(struct tui *t, int quiet_ms);

// Row `row` without trailing blanks; borrowed until the next call of a tui_ function.
const char *tui_text(struct tui *t, int row);
bool tui_find(const struct tui *t, const char *text, int *row, int *column);
struct emulator_cell tui_cell(const struct tui *t, int y, int x);

void tui_resize(struct tui *t, int columns, int rows);
void tui_signal(struct tui *t, int number);

// Whether it is still running (it is not when it has exited or was ended).
bool tui_alive(struct tui *t);

// Waits for the program's end (and ends it when the limit passes), and gives everything back.
struct tui_end tui_finish(struct tui *t);
void tui_end_free(struct tui_end *end);

// Runs the shell command that the ! sheet of blitz shows under a heading, in `folder`, with an
// output file, and closes the sheet. Whether all of it went well.
bool tui_run_shown(struct tui *t, const char *heading, const char *folder, const char *file);

// The recording that most tests of the viewer open, and starting with it: waits for its first
// frame.
#define TUI_DEMO "demo:jet?frames=60,size=96x64,seed=1"
bool tui_start_demo(struct tui *t, int columns, int rows);

// Types q and finishes. Whether it exited with 0, the terminal was as before, nothing leaked and no
// sequence was unknown; what was not so is printed.
bool tui_quit(struct tui *t);

// Prints the screen in a frame to stderr.
void tui_print(const struct tui *t, const char *why);

#endif
