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
//     |                 | P ] X ^ _ -> string ... ST --------> swallowed, or reply
//     + lead byte of UTF-8 -> its other bytes ---------------> key

#ifndef BLITZ_TERM_INPUT_H
#define BLITZ_TERM_INPUT_H

#include "term/input_event.h"

#include <stdbool.h>
#include <stddef.h>

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
