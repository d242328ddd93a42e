// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz reduce, series and export: open, plan, load, measure, write.

#include "base/alloc.h"
#include "batch/run.h"
#include "engine/export.h"
#include "engine/reduced.h"
#include "engine/references.h"
#include "engine/regions.h"
#include "engine/series.h"
#include "output/image_output.h"
#include "output/write.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void say_health(struct run *run, const struct references *references) {
    for (enum reference_role role = 0; role < ROLE_COUNT; role++) {
        const struct reference_health *health = &references->health[role];
        if (references->present[role])
            run_say(run, "%s: %zu frame%s, median %g, std %g, saturated %.3g %%, zero %.3g %%",
                    reference_role_name(role), health->frames, health->frames == 1 ? "" : "s",
                    health->median, health->std, 100 * health->saturated_share,
                    100 * health->zero_share);
    }
}

bool run_references(struct run *run, struct references *references, struct fault *fault) {
    if (!references_make(run->recording, &run->session, run->pool, run->cancel, references, fault))
        return false;
    if (run->session.verbose)
        say_health(run, references);
    struct text warnings = { 0 }, lack = { 0 };
    references_lack(references, &lack);
    run->lacks_references = lack.length > 0;
    if (run->lacks_references)
        run_warn(run, "%s", text_string(&lack));
    text_free(&lack);
    references_warn(references, &warnings);
    if (warnings.length)
        run_say(run, "%s", text_string(&warnings));
    text_free(&warnings);
    return true;
}

static enum table_format text_format(const struct session *session) {
    return session->json ? TABLE_JSON : TABLE_CSV;
}

// ── reduce ─────────────────────────────────────────────────────────────────────────────────

struct summary {
    double min, max, sum;
    uint64_t n;
};

static struct summary summarise(const struct reduced_image *image, size_t samples) {
    struct summary summary = { .min = HUGE_VAL, .max = -HUGE_VAL };
    for (size_t i = 0; i < samples; i++) {
        double value = element_value(image->element, image->samples, i);
        if (isnan(value))
            continue;
        summary.n++;
        summary.sum += value;
        summary.min = fmin(summary.min, value);
        summary.max = fmax(summary.max, value);
    }
    return summary;
}

static void print_reduced(const struct reduced *reduced, enum table_format format,
                          struct text *out) {
    static const struct table_column columns[] = {
        { "result", NULL },   { "type", NULL },   { "height", NULL }, { "width", NULL },
        { "channels", NULL }, { "frames", NULL }, { "min", NULL },    { "mean", NULL },
        { "max", NULL },      { "empty", NULL },
    };
    enum { COLUMNS = sizeof columns / sizeof *columns };
    struct table table;
    table_begin(&table, format, columns, COLUMNS, out);
    for (size_t i = 0; i < reduced->count; i++) {
        const struct reduced_image *image = &reduced->images[i];
        struct summary summary = summarise(image, shape_samples(reduced->shape));
        bool single = image->element == ELEMENT_F32;
        struct text name = { 0 };
        reduction_op_format(&image->op, &name);
        struct table_cell missing = cell_missing();
        struct table_cell cells[COLUMNS] = {
            cell_text(text_string(&name)),
            cell_text(element_name(image->element)),
            cell_int(reduced->shape.height),
            cell_int(reduced->shape.width),
            cell_int(reduced->shape.channels),
            cell_int((int64_t)reduced->frames),
            !summary.n ? missing
            : single   ? cell_single((float)summary.min)
                       : cell_double(summary.min),
            !summary.n ? missing : cell_double(summary.sum / (double)summary.n),
            !summary.n ? missing
            : single   ? cell_single((float)summary.max)
                       : cell_double(summary.max),
            cell_int((int64_t)image->empty),
        };
        table_row(&table, cells);
        text_free(&name);
    }
    table_end(&table);
}

// What can be refused before hours of work is refused first.
static bool may_write_images(const struct session *session, struct fault *fault) {
    enum image_format format;
    return !session->output
           || (image_format_of(session->output, &format, fault)
               && output_may_write(session->output, session->force, fault));
}

// Several operations have a file each.
static bool may_write_results(const struct session *session, struct fault *fault) {
    const struct reduction_wish *wish = &session->reduction;
    struct session one = *session;
    bool good = true;
    for (size_t i = 0; good && session->output && i < wish->count; i++) {
        one.output = export_result_name(session, i);
        for (size_t j = 0; good && j < i; j++) {
            char *other = export_result_name(session, j);
            if (strcmp(one.output, other) == 0)
                good = fault_set(fault, FAULT_USAGE, "reduce: an operation is given twice");
            free(other);
        }
        good = good && may_write_images(&one, fault);
        free(one.output);
    }
    return good;
}

static bool count_reduced(struct run *run, size_t *bytes, struct fault *fault) {
    (void)fault;
    reduced_bytes(run->recording, &run->session, bytes);
    return true;
}

enum exit_status verb_reduce(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    const struct reduction_wish *wish = &session->reduction;
    if (!may_write_results(session, fault))
        return status;
    struct plan_policy policy = { .may_stream = reduction_is_one_pass(wish->ops, wish->count) };
    if (!run_plan(run, &policy, count_reduced, &status, fault))
        return status;
    struct references references = { 0 };
    struct reduced reduced = { 0 };
    bool good = run_load(run, fault) && run_references(run, &references, fault)
                && reduced_make(run->recording, session, references.correction, run->pool,
                                run->cancel, &reduced, fault);
    if (good && session->output)
        good = export_reduced(&reduced, run->recording, session, run->pool, fault);
    else if (good)
        print_reduced(&reduced, text_format(session), &run->out);
    for (size_t i = 0; good && i < reduced.count; i++)
        if (reduced.images[i].empty)
            run_say(run, "%llu pixels have no value in any frame",
                    (unsigned long long)reduced.images[i].empty);
    if (good)
        status = run_conclude(run);
    reduced_free(&reduced);
    references_free(&references);
    return status;
}

// ── series ─────────────────────────────────────────────────────────────────────────────────

bool run_say_empty_zones(struct run *run, const struct regions *regions) {
    for (size_t i = 0; i < regions->count; i++)
        if (regions->zones[i].pixels == 0)
            run_say(run, "zone %s holds no pixel of the image", regions->zones[i].name);
    return true;
}

static bool measure_series(struct run *run, struct series *series, struct fault *fault) {
    struct references references = { 0 };
    struct regions regions = { 0 };
    struct recording *recording = run->recording;
    bool good = run_references(run, &references, fault)
                && regions_prepare(recording, &run->session, &regions, fault)
                && run_say_empty_zones(run, &regions)
                && series_init(series, recording->kept, &regions,
                               recording->conversion.shape.channels, references.correction, fault)
                && series_measure(series, recording, &regions, references.correction, true, false,
                                  run->pool, run->cancel, fault);
    regions_free(&regions);
    references_free(&references);
    return good;
}

enum exit_status verb_series(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    enum table_format format;
    if (session->output
        && (!table_format_of(session->output, &format, fault)
            || !output_may_write(session->output, session->force, fault)))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, NULL, &status, fault))
        return status;
    struct series series = { 0 };
    bool good = run_load(run, fault) && measure_series(run, &series, fault);
    if (good && session->output)
        good = export_series(&series, run->recording, session, fault);
    else if (good)
        export_series_text(&series, run->recording, text_format(session), &run->out);
    if (good)
        status = run_conclude(run);
    series_free(&series);
    return status;
}

// ── export ─────────────────────────────────────────────────────────────────────────────────

static void say_counts(struct run *run, const struct correction_counts *counts) {
    if (counts->bad)
        run_say(run, "%" PRIu64 " value%s cannot be corrected (%s)", counts->bad,
                counts->bad == 1 ? "" : "s", run->session.correction.bad_is_zero ? "zero" : "NaN");
    if (counts->negative)
        run_say(run, "%" PRIu64 " value%s became negative", counts->negative,
                counts->negative == 1 ? "" : "s");
}

enum exit_status verb_export(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    if (!session->output) {
        fault_set(fault, FAULT_USAGE,
                  "export writes a file: name it with -o, for example -o frames.npy");
        return EXIT_USAGE;
    }
    if (!may_write_images(session, fault))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, NULL, &status, fault))
        return status;
    struct references references = { 0 };
    struct correction_counts counts;
    if (run_load(run, fault) && run_references(run, &references, fault)
        && export_frames(run->recording, run->recording->kept, references.correction, session,
                         run->pool, run->cancel, &counts, fault)) {
        say_counts(run, &counts);
        status = run_conclude(run);
    }
    references_free(&references);
    return status;
}
