// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/history.h"

#include "base/alloc.h"
#include "base/file.h"
#include "base/text.h"
#include "session/config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

// Makes the folders above a path, for its owner alone.
static void make_folders(const char *path) {
    char *folder = alloc_string(path);
    for (char *slash = folder + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(folder, 0700);
        *slash = '/';
    }
    free(folder);
}

static bool write_all(int fd, const char *bytes, size_t count) {
    while (count) {
        ssize_t wrote = write(fd, bytes, count);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote <= 0)
            return false;
        bytes += wrote;
        count -= (size_t)wrote;
    }
    return true;
}

static void write_lines(const char *path, const struct words *lines) {
    make_folders(path);
    struct text text = { 0 };
    for (size_t i = 0; i < lines->count; i++)
        text_addf(&text, "%s\n", lines->items[i]);
    char *temporary = alloc_format("%s.XXXXXX", path);
    int fd = mkostemp(temporary, O_CLOEXEC);
    if (fd >= 0) {
        bool good = write_all(fd, text_string(&text), text.length);
        if (close(fd) != 0 || !good || rename(temporary, path) != 0)
            unlink(temporary);
    }
    free(temporary);
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
