// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What input tells: one event.

#ifndef BLITZ_TERM_INPUT_EVENT_H
#define BLITZ_TERM_INPUT_EVENT_H

#include <stdbool.h>
#include <stddef.h>

enum input_kind {
    INPUT_KEY,
    INPUT_PASTE, // bracketed paste: `text`
    INPUT_REPLY, // the terminal answers: `reply` and `numbers`
    INPUT_MOUSE,
};

enum input_reply {
    REPLY_ATTRIBUTES, // DA1, numbers are its parameters
    REPLY_STATUS,     // DSR: CSI 0 n
    REPLY_CURSOR,     // CPR: row, column
    REPLY_FOCUS,      // 1 came, 0 went
    REPLY_SIZE,       // XTWINOPS: CSI 4, 6 or 8 ; height ; width t
    REPLY_MODE,       // DECRPM: mode, setting
    REPLY_GRAPHICS,   // XTSMGRAPHICS: item, status, values
    REPLY_VERSION,    // XTVERSION: `version`
    REPLY_BACKGROUND, // OSC 11: red, green, blue, 0 to 255
};

#define INPUT_NUMBERS 16
#define INPUT_KEY_NAME 32
#define INPUT_VERSION 48

struct input_event {
    enum input_kind kind;
    // Of a key: "a" "G" "é" "Space" "Enter" "Tab" "Backspace" "Esc" "Right" "PageDown" "Insert"
    // "F5" ..., after "Ctrl-", "Alt-", "Shift-" in this order: "Ctrl-L" (letters as capitals),
    // "Shift-Right", "Alt-x", "Shift-Tab", "Ctrl-Space".
    char key[INPUT_KEY_NAME];
    // Of a paste: valid UTF-8, lines end in \n, no other control characters but tab. Borrowed
    // until the next call of input_next.
    const char *text;
    size_t text_length;
    enum input_reply reply;
    int numbers[INPUT_NUMBERS];
    size_t number_count;
    char version[INPUT_VERSION]; // name and version, printable ASCII, cut at this length
    // Of the mouse: SGR button number (with modifier bits), cell from 0, pressed or released.
    int button, row, column;
    bool pressed;
};

#endif
