// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// blitz tune: parameters that are found instead of guessed.

#include "batch/tune.h"

#include "engine/origin.h"
#include "engine/register_frames.h"
#include "output/write.h"

static tune_function *const tunings[TUNING_COUNT] = {
    [TUNING_THRESHOLD] = tune_threshold,
    [TUNING_EXPOSURE] = tune_exposure,
    [TUNING_BACKGROUND] = tune_background,
    [TUNING_REGISTER] = tune_register,
};

double tuned_value(const struct histogram *histogram, size_t bin) {
    if (histogram->element != ELEMENT_F32)
        return (double)element_lowest(histogram->element) + (double)bin;
    double width = (histogram->high - histogram->low) / HISTOGRAM_BINS;
    return histogram->low + width * ((double)bin + 0.5);
}

bool tuned_count(struct tuned *tuned, struct fault *fault) {
    struct run *run = tuned->run;
    return histograms_make(run->recording, &tuned->regions, tuned->references.correction, run->pool,
                           run->cancel, &tuned->histograms, fault);
}

static bool write_file(struct run *run, const struct text *table, struct fault *fault) {
    const struct session *session = &run->session;
    if (!output_write_all(session->output, text_string(table), table->length, session->force,
                          fault))
        return false;
    struct origin *origin = origin_new(run->recording, session, VERB_TUNE, run->recording->kept);
    bool good = origin_write(origin, session, session->output, fault);
    origin_free(&origin);
    return good;
}

static bool prepare(struct tuned *tuned, struct fault *fault) {
    struct run *run = tuned->run;
    return run_load(run, fault) && run_references(run, &tuned->references, fault)
           && regions_prepare(run->recording, &run->session, &tuned->regions, fault);
}

static bool count_results(struct run *run, size_t *bytes, struct fault *fault) {
    if (run->session.tuning == TUNING_BACKGROUND)
        return tune_background_results(run, bytes, fault);
    if (run->session.tuning == TUNING_REGISTER)
        register_bytes(run->recording, &run->session, pool_hands(run->pool), bytes);
    else
        histograms_bytes(run->recording, &run->session, pool_hands(run->pool), bytes);
    return true;
}

enum exit_status verb_tune(struct run *run, struct fault *fault) {
    enum exit_status status = EXIT_FAILED;
    const struct session *session = &run->session;
    enum table_format format = session->json ? TABLE_JSON : TABLE_CSV;
    if (session->output
        && (!table_format_of(session->output, &format, fault)
            || !output_may_write(session->output, session->force, fault)))
        return status;
    const struct plan_policy policy = { .may_stream = true };
    if (!run_plan(run, &policy, count_results, &status, fault))
        return status;
    if (run->recording->conversion.shape.channels > 1) {
        fault_set(fault, FAULT_USAGE, "tune takes grey frames: choose one with --channel");
        return EXIT_USAGE;
    }
    struct tuned tuned = { .run = run };
    struct text table = { 0 };
    bool good = prepare(&tuned, fault) && tunings[session->tuning](&tuned, format, &table, fault)
                && (!session->output || write_file(run, &table, fault));
    if (good && !session->output)
        text_add(&run->out, text_string(&table));
    if (good)
        status = run_conclude(run);
    if (good && status == EXIT_GOOD && tuned.is_incomplete)
        status = EXIT_INCOMPLETE;
    text_free(&table);
    histograms_free(&tuned.histograms);
    regions_free(&tuned.regions);
    references_free(&tuned.references);
    return status;
}
