// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "source/text_wish.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// What may be said and what it means. Characters that a shell or a list with commas would take
// for its own have words, which are written.
struct meaning {
    const char *word;
    int value;
};

static const struct meaning separators[] = { { "tab", '\t' },  { "semicolon", ';' },
                                             { "comma", ',' }, { "blank", ' ' },
                                             { ";", ';' },     { ",", ',' },
                                             { NULL, 0 } };
static const struct meaning decimals[] = {
    { "point", '.' }, { "comma", ',' }, { ".", '.' }, { ",", ',' }, { NULL, 0 }
};
static const struct meaning answers[] = { { "yes", TEXT_ROWS_YES },
                                          { "no", TEXT_ROWS_NO },
                                          { NULL, 0 } };

// What begins *string and ends at a comma or its end; *string goes behind it. 0: none of them.
static int take_meaning(const char **string, const struct meaning *meanings) {
    for (; meanings->word; meanings++) {
        size_t length = strlen(meanings->word);
        char after = strncmp(*string, meanings->word, length) == 0 ? (*string)[length] : 'x';
        if (after && after != ',')
            continue;
        *string += length;
        return meanings->value;
    }
    return 0;
}

static const char *word_of(int value, const struct meaning *meanings) {
    while (meanings->value != value)
        meanings++;
    return meanings->word;
}

static bool take_header(const char **string, struct text_wish *wish) {
    const char *start = *string;
    uint32_t lines = 0;
    for (; **string >= '0' && **string <= '9'; ++*string)
        if (__builtin_mul_overflow(lines, 10, &lines)
            || __builtin_add_overflow(lines, (uint32_t)(**string - '0'), &lines))
            return false;
    wish->has_header = true;
    wish->header = lines;
    return *string > start && *string - start <= 9;
}

static bool take_key(const char **string, const char *key) {
    size_t length = strlen(key);
    if (strncmp(*string, key, length) != 0)
        return false;
    *string += length;
    return true;
}

// One key and its value; a key that is said twice is refused, since only one would count.
static bool take_part(const char **string, struct text_wish *wish) {
    if (!wish->separator && take_key(string, "separator="))
        return (wish->separator = (char)take_meaning(string, separators));
    if (!wish->decimal && take_key(string, "decimal="))
        return (wish->decimal = (char)take_meaning(string, decimals));
    if (!wish->rows && take_key(string, "rows="))
        return (wish->rows = (enum text_rows)take_meaning(string, answers));
    return !wish->has_header && take_key(string, "header=") && take_header(string, wish);
}

bool text_wish_is_said(const struct text_wish *wish) {
    return wish->separator || wish->decimal || wish->rows || wish->has_header;
}

bool text_wish_parse(const char *string, struct text_wish *wish, struct fault *fault) {
    struct text_wish made = { 0 };
    const char *at = string;
    bool good = take_part(&at, &made);
    while (good && *at == ',') {
        at++;
        good = take_part(&at, &made);
    }
    if (!good || *at) {
        char *safe = text_safe(string);
        fault_set(fault, FAULT_USAGE,
                  "'%s' must be one or more of separator=tab|semicolon|comma|blank, "
                  "decimal=point|comma, header=LINES and rows=yes|no, each once, with commas "
                  "between them",
                  safe);
        free(safe);
        return false;
    }
    if (made.separator == ',' && made.decimal == ',')
        return fault_set(fault, FAULT_USAGE,
                         "a comma cannot be both between numbers and before their decimals");
    *wish = made;
    return true;
}

void text_wish_format(const struct text_wish *wish, struct text *text) {
    const char *between = "";
    if (wish->separator) {
        text_addf(text, "separator=%s", word_of(wish->separator, separators));
        between = ",";
    }
    if (wish->decimal) {
        text_addf(text, "%sdecimal=%s", between, word_of(wish->decimal, decimals));
        between = ",";
    }
    if (wish->has_header) {
        text_addf(text, "%sheader=%" PRIu32, between, wish->header);
        between = ",";
    }
    if (wish->rows)
        text_addf(text, "%srows=%s", between, word_of((int)wish->rows, answers));
}
