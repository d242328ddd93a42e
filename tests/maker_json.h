// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A small strict reader of JSON: checks a text by the grammar of RFC 8259, and finds a value by
// the way to it.

#ifndef BLITZ_TESTS_MAKER_JSON_H
#define BLITZ_TESTS_MAKER_JSON_H

#include <stdbool.h>
#include <stddef.h>

// The whole of a file with a zero after it; NULL when it cannot be read.
char *read_whole(const char *path, size_t *size);

bool json_is_valid(const char *text, size_t size);

// Prints "TYPE VALUE" of what `path` names ("a/b/0/c"), in a valid text: strings as they stand,
// objects and arrays by their number of members; "missing" when there is no such value.
void json_print(const char *text, const char *path);

#endif
