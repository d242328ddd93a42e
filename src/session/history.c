// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/history.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "session/config_file.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LINE_LIMIT ((size_t)4096)
#define FILE_LIMIT (HISTORY_LINES * (LINE_LIMIT + 1))

static bool is_acceptable(const char *line) {
    size_t length = strlen(line);
    if (!length || length > LINE_LIMIT)
        return false;
    char *safe = text_safe(line);
    bool printable = strcmp(safe, line) == 0;
    free(safe);
    return printable;
}

static void append(struct words *lines, const char *line) {
    if (!is_acceptable(line) || (lines->count && strcmp(lines->items[lines->count - 1], line) == 0))
        return;
    words_add(lines, line);
    if (lines->count > HISTORY_LINES) {
        free(lines->items[0]);
        memmove(lines->items, lines->items + 1, --lines->count * sizeof *lines->items);
    }
}

static void read_lines(const char *path, struct words *lines) {
    size_t size;
    char *data = file_read_all(path, FILE_LIMIT, &size, NULL), *rest = data;
    for (char *line; data && (line = strsep(&rest, "\n"));)
        append(lines, line);
    free(data);
}

static void write_lines(const char *path, const struct words *lines) {
    struct text text = { 0 };
    for (size_t i = 0; i < lines->count; i++)
        text_addf(&text, "%s\n", lines->items[i]);
    file_replace(path, text_string(&text), text.length, NULL);
    text_free(&text);
}

void history_open(struct history *history, const char *path) {
    history->path = path ? alloc_string(path) : state_path("history");
    if (history->path)
        read_lines(history->path, &history->lines);
}

void history_add(struct history *history, const char *line) {
    if (!is_acceptable(line))
        return;
    append(&history->lines, line);
    if (!history->path)
        return;
    struct words kept = { 0 };
    read_lines(history->path, &kept);
    append(&kept, line);
    write_lines(history->path, &kept);
    words_free(&kept);
}

const char *history_line(const struct history *history, size_t back) {
    if (!back || back > history->lines.count)
        return NULL;
    return history->lines.items[history->lines.count - back];
}

void history_close(struct history *history) {
    words_free(&history->lines);
    free(history->path);
    history->path = NULL;
}
