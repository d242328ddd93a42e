// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Control sequences (CSI ...) of the emulator.

#include "pty/emulator.h"

#include <stdio.h>
#include <string.h>

struct parameters {
    int values[32];
    int count;
    char prefix;       // < = > ? or 0
    char intermediate; // SP ! $ or 0
};

void emulator_unknown(struct emulator *emulator, const char *what) {
    emulator->unknown++;
    snprintf(emulator->last_unknown, sizeof emulator->last_unknown, "%s", what);
}

// Parameters by position; a colon separates like a semicolon; an empty one is -1.
static struct parameters parameters_of(const struct emulator *emulator) {
    struct parameters found = { .count = 0 };
    int value = -1;
    bool any = false;
    for (size_t i = 0; i < emulator->sequence_length; i++) {
        char byte = emulator->sequence[i];
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
        return EMULATOR_DEFAULT;
    // "38:2::r:g:b" has an empty colour space before red.
    if (*i + 2 < parameters->count && parameters->values[*i + 2] < 0)
        *i += 1;
    *i += 4;
    return EMULATOR_RGB(value_or(parameters, *i - 2, 0) & 255,
                        value_or(parameters, *i - 1, 0) & 255, value_or(parameters, *i, 0) & 255);
}

static void select_rendition(struct emulator *emulator, const struct parameters *parameters) {
    static const uint32_t on[] = { 0,
                                   EMULATOR_BOLD,
                                   EMULATOR_DIM,
                                   EMULATOR_ITALIC,
                                   EMULATOR_UNDERLINE,
                                   EMULATOR_BLINK,
                                   EMULATOR_BLINK,
                                   EMULATOR_REVERSE,
                                   EMULATOR_INVISIBLE };
    struct emulator_cell *pen = &emulator->pen;
    int count = parameters->count ? parameters->count : 1;
    for (int i = 0; i < count; i++) {
        int code = value_or(parameters, i, 0);
        if (code == 0)
            *pen = emulator_blank;
        else if (code <= 8)
            pen->attributes |= on[code];
        else if (code == 22)
            pen->attributes &= ~(uint32_t)(EMULATOR_BOLD | EMULATOR_DIM);
        else if (code >= 23 && code <= 28)
            pen->attributes &= ~on[code - 20];
        else if (code >= 30 && code <= 37)
            pen->foreground = code - 30;
        else if (code == 38)
            pen->foreground = extended_colour(parameters, &i);
        else if (code == 39)
            pen->foreground = EMULATOR_DEFAULT;
        else if (code >= 40 && code <= 47)
            pen->background = code - 40;
        else if (code == 48)
            pen->background = extended_colour(parameters, &i);
        else if (code == 49)
            pen->background = EMULATOR_DEFAULT;
        else if (code >= 90 && code <= 97)
            pen->foreground = code - 90 + 8;
        else if (code >= 100 && code <= 107)
            pen->background = code - 100 + 8;
        else
            emulator_unknown(emulator, "SGR");
    }
}

void emulator_save(struct emulator *emulator, int slot) {
    emulator->saved[slot].x = emulator->x;
    emulator->saved[slot].y = emulator->y;
    emulator->saved[slot].pen = emulator->pen;
}

void emulator_restore(struct emulator *emulator, int slot) {
    emulator->pen = emulator->saved[slot].pen;
    emulator_move(emulator, emulator->saved[slot].y, emulator->saved[slot].x);
}

static void private_mode(struct emulator *emulator, int mode, bool set) {
    switch (mode) {
    case 1:
        emulator->application_cursor = set;
        break;
    case 7:
        emulator->autowrap = set;
        break;
    case 12:
    case 80:
    case 1004:
    case 1034:
    case 1070:
    case 8452:
        break;
    case 25:
        emulator->cursor_shown = set;
        break;
    case 47:
    case 1047:
        emulator_alternate(emulator, set, false);
        break;
    case 1000:
    case 1002:
    case 1003:
    case 1006:
        emulator->mouse = set;
        break;
    case 1049:
        if (set && !emulator->alternate)
            emulator_save(emulator, 1);
        bool left = !set && emulator->alternate;
        emulator_alternate(emulator, set, true);
        if (left)
            emulator_restore(emulator, 1);
        break;
    case 2004:
        emulator->bracketed_paste = set;
        break;
    case 2026:
        emulator->updates += set && !emulator->synchronised;
        emulator->synchronised = set;
        break;
    default:
        emulator_unknown(emulator, "private mode");
    }
}

void emulator_erase_display(struct emulator *emulator, int kind) {
    int from = kind == 0 ? emulator->y + 1 : 0;
    int to = kind == 1 ? emulator->y : emulator->rows;
    if (kind == 0)
        emulator_erase(emulator, emulator->y, emulator->x, emulator->columns);
    if (kind == 1)
        emulator_erase(emulator, emulator->y, 0, emulator->x + 1);
    for (int y = from; y < to && kind != 3; y++)
        emulator_erase(emulator, y, 0, emulator->columns);
    emulator->clears += kind == 2 || (kind == 0 && !emulator->x && !emulator->y);
}

static void erase_line(struct emulator *emulator, int kind) {
    emulator_erase(emulator, emulator->y, kind == 0 ? emulator->x : 0,
                   kind == 1 ? emulator->x + 1 : emulator->columns);
}

static void window_query(struct emulator *emulator, int kind) {
    const struct emulator_answers *answers = &emulator->answers;
    if (!answers->sizes)
        return;
    if (kind == 14)
        emulator_reply(emulator, "\033[4;%d;%dt", answers->cell_height * emulator->rows,
                       answers->cell_width * emulator->columns);
    if (kind == 16)
        emulator_reply(emulator, "\033[6;%d;%dt", answers->cell_height, answers->cell_width);
    if (kind == 18)
        emulator_reply(emulator, "\033[8;%d;%dt", emulator->rows, emulator->columns);
}

static void status_query(struct emulator *emulator, int kind) {
    emulator->status_asked += kind == 5;
    if (!emulator->answers.status)
        return;
    if (kind == 5)
        emulator_reply(emulator, "\033[0n");
    if (kind == 6)
        emulator_reply(emulator, "\033[%d;%dR", emulator->y + 1, emulator->x + 1);
}

void emulator_reset(struct emulator *emulator) {
    emulator->pen = emulator_blank;
    emulator->cursor_shown = emulator->autowrap = true;
    emulator->application_cursor = emulator->application_keypad = false;
    emulator->graphics[0] = emulator->graphics[1] = false;
    emulator->shift = emulator->top = 0;
    emulator->bottom = emulator->rows - 1;
}

// Sequences with a prefix or an intermediate: queries and modes.
static void run_private(struct emulator *emulator, const struct parameters *p, char final) {
    const struct emulator_answers *answers = &emulator->answers;
    if (p->prefix == '?' && p->intermediate == 0 && (final == 'h' || final == 'l')) {
        for (int i = 0; i < p->count; i++)
            private_mode(emulator, p->values[i], final == 'h');
    } else if (p->prefix == '?' && p->intermediate == '$' && final == 'p') {
        if (answers->synchronised >= 0)
            emulator_reply(emulator, "\033[?%d;%d$y", value_or(p, 0, 0),
                           value_or(p, 0, 0) == 2026 ? answers->synchronised : 0);
    } else if (p->prefix == '?' && final == 'S') {
        int item = value_or(p, 0, 0);
        if (answers->registers && item == 1)
            emulator_reply(emulator, "\033[?1;0;%dS", answers->registers);
        if (answers->registers && item == 2)
            emulator_reply(emulator, "\033[?2;0;%d;%dS", answers->cell_width * emulator->columns,
                           answers->cell_height * emulator->rows);
    } else if (p->prefix == '>' && final == 'q') {
        if (answers->version)
            emulator_reply(emulator, "\033P>|%s\033\\", answers->version);
    } else if (p->prefix == '>' && final == 'c') {
        if (answers->version)
            emulator_reply(emulator, "\033[>41;379;0c");
    } else if (p->intermediate == '!' && final == 'p') {
        emulator_reset(emulator);
    } else if (!(p->intermediate == ' ' && final == 'q') && // cursor shape
               !(p->prefix == '>' && (final == 'm' || final == 'u'))
               && !(p->prefix == '?' && (final == 'u' || final == 'n'))
               && !(p->prefix == '<' && final == 'u') && !(p->prefix == '=' && final == 'c')) {
        emulator_unknown(emulator, "private sequence");
    }
}

// Moves of the cursor. False when `final` is none.
static bool run_move(struct emulator *emulator, const struct parameters *p, char final) {
    int n = count_of(p), x = emulator->x, y = emulator->y;
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
    emulator_move(emulator, y, x);
    return true;
}

static void set_region(struct emulator *emulator, const struct parameters *p) {
    emulator->top = count_of(p) - 1;
    emulator->bottom = value_or(p, 1, emulator->rows) - 1;
    if (emulator->bottom >= emulator->rows || emulator->top >= emulator->bottom) {
        emulator->top = 0;
        emulator->bottom = emulator->rows - 1;
    }
    emulator_move(emulator, 0, 0);
}

// Changes of cells. False when `final` is none.
static bool run_edit(struct emulator *emulator, const struct parameters *p, char final) {
    int n = count_of(p);
    bool inside = emulator->y >= emulator->top && emulator->y <= emulator->bottom;
    switch (final) {
    case '@':
        emulator_shift(emulator, n);
        break;
    case 'P':
        emulator_shift(emulator, -n);
        break;
    case 'J':
        emulator_erase_display(emulator, value_or(p, 0, 0));
        break;
    case 'K':
        erase_line(emulator, value_or(p, 0, 0));
        break;
    case 'L':
    case 'M':
        if (inside)
            emulator_scroll(emulator, emulator->y, emulator->bottom, final == 'M' ? n : -n);
        break;
    case 'S':
    case 'T':
        emulator_scroll(emulator, emulator->top, emulator->bottom, final == 'S' ? n : -n);
        break;
    case 'X':
        emulator_erase(emulator, emulator->y, emulator->x, emulator->x + n);
        break;
    case 'b':
        for (int i = 0; i < n && i < emulator->columns * emulator->rows; i++)
            emulator_put(emulator, emulator->repeat);
        break;
    default:
        return false;
    }
    return true;
}

void emulator_run_csi(struct emulator *emulator, char final) {
    struct parameters p = parameters_of(emulator);
    if (p.prefix || p.intermediate) {
        run_private(emulator, &p, final);
        return;
    }
    if (run_move(emulator, &p, final) || run_edit(emulator, &p, final))
        return;
    switch (final) {
    case 'c':
        if (emulator->answers.attributes)
            emulator_reply(emulator, "\033[?%sc", emulator->answers.attributes);
        break;
    case 'g': // tabs, insert mode, new line mode: as at the start
    case 'h':
    case 'l':
        break;
    case 'm':
        select_rendition(emulator, &p);
        break;
    case 'n':
        status_query(emulator, value_or(&p, 0, 0));
        break;
    case 'r':
        set_region(emulator, &p);
        break;
    case 's':
        emulator_save(emulator, 0);
        break;
    case 't':
        window_query(emulator, value_or(&p, 0, 0));
        break;
    case 'u':
        emulator_restore(emulator, 0);
        break;
    default:
        emulator_unknown(emulator, "CSI");
    }
}
