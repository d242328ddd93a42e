// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "maker_json.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *read_whole(const char *path, size_t *size) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    size_t capacity = 1 << 16;
    char *bytes = malloc(capacity);
    *size = 0;
    for (size_t got; (got = fread(bytes + *size, 1, capacity - *size - 1, file)) > 0;) {
        *size += got;
        if (*size + 1 == capacity)
            bytes = realloc(bytes, capacity *= 2);
    }
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

// Each of these takes a place in the text and gives the place after what it read, or NULL.

static const char *skip_blank(const char *at) {
    return at + strspn(at, " \t\r\n");
}

static const char *skip_string(const char *at) {
    if (*at++ != '"')
        return NULL;
    for (; *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            return NULL;
        if (*at != '\\')
            continue;
        at++;
        if (*at == 'u') {
            for (int i = 1; i <= 4; i++)
                if (!isxdigit((unsigned char)at[i]))
                    return NULL;
            at += 4;
        } else if (!*at || !strchr("\"\\/bfnrt", *at)) {
            return NULL;
        }
    }
    return at + 1;
}

static const char *skip_digits(const char *at) {
    size_t count = strspn(at, "0123456789");
    return count ? at + count : NULL;
}

static const char *skip_number(const char *at) {
    at += *at == '-';
    bool zero = *at == '0';
    const char *end = skip_digits(at);
    if (!end || (zero && end - at > 1))
        return NULL;
    if (*end == '.' && !(end = skip_digits(end + 1)))
        return NULL;
    if (*end == 'e' || *end == 'E')
        end = skip_digits(end + 1 + (end[1] == '+' || end[1] == '-'));
    return end;
}

static const char *skip_value(const char *at);

static const char *skip_members(const char *at, char close) {
    at = skip_blank(at + 1);
    if (*at == close)
        return at + 1;
    for (;; at++) {
        if (close == '}') {
            at = skip_string(skip_blank(at));
            if (!at || *(at = skip_blank(at)) != ':')
                return NULL;
            at++;
        }
        at = skip_value(at);
        if (!at)
            return NULL;
        at = skip_blank(at);
        if (*at == close)
            return at + 1;
        if (*at != ',')
            return NULL;
    }
}

static const char *skip_value(const char *at) {
    static const char *const words[] = { "true", "false", "null" };
    at = skip_blank(at);
    if (*at == '{' || *at == '[')
        return skip_members(at, *at == '{' ? '}' : ']');
    if (*at == '"')
        return skip_string(at);
    for (int i = 0; i < 3; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            return at + strlen(words[i]);
    return skip_number(at);
}

bool json_is_valid(const char *text, size_t size) {
    const char *end = skip_value(text);
    return end && skip_blank(end) == text + size;
}

// The value of member `name` (a key, or a number in an array); *members counts those before it.
static const char *find_member(const char *at, const char *name, size_t length, size_t *members) {
    bool is_object = *at == '{';
    char close = is_object ? '}' : ']';
    *members = 0;
    if ((*at != '{' && *at != '[') || *(at = skip_blank(at + 1)) == close)
        return NULL;
    for (;; at++, ++*members) {
        at = skip_blank(at);
        const char *key = at;
        if (is_object)
            at = skip_blank(skip_blank(skip_string(at)) + 1);
        bool found = is_object ? strncmp(key + 1, name, length) == 0 && key[length + 1] == '"'
                               : length && strtoul(name, NULL, 10) == *members;
        if (found && length)
            return at;
        at = skip_blank(skip_value(at));
        if (*at == close) {
            ++*members;
            return NULL;
        }
    }
}

void json_print(const char *text, const char *path) {
    const char *at = skip_blank(text);
    size_t members;
    while (*path) {
        size_t length = strcspn(path, "/");
        at = find_member(at, path, length, &members);
        if (!at) {
            puts("missing");
            return;
        }
        path += length + (path[length] == '/');
    }
    int length = (int)(skip_value(at) - at);
    if (*at == '{' || *at == '[') {
        find_member(at, "", 0, &members);
        printf("%s %zu\n", *at == '{' ? "object" : "array", members);
    } else {
        const char *type = *at == '"' ? "string" : strchr("tf", *at) ? "bool" : "number";
        printf("%s %.*s\n", *at == 'n' ? "null" : type, length, at);
    }
}
