// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A writer of JSON. Commas, quotes and line breaks come by themselves; the caller keeps to the
// order of the language (a key before each value of an object).

#ifndef BLITZ_OUTPUT_JSON_H
#define BLITZ_OUTPUT_JSON_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

// Initialise with { .into = text }.
struct json {
    struct text *into; // borrowed; may be taken and emptied between calls
    int depth;
    bool has_items; // something stands before at this level
    bool after_key;
};

// Begins or ends an object or an array; a key comes before each value in an object. Nothing is
// checked: what is called in a wrong order is written in a wrong order.
void json_object(struct json *json);
void json_object_end(struct json *json);
void json_array(struct json *json);
void json_array_end(struct json *json);
void json_key(struct json *json, const char *key);

// Bytes that are not UTF-8 become U+FFFD; controls and characters that hide or reorder text
// are escaped. NULL is null.
void json_string(struct json *json, const char *string);
void json_int(struct json *json, int64_t value);
void json_double(struct json *json, double value); // shortest digits; null for NaN and infinity
void json_float(struct json *json, float value);
void json_bool(struct json *json, bool value);
void json_null(struct json *json);

// Key and value together.
void json_field_string(struct json *json, const char *key, const char *value);
void json_field_int(struct json *json, const char *key, int64_t value);
void json_field_double(struct json *json, const char *key, double value);
void json_field_bool(struct json *json, const char *key, bool value);
void json_field_null(struct json *json, const char *key);

#endif
