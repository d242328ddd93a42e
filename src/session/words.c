// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/words.h"

#include "base/alloc.h"
#include "base/natural.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static void take(struct words *words, char *word) {
    words->items = alloc_grow(words->items, words->count, &words->capacity, sizeof *words->items);
    words->items[words->count++] = word;
}

void words_add(struct words *words, const char *word) {
    take(words, alloc_string(word));
}

void words_addf(struct words *words, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    take(words, alloc_vformat(format, arguments));
    va_end(arguments);
}

bool words_equal(const struct words *a, const struct words *b) {
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->items[i], b->items[i]) != 0)
            return false;
    return true;
}

static int compare(const void *a, const void *b) {
    return natural_compare(*(char *const *)a, *(char *const *)b);
}

void words_sort(struct words *words) {
    if (words->count < 2)
        return;
    qsort(words->items, words->count, sizeof *words->items, compare);
    size_t kept = 1;
    for (size_t i = 1; i < words->count; i++)
        if (strcmp(words->items[i], words->items[kept - 1]) == 0)
            free(words->items[i]);
        else
            words->items[kept++] = words->items[i];
    words->count = kept;
}

void words_shell(const struct words *words, struct text *text) {
    for (size_t i = 0; i < words->count; i++) {
        if (i)
            text_add_char(text, ' ');
        text_add_shell(text, words->items[i]);
    }
}

// Takes a word, up to a blank, from *line on.
static bool split_word(const char **line, struct text *word) {
    char quote = '\0';
    const char *c = *line;
    for (; *c && (quote || *c != ' '); c++) {
        bool escapes = *c == '\\' && quote != '\'' && c[1];
        if (escapes)
            text_add_char(word, *++c);
        else if (*c == quote)
            quote = '\0';
        else if (!quote && (*c == '\'' || *c == '"'))
            quote = *c;
        else
            text_add_char(word, *c);
    }
    *line = c;
    return !quote;
}

bool words_split(struct words *words, const char *line) {
    struct words found = { 0 };
    bool good = true;
    for (line += strspn(line, " "); good && *line; line += strspn(line, " ")) {
        struct text word = { 0 };
        good = split_word(&line, &word);
        words_add(&found, text_string(&word));
        text_free(&word);
    }
    for (size_t i = 0; good && i < found.count; i++)
        words_add(words, found.items[i]);
    words_free(&found);
    return good;
}

void words_free(struct words *words) {
    for (size_t i = 0; i < words->count; i++)
        free(words->items[i]);
    free(words->items);
    *words = (struct words){ 0 };
}
