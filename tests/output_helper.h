// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A folder of its own for files that a test writes, and what every result of it carries.

#ifndef BLITZ_TESTS_OUTPUT_HELPER_H
#define BLITZ_TESTS_OUTPUT_HELPER_H

#include "output/provenance.h"

#include <stddef.h>

char *path_in(const char *name);

// Removes all files and checks that there were `files` of them, none with a hidden name.
void assert_folder_held(int files);

// The first megabyte of a file, followed by a zero byte.
unsigned char *slurp(const char *path, size_t *size);

int make_folder(void **state);
int remove_folder(void **state);

extern const struct provenance origin;

#endif
