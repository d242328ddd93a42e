// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A terminal's screen in memory, for tests: bytes that a program wrote go in, cells come
// out, and the answers that a terminal of this kind would give to queries are collected.
// It knows what ncurses writes for xterm-256color and what blitz writes beside it. What it
// does not know it counts (`unknown`), so that a test can insist on none.

#ifndef BLITZ_TESTS_PTY_SCREEN_H
#define BLITZ_TESTS_PTY_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A colour: SCREEN_DEFAULT, 0 to 255 of the palette, or SCREEN_RGB(r, g, b).
#define SCREEN_DEFAULT (-1)
#define SCREEN_RGB(r, g, b) (0x1000000 | (r) << 16 | (g) << 8 | (b))

enum screen_attribute {
    SCREEN_BOLD = 1,
    SCREEN_DIM = 2,
    SCREEN_ITALIC = 4,
    SCREEN_UNDERLINE = 8,
    SCREEN_BLINK = 16,
    SCREEN_REVERSE = 32,
    SCREEN_INVISIBLE = 64,
};

struct screen_cell {
    uint32_t code; // the character; ' ' when blank, 0 for the right half of a wide one
    int32_t foreground, background;
    uint32_t attributes; // enum screen_attribute
};

// What the terminal answers. NULL or 0: silent.
struct screen_answers {
    const char *attributes;      // to CSI c, between "CSI ?" and "c": "62;4"
    const char *version;         // to CSI > q: "xterm(379)"
    bool status;                 // to CSI 5 n and CSI 6 n
    bool sizes;                  // to CSI 14 t, 16 t and 18 t
    int cell_width, cell_height; // in pixels; also in the pty's window size
    int registers;               // colour registers, to XTSMGRAPHICS
    int synchronised;            // DECRPM value for mode 2026 (0 unknown, 2 reset); -1: silent
    const char *background;      // to OSC 11: "rgb:0000/0000/0000"
};

// A plain terminal with 8x16 cells that answers DA1, DSR and nothing else; one with sixel.
extern const struct screen_answers screen_plain, screen_sixel, screen_mute;

enum screen_parse { PARSE_GROUND, PARSE_ESCAPE, PARSE_CHARSET, PARSE_CSI, PARSE_STRING };

struct screen {
    int columns, rows;
    struct screen_cell *cells; // rows x columns of the screen that is shown
    struct screen_cell *other; // of the one that is not
    bool alternate;            // the alternate one is shown
    struct screen_answers answers;

    int x, y;          // the cursor
    bool wrap_pending; // it is behind the last column
    int top, bottom;   // scroll region, inclusive
    struct screen_cell pen;
    bool graphics[2]; // G0, G1 are the line drawing set
    int shift;        // 0: G0, 1: G1
    struct {
        int x, y;
        struct screen_cell pen;
    } saved[2]; // ESC 7, mode 1049

    bool cursor_shown, autowrap, application_cursor, application_keypad, bracketed_paste;
    bool mouse, synchronised;

    // What has happened since the start.
    size_t bytes;        // bytes taken in
    size_t updates;      // synchronised updates begun (mode 2026)
    size_t status_asked; // CSI 5 n
    size_t clears;       // whole screen erased
    size_t bells;
    size_t unknown;           // sequences that are not known here
    size_t controls;          // C0 or C1 bytes that no program should print
    size_t pictures;          // sixel images
    int picture_x, picture_y; // the cell of the last one
    char *picture;            // its DCS body, a string of `picture_size` bytes
    size_t picture_size;
    char title[256];
    char clipboard[1024]; // OSC 52 payload, base64
    char last_unknown[64];

    // Parser.
    enum screen_parse parse;
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

void screen_open(struct screen *screen, int columns, int rows,
                 const struct screen_answers *answers);
void screen_feed(struct screen *screen, const char *bytes, size_t count);
void screen_resize(struct screen *screen, int columns, int rows);
void screen_close(struct screen *screen);

// The cell at row y, column x; a blank one outside of the screen.
struct screen_cell screen_cell(const struct screen *screen, int y, int x);

// The row as UTF-8 without trailing blanks; the caller frees it.
char *screen_text(const struct screen *screen, int row);

// All rows, each ended by a newline; the caller frees it.
char *screen_capture(const struct screen *screen);

// The row and column where `text` begins; false when it is nowhere within one row.
bool screen_find(const struct screen *screen, const char *text, int *row, int *column);

// ── between screen.c, csi.c and parser.c ───────────────────────────────────────────────────

void screen_put(struct screen *screen, uint32_t code);
void screen_erase(struct screen *screen, int y, int from, int to);         // columns from <= x < to
void screen_scroll(struct screen *screen, int top, int bottom, int lines); // > 0: up
void screen_shift(struct screen *screen, int columns); // > 0: insert blanks at the cursor
void screen_line_feed(struct screen *screen);
void screen_move(struct screen *screen, int y, int x); // clipped
void screen_alternate(struct screen *screen, bool alternate, bool clear);
void screen_save(struct screen *screen, int slot);
void screen_restore(struct screen *screen, int slot);
void screen_reset(struct screen *screen);
void screen_erase_display(struct screen *screen, int kind);
void screen_run_csi(struct screen *screen, char final);
void screen_unknown(struct screen *screen, const char *what);
void screen_reply(struct screen *screen, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
