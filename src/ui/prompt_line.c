// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/prompt_line.h"

#include "base/alloc.h"
#include "session/prompt.h"
#include "ui/draw.h"
#include "ui/scrolling.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// A line longer than this is no command.
enum { PROMPT_BYTES = 4096, CANDIDATES_MOST = 1000 };

static void set_text(struct prompt *prompt, const char *text) {
    text_clear(&prompt->text);
    text_add(&prompt->text, text);
    prompt->cursor = prompt->text.length;
}

void prompt_open(struct ui *ui, enum prompt_purpose purpose, const char *text) {
    prompt_close(ui);
    ui->prompt.is_open = true;
    ui->prompt.purpose = purpose;
    set_text(&ui->prompt, text);
}

void prompt_close(struct ui *ui) {
    struct prompt *prompt = &ui->prompt;
    text_free(&prompt->text);
    words_free(&prompt->candidates);
    words_free(&prompt->files);
    free(prompt->draft);
    *prompt = (struct prompt){ 0 };
    ui->is_dirty = true;
}

// ── editing ────────────────────────────────────────────────────────────────────────────────

static void forget_candidates(struct prompt *prompt) {
    words_free(&prompt->candidates);
    prompt->candidate = 0;
}

static void splice(struct prompt *prompt, size_t from, size_t count, const char *bytes,
                   size_t more) {
    struct text text = { 0 };
    text_add_bytes(&text, text_string(&prompt->text), from);
    text_add_bytes(&text, bytes, more);
    text_add(&text, text_string(&prompt->text) + from + count);
    text_free(&prompt->text);
    prompt->text = text;
    prompt->cursor = from + more;
}

void prompt_insert(struct ui *ui, const char *text, size_t count) {
    struct prompt *prompt = &ui->prompt;
    forget_candidates(prompt);
    for (size_t i = 0; i < count && prompt->text.length < PROMPT_BYTES;) {
        uint32_t code;
        size_t size = text_utf8(text + i, count - i, &code);
        if (size && code >= ' ' && code != 127)
            splice(prompt, prompt->cursor, 0, text + i, size);
        i += size ? size : 1;
    }
    ui->is_dirty = true;
}

// Start of the character before the byte `at`.
static size_t before(const struct prompt *prompt, size_t at) {
    const char *text = text_string(&prompt->text);
    if (at)
        at--;
    while (at && (text[at] & 0xc0) == 0x80)
        at--;
    return at;
}

static size_t after(const struct prompt *prompt, size_t at) {
    const char *text = text_string(&prompt->text);
    if (text[at])
        at++;
    while ((text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

static size_t word_before(const struct prompt *prompt, size_t at) {
    const char *text = text_string(&prompt->text);
    while (at && text[at - 1] == ' ')
        at--;
    while (at && text[at - 1] != ' ')
        at--;
    return at;
}

// ── history ────────────────────────────────────────────────────────────────────────────────

static void go_back(struct ui *ui, int direction) {
    struct prompt *prompt = &ui->prompt;
    if (direction < 0 && !prompt->back)
        return;
    size_t back = prompt->back + (size_t)direction;
    const char *line = back ? history_line(&ui->history, back) : prompt->draft;
    if (!line)
        return;
    if (!prompt->back)
        prompt->draft = alloc_string(text_string(&prompt->text));
    line = back ? line : prompt->draft;
    set_text(prompt, line);
    prompt->back = back;
    if (!back) {
        free(prompt->draft);
        prompt->draft = NULL;
    }
}

// ── completion ─────────────────────────────────────────────────────────────────────────────

static void add_file(struct prompt *prompt, const char *folder, const char *typed,
                     const struct dirent *entry, const char *begun) {
    if (strncmp(entry->d_name, begun, strlen(begun)) != 0
        || (entry->d_name[0] == '.' && begun[0] != '.'))
        return;
    struct stat about;
    char *path = alloc_format("%s/%s", folder, entry->d_name);
    bool is_folder = stat(path, &about) == 0 && S_ISDIR(about.st_mode);
    words_addf(&prompt->candidates, "%s%s%s", typed, entry->d_name, is_folder ? "/" : "");
    free(path);
}

// Names of files that begin as the end of the line does.
static void complete_files(struct prompt *prompt) {
    const char *begun = text_string(&prompt->text) + prompt->start;
    const char *slash = strrchr(begun, '/');
    size_t length = slash ? (size_t)(slash - begun) + 1 : 0;
    char *typed = strndup(begun, length);
    DIR *folder = opendir(length ? typed : ".");
    const struct dirent *entry;
    while (folder && (entry = readdir(folder)) && prompt->candidates.count < CANDIDATES_MOST)
        add_file(prompt, length ? typed : ".", typed, entry, begun + length);
    if (folder)
        closedir(folder);
    free(typed);
    words_sort(&prompt->candidates);
}

// A name, which is freed, when it begins as what was typed.
static void add_name(struct prompt *prompt, char *name) {
    const char *begun = text_string(&prompt->text) + prompt->start;
    if (strncmp(name, begun, strlen(begun)) == 0)
        words_add(&prompt->candidates, name);
    free(name);
}

static void complete_zones(struct ui *ui) {
    for (size_t i = 0; i < ui->session.zone_count; i++)
        add_name(&ui->prompt, zone_wish_name(&ui->session.zones[i], i));
}

static void complete_lines(struct ui *ui) {
    for (size_t i = 0; i < ui->session.line_count; i++)
        add_name(&ui->prompt, line_wish_name(&ui->session.lines[i], i));
}

static size_t common_length(const struct words *words) {
    size_t length = strlen(words->items[0]);
    for (size_t i = 1; i < words->count; i++)
        for (size_t j = 0; j < length; j++)
            if (words->items[i][j] != words->items[0][j])
                length = j;
    while (length && (words->items[0][length] & 0xc0) == 0x80)
        length--;
    return length;
}

static void take_candidate(struct prompt *prompt, const char *word, size_t length) {
    char *copy = strndup(word, length);
    splice(prompt, prompt->start, prompt->text.length - prompt->start, copy, length);
    free(copy);
}

// First to what all candidates have in common, then from one to the next.
static void complete(struct ui *ui, int direction) {
    struct prompt *prompt = &ui->prompt;
    struct words *candidates = &prompt->candidates;
    if (prompt->purpose != PROMPT_COMMAND || prompt->cursor != prompt->text.length)
        return;
    if (candidates->count > 1) {
        size_t count = candidates->count;
        prompt->candidate = direction > 0           ? prompt->candidate % count + 1
                            : prompt->candidate > 1 ? prompt->candidate - 1
                                                    : count;
        const char *word = candidates->items[prompt->candidate - 1];
        take_candidate(prompt, word, strlen(word));
        return;
    }
    forget_candidates(prompt);
    enum completion_kind kind =
        prompt_complete(text_string(&prompt->text), &prompt->start, candidates);
    if (kind == COMPLETION_FILES)
        complete_files(prompt);
    else if (kind == COMPLETION_ZONES)
        complete_zones(ui);
    else if (kind == COMPLETION_LINES)
        complete_lines(ui);
    if (!candidates->count)
        return;
    take_candidate(prompt, candidates->items[0], common_length(candidates));
    if (candidates->count == 1)
        forget_candidates(prompt);
}

// ── keys ───────────────────────────────────────────────────────────────────────────────────

// A search is done here, a command by the caller, who gets it.
static char *enter(struct ui *ui) {
    enum prompt_purpose purpose = ui->prompt.purpose;
    char *line = alloc_string(text_string(&ui->prompt.text));
    prompt_close(ui);
    if (purpose == PROMPT_COMMAND) {
        history_add(&ui->history, line);
        return line;
    }
    scroll_search(ui, *line || !ui->search ? line : ui->search, false);
    free(line);
    return NULL;
}

static bool edit(struct prompt *prompt, const char *key) {
    size_t at = prompt->cursor, length = prompt->text.length;
    if (strcmp(key, "Left") == 0 || strcmp(key, "Ctrl-B") == 0)
        prompt->cursor = before(prompt, at);
    else if (strcmp(key, "Right") == 0 || strcmp(key, "Ctrl-F") == 0)
        prompt->cursor = after(prompt, at);
    else if (strcmp(key, "Home") == 0 || strcmp(key, "Ctrl-A") == 0)
        prompt->cursor = 0;
    else if (strcmp(key, "End") == 0 || strcmp(key, "Ctrl-E") == 0)
        prompt->cursor = length;
    else if (strcmp(key, "Del") == 0 || strcmp(key, "Delete") == 0 || strcmp(key, "Ctrl-D") == 0)
        splice(prompt, at, after(prompt, at) - at, "", 0);
    else if (strcmp(key, "Ctrl-K") == 0)
        splice(prompt, at, length - at, "", 0);
    else if (strcmp(key, "Ctrl-U") == 0)
        splice(prompt, 0, at, "", 0);
    else if (strcmp(key, "Ctrl-W") == 0)
        splice(prompt, word_before(prompt, at), at - word_before(prompt, at), "", 0);
    else
        return false;
    return true;
}

char *prompt_key(struct ui *ui, const char *key) {
    struct prompt *prompt = &ui->prompt;
    ui->is_dirty = true;
    if (strcmp(key, "Tab") == 0 || strcmp(key, "Shift-Tab") == 0) {
        complete(ui, key[0] == 'T' ? 1 : -1);
        return NULL;
    }
    forget_candidates(prompt);
    uint32_t code;
    size_t size = text_utf8(key, strlen(key), &code);
    if (strcmp(key, "Enter") == 0)
        return enter(ui);
    if (strcmp(key, "Esc") == 0 || strcmp(key, "Ctrl-C") == 0) {
        prompt_close(ui);
    } else if (strcmp(key, "Backspace") == 0 || strcmp(key, "Ctrl-H") == 0) {
        if (!prompt->text.length)
            prompt_close(ui);
        else
            splice(prompt, before(prompt, prompt->cursor),
                   prompt->cursor - before(prompt, prompt->cursor), "", 0);
    } else if (strcmp(key, "Up") == 0 || strcmp(key, "Ctrl-P") == 0) {
        go_back(ui, 1);
    } else if (strcmp(key, "Down") == 0 || strcmp(key, "Ctrl-N") == 0) {
        go_back(ui, -1);
    } else if (strcmp(key, "Space") == 0) {
        prompt_insert(ui, " ", 1);
    } else if (!edit(prompt, key) && size && !key[size]) {
        prompt_insert(ui, key, size);
    }
    return NULL;
}

// ── drawing ────────────────────────────────────────────────────────────────────────────────

static void draw_candidates(struct ui *ui) {
    const struct prompt *prompt = &ui->prompt;
    struct area area = ui->layout.status;
    area.row += area.rows - 1;
    area.rows = 1;
    screen_fill(ui->screen, area.row, area.column, area.columns, STYLE_PLAIN, " ");
    int at = 0;
    // From the candidate that is shown on, so that it is always seen.
    size_t first = prompt->candidate > 3 ? prompt->candidate - 3 : 0;
    for (size_t i = first; i < prompt->candidates.count && at < area.columns; i++) {
        unsigned style = i + 1 == prompt->candidate ? STYLE_REVERSE : STYLE_PLAIN;
        char *safe = text_safe(prompt->candidates.items[i]);
        at += draw_text(ui, area, 0, at, style, safe) + 2;
        free(safe);
    }
}

void prompt_draw(struct ui *ui) {
    const struct prompt *prompt = &ui->prompt;
    struct area area = ui->layout.line;
    const char *text = text_string(&prompt->text);
    char *left = strndup(text, prompt->cursor);
    int at = screen_width(left);
    // What is before the cursor may be wider than the line.
    const char *shown = text;
    while (at > area.columns - 3 && *shown) {
        size_t size = draw_fitting(shown, 1);
        char *one = strndup(shown, size);
        at -= screen_width(one);
        shown += size;
        free(one);
    }
    draw_text(ui, area, 0, 0, STYLE_BOLD, prompt->purpose == PROMPT_SEARCH ? "/" : ":");
    draw_text(ui, area, 0, 1, STYLE_PLAIN, shown);
    screen_cursor(ui->screen, area.row, area.column + 1 + at);
    if (prompt->candidates.count)
        draw_candidates(ui);
    free(left);
}
