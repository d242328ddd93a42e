// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Control sequences (CSI ...) of the screen model.

#include "pty/screen.h"

#include <stdio.h>
#include <string.h>

struct parameters {
    int values[32];
    int count;
    char prefix;       // < = > ? or 0
    char intermediate; // SP ! $ or 0
};

void screen_unknown(struct screen *screen, const char *what) {
    screen->unknown++;
    snprintf(screen->last_unknown, sizeof screen->last_unknown, "%s", what);
}

// Parameters by position; a colon separates like a semicolon; an empty one is -1.
static struct parameters parameters_of(const struct screen *screen) {
    struct parameters found = { .count = 0 };
    int value = -1;
    bool any = false;
    for (size_t i = 0; i < screen->sequence_length; i++) {
        char byte = screen->sequence[i];
        if (byte >= '<' && byte <= '?') {
            found.prefix = byte;
        } else if (byte >= '0' && byte <= '9') {
            value = (value < 0 ? 0 : value) * 10 + (byte - '0');
            value = value > 100000 ? 100000 : value;
            any = true;
        } else if (byte == ';' || byte == ':') {
            if (found.count < 31)
                found.values[found.count++] = value;
            value = -1;
            any = true;
        } else {
            found.intermediate = byte;
        }
    }
    if (any)
        found.values[found.count++] = value;
    return found;
}

static int value_or(const struct parameters *parameters, int index, int standard) {
    if (index >= parameters->count || parameters->values[index] < 0)
        return standard;
    return parameters->values[index];
}

// A count: 0 and absent both mean 1.
static int count_of(const struct parameters *parameters) {
    int count = value_or(parameters, 0, 1);
    return count ? count : 1;
}

// The colour after 38 or 48, from position *i on, which is left at its last parameter.
static int32_t extended_colour(const struct parameters *parameters, int *i) {
    int kind = value_or(parameters, *i + 1, 0);
    if (kind == 5) {
        *i += 2;
        return value_or(parameters, *i, 0) & 255;
    }
    if (kind != 2)
        return SCREEN_DEFAULT;
    // "38:2::r:g:b" has an empty colour space before red.
    if (*i + 2 < parameters->count && parameters->values[*i + 2] < 0)
        *i += 1;
    *i += 4;
    return SCREEN_RGB(value_or(parameters, *i - 2, 0) & 255, value_or(parameters, *i - 1, 0) & 255,
                      value_or(parameters, *i, 0) & 255);
}

static void select_rendition(struct screen *screen, const struct parameters *parameters) {
    static const uint32_t on[] = { 0,
                                   SCREEN_BOLD,
                                   SCREEN_DIM,
                                   SCREEN_ITALIC,
                                   SCREEN_UNDERLINE,
                                   SCREEN_BLINK,
                                   SCREEN_BLINK,
                                   SCREEN_REVERSE,
                                   SCREEN_INVISIBLE };
    struct screen_cell *pen = &screen->pen;
    int count = parameters->count ? parameters->count : 1;
    for (int i = 0; i < count; i++) {
        int code = value_or(parameters, i, 0);
        if (code == 0)
            *pen = (struct screen_cell){ ' ', SCREEN_DEFAULT, SCREEN_DEFAULT, 0 };
        else if (code <= 8)
            pen->attributes |= on[code];
        else if (code == 22)
            pen->attributes &= ~(uint32_t)(SCREEN_BOLD | SCREEN_DIM);
        else if (code >= 23 && code <= 28)
            pen->attributes &= ~on[code - 20];
        else if (code >= 30 && code <= 37)
            pen->foreground = code - 30;
        else if (code == 38)
            pen->foreground = extended_colour(parameters, &i);
        else if (code == 39)
            pen->foreground = SCREEN_DEFAULT;
        else if (code >= 40 && code <= 47)
            pen->background = code - 40;
        else if (code == 48)
            pen->background = extended_colour(parameters, &i);
        else if (code == 49)
            pen->background = SCREEN_DEFAULT;
        else if (code >= 90 && code <= 97)
            pen->foreground = code - 90 + 8;
        else if (code >= 100 && code <= 107)
            pen->background = code - 100 + 8;
        else
            screen_unknown(screen, "SGR");
    }
}

void screen_save(struct screen *screen, int slot) {
    screen->saved[slot].x = screen->x;
    screen->saved[slot].y = screen->y;
    screen->saved[slot].pen = screen->pen;
}

void screen_restore(struct screen *screen, int slot) {
    screen->pen = screen->saved[slot].pen;
    screen_move(screen, screen->saved[slot].y, screen->saved[slot].x);
}

static void private_mode(struct screen *screen, int mode, bool set) {
    switch (mode) {
    case 1:
        screen->application_cursor = set;
        break;
    case 7:
        screen->autowrap = set;
        break;
    case 12:
    case 80:
    case 1004:
    case 1034:
    case 1070:
    case 8452:
        break;
    case 25:
        screen->cursor_shown = set;
        break;
    case 47:
    case 1047:
        screen_alternate(screen, set, false);
        break;
    case 1000:
    case 1002:
    case 1003:
    case 1006:
        screen->mouse = set;
        break;
    case 1049:
        if (set && !screen->alternate)
            screen_save(screen, 1);
        bool left = !set && screen->alternate;
        screen_alternate(screen, set, true);
        if (left)
            screen_restore(screen, 1);
        break;
    case 2004:
        screen->bracketed_paste = set;
        break;
    case 2026:
        screen->updates += set && !screen->synchronised;
        screen->synchronised = set;
        break;
    default:
        screen_unknown(screen, "private mode");
    }
}

void screen_erase_display(struct screen *screen, int kind) {
    int from = kind == 0 ? screen->y + 1 : 0;
    int to = kind == 1 ? screen->y : screen->rows;
    if (kind == 0)
        screen_erase(screen, screen->y, screen->x, screen->columns);
    if (kind == 1)
        screen_erase(screen, screen->y, 0, screen->x + 1);
    for (int y = from; y < to && kind != 3; y++)
        screen_erase(screen, y, 0, screen->columns);
    screen->clears += kind == 2 || (kind == 0 && !screen->x && !screen->y);
}

static void erase_line(struct screen *screen, int kind) {
    screen_erase(screen, screen->y, kind == 0 ? screen->x : 0,
                 kind == 1 ? screen->x + 1 : screen->columns);
}

static void window_query(struct screen *screen, int kind) {
    const struct screen_answers *answers = &screen->answers;
    if (!answers->sizes)
        return;
    if (kind == 14)
        screen_reply(screen, "\033[4;%d;%dt", answers->cell_height * screen->rows,
                     answers->cell_width * screen->columns);
    if (kind == 16)
        screen_reply(screen, "\033[6;%d;%dt", answers->cell_height, answers->cell_width);
    if (kind == 18)
        screen_reply(screen, "\033[8;%d;%dt", screen->rows, screen->columns);
}

static void status_query(struct screen *screen, int kind) {
    screen->status_asked += kind == 5;
    if (!screen->answers.status)
        return;
    if (kind == 5)
        screen_reply(screen, "\033[0n");
    if (kind == 6)
        screen_reply(screen, "\033[%d;%dR", screen->y + 1, screen->x + 1);
}

void screen_reset(struct screen *screen) {
    screen->pen = (struct screen_cell){ ' ', SCREEN_DEFAULT, SCREEN_DEFAULT, 0 };
    screen->cursor_shown = screen->autowrap = true;
    screen->application_cursor = screen->application_keypad = false;
    screen->graphics[0] = screen->graphics[1] = false;
    screen->shift = screen->top = 0;
    screen->bottom = screen->rows - 1;
}

// Sequences with a prefix or an intermediate: queries and modes.
static void run_private(struct screen *screen, const struct parameters *p, char final) {
    const struct screen_answers *answers = &screen->answers;
    if (p->prefix == '?' && p->intermediate == 0 && (final == 'h' || final == 'l')) {
        for (int i = 0; i < p->count; i++)
            private_mode(screen, p->values[i], final == 'h');
    } else if (p->prefix == '?' && p->intermediate == '$' && final == 'p') {
        if (answers->synchronised >= 0)
            screen_reply(screen, "\033[?%d;%d$y", value_or(p, 0, 0),
                         value_or(p, 0, 0) == 2026 ? answers->synchronised : 0);
    } else if (p->prefix == '?' && final == 'S') {
        int item = value_or(p, 0, 0);
        if (answers->registers && item == 1)
            screen_reply(screen, "\033[?1;0;%dS", answers->registers);
        if (answers->registers && item == 2)
            screen_reply(screen, "\033[?2;0;%d;%dS", answers->cell_width * screen->columns,
                         answers->cell_height * screen->rows);
    } else if (p->prefix == '>' && final == 'q') {
        if (answers->version)
            screen_reply(screen, "\033P>|%s\033\\", answers->version);
    } else if (p->prefix == '>' && final == 'c') {
        if (answers->version)
            screen_reply(screen, "\033[>41;379;0c");
    } else if (p->intermediate == '!' && final == 'p') {
        screen_reset(screen);
    } else if (!(p->intermediate == ' ' && final == 'q') && // cursor shape
               !(p->prefix == '>' && (final == 'm' || final == 'u'))
               && !(p->prefix == '?' && (final == 'u' || final == 'n'))
               && !(p->prefix == '<' && final == 'u') && !(p->prefix == '=' && final == 'c')) {
        screen_unknown(screen, "private sequence");
    }
}

// Moves of the cursor. False when `final` is none.
static bool run_move(struct screen *screen, const struct parameters *p, char final) {
    int n = count_of(p), x = screen->x, y = screen->y;
    switch (final) {
    case 'A':
        y -= n;
        break;
    case 'B':
    case 'e':
        y += n;
        break;
    case 'C':
    case 'a':
        x += n;
        break;
    case 'D':
        x -= n;
        break;
    case 'E':
        y += n;
        x = 0;
        break;
    case 'F':
        y -= n;
        x = 0;
        break;
    case 'G':
    case '`':
        x = n - 1;
        break;
    case 'H':
    case 'f':
        y = n - 1;
        x = value_or(p, 1, 1) - 1;
        break;
    case 'I':
        x = (x / 8 + n) * 8;
        break;
    case 'Z':
        x = ((x + 7) / 8 - n) * 8;
        break;
    case 'd':
        y = n - 1;
        break;
    default:
        return false;
    }
    screen_move(screen, y, x);
    return true;
}

static void set_region(struct screen *screen, const struct parameters *p) {
    screen->top = count_of(p) - 1;
    screen->bottom = value_or(p, 1, screen->rows) - 1;
    if (screen->bottom >= screen->rows || screen->top >= screen->bottom) {
        screen->top = 0;
        screen->bottom = screen->rows - 1;
    }
    screen_move(screen, 0, 0);
}

// Changes of cells. False when `final` is none.
static bool run_edit(struct screen *screen, const struct parameters *p, char final) {
    int n = count_of(p);
    bool inside = screen->y >= screen->top && screen->y <= screen->bottom;
    switch (final) {
    case '@':
        screen_shift(screen, n);
        break;
    case 'P':
        screen_shift(screen, -n);
        break;
    case 'J':
        screen_erase_display(screen, value_or(p, 0, 0));
        break;
    case 'K':
        erase_line(screen, value_or(p, 0, 0));
        break;
    case 'L':
    case 'M':
        if (inside)
            screen_scroll(screen, screen->y, screen->bottom, final == 'M' ? n : -n);
        break;
    case 'S':
    case 'T':
        screen_scroll(screen, screen->top, screen->bottom, final == 'S' ? n : -n);
        break;
    case 'X':
        screen_erase(screen, screen->y, screen->x, screen->x + n);
        break;
    case 'b':
        for (int i = 0; i < n && i < screen->columns * screen->rows; i++)
            screen_put(screen, screen->repeat);
        break;
    default:
        return false;
    }
    return true;
}

void screen_run_csi(struct screen *screen, char final) {
    struct parameters p = parameters_of(screen);
    if (p.prefix || p.intermediate) {
        run_private(screen, &p, final);
        return;
    }
    if (run_move(screen, &p, final) || run_edit(screen, &p, final))
        return;
    switch (final) {
    case 'c':
        if (screen->answers.attributes)
            screen_reply(screen, "\033[?%sc", screen->answers.attributes);
        break;
    case 'g': // tabs, insert mode, new line mode: as at the start
    case 'h':
    case 'l':
        break;
    case 'm':
        select_rendition(screen, &p);
        break;
    case 'n':
        status_query(screen, value_or(&p, 0, 0));
        break;
    case 'r':
        set_region(screen, &p);
        break;
    case 's':
        screen_save(screen, 0);
        break;
    case 't':
        window_query(screen, value_or(&p, 0, 0));
        break;
    case 'u':
        screen_restore(screen, 0);
        break;
    default:
        screen_unknown(screen, "CSI");
    }
}
