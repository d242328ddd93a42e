// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The headers of the NetPBM family: P1 to P6, PAM (P7), and PFM (Pf, PF), as described by the
// manual pages pbm(5), pgm(5), ppm(5), pam(5) and pfm(5).

#ifndef BLITZ_SOURCE_PNM_HEADER_H
#define BLITZ_SOURCE_PNM_HEADER_H

#include "source/byte_input.h"

#include <stdbool.h>
#include <stdint.h>

struct pnm_header {
    char kind; // '1' to '7', 'f', 'F'
    uint32_t width, height, channels;
    uint32_t maxval; // 0 for PFM
    double scale;    // of PFM; its sign is the byte order (negative: little endian)
    uint64_t raster; // place of the first sample in the file
    char tuple[32];  // TUPLTYPE of PAM, cut; "" else
};

// Reads a header from the input, which then stands at the first sample. NULL when it is good,
// else what is wrong, as the end of a sentence (static).
const char *pnm_header_read(struct byte_input *input, struct pnm_header *header);

// Skips white space and comments (# to the end of the line); false at the end of the file.
bool pnm_skip_space(struct byte_input *input);

// Reads decimal digits; stops at 2^32 - 1. False when there is no digit.
bool pnm_read_number(struct byte_input *input, uint32_t *number);

#endif
