// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// How options of each kind are set, put back and written. Used by the table alone.

#ifndef BLITZ_SESSION_OPTION_VALUES_H
#define BLITZ_SESSION_OPTION_VALUES_H

#include "session/options.h"

// "--NAME: WHY", with what was written. Returns false.
bool option_refuse(const struct option *option, const char *value, struct fault *fault,
                   const char *why, ...) __attribute__((format(printf, 4, 5)));

// Any field: the bytes of the built-in default. Not for fields that own memory.
option_clear_function option_clear_field;

// A bool, without a value.
option_set_function option_set_flag;
option_format_function option_format_flag;

// A bool or an enum whose values are numbered as in the list `values`.
option_set_function option_set_choice;
option_format_function option_format_choice;

// An int or uint32_t (`size` 4) or int64_t between `low` and `high`.
option_set_function option_set_whole;
option_format_function option_format_whole;

// A double between `low` and `high`.
option_set_function option_set_real;
option_format_function option_format_real;

// A char *, never empty; with `values` one of them.
option_set_function option_set_string;
option_format_function option_format_string;
option_clear_function option_clear_string;

// Puts the option's name before what another room says of its value. Returns false.
bool option_blame(const struct option *option, struct fault *fault);

// Adds "--NAME=VALUE" and frees the value.
void option_add_word(struct words *words, const struct option *option, struct text *value);

#endif
