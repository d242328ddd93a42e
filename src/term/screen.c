// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// ncurses writes to a file in memory; what it wrote is taken out after each doupdate(). Its
// input is /dev/null, so that it never touches the settings of the terminal either.

#include "term/screen.h"

#include "base/alloc.h"
#include "base/text.h"
#include "term/terminfo.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

#define NCURSES_NOMACROS
#include <curses.h>

#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
// Buttons and wheel, with coordinates of any size.
#define MOUSE_ON "\033[?1000h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1000l"
#define SYNC_ON "\033[?2026h"
#define SYNC_OFF "\033[?2026l"

// Colours of text: red green yellow blue magenta cyan.
enum { PENS = 6 };

struct screen {
    struct tty *tty;
    SCREEN *curses;
    FILE *output, *input;
    int memory; // descriptor behind `output`
    bool utf8, colours;
    bool is_composed; // the burst has the text already
    bool stale;
    bool is_pixels;              // what pictures are
    bool has_pixels, had_pixels; // in this redraw and in the one before
    bool synchronises;
    bool takes_mouse;
    enum theme theme;
    attr_t picture; // of the blanks below a picture
    int cursor_row, cursor_column;
    struct text bytes; // of the burst that is made
    size_t bursts, total;
};

// ── starting ───────────────────────────────────────────────────────────────────────────────

// Signals whose action ncurses would take over.
static const int curses_signals[] = { SIGINT, SIGTERM, SIGTSTP, SIGWINCH };
#define CURSES_SIGNALS (sizeof curses_signals / sizeof *curses_signals)

// The size of the terminal, for the time of newterm() only: its output has none, and it sets
// the scroll region to what it believes. Before threads start.
static void tell_size(const struct tty_size *size) {
    if (!size) {
        unsetenv("LINES");
        unsetenv("COLUMNS");
        return;
    }
    char number[16];
    snprintf(number, sizeof number, "%d", size->rows);
    setenv("LINES", number, 1);
    snprintf(number, sizeof number, "%d", size->columns);
    setenv("COLUMNS", number, 1);
}

static SCREEN *start_curses(FILE *output, FILE *input, const struct tty_size *size) {
    struct sigaction actions[CURSES_SIGNALS];
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], NULL, &actions[i]);
    // Only with a known entry: a newterm() that fails leaks its screen.
    const char *const names[] = { getenv("TERM"), "xterm-256color", "vt100" };
    SCREEN *curses = NULL;
    tell_size(size);
    for (size_t i = 0; i < sizeof names / sizeof *names && !curses; i++)
        if (terminfo_colours(names[i]))
            curses = newterm(names[i], output, input);
    tell_size(NULL);
    for (size_t i = 0; i < CURSES_SIGNALS; i++)
        sigaction(curses_signals[i], &actions[i], NULL);
    return curses;
}

static void set_colours(const struct screen *screen) {
    short ground = use_default_colors() == OK ? -1 : COLOR_BLACK;
    for (short pen = 0; pen < PENS; pen++)
        init_pair((short)(pen + 1), theme_colour(screen->theme, pen, COLORS), ground);
}

static void start_colours(struct screen *screen, const struct caps *caps) {
    screen->colours = caps->colours != COLOURS_NONE && has_colors() && start_color() == OK;
    if (screen->colours)
        set_colours(screen);
}

static void set_farewell(struct screen *screen) {
    struct text bytes = { 0 };
    text_add(&bytes, SYNC_OFF PASTE_OFF);
    if (screen->takes_mouse)
        text_add(&bytes, MOUSE_OFF);
    terminfo_add(&bytes, "sgr0");
    terminfo_add(&bytes, "op");
    terminfo_add(&bytes, "cnorm");
    terminfo_add(&bytes, "rmcup");
    tty_set_farewell(screen->tty, text_string(&bytes), bytes.length);
    text_free(&bytes);
}

static bool open_files(struct screen *screen) {
    screen->memory = memfd_create("blitz-screen", MFD_CLOEXEC);
    if (screen->memory < 0)
        return false;
    screen->output = fdopen(screen->memory, "w+");
    if (!screen->output)
        close(screen->memory);
    screen->input = screen->output ? fopen("/dev/null", "re") : NULL;
    return screen->input != NULL;
}

static void close_files(struct screen *screen) {
    if (screen->output)
        fclose(screen->output);
    if (screen->input)
        fclose(screen->input);
}

struct screen *screen_open(struct tty *tty, const struct caps *caps, struct fault *fault) {
    struct screen *screen = alloc_zeroed(1, sizeof *screen);
    screen->tty = tty;
    screen->utf8 = caps->utf8;
    screen->cursor_row = -1;
    screen->picture = A_PROTECT;
    struct tty_size size = tty_size(tty);
    if (!open_files(screen)) {
        fault_set(fault, FAULT_FAILED, "cannot prepare the screen: %s", strerror(errno));
    } else if (!(screen->curses = start_curses(screen->output, screen->input, &size))) {
        fault_set(fault, FAULT_FAILED,
                  "this terminal is not known and vt100 is neither: install ncurses' terminfo "
                  "entries (Debian: ncurses-base) or set TERM");
    } else {
        start_colours(screen, caps);
        idlok(stdscr, FALSE);
        idcok(stdscr, FALSE);
        leaveok(stdscr, FALSE);
        set_farewell(screen);
        text_add(&screen->bytes, PASTE_ON);
        screen_resize(screen, size.rows, size.columns);
        return screen;
    }
    close_files(screen);
    free(screen);
    return NULL;
}

int screen_rows(const struct screen *screen) {
    (void)screen;
    return getmaxy(stdscr);
}

int screen_columns(const struct screen *screen) {
    (void)screen;
    return getmaxx(stdscr);
}

void screen_redraw(struct screen *screen) {
    clearok(curscr, TRUE);
    screen->stale = true;
}

void screen_resize(struct screen *screen, int rows, int columns) {
    resizeterm(rows < 1 ? 1 : rows, columns < 1 ? 1 : columns);
    screen_redraw(screen);
}

void screen_synchronise(struct screen *screen, bool on) {
    screen->synchronises = on;
}

void screen_theme(struct screen *screen, enum theme theme) {
    if (screen->theme == theme)
        return;
    screen->theme = theme;
    if (screen->colours)
        set_colours(screen);
}

void screen_mouse(struct screen *screen, bool on) {
    if (screen->takes_mouse == on)
        return;
    screen->takes_mouse = on;
    // Before it is on, so that a signal in between finds the way back.
    set_farewell(screen);
    text_add(&screen->bytes, on ? MOUSE_ON : MOUSE_OFF);
}

bool screen_is_stale(const struct screen *screen) {
    return screen->stale;
}

// ── drawing ────────────────────────────────────────────────────────────────────────────────

static const unsigned series_styles[] = { STYLE_CYAN,  STYLE_YELLOW, STYLE_MAGENTA,
                                          STYLE_GREEN, STYLE_RED,    STYLE_BLUE };

unsigned screen_series_style(size_t index) {
    return series_styles[index % (sizeof series_styles / sizeof *series_styles)];
}

static attr_t attributes_of(unsigned style) {
    return (style & STYLE_BOLD ? A_BOLD : 0) | (style & STYLE_DIM ? A_DIM : 0)
           | (style & STYLE_REVERSE ? A_REVERSE : 0) | (style & STYLE_UNDERLINE ? A_UNDERLINE : 0);
}

static short pair_of(const struct screen *screen, unsigned style) {
    bool has_pens = screen->colours && screen->theme != THEME_PLAIN;
    return has_pens ? (short)(style >> 4 & 7) : 0;
}

// The next character of a text, as it can be shown, and its columns.
static wchar_t next_character(const char **text, bool utf8, int *columns) {
    uint32_t code;
    size_t size = text_utf8(*text, strlen(*text), &code);
    *text += size ? size : 1;
    *columns = size ? wcwidth((wchar_t)code) : -1;
    if (*columns < 0 || (code > 126 && !utf8)) {
        *columns = 1;
        return L'?';
    }
    return (wchar_t)code;
}

int screen_width(const char *text) {
    int width = 0, columns;
    while (*text) {
        next_character(&text, true, &columns);
        width += columns;
    }
    return width;
}

// Draws one character that is inside the screen. One that has no width is left out.
static void put(const struct screen *screen, int row, int column, unsigned style,
                wchar_t character) {
    wchar_t string[2] = { character, 0 };
    cchar_t cell;
    if (setcchar(&cell, string, attributes_of(style), pair_of(screen, style), NULL) == OK)
        mvadd_wch(row, column, &cell);
}

int screen_text(struct screen *screen, int row, int column, int columns, unsigned style,
                const char *text) {
    int used = 0, end = screen_columns(screen);
    while (*text) {
        int width;
        wchar_t character = next_character(&text, screen->utf8, &width);
        if (width == 0)
            continue;
        if (used + width > columns)
            break;
        int at = column + used;
        if (row >= 0 && row < screen_rows(screen) && at >= 0 && at + width <= end)
            put(screen, row, at, style, character);
        used += width;
    }
    return used;
}

void screen_fill(struct screen *screen, int row, int column, int columns, unsigned style,
                 const char *character) {
    for (int i = 0; i < columns; i++)
        screen_text(screen, row, column + i, 1, style, character);
}

void screen_erase(struct screen *screen) {
    werase(stdscr);
    screen->cursor_row = -1;
    screen->has_pixels = false;
}

// Other attributes make every cell another one, so that ncurses writes it; those of a picture's
// blanks never let it use an erase command.
void screen_wipe(struct screen *screen) {
    screen->picture ^= A_DIM;
}

void screen_pixels(struct screen *screen, bool on) {
    screen->is_pixels = on;
}

void screen_picture(struct screen *screen, struct area area) {
    int rows = screen_rows(screen), columns = screen_columns(screen);
    cchar_t cell;
    setcchar(&cell, L" ", screen->picture, 0, NULL);
    screen->has_pixels = screen->has_pixels || screen->is_pixels;
    for (int row = area.row; row < area.row + area.rows; row++)
        for (int column = area.column; column < area.column + area.columns; column++)
            if (row >= 0 && row < rows && column >= 0 && column < columns)
                mvadd_wch(row, column, &cell);
}

// Whether ncurses may erase this cell instead of writing it.
static bool is_erasable(int row, int column) {
    cchar_t cell;
    wchar_t characters[CCHARW_MAX];
    attr_t attributes;
    short pair;
    return mvin_wch(row, column, &cell) == OK
           && getcchar(&cell, characters, &attributes, &pair, NULL) == OK && characters[0] == L' '
           && !(attributes & (A_REVERSE | A_UNDERLINE | A_PROTECT));
}

void screen_keep_rows(struct screen *screen, int first, int count) {
    cchar_t blank;
    setcchar(&blank, L" ", A_PROTECT, 0, NULL);
    for (int row = first; row < first + count && row < screen_rows(screen); row++)
        for (int column = 0; column < screen_columns(screen); column++)
            if (is_erasable(row, column))
                mvadd_wch(row, column, &blank);
}

void screen_cursor(struct screen *screen, int row, int column) {
    bool inside =
        row >= 0 && row < screen_rows(screen) && column >= 0 && column < screen_columns(screen);
    screen->cursor_row = inside ? row : -1;
    screen->cursor_column = column;
}

// ── the burst ──────────────────────────────────────────────────────────────────────────────

// Moves what ncurses wrote from its file to the end of the burst.
static void take_curses_bytes(struct screen *screen) {
    fflush(screen->output);
    off_t size = lseek(screen->memory, 0, SEEK_END);
    char chunk[4096];
    for (off_t at = 0; at < size;) {
        ssize_t count = pread(screen->memory, chunk, sizeof chunk, at);
        if (count <= 0)
            break;
        text_add_bytes(&screen->bytes, chunk, (size_t)count);
        at += count;
    }
    if (ftruncate(screen->memory, 0) == 0)
        lseek(screen->memory, 0, SEEK_SET);
}

static void queue_burst(struct screen *screen) {
    if (screen->bytes.length) {
        size_t before = tty_total_queued(screen->tty);
        if (screen->synchronises)
            tty_queue(screen->tty, SYNC_ON, strlen(SYNC_ON));
        tty_queue(screen->tty, screen->bytes.data, screen->bytes.length);
        if (screen->synchronises)
            tty_queue(screen->tty, SYNC_OFF, strlen(SYNC_OFF));
        screen->bursts++;
        screen->total += tty_total_queued(screen->tty) - before;
    }
    text_clear(&screen->bytes);
}

// Whether these bytes of ncurses move lines: a scrolling region, scrolling, lines inserted or
// deleted. ncurses does so where it saves bytes, whatever idlok() says.
static bool moves_lines(const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char before = i ? bytes[i - 1] : 0;
        // A line feed scrolls at the bottom only, and ncurses goes there first.
        if (bytes[i] == '\n' && (i < 2 || before == 'H' || before == 'd'))
            return true;
        if (before == '\033' && (bytes[i] == 'M' || bytes[i] == 'D'))
            return true;
        if (before != '\033' || bytes[i] != '[')
            continue;
        while (i + 1 < count && bytes[i + 1] >= 0x20 && bytes[i + 1] < 0x40)
            i++;
        if (i + 1 < count && strchr("rSTLM", bytes[i + 1]))
            return true;
    }
    return false;
}

// Instead of what ncurses wrote from `start` on: every line, and none is moved.
static void write_all(struct screen *screen, size_t start) {
    screen->bytes.length = start;
    // Where ncurses believes the cursor to be.
    text_addf(&screen->bytes, "\033[%d;%dH", getcury(curscr) + 1, getcurx(curscr) + 1);
    redrawwin(stdscr);
    wnoutrefresh(stdscr);
    doupdate();
    take_curses_bytes(screen);
}

bool screen_compose(struct screen *screen) {
    bool visible = screen->cursor_row >= 0;
    curs_set(visible);
    wmove(stdscr, visible ? screen->cursor_row : 0, visible ? screen->cursor_column : 0);
    take_curses_bytes(screen);
    size_t before = screen->bytes.length;
    wnoutrefresh(stdscr);
    doupdate();
    take_curses_bytes(screen);
    bool moves = moves_lines(text_string(&screen->bytes) + before, screen->bytes.length - before);
    if (moves && !screen->stale && (screen->has_pixels || screen->had_pixels))
        write_all(screen, before);
    screen->is_composed = true;
    screen->had_pixels = screen->has_pixels;
    return screen->stale || moves;
}

void screen_flush(struct screen *screen, const char *picture, size_t count) {
    if (!screen->is_composed)
        screen_compose(screen);
    screen->is_composed = false;
    if (picture && count) {
        text_add_bytes(&screen->bytes, picture, count);
        // Back to where ncurses believes the cursor to be.
        text_addf(&screen->bytes, "\033[%d;%dH", getcury(curscr) + 1, getcurx(curscr) + 1);
    }
    queue_burst(screen);
    screen->stale = false;
}

size_t screen_bursts(const struct screen *screen) {
    return screen->bursts;
}

size_t screen_bytes(const struct screen *screen) {
    return screen->total;
}

// ── leaving ────────────────────────────────────────────────────────────────────────────────

bool screen_suspend(struct screen *screen, double limit, struct fault *fault) {
    endwin();
    take_curses_bytes(screen);
    queue_burst(screen);
    bool good = tty_suspend(screen->tty, limit, fault);
    text_add(&screen->bytes, screen->takes_mouse ? PASTE_ON MOUSE_ON : PASTE_ON);
    struct tty_size size = tty_size(screen->tty);
    screen_resize(screen, size.rows, size.columns);
    return good;
}

void screen_close(struct screen **screen) {
    if (!*screen)
        return;
    curs_set(1);
    endwin();
    take_curses_bytes(*screen);
    queue_burst(*screen);
    delscreen((*screen)->curses);
    close_files(*screen);
    text_free(&(*screen)->bytes);
    free(*screen);
    *screen = NULL;
}
