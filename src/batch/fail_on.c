// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/fail_on.h"

#include <string.h>

static bool is_pixel_counter(const char *counter) {
    return strcmp(counter, "saturated") == 0 || strcmp(counter, "nan") == 0;
}

bool fail_on_needs_statistics(const struct session *session) {
    for (size_t i = 0; i < session->fail_on_count; i++)
        if (is_pixel_counter(session->fail_on[i].counter))
            return true;
    return false;
}

static double count_pixels(const struct recording *recording, bool saturated) {
    double count = 0;
    for (size_t slot = 0; slot < ledger_slots(recording->ledger); slot++) {
        const struct frame_record *record = ledger_read(recording->ledger, slot);
        for (size_t c = 0; record->has_stats && c < recording->conversion.shape.channels; c++)
            count += (double)(saturated ? record->stats[c].saturated : record->stats[c].nan);
    }
    return count;
}

static double value_of(const struct recording *recording, int64_t missing, const char *counter) {
    struct ledger_counts counts = ledger_count(recording->ledger);
    if (is_pixel_counter(counter))
        return count_pixels(recording, *counter == 's');
    if (strcmp(counter, "unreadable") == 0)
        return (double)counts.by_status[FRAME_UNREADABLE];
    if (strcmp(counter, "recovered") == 0)
        return (double)counts.by_status[FRAME_RECOVERED];
    if (strcmp(counter, "mismatch") == 0)
        return (double)counts.by_status[FRAME_MISMATCH];
    return (double)missing; // "gaps"
}

static bool holds(const struct fail_condition *condition, double value) {
    bool less = value < condition->value, equal = value == condition->value;
    const char *comparison = condition->comparison;
    bool or_equal = comparison[1] == '=';
    switch (comparison[0]) {
    case '<':
        return less || (or_equal && equal);
    case '>':
        return (!less && !equal) || (or_equal && equal);
    case '!':
        return !equal;
    default:
        return equal;
    }
}

void fail_on_find(const struct session *session, const struct recording *recording, int64_t missing,
                  struct words *found) {
    for (size_t i = 0; i < session->fail_on_count; i++) {
        const struct fail_condition *condition = &session->fail_on[i];
        double value = value_of(recording, missing, condition->counter);
        if (!holds(condition, value))
            continue;
        struct text text = { 0 };
        text_addf(&text, "%s is ", condition->counter);
        text_add_double(&text, value);
        text_addf(&text, ": --fail-on='%s%s", condition->counter, condition->comparison);
        text_add_double(&text, condition->value);
        words_addf(found, "%s'", text_string(&text));
        text_free(&text);
    }
}
