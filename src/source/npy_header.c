// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/npy_header.h"

#include "base/alloc.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

// NumPy itself refuses headers above 10 000 bytes; this only keeps a lie from costing memory.
enum { LONGEST_HEADER = 1 << 20 };

struct parser {
    const char *at, *end;
};

static void skip_blanks(struct parser *parser) {
    while (parser->at < parser->end && strchr(" \t\n\r", *parser->at) && *parser->at)
        parser->at++;
}

// Skips blanks and takes `character` if it is next.
static bool take(struct parser *parser, char character) {
    skip_blanks(parser);
    if (parser->at == parser->end || *parser->at != character)
        return false;
    parser->at++;
    return true;
}

static bool take_word(struct parser *parser, const char *word) {
    skip_blanks(parser);
    size_t length = strlen(word);
    if ((size_t)(parser->end - parser->at) < length || memcmp(parser->at, word, length) != 0)
        return false;
    parser->at += length;
    return true;
}

// A quoted string without escapes; new string or NULL.
static char *take_string(struct parser *parser) {
    char quote = take(parser, '\'') ? '\'' : take(parser, '"') ? '"' : 0;
    if (!quote)
        return NULL;
    const char *close = memchr(parser->at, quote, (size_t)(parser->end - parser->at));
    if (!close || memchr(parser->at, '\\', (size_t)(close - parser->at))
        || memchr(parser->at, 0, (size_t)(close - parser->at)))
        return NULL;
    size_t length = (size_t)(close - parser->at);
    char *string = alloc_zeroed(length + 1, 1);
    memcpy(string, parser->at, length);
    parser->at = close + 1;
    return string;
}

static bool take_number(struct parser *parser, uint64_t *value) {
    skip_blanks(parser);
    const char *digits = parser->at;
    *value = 0;
    for (; parser->at < parser->end && *parser->at >= '0' && *parser->at <= '9'; parser->at++)
        if (__builtin_mul_overflow(*value, 10, value)
            || __builtin_add_overflow(*value, (uint64_t)(*parser->at - '0'), value))
            return false;
    if (parser->at == digits)
        return false;
    if (parser->at < parser->end && *parser->at == 'L') // written by Python 2
        parser->at++;
    return true;
}

static bool take_shape(struct parser *parser, struct npy_header *header) {
    if (!take(parser, '('))
        return false;
    header->axes = 0;
    while (!take(parser, ')')) {
        if (header->axes == NPY_AXES || !take_number(parser, &header->shape[header->axes++]))
            return false;
        if (!take(parser, ',')) {
            // "(3)" is a number in Python, not a shape.
            return header->axes > 1 && take(parser, ')');
        }
    }
    return true;
}

enum { HAS_DESCR = 1, HAS_ORDER = 2, HAS_SHAPE = 4 };

static bool take_item(struct parser *parser, struct npy_header *header, int *seen,
                      bool *structured) {
    char *key = take_string(parser);
    int what = !key                                ? 0
               : strcmp(key, "descr") == 0         ? HAS_DESCR
               : strcmp(key, "fortran_order") == 0 ? HAS_ORDER
               : strcmp(key, "shape") == 0         ? HAS_SHAPE
                                                   : 0;
    free(key);
    if (!what || *seen & what || !take(parser, ':'))
        return false;
    *seen |= what;
    if (what == HAS_SHAPE)
        return take_shape(parser, header);
    if (what == HAS_ORDER) {
        header->is_fortran = take_word(parser, "True");
        return header->is_fortran || take_word(parser, "False");
    }
    skip_blanks(parser);
    *structured = parser->at < parser->end && (*parser->at == '[' || *parser->at == '{');
    return !*structured && (header->descr = take_string(parser));
}

static bool parse(struct parser parser, struct npy_header *header, bool *structured) {
    int seen = 0;
    if (!take(&parser, '{'))
        return false;
    while (!take(&parser, '}')) {
        if (!take_item(&parser, header, &seen, structured))
            return false;
        if (!take(&parser, ',')) {
            if (!take(&parser, '}'))
                return false;
            break;
        }
    }
    skip_blanks(&parser);
    return parser.at == parser.end && seen == (HAS_DESCR | HAS_ORDER | HAS_SHAPE);
}

static const struct {
    const char *code; // without the byte order
    enum sample sample;
} types[] = {
    { "b1", SAMPLE_BOOL }, { "?", SAMPLE_BOOL }, { "u1", SAMPLE_U8 },  { "i1", SAMPLE_I8 },
    { "u2", SAMPLE_U16 },  { "i2", SAMPLE_I16 }, { "u4", SAMPLE_U32 }, { "i4", SAMPLE_I32 },
    { "u8", SAMPLE_U64 },  { "i8", SAMPLE_I64 }, { "f2", SAMPLE_F16 }, { "f4", SAMPLE_F32 },
    { "f8", SAMPLE_F64 },
};

static bool refuse_type(const char *code, const char *descr, struct fault *fault) {
    if (*code == 'O')
        return fault_set(
            fault, FAULT_FAILED,
            "holds Python objects (a pickle), which could run code: save plain numbers");
    if (*code == 'c')
        return fault_set(fault, FAULT_FAILED,
                         "holds complex numbers: save the real part or the magnitude");
    if (*code == 'U' || *code == 'S' || *code == 'a')
        return fault_set(fault, FAULT_FAILED, "holds text, not numbers");
    if (*code == 'M' || *code == 'm')
        return fault_set(fault, FAULT_FAILED, "holds dates, not pixels");
    if (*code == 'V')
        return fault_set(fault, FAULT_FAILED, "holds records (a structured type): save one field");
    char *safe = text_safe(descr);
    fault_set(fault, FAULT_FAILED, "holds elements of type '%s', which blitz does not read", safe);
    free(safe);
    return false;
}

static bool resolve_type(struct npy_header *header, struct fault *fault) {
    const char *code = header->descr;
    char order = '=';
    if (*code && strchr("<>|=", *code))
        order = *code++;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(code, types[i].code) == 0) {
            static const uint16_t one = 1;
            bool little_machine = *(const unsigned char *)&one == 1;
            header->sample = types[i].sample;
            header->is_swapped = sample_size(header->sample) > 1 && (order == '<' || order == '>')
                                 && (order == '<') != little_machine;
            return true;
        }
    return refuse_type(code, header->descr, fault);
}

bool npy_header_read(struct npy_bytes *bytes, struct npy_header *header, struct fault *fault) {
    unsigned char head[12];
    *header = (struct npy_header){ 0 };
    ssize_t got = npy_bytes_read(bytes, head, sizeof head, 0);
    if (got < 10 || memcmp(head, "\x93NUMPY", 6) != 0)
        return fault_set(fault, FAULT_FAILED, "is not an NPY file, or only its first bytes");
    if (head[6] < 1 || head[6] > 3)
        return fault_set(fault, FAULT_FAILED, "is NPY version %d.%d: only 1 to 3 are read", head[6],
                         head[7]);
    uint64_t start = head[6] == 1 ? 10 : 12;
    uint64_t length = head[8] | (uint64_t)head[9] << 8;
    if (head[6] > 1)
        length |= (uint64_t)head[10] << 16 | (uint64_t)head[11] << 24;
    if ((uint64_t)got < start || length > LONGEST_HEADER)
        return fault_set(fault, FAULT_FAILED, "has a damaged NPY header (%llu bytes long)",
                         (unsigned long long)length);
    char *text = alloc_zeroed(length + 1, 1);
    got = npy_bytes_read(bytes, text, length, start);
    bool structured = false;
    bool good = got >= 0 && (uint64_t)got == length
                && parse((struct parser){ text, text + length }, header, &structured);
    free(text);
    header->data_offset = start + length;
    if (structured)
        fault_set(fault, FAULT_FAILED, "holds records (a structured type): save one field");
    else if (!good)
        fault_set(fault, FAULT_FAILED, "has a damaged NPY header");
    else
        good = resolve_type(header, fault);
    if (!good)
        npy_header_free(header);
    return good;
}

void npy_header_free(struct npy_header *header) {
    free(header->descr);
    header->descr = NULL;
}
