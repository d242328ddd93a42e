// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/pnm_header.h"

#include "base/text.h"

#include <math.h>
#include <string.h>

// A header longer than this is none: it would be a file of comments.
enum { HEADER_MAX = 1 << 20 };

static bool is_space(int byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

bool pnm_skip_space(struct byte_input *input) {
    int byte;
    while ((byte = byte_input_peek(input)) >= 0) {
        if (byte == '#')
            while ((byte = byte_input_next(input)) >= 0 && byte != '\n' && byte != '\r')
                ;
        else if (is_space(byte))
            input->at++;
        else
            return true;
    }
    return false;
}

bool pnm_read_number(struct byte_input *input, uint32_t *number) {
    uint64_t value = 0;
    int digits = 0;
    for (int byte; (byte = byte_input_peek(input)) >= '0' && byte <= '9'; digits = 1) {
        value = value * 10 + (uint32_t)(byte - '0');
        if (value > UINT32_MAX)
            value = UINT32_MAX;
        input->at++;
    }
    *number = (uint32_t)value;
    return digits;
}

static bool read_field(struct byte_input *input, uint32_t *number) {
    return pnm_skip_space(input) && byte_input_place(input) < HEADER_MAX
           && pnm_read_number(input, number);
}

// A word up to white space, cut to fit; false when there is none.
static bool read_word(struct byte_input *input, char *word, size_t size) {
    size_t length = 0;
    for (int byte; (byte = byte_input_peek(input)) > 0 && !is_space(byte); input->at++)
        if (length + 1 < size)
            word[length++] = (char)byte;
    word[length] = 0;
    return length > 0;
}

static const char *read_pam(struct byte_input *input, struct pnm_header *header) {
    char word[16];
    while (pnm_skip_space(input) && byte_input_place(input) < HEADER_MAX) {
        if (!read_word(input, word, sizeof word))
            break;
        uint32_t *field = strcmp(word, "WIDTH") == 0    ? &header->width
                          : strcmp(word, "HEIGHT") == 0 ? &header->height
                          : strcmp(word, "DEPTH") == 0  ? &header->channels
                          : strcmp(word, "MAXVAL") == 0 ? &header->maxval
                                                        : NULL;
        if (field) {
            if (!read_field(input, field))
                return "has a broken PAM header";
        } else if (strcmp(word, "TUPLTYPE") == 0) {
            if (!pnm_skip_space(input) || !read_word(input, header->tuple, sizeof header->tuple))
                return "has a broken PAM header";
        } else if (strcmp(word, "ENDHDR") == 0) {
            return NULL;
        } else {
            return "has a word in its PAM header that is not one of PAM's";
        }
    }
    return "ends in its header";
}

static const char *read_scale(struct byte_input *input, struct pnm_header *header) {
    char word[64];
    if (!pnm_skip_space(input) || !read_word(input, word, sizeof word)
        || !text_parse_double(word, &header->scale) || header->scale == 0
        || !isfinite(header->scale))
        return "has a broken PFM scale";
    return NULL;
}

const char *pnm_header_read(struct byte_input *input, struct pnm_header *header) {
    *header = (struct pnm_header){ .channels = 1 };
    if (byte_input_next(input) != 'P')
        return "is no PNM file";
    header->kind = (char)byte_input_next(input);
    if (!header->kind || !strchr("1234567fF", header->kind))
        return "is no PNM file";
    if (header->kind == '7') {
        const char *wrong = read_pam(input, header);
        if (wrong)
            return wrong;
    } else {
        if (!read_field(input, &header->width) || !read_field(input, &header->height))
            return "has no size in its header";
        bool is_colour = header->kind == '3' || header->kind == '6' || header->kind == 'F';
        header->channels = is_colour ? 3 : 1;
        header->maxval = 1;
        if (header->kind == 'f' || header->kind == 'F') {
            header->maxval = 0;
            const char *wrong = read_scale(input, header);
            if (wrong)
                return wrong;
        } else if (header->kind != '1' && header->kind != '4'
                   && !read_field(input, &header->maxval)) {
            return "has no maximum value in its header";
        }
    }
    bool is_float = header->kind == 'f' || header->kind == 'F';
    if (!is_float && (header->maxval < 1 || header->maxval > 65535))
        return "has a maximum value that is not between 1 and 65535";
    // One byte of white space ends the header; in a file written under Windows, two.
    int end = byte_input_next(input);
    if (end < 0)
        return "ends in its header";
    if (!is_space(end))
        return "has a broken header";
    header->raster = byte_input_place(input);
    return NULL;
}
