// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Putting the terminal back when the program dies. Part of tty.

#ifndef BLITZ_TERM_TTY_RESCUE_H
#define BLITZ_TERM_TTY_RESCUE_H

#include <stddef.h>
#include <termios.h>

// What a dying program does: write the bytes to the descriptor and set the terminal. Borrowed;
// must live and stay as it is until rescue_forget().
struct rescue {
    int fd;
    const char *bytes;
    size_t count;
    struct termios settings;
};

// Arms: from now on this is what rescue_now() does.
void rescue_arm(const struct rescue *rescue);
void rescue_forget(void);

// Async-signal-safe; does it at most once for each arming.
void rescue_now(void);

// Catches the signals that end a process and have no action yet.
void rescue_catch_signals(void);

#endif
