// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Results to files and tables: what the x key and the batch verbs write, the same bytes.

#ifndef BLITZ_ENGINE_EXPORT_H
#define BLITZ_ENGINE_EXPORT_H

#include "base/cancel.h"
#include "base/fault.h"
#include "base/pool.h"
#include "base/text.h"
#include "engine/histograms.h"
#include "engine/recording.h"
#include "engine/reduced.h"
#include "engine/series.h"
#include "engine/tuned.h"
#include "output/table_output.h"
#include "session/session.h"

#include <stdbool.h>

// The series of the session's zones as a table: a row for each frame asked for that was not
// thinned away.
void export_series_text(const struct series *series, const struct recording *recording,
                        enum table_format format, struct text *into);

// The same to session->output, by its suffix.
bool export_series(const struct series *series, const struct recording *recording,
                   const struct session *session, struct fault *fault);

// The histograms of all frames as a table, a column a zone and channel: of integers a row a value
// from the lowest to the highest, of f32 a row a bin.
void export_histogram_text(const struct histograms *histograms, enum table_format format,
                           struct text *into);

// The same to session->output, by its suffix.
bool export_histogram(const struct histograms *histograms, const struct recording *recording,
                      const struct session *session, struct fault *fault);

// What a tuning has found as the table of the verb `tune`.
void export_tuned_text(const struct tuned *tuned, enum table_format format, struct text *into);

// The same to session->output, by its suffix.
bool export_tuned(const struct tuned *tuned, const struct recording *recording,
                  const struct session *session, struct fault *fault);

// The file of operation `index` of the session's reduction; new string, NULL without an output.
char *export_result_name(const struct session *session, size_t index);

struct origin;

// An image for a file of its own.
struct export_image {
    char *path;
    enum element element;
    struct shape shape;
    const void *samples; // borrowed
};

// Writes them, as data or as_display, with what origin_write writes beside each: all or none.
bool export_images(const struct export_image *images, size_t count, const struct session *session,
                   const struct origin *origin, struct pool *pool, struct fault *fault);

// Each image of a reduction to session->output: one file, or one an operation with the
// operation before the suffix.
bool export_reduced(const struct reduced *reduced, const struct recording *recording,
                    const struct session *session, struct pool *pool, struct fault *fault);

// These of the kept frames to session->output: native, or f32 when `correction` is given;
// as_display: as the viewer colours them. Parts that were not read are NaN in f32 and 0 in
// integers. *counts (may be NULL): what the correction met.
bool export_frames(struct recording *recording, struct indices indices,
                   const struct correction *correction, const struct session *session,
                   struct pool *pool, struct cancel *cancel, struct correction_counts *counts,
                   struct fault *fault);

#endif
