// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/saved.h"

#include "base/alloc.h"
#include "base/file.h"
#include "session/keeper.h"
#include "session/options.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char head[] = "blitz session 1";
// Far more than any session has.
static const size_t file_limit = (size_t)16 << 20;

// ── writing ────────────────────────────────────────────────────────────────────────────────

// A word in one line: it may hold any bytes.
static void add_word(struct text *text, const char *word) {
    for (const char *c = word; *c; c++)
        if (*c == '\n')
            text_add(text, "\\n");
        else if (*c == '\\')
            text_add(text, "\\\\");
        else
            text_add_char(text, *c);
}

// A path that holds in any folder; the names of built-in recordings do already.
static void make_absolute(char **path) {
    if (!*path || **path == '/' || strncmp(*path, "demo:", 5) == 0)
        return;
    char *folder = getcwd(NULL, 0);
    if (!folder)
        return;
    char *whole = file_join(folder, *path);
    free(*path);
    *path = whole;
    free(folder);
}

static void make_all_absolute(struct session *session) {
    for (size_t i = 0; i < session->path_count; i++)
        make_absolute(&session->paths[i]);
    make_absolute(&session->correction.subtract.file);
    make_absolute(&session->correction.divide.file);
    make_absolute(&session->correction.dark.file);
    make_absolute(&session->correction.flat.file);
    for (size_t i = 0; i < session->zone_count; i++)
        make_absolute(&session->zones[i].file);
    if (session->cache && strcmp(session->cache, "none") != 0)
        make_absolute(&session->cache);
}

static void look_at(struct saved_file *file) {
    struct stat status;
    file->size = -1;
    file->seconds = file->nanoseconds = 0;
    if (stat(file->path, &status) != 0)
        return;
    file->size = status.st_size;
    file->seconds = status.st_mtim.tv_sec;
    file->nanoseconds = status.st_mtim.tv_nsec;
}

void saved_write(const struct session *session, struct text *text) {
    struct session absolute;
    struct words words = { 0 };
    session_init(&absolute);
    session_copy(&absolute, session);
    make_all_absolute(&absolute);
    session_words(&absolute, VERB_VIEW, &words);
    text_addf(text, "%s\n", head);
    for (size_t i = 0; i < words.count; i++) {
        text_add(text, "argument ");
        add_word(text, words.items[i]);
        text_add_char(text, '\n');
    }
    for (size_t i = 0; i < absolute.path_count; i++) {
        struct saved_file file = { .path = absolute.paths[i] };
        look_at(&file);
        text_addf(text, "file %" PRId64 " %" PRId64 " %" PRId64 " ", file.size, file.seconds,
                  file.nanoseconds);
        add_word(text, file.path);
        text_add_char(text, '\n');
    }
    words_free(&words);
    session_free(&absolute);
}

void saved_note(struct text *text, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *note = alloc_vformat(format, arguments);
    va_end(arguments);
    text_addf(text, "%s\n", note);
    free(note);
}

// ── reading ────────────────────────────────────────────────────────────────────────────────

// In place.
static char *read_word(char *word) {
    char *to = word;
    for (const char *from = word; *from; from++)
        if (*from == '\\' && from[1])
            *to++ = *++from == 'n' ? '\n' : *from;
        else
            *to++ = *from;
    *to = '\0';
    return word;
}

static bool take_number(char **at, int64_t *number) {
    char *field = strsep(at, " ");
    return *at && text_parse_int(field, number);
}

static bool read_file(struct saved *saved, char *rest) {
    struct saved_file file = { 0 };
    if (!take_number(&rest, &file.size) || !take_number(&rest, &file.seconds)
        || !take_number(&rest, &file.nanoseconds))
        return false;
    file.path = alloc_string(read_word(rest));
    saved->files = alloc_resize(saved->files, saved->file_count + 1, sizeof *saved->files);
    saved->files[saved->file_count++] = file;
    return true;
}

bool saved_parse(struct saved *saved, char *string, struct fault *fault) {
    char *rest = string, *line = strsep(&rest, "\n");
    bool good = strcmp(line, head) == 0;
    while (good && (line = strsep(&rest, "\n"))) {
        if (strncmp(line, "argument ", 9) == 0)
            words_add(&saved->arguments, read_word(line + 9));
        else if (strncmp(line, "file ", 5) == 0)
            good = read_file(saved, line + 5);
        else if (*line)
            words_add(&saved->notes, line);
    }
    return (good && saved->arguments.count > 1)
           || fault_set(fault, FAULT_FAILED, "is no session that this blitz can read");
}

// What has become of the paths meanwhile.
static bool compare(struct saved *saved, struct fault *fault) {
    for (size_t i = 0; i < saved->file_count; i++) {
        const struct saved_file *then = &saved->files[i];
        if (then->size < 0)
            continue;
        struct saved_file now = { .path = then->path };
        char *safe = text_safe(then->path);
        look_at(&now);
        bool is_gone = now.size < 0;
        if (is_gone)
            fault_set(fault, FAULT_FAILED,
                      "session %s: %s is no longer there; put it back, or open another path",
                      saved->name, safe);
        else if (now.size != then->size || now.seconds != then->seconds
                 || now.nanoseconds != then->nanoseconds)
            words_addf(&saved->changes, "%s has changed since session %s was saved", safe,
                       saved->name);
        free(safe);
        if (is_gone)
            return false;
    }
    return true;
}

bool saved_read(struct saved *saved, const char *name, struct fault *fault) {
    if (!*name)
        name = SAVED_USUAL;
    if (!keeper_may_be_called(name))
        return fault_set(fault, FAULT_USAGE,
                         "--resume: a session's name has letters, digits, - and _, at most 64");
    saved->name = alloc_string(name);
    char *path = keeper_newest(name);
    if (!path)
        return fault_set(fault, FAULT_FAILED,
                         "there is no session %s: they are saved by q and :save in the viewer",
                         name);
    size_t size;
    char *data = file_read_all(path, file_limit, &size, fault);
    bool good = data != NULL;
    if (good && !saved_parse(saved, data, fault)) {
        char *safe = text_safe(path);
        good = fault_prefix(fault, "%s", safe);
        free(safe);
    }
    free(data);
    free(path);
    return good && compare(saved, fault);
}

const char *saved_find(const struct saved *saved, const char *word) {
    size_t length = strlen(word);
    for (size_t i = 0; i < saved->notes.count; i++) {
        const char *note = saved->notes.items[i];
        if (strncmp(note, word, length) == 0 && note[length] == ' ')
            return note + length + 1;
    }
    return NULL;
}

void saved_free(struct saved *saved) {
    for (size_t i = 0; i < saved->file_count; i++)
        free(saved->files[i].path);
    free(saved->files);
    free(saved->name);
    words_free(&saved->arguments);
    words_free(&saved->notes);
    words_free(&saved->changes);
    *saved = (struct saved){ 0 };
}
