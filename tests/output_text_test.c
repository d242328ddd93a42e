// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Tables, JSON and provenance, against text written by hand and a tiny validator of JSON.

#include "base/text.h"
#include "output/json.h"
#include "output/provenance.h"
#include "output/table_output.h"
#include "output_helper.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// ── a tiny validator of JSON: returns what follows the value, or NULL ──────────────────────

static const char *json_skip(const char *at);

static const char *blank(const char *at) {
    return at + strspn(at, " \n\t");
}

static const char *json_skip_string(const char *at) {
    if (*at++ != '"')
        return NULL;
    for (; *at != '"'; at++) {
        if ((unsigned char)*at < 0x20)
            return NULL;
        if (*at == '\\' && !strchr("\"\\/bfnrtu", *++at))
            return NULL;
    }
    return at + 1;
}

static const char *json_skip_list(const char *at, char close, bool keys) {
    at = blank(at + 1);
    if (*at == close)
        return at + 1;
    for (;;) {
        if (keys) {
            at = json_skip_string(at);
            if (!at || *(at = blank(at)) != ':')
                return NULL;
            at = blank(at + 1);
        }
        at = json_skip(at);
        if (!at)
            return NULL;
        at = blank(at);
        if (*at == close)
            return at + 1;
        if (*at != ',')
            return NULL;
        at = blank(at + 1);
    }
}

static const char *json_skip(const char *at) {
    char *end;
    if (*at == '{')
        return json_skip_list(at, '}', true);
    if (*at == '[')
        return json_skip_list(at, ']', false);
    if (*at == '"')
        return json_skip_string(at);
    if (strncmp(at, "null", 4) == 0 || strncmp(at, "true", 4) == 0)
        return at + 4;
    if (strncmp(at, "false", 5) == 0)
        return at + 5;
    if (*at != '-' && (*at < '0' || *at > '9'))
        return NULL;
    strtod(at, &end);
    return end;
}

static void assert_json(const char *string) {
    const char *end = json_skip(string);
    assert_non_null(end);
    assert_string_equal(end, "\n");
}

// ── text ───────────────────────────────────────────────────────────────────────────────────

static void tables_are_what_the_standard_says(void **state) {
    (void)state;
    static const struct table_column columns[] = {
        { "frame", NULL }, { "name", NULL }, { "all.mean", "DN" }, { "x", "px" }
    };
    struct table_cell rows[2][4] = {
        { cell_int(-3), cell_text("a \"b\", c\n"), cell_double(0.1), cell_single(0.1f) },
        { cell_int(4), cell_missing(), cell_double(NAN), cell_missing() },
    };
    static const char *const truth[] = {
        "frame,name,all.mean [DN],x [px]\n-3,\"a \"\"b\"\", c\\n\",0.1,0.1\n4,,nan,\n",
        "frame\tname\tall.mean [DN]\tx [px]\n-3\ta \"b\", c\\n\t0.1\t0.1\n4\t\tnan\t\n",
        "[\n  {\n    \"frame\": -3,\n    \"name\": \"a \\\"b\\\", c\\n\",\n    \"all.mean\": 0.1,\n"
        "    \"x\": 0.1\n  },\n  {\n    \"frame\": 4,\n    \"name\": null,\n    \"all.mean\": "
        "null,\n"
        "    \"x\": null\n  }\n]\n",
    };
    for (int f = TABLE_CSV; f <= TABLE_JSON; f++) {
        struct text text = { 0 };
        struct table table;
        table_begin(&table, (enum table_format)f, columns, 4, &text);
        table_row(&table, rows[0]);
        table_row(&table, rows[1]);
        table_end(&table);
        assert_string_equal(text_string(&text), truth[f]);
        text_free(&text);
    }
    struct text text = { 0 };
    struct table table;
    table_begin(&table, TABLE_JSON, columns, 4, &text);
    table_end(&table);
    assert_string_equal(text_string(&text), "[]\n");
    text_free(&text);
    enum table_format format;
    assert_true(table_format_of("a/b.CSV", &format, NULL));
    assert_int_equal(format, TABLE_CSV);
    assert_false(table_format_of("a.npy", &format, NULL));
}

static void json_is_valid_whatever_it_holds(void **state) {
    (void)state;
    struct text text = { 0 };
    struct json json = { .into = &text };
    char every[256];
    for (int i = 0; i < 255; i++)
        every[i] = (char)(i + 1);
    every[255] = '\0';
    json_object(&json);
    json_field_string(&json, "bytes", every);
    json_field_string(&json, "wide", "\u00e9 \U0001f600 \u202e");
    json_field_double(&json, "inf", INFINITY);
    json_field_int(&json, "big", INT64_MIN);
    json_field_bool(&json, "no", false);
    json_field_null(&json, "nothing");
    json_key(&json, "lists");
    json_array(&json);
    json_array(&json);
    json_array_end(&json);
    json_object(&json);
    json_object_end(&json);
    json_double(&json, 1e-300);
    json_array_end(&json);
    json_object_end(&json);
    assert_json(text_string(&text));
    assert_non_null(strstr(text_string(&text), "\"inf\": null"));
    assert_non_null(strstr(text_string(&text), "-9223372036854775808"));
    assert_non_null(strstr(text_string(&text), "\u00e9 \U0001f600 \\u202e"));
    for (const char *c = text_string(&text); *c; c++)
        assert_true((unsigned char)*c >= 0x20 || *c == '\n');
    text_free(&text);
}

static void provenance_is_valid_json_beside_the_result(void **state) {
    (void)state;
    struct fault fault = { 0 };
    char *out = path_in("out.npy"), *path = path_in("out.npy.prov.json");
    assert_true(provenance_write(&origin, out, false, &fault));
    size_t size;
    char *bytes = (char *)slurp(path, &size);
    assert_json(bytes);
    assert_non_null(strstr(bytes, "\"command\": \"blitz export 'a b.tif' -o out.tif\""));
    assert_non_null(strstr(bytes, "\"modified\": \"2000-02-29T00:00:00Z\""));
    assert_non_null(strstr(bytes, "\"size\": 1234"));
    assert_non_null(strstr(bytes, "\"ok\": 2"));
    free(bytes);
    assert_false(provenance_write(&origin, out, false, &fault));
    fault_clear(&fault);
    free(out);
    free(path);
    assert_folder_held(1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_what_the_standard_says),
        cmocka_unit_test(json_is_valid_whatever_it_holds),
        cmocka_unit_test(provenance_is_valid_json_beside_the_result),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
