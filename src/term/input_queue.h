// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The queue in which events wait until they are taken. Part of input.

#ifndef BLITZ_TERM_INPUT_QUEUE_H
#define BLITZ_TERM_INPUT_QUEUE_H

#include "base/text.h"
#include "term/input_event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }.
struct input_queue {
    struct input_event *events;
    struct text *texts; // of the pastes among them
    size_t first, used, capacity;
    struct text lent;
};

// Appends an event of which only the kind is set. Borrowed until the next call.
struct input_event *input_queue_add(struct input_queue *queue, enum input_kind kind);

// Appends a key by its name, or by its character; a character that is no key adds nothing.
void input_queue_add_key(struct input_queue *queue, unsigned modifiers, const char *name);
void input_queue_add_character(struct input_queue *queue, unsigned modifiers, uint32_t code);

// Appends a paste; its text is borrowed until the next call and may be filled in.
struct text *input_queue_add_paste(struct input_queue *queue);

// Takes the oldest event; false when there is none. The text of a paste is borrowed until the
// next call.
bool input_queue_take(struct input_queue *queue, struct input_event *event);

// Frees events that nobody took.
void input_queue_free(struct input_queue *queue);

#endif
