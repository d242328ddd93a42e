// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "term/answers.h"

#include "term/registers.h"

#include <stdio.h>
#include <string.h>

// Colours of a picture. More cost bytes and show hardly anything (64: 1 grey level of 255).
enum { MOST_REGISTERS = 64, LEAST_REGISTERS = 16 };

// Terminals of no font and of no screen: their numbers are mistakes.
enum { SMALLEST_CELL = 2, LARGEST_CELL = 200, LARGEST_SCREEN = 30000 };

// tmux drops a longer control string without a word.
enum { TMUX_BYTES = 1000000 };

void answers_ask(struct answers *answers, const struct caps *caps, struct text *bytes) {
    if (!caps->may_be_asked)
        return;
    answers->is_asked = true;
    text_add(bytes, "\033[>0q"         // name and version
                    "\033[14t\033[16t" // pixels of all cells, and of one
                    "\033[?1;3;256S"   // colour registers: as many as it has
                    "\033[?2;4;0S"     // the largest picture
                    "\033[?2026$p"     // synchronised update
                    "\033]11;?\033\\"  // background
                    "\033[c");         // primary attributes: the last
}

static bool is_screen(int width, int height) {
    return width > 0 && height > 0 && width <= LARGEST_SCREEN && height <= LARGEST_SCREEN;
}

static bool is_cell(int width, int height) {
    return width >= SMALLEST_CELL && height >= SMALLEST_CELL && width <= LARGEST_CELL
           && height <= LARGEST_CELL;
}

static void take_size(struct answers *answers, const int *numbers) {
    enum { TEXT_AREA = 4, CELL = 6 };
    int height = numbers[1], width = numbers[2];
    if (numbers[0] == CELL && is_cell(width, height)) {
        answers->cell_width = width;
        answers->cell_height = height;
    } else if (numbers[0] == TEXT_AREA && is_screen(width, height)) {
        answers->text_width = width;
        answers->text_height = height;
    }
}

static void take_graphics(struct answers *answers, const int *numbers) {
    enum { REGISTERS = 1, GEOMETRY = 2 };
    if (numbers[1] != 0)
        return; // it could not
    if (numbers[0] == REGISTERS && numbers[2] > 0) {
        answers->registers = numbers[2];
    } else if (numbers[0] == GEOMETRY && is_screen(numbers[2], numbers[3])) {
        answers->widest = numbers[2];
        answers->highest = numbers[3];
    }
}

bool answers_take(struct answers *answers, const struct input_event *event) {
    if (event->kind != INPUT_REPLY)
        return false;
    const int *numbers = event->numbers;
    switch (event->reply) {
    case REPLY_SIZE:
        take_size(answers, numbers);
        return true;
    case REPLY_GRAPHICS:
        take_graphics(answers, numbers);
        return true;
    case REPLY_MODE:
        // 1: set, 2: reset; 0 and 4: it does not know it.
        if (numbers[0] == 2026)
            answers->synchronised = numbers[1] == 1 || numbers[1] == 2;
        return true;
    case REPLY_VERSION:
        snprintf(answers->name, sizeof answers->name, "%s", event->version);
        return true;
    case REPLY_BACKGROUND:
        answers->has_background = true;
        memcpy(answers->background, numbers, sizeof answers->background);
        return true;
    case REPLY_ATTRIBUTES:
        for (size_t i = 1; i < event->number_count; i++)
            answers->sixel = answers->sixel || numbers[i] == 4;
        answers->is_done = true;
        return true;
    default:
        return false;
    }
}

bool answers_cell_size(const struct answers *answers, const struct tty_size *size, int *width,
                       int *height) {
    const int sizes[][2] = {
        { size->cell_width, size->cell_height },
        { answers->cell_width, answers->cell_height },
        { answers->text_width / size->columns, answers->text_height / size->rows },
    };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (is_cell(sizes[i][0], sizes[i][1])) {
            *width = sizes[i][0];
            *height = sizes[i][1];
            return true;
        }
    return false;
}

bool answers_sixel_limits(const struct answers *answers, const struct caps *caps,
                          const struct tty_size *size, struct sixel_limits *limits) {
    int registers = answers->registers ? answers->registers : LEAST_REGISTERS;
    *limits = (struct sixel_limits){
        .registers = (uint32_t)(registers < MOST_REGISTERS ? registers : MOST_REGISTERS),
        .bytes = caps->is_tmux ? TMUX_BYTES : 0,
        .widest = (uint32_t)answers->widest,
        .highest = (uint32_t)answers->highest,
    };
    return registers >= REGISTERS_LEAST
           && answers_cell_size(answers, size, &limits->cell_width, &limits->cell_height);
}
