// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The numbers of a tuning as a table.

#include "engine/export.h"

#include "engine/origin.h"
#include "engine/references.h"
#include "output/write.h"

#include <math.h>

static const char *unit_of(const struct tuned *tuned) {
    return tuned->divided ? "1" : "DN";
}

// What is above the thresholds, a row a frame and zone.
static void add_shares(const struct tuned *tuned, enum table_format format, struct text *into) {
    const struct table_column columns[] = {
        { "frame", NULL }, { "zone", NULL }, { "threshold", unit_of(tuned) },
        { "n", NULL },     { "above", "1" },
    };
    struct table table;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (int64_t row = 0; row < tuned->indices.count; row++)
        for (size_t zone = 0; tuned->seen[row] && zone < tuned->zone_count; zone++) {
            const struct tuned_share *share =
                &tuned->shares[(size_t)row * tuned->zone_count + zone];
            const struct table_cell cells[] = {
                cell_int(tuned->indices.first + row * tuned->indices.step),
                cell_text(tuned->zones[zone]),
                cell_double(tuned->thresholds[zone].value),
                cell_int((int64_t)share->n),
                share->n ? cell_double((double)share->above / (double)share->n) : cell_missing(),
            };
            table_row(&table, cells);
        }
    table_end(&table);
}

// The levels, a row a zone.
static void add_levels(const struct tuned *tuned, enum table_format format, struct text *into) {
    const struct table_column columns[] = {
        { "zone", NULL },       { "low", unit_of(tuned) }, { "high", unit_of(tuned) },
        { "automatic", "bit" }, { "entropy", "bit" },
    };
    struct table table;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (size_t zone = 0; zone < tuned->zone_count; zone++) {
        const struct tuned_levels *levels = &tuned->levels[zone];
        const struct table_cell cells[] = {
            cell_text(tuned->zones[zone]), cell_double(levels->low),     cell_double(levels->high),
            cell_double(levels->before),   cell_double(levels->entropy),
        };
        table_row(&table, cells);
    }
    table_end(&table);
}

// The amounts, a row a reference.
static void add_amounts(const struct tuned *tuned, enum table_format format, struct text *into) {
    const struct table_column columns[] = {
        { "reference", NULL },
        { "given", "1" },
        { "amount", "1" },
        { "before", unit_of(tuned) },
        { "structure", unit_of(tuned) },
        { "n", NULL },
    };
    struct table table;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (size_t i = 0; i < tuned->amount_count; i++) {
        const struct tuned_amount *amount = &tuned->amounts[i];
        const struct table_cell cells[] = {
            cell_text(reference_role_name(amount->role)),
            cell_double(amount->given),
            cell_double(amount->found),
            cell_double(tuned->before),
            cell_double(tuned->after),
            cell_int((int64_t)tuned->pixels),
        };
        table_row(&table, cells);
    }
    table_end(&table);
}

static struct table_cell number_or_nothing(double number) {
    return isnan(number) ? cell_missing() : cell_double(number);
}

// The shifts, a row a frame.
static void add_shifts(const struct tuned *tuned, enum table_format format, struct text *into) {
    static const struct table_column columns[] = {
        { "frame", NULL }, { "dx", "px" }, { "dy", "px" }, { "quality", NULL }
    };
    struct table table;
    table_begin(&table, format, columns, sizeof columns / sizeof *columns, into);
    for (int64_t i = 0; i < tuned->indices.count; i++) {
        const struct register_shift *shift = &tuned->shifts[i];
        const struct table_cell cells[] = {
            cell_int(tuned->indices.first + i * tuned->indices.step),
            number_or_nothing(shift->dx),
            number_or_nothing(shift->dy),
            number_or_nothing(shift->quality),
        };
        table_row(&table, cells);
    }
    table_end(&table);
}

void export_tuned_text(const struct tuned *tuned, enum table_format format, struct text *into) {
    static void (*const adders[TUNING_COUNT])(const struct tuned *, enum table_format,
                                              struct text *) = {
        [TUNING_THRESHOLD] = add_shares,
        [TUNING_EXPOSURE] = add_levels,
        [TUNING_BACKGROUND] = add_amounts,
        [TUNING_REGISTER] = add_shifts,
    };
    adders[tuned->tuning](tuned, format, into);
}

bool export_tuned(const struct tuned *tuned, const struct recording *recording,
                  const struct session *session, struct fault *fault) {
    enum table_format format;
    struct text table = { 0 };
    if (!table_format_of(session->output, &format, fault))
        return false;
    export_tuned_text(tuned, format, &table);
    bool good =
        output_write_all(session->output, text_string(&table), table.length, session->force, fault);
    text_free(&table);
    struct origin *origin = origin_new(recording, session, VERB_TUNE, tuned->indices);
    good = good && origin_write(origin, session, session->output, fault);
    origin_free(&origin);
    return good;
}
