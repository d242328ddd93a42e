// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What was said to the user: the newest line is shown until there was time to read it, and all
// are kept for the pane.

#ifndef BLITZ_UI_MESSAGES_H
#define BLITZ_UI_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#define MESSAGES_KEPT 500

struct message {
    char *text;      // safe to print
    bool is_trouble; // something did not work
    unsigned times;  // said in a row
};

// Initialise with { 0 }.
struct messages {
    struct message *items; // oldest first
    size_t count;
    double until; // the newest is shown until then (clock_now())
};

// Adds a line; the same line again is counted.
void messages_add(struct messages *messages, bool is_trouble, const char *text, double now);

// The line to show now, or NULL. Borrowed.
const struct message *messages_current(const struct messages *messages, double now);

void messages_free(struct messages *messages);

#endif
