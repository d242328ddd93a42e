// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A terminal emulator, for tests: bytes that a program wrote go in, cells come
// out, and the answers that a terminal of this kind would give to queries are collected.
// It knows what ncurses writes for xterm-256color and what blitz writes beside it. What it
// does not know it counts (`unknown`), so that a test can insist on none.

#ifndef BLITZ_TESTS_PTY_EMULATOR_H
#define BLITZ_TESTS_PTY_EMULATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A colour: EMULATOR_DEFAULT, 0 to 255 of the palette, or EMULATOR_RGB(r, g, b).
#define EMULATOR_DEFAULT (-1)
#define EMULATOR_RGB(r, g, b) (0x1000000 | (r) << 16 | (g) << 8 | (b))

enum emulator_attribute {
    EMULATOR_BOLD = 1,
    EMULATOR_DIM = 2,
    EMULATOR_ITALIC = 4,
    EMULATOR_UNDERLINE = 8,
    EMULATOR_BLINK = 16,
    EMULATOR_REVERSE = 32,
    EMULATOR_INVISIBLE = 64,
};

struct emulator_cell {
    uint32_t code; // the character; ' ' when blank, 0 for the right half of a wide one
    int32_t foreground, background;
    uint32_t attributes; // enum emulator_attribute
    unsigned written;    // how often it was printed or erased since the start
    size_t picture;      // number of the sixel image that lies over it; 0: none
};

// Nothing, in the terminal's own colours.
extern const struct emulator_cell emulator_blank;

// What the terminal answers. NULL or 0: silent.
struct emulator_answers {
    const char *attributes;      // to CSI c, between "CSI ?" and "c": "62;4"
    const char *version;         // to CSI > q: "xterm(379)"
    bool status;                 // to CSI 5 n and CSI 6 n
    bool sizes;                  // to CSI 14 t, 16 t and 18 t
    int cell_width, cell_height; // in pixels; also in the pty's window size
    int registers;               // colour registers, to XTSMGRAPHICS
    int synchronised;            // DECRPM value for mode 2026 (0 unknown, 2 reset); -1: silent
    const char *background;      // to OSC 11: "rgb:0000/0000/0000"
    bool forgets;                // an image is gone when anything in its rows is erased, as in tmux
};

// A plain terminal with 8x16 cells that answers DA1, DSR and nothing else; one with sixel.
extern const struct emulator_answers emulator_plain, emulator_sixel, emulator_mute;

enum emulator_parse { PARSE_GROUND, PARSE_ESCAPE, PARSE_CHARSET, PARSE_CSI, PARSE_STRING };

struct emulator {
    int columns, rows;
    struct emulator_cell *cells; // rows x columns of the screen that is shown
    struct emulator_cell *other; // of the one that is not
    bool alternate;              // the alternate one is shown
    struct emulator_answers answers;

    int x, y;          // the cursor
    bool wrap_pending; // it is behind the last column
    int top, bottom;   // scroll region, inclusive
    struct emulator_cell pen;
    bool graphics[2]; // G0, G1 are the line drawing set
    int shift;        // 0: G0, 1: G1
    struct {
        int x, y;
        struct emulator_cell pen;
    } saved[2]; // ESC 7, mode 1049

    bool cursor_shown, autowrap, application_cursor, application_keypad, bracketed_paste;
    bool mouse, synchronised;

    // What has happened since the start.
    size_t bytes;        // bytes taken in
    size_t updates;      // synchronised updates begun (mode 2026)
    size_t status_asked; // CSI 5 n
    size_t clears;       // whole screen erased
    size_t scrolls;      // lines moved up or down
    size_t bells;
    size_t unknown;           // sequences that are not known here
    size_t controls;          // C0 or C1 bytes that no program should print
    size_t pictures;          // sixel images
    size_t uncovered;         // cells under one that were printed or erased
    int picture_x, picture_y; // the cell of the last one
    char *picture;            // its DCS body, a string of `picture_size` bytes
    size_t picture_size;
    char title[256];
    char clipboard[1024]; // OSC 52 payload, base64
    char last_unknown[64];

    // Parser.
    enum emulator_parse parse;
    char introducer;    // of a string: P ] _ ^ X
    char sequence[256]; // CSI parameters and intermediates
    size_t sequence_length;
    char *string; // body of DCS, OSC, APC
    size_t string_length, string_capacity;
    bool string_escape;
    uint32_t utf8_code;
    int utf8_left;
    uint32_t repeat; // the last character, for REP

    // Bytes that the terminal sends back; the owner takes them away.
    char *replies;
    size_t replies_length, replies_capacity;
};

void emulator_open(struct emulator *emulator, int columns, int rows,
                   const struct emulator_answers *answers);
void emulator_feed(struct emulator *emulator, const char *bytes, size_t count);
void emulator_resize(struct emulator *emulator, int columns, int rows);
void emulator_close(struct emulator *emulator);

// The cell at row y, column x; a blank one outside of the screen.
struct emulator_cell emulator_cell(const struct emulator *emulator, int y, int x);

// The row as UTF-8 without trailing blanks; the caller frees it.
char *emulator_text(const struct emulator *emulator, int row);

// All rows, each ended by a newline; the caller frees it.
char *emulator_capture(const struct emulator *emulator);

// The row and column where `text` begins; false when it is nowhere within one row.
bool emulator_find(const struct emulator *emulator, const char *text, int *row, int *column);

// ── between emulator.c, csi.c and parser.c ───────────────────────────────────────────────────

void emulator_put(struct emulator *emulator, uint32_t code);
void emulator_erase(struct emulator *emulator, int y, int from, int to); // columns from <= x < to
void emulator_scroll(struct emulator *emulator, int top, int bottom, int lines); // > 0: up
void emulator_shift(struct emulator *emulator, int columns); // > 0: insert blanks at the cursor
void emulator_line_feed(struct emulator *emulator);
void emulator_cover(struct emulator *emulator, int width, int height); // pixels
void emulator_move(struct emulator *emulator, int y, int x);           // clipped
void emulator_alternate(struct emulator *emulator, bool alternate, bool clear);
void emulator_save(struct emulator *emulator, int slot);
void emulator_restore(struct emulator *emulator, int slot);
void emulator_reset(struct emulator *emulator);
void emulator_erase_display(struct emulator *emulator, int kind);
void emulator_run_csi(struct emulator *emulator, char final);
void emulator_unknown(struct emulator *emulator, const char *what);
void emulator_reply(struct emulator *emulator, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
