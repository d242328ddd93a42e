// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// What the terminal says of itself. It is asked once, in one burst, and nobody waits: the
// answers come as input, late, in pieces or never. The last question is one that every
// terminal answers, so that its answer means that no other will come.

#ifndef BLITZ_TERM_ANSWERS_H
#define BLITZ_TERM_ANSWERS_H

#include "base/text.h"
#include "term/caps.h"
#include "term/input_event.h"
#include "term/sixel.h"
#include "term/tty.h"

#include <stdbool.h>

// Initialise with { 0 }: nothing was said.
struct answers {
    bool is_asked, is_done; // is_done: the last answer is there
    bool sixel;             // it draws sixels
    int registers;          // colour registers; 0: not said
    int widest, highest;    // pixels of a picture; 0: not said
    int cell_width, cell_height;
    int text_width, text_height; // pixels of all cells; 0: not said
    bool synchronised;           // it can hold a redraw back until it is whole (mode 2026)
    char name[INPUT_VERSION];    // "XTerm(379)"; "": not said
    bool has_background;
    int background[3]; // red, green, blue, 0 to 255
};

// Appends the questions, unless this terminal would print them.
void answers_ask(struct answers *answers, const struct caps *caps, struct text *bytes);

// Whether the event was one of the answers, which it then notes. Numbers that no terminal has
// are left out.
bool answers_take(struct answers *answers, const struct input_event *event);

// Pixels of a cell: as the kernel knows them, else as the terminal said. False: unknown.
bool answers_cell_size(const struct answers *answers, const struct tty_size *size, int *width,
                       int *height);

// What may be sent as sixels. Registers that were not said are taken as the least that any such
// terminal has. False when the size of a cell is not known.
bool answers_sixel_limits(const struct answers *answers, const struct caps *caps,
                          const struct tty_size *size, struct sixel_limits *limits);

#endif
