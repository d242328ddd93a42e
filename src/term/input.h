// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// From the terminal's bytes to events: keys, pasted text, replies. One state machine reads all
// of them, so that a late reply is never taken for typing. Pure: bytes and times come from the
// caller, however they are cut.
//
//             ESC            [                    final byte
//   ground --------> escape -----> CSI parameters -----------> key, mouse, reply or paste
//     |                 | O  (SS3) --> one byte -------------> key
//     |                 | P ] X ^ _ -> string ... ST --------> swallowed
//     + lead byte of UTF-8 -> its other bytes ---------------> key

#ifndef BLITZ_TERM_INPUT_H
#define BLITZ_TERM_INPUT_H

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
};

#define INPUT_NUMBERS 16
#define INPUT_KEY_NAME 32

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
    // Of the mouse: SGR button number (with modifier bits), cell from 0, pressed or released.
    int button, row, column;
    bool pressed;
};

struct input;

// `utf8`: whether bytes above 127 are UTF-8; else they are dropped. `escape_delay` (s): a lone
// ESC is a key when nothing followed for so long (0.05 locally, 0.1 over a network).
struct input *input_new(bool utf8, double escape_delay);

// Takes bytes that came at `now` (s, any clock that only goes forward).
void input_feed(struct input *input, const void *bytes, size_t count, double now);

// When what has begun must be resolved by input_expire(); HUGE_VAL: nothing has.
double input_deadline(const struct input *input);

// Resolves what waits for more bytes if its time is over at `now`: a lone ESC becomes "Esc", a
// cut sequence is dropped. Nothing can swallow keys for longer than this.
void input_expire(struct input *input, double now);

// Takes the next event; false when there is none.
bool input_next(struct input *input, struct input_event *event);

// Clears *input.
void input_free(struct input **input);

#endif
