// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The lines of a text file, one after the other. Inside this room only.

#ifndef BLITZ_SOURCE_TEXT_INPUT_H
#define BLITZ_SOURCE_TEXT_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }. One thread.
struct text_input {
    int fd;
    uint64_t offset;   // in the file, of the byte after the buffer
    size_t at, length; // next byte and end of what the buffer holds
    size_t capacity;
    char *buffer;     // owned
    bool has_ended;   // the end of the file was read
    bool has_failed;  // the system could not read
    bool is_too_long; // a line is longer than any row of an image, or there is no memory for it
};

// Begins at `offset` of the file; keeps the buffer of an earlier use.
void text_input_begin(struct text_input *input, int fd, uint64_t offset);

// The next line, without its end; borrowed until the next call. *is_whole: its end was there. False
// at the end of the file, or for one of the reasons above.
bool text_input_line(struct text_input *input, char line_end, const char **at, const char **end,
                     bool *is_whole);

// Frees the buffer.
void text_input_end(struct text_input *input);

#endif
