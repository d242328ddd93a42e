// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The one hand that writes to the terminal: opens it, switches it to raw input, keeps a queue
// of output that never blocks, and puts everything back, however the program ends. Main thread.

#ifndef BLITZ_TERM_TTY_H
#define BLITZ_TERM_TTY_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct tty;

struct tty_size {
    int rows, columns;           // at least 1
    int cell_width, cell_height; // screen pixels; 0: the terminal does not say
};

// Opens the controlling terminal, or the terminal device `path`, with a description of its own,
// so that what others share with us stays blocking. Changes nothing yet.
struct tty *tty_open(const char *path, struct fault *fault);

// The descriptor to poll: readable for input, writable while tty_pending().
int tty_descriptor(const struct tty *tty);

// Its size as it is now.
struct tty_size tty_size(const struct tty *tty);

// Raw input: every key arrives as bytes, Ctrl-C too. False when the terminal refuses.
bool tty_raw(struct tty *tty, struct fault *fault);

// What a leaving program must write (screen back, cursor on, paste off ...). Copied; from then
// on also written when a signal kills the program.
void tty_set_farewell(struct tty *tty, const char *bytes, size_t count);

// From now on a signal that would end the process (TERM, HUP, INT, QUIT, and crashes) first puts
// the terminal back. Signals that have an action of their own already are left alone. One
// terminal a process.
void tty_guard(struct tty *tty);

// Puts the terminal back at once, as before death by a signal; async-signal-safe. For
// alloc_on_exhausted and the like. Does nothing without tty_guard.
void tty_rescue(void);

// Appends to the queue; writes nothing.
void tty_queue(struct tty *tty, const char *bytes, size_t count);

// Writes what the terminal takes without blocking. False when the terminal is gone.
bool tty_flush(struct tty *tty);

// Bytes that wait.
size_t tty_pending(const struct tty *tty);

// Bytes that were queued and written since the terminal was opened.
size_t tty_total_queued(const struct tty *tty);
size_t tty_total_written(const struct tty *tty);

// Reads what has come, without blocking: the number of bytes, 0 when nothing has come, -1 when
// the terminal is gone.
ssize_t tty_read(struct tty *tty, void *into, size_t size);

// Leaves: what waits is written for at most `limit` s (then dropped; a string that was cut is
// cancelled), then the farewell; the old settings come back and unread input is dropped. The
// terminal stays open: tty_raw() enters again.
void tty_leave(struct tty *tty, double limit);

// Leaves, then stops the process group until somebody continues it, then enters again. The
// caller queues a full redraw.
bool tty_suspend(struct tty *tty, double limit, struct fault *fault);

// Leaves if need be, closes and clears *tty.
void tty_close(struct tty **tty, double limit);

#endif
