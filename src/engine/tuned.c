// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/tuned.h"

#include "base/alloc.h"
#include "base/size.h"
#include "engine/register_frames.h"
#include "engine/tuned_parts.h"

#include <stdlib.h>

// At the same time: the mean and what it is made from, two references, and the mask of the zones.
#define BACKGROUND_SAMPLE (6 * sizeof(double))

static tuned_function *const tunings[TUNING_COUNT] = {
    [TUNING_THRESHOLD] = tuned_threshold,
    [TUNING_EXPOSURE] = tuned_exposure,
    [TUNING_BACKGROUND] = tuned_background,
    [TUNING_REGISTER] = tuned_register,
};

bool tuned_bytes(const struct recording *recording, const struct session *session, size_t hands,
                 size_t *bytes, struct fault *fault) {
    *bytes = 0;
    if (session->tuning == TUNING_BACKGROUND) {
        if (!tuned_background_may_be(session, fault))
            return false;
        size_multiply(shape_samples(recording->first_conversion.shape), BACKGROUND_SAMPLE, bytes);
    } else if (session->tuning == TUNING_REGISTER) {
        register_bytes(recording, session, hands, bytes);
    } else {
        histograms_bytes(recording, session, hands, bytes);
    }
    return true;
}

bool tuned_may_be(const struct recording *recording, const struct session *session,
                  struct fault *fault) {
    if (recording->conversion.shape.channels > 1)
        return fault_set(fault, FAULT_USAGE, "tune takes grey frames: choose one with --channel");
    return session->tuning != TUNING_BACKGROUND || tuned_background_may_be(session, fault);
}

bool tuned_find(const struct tuning_job *job, struct tuned *tuned, struct fault *fault) {
    *tuned = (struct tuned){
        .tuning = job->session->tuning,
        .divided = job->correction && correction_divides(job->correction),
        .indices = job->indices,
        .zones = alloc_zeroed(job->regions->count, sizeof *tuned->zones),
        .zone_count = job->regions->count,
    };
    for (size_t i = 0; i < tuned->zone_count; i++)
        tuned->zones[i] = text_safe(job->regions->zones[i].name);
    bool good = tuned_may_be(job->recording, job->session, fault)
                && tunings[tuned->tuning](job, tuned, fault);
    if (!good)
        tuned_free(tuned);
    return good;
}

void tuned_free(struct tuned *tuned) {
    for (size_t i = 0; i < tuned->zone_count; i++)
        free(tuned->zones[i]);
    free(tuned->zones);
    free(tuned->thresholds);
    free(tuned->shares);
    free(tuned->seen);
    free(tuned->levels);
    free(tuned->shifts);
    words_free(&tuned->found);
    words_free(&tuned->details);
    words_free(&tuned->warnings);
    words_free(&tuned->options);
    for (size_t i = 0; i < tuned->curve_count; i++) {
        free(tuned->curves[i].x);
        free(tuned->curves[i].y);
    }
    *tuned = (struct tuned){ 0 };
}
