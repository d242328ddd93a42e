// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Text on the screen: ncurses draws it, into memory, never to the terminal. A redraw is one
// burst in the queue of the tty: what ncurses changes, then the bytes of pictures, then the
// cursor. Pictures are in areas that ncurses knows as blanks it must not touch. Main thread.

#ifndef BLITZ_TERM_SCREEN_H
#define BLITZ_TERM_SCREEN_H

#include "base/fault.h"
#include "term/caps.h"
#include "term/encoder.h"
#include "term/theme.h"
#include "term/tty.h"

#include <stdbool.h>
#include <stddef.h>

// How text looks: attributes, or'ed, and one of 8 colours. Without colours only the attributes
// remain, so that nothing may be told by colour alone.
enum screen_style {
    STYLE_PLAIN = 0,
    STYLE_BOLD = 1,
    STYLE_DIM = 2,
    STYLE_REVERSE = 4,
    STYLE_UNDERLINE = 8,
    STYLE_RED = 1 << 4,
    STYLE_GREEN = 2 << 4,
    STYLE_YELLOW = 3 << 4,
    STYLE_BLUE = 4 << 4,
    STYLE_MAGENTA = 5 << 4,
    STYLE_CYAN = 6 << 4,
};

// A colour for series or zone number `index`, each neighbour another.
unsigned screen_series_style(size_t index);

struct screen;

// Starts ncurses for $TERM (when that is unknown: for xterm-256color, then vt100), and gives
// the tty its farewell. The first flush enters the alternate screen. The tty is borrowed. One
// screen a process.
struct screen *screen_open(struct tty *tty, const struct caps *caps, struct fault *fault);

// Its size in cells.
int screen_rows(const struct screen *screen);
int screen_columns(const struct screen *screen);

// Another size: everything is drawn anew by the next flush.
void screen_resize(struct screen *screen, int rows, int columns);

// From now on the terminal is asked to show each burst at once (mode 2026), or no longer.
void screen_synchronise(struct screen *screen, bool on);

// Everything is drawn anew by the next flush (Ctrl-L, after a suspension).
void screen_redraw(struct screen *screen);

// Text has the colours of this theme from now on.
void screen_theme(struct screen *screen, enum theme theme);

// From now on the terminal sends the mouse's buttons and wheel as input, or no longer. It does not
// while the screen is suspended, and never after it was left, however that was.
void screen_mouse(struct screen *screen, bool on);

// Whether the next flush draws everything: pictures must then be encoded in full.
bool screen_is_stale(const struct screen *screen);

// ── drawing: erase, draw all that is to be seen, flush ──

// Empties the screen, areas of pictures included.
void screen_erase(struct screen *screen);

// Draws UTF-8 text from a cell on, in at most `columns` columns (cut at whole characters).
// Control characters and invalid bytes are shown as '?', also what the locale cannot show.
// Returns the columns used. Anything outside the screen is left out.
int screen_text(struct screen *screen, int row, int column, int columns, unsigned style,
                const char *text);

// Fills a row of cells with one character.
void screen_fill(struct screen *screen, int row, int column, int columns, unsigned style,
                 const char *character);

// Before screen_picture: what is on the screen in its area is written over with blanks, once.
void screen_wipe(struct screen *screen);

// A picture's area: blanks that ncurses leaves alone. Text drawn over it afterwards wins; the
// picture must then not be encoded, or in a smaller area.
void screen_picture(struct screen *screen, struct area area);

// Pictures are pixels from now on, or characters. Lines are not moved with pixels in them:
// terminals differ in what then becomes of those.
void screen_pixels(struct screen *screen, bool on);

// Of these rows no blank will be erased: it is written. tmux forgets a picture when anything in its
// rows is erased. After all that is drawn in them.
void screen_keep_rows(struct screen *screen, int first, int count);

// Where the cursor shows, or nowhere (row -1, as after screen_erase).
void screen_cursor(struct screen *screen, int row, int column);

// Puts the change of text into the burst. True when the picture must be drawn whole after it:
// everything is painted anew, or ncurses moved lines of the screen and the picture with them.
bool screen_compose(struct screen *screen);

// Composes when that was not done yet, and queues one burst: the change of text, then `picture`
// (may be NULL), then the cursor's place. Queues nothing when nothing changed.
void screen_flush(struct screen *screen, const char *picture, size_t count);

// Columns that text takes on this screen.
int screen_width(const char *text);

// ── counts, for tests ──
size_t screen_bursts(const struct screen *screen);
size_t screen_bytes(const struct screen *screen);

// ── leaving ──

// Leaves the alternate screen, stops the program until it is continued, enters again; the next
// flush draws everything.
bool screen_suspend(struct screen *screen, double limit, struct fault *fault);

// Queues what leaves the alternate screen, ends ncurses, clears *screen. Then tty_close().
void screen_close(struct screen **screen);

#endif
