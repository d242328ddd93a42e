// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A list of words: a command line in the making, or the candidates of a completion.

#ifndef BLITZ_SESSION_WORDS_H
#define BLITZ_SESSION_WORDS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>

// Initialise with { 0 }. Owns its strings.
struct words {
    char **items;
    size_t count, capacity;
};

// Appends a copy of a word, or what printf would print.
void words_add(struct words *words, const char *word);
void words_addf(struct words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));

// The same words in the same order.
bool words_equal(const struct words *a, const struct words *b);

// Natural order, each word once.
void words_sort(struct words *words);

// Appends the words with blanks between them, each quoted for a POSIX shell.
void words_shell(const struct words *words, struct text *text);

// The other way: appends the words of a line, in which '...', "..." and \ quote. False when a
// quotation does not end; then none is appended.
bool words_split(struct words *words, const char *line);

// Frees the words and makes the list empty.
void words_free(struct words *words);

#endif
