// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "output/json.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void new_line(struct json *json) {
    text_add_char(json->into, '\n');
    for (int i = 0; i < json->depth; i++)
        text_add(json->into, "  ");
}

// What stands before a value: nothing after its key, else a comma and a line of its own.
static void before_value(struct json *json) {
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (json->has_items)
        text_add_char(json->into, ',');
    if (json->depth)
        new_line(json);
    json->has_items = true;
}

static void begin(struct json *json, char bracket) {
    before_value(json);
    text_add_char(json->into, bracket);
    json->depth++;
    json->has_items = false;
}

static void end(struct json *json, char bracket) {
    json->depth--;
    if (json->has_items)
        new_line(json);
    text_add_char(json->into, bracket);
    json->has_items = true;
    if (!json->depth)
        text_add_char(json->into, '\n');
}

void json_object(struct json *json) {
    begin(json, '{');
}

void json_object_end(struct json *json) {
    end(json, '}');
}

void json_array(struct json *json) {
    begin(json, '[');
}

void json_array_end(struct json *json) {
    end(json, ']');
}

static bool needs_escape(uint32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x200B && code <= 0x200F)
           || (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F)
           || code == 0xFEFF || (code & 0xFFFE) == 0xFFFE;
}

static void add_escape(struct text *into, uint32_t code) {
    if (code > 0xFFFF) {
        code -= 0x10000;
        text_addf(into, "\\u%04x\\u%04x", 0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF));
    } else {
        text_addf(into, "\\u%04x", code);
    }
}

static void add_quoted(struct text *into, const char *string) {
    size_t count = strlen(string);
    text_add_char(into, '"');
    for (size_t i = 0; i < count;) {
        uint32_t code = 0;
        size_t length = text_utf8(string + i, count - i, &code);
        if (!length)
            text_add(into, "\\ufffd");
        else if (code == '"' || code == '\\')
            text_addf(into, "\\%c", (int)code);
        else if (code == '\n')
            text_add(into, "\\n");
        else if (code == '\t')
            text_add(into, "\\t");
        else if (needs_escape(code))
            add_escape(into, code);
        else
            text_add_bytes(into, string + i, length);
        i += length ? length : 1;
    }
    text_add_char(into, '"');
}

void json_key(struct json *json, const char *key) {
    before_value(json);
    add_quoted(json->into, key);
    text_add(json->into, ": ");
    json->after_key = true;
}

void json_string(struct json *json, const char *string) {
    before_value(json);
    if (string)
        add_quoted(json->into, string);
    else
        text_add(json->into, "null");
}

void json_int(struct json *json, int64_t value) {
    before_value(json);
    text_addf(json->into, "%" PRId64, value);
}

void json_double(struct json *json, double value) {
    before_value(json);
    if (isfinite(value))
        text_add_double(json->into, value);
    else
        text_add(json->into, "null");
}

void json_float(struct json *json, float value) {
    before_value(json);
    if (isfinite(value))
        text_add_float(json->into, value);
    else
        text_add(json->into, "null");
}

void json_bool(struct json *json, bool value) {
    before_value(json);
    text_add(json->into, value ? "true" : "false");
}

void json_null(struct json *json) {
    json_string(json, NULL);
}

void json_field_string(struct json *json, const char *key, const char *value) {
    json_key(json, key);
    json_string(json, value);
}

void json_field_int(struct json *json, const char *key, int64_t value) {
    json_key(json, key);
    json_int(json, value);
}

void json_field_double(struct json *json, const char *key, double value) {
    json_key(json, key);
    json_double(json, value);
}

void json_field_bool(struct json *json, const char *key, bool value) {
    json_key(json, key);
    json_bool(json, value);
}

void json_field_null(struct json *json, const char *key) {
    json_field_string(json, key, NULL);
}
