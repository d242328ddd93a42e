// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A result to a file, by the same steps as the batch verb that the viewer prints for it, so
// that both write the same bytes.

#include "engine/making.h"

#include "base/alloc.h"
#include "engine/export.h"
#include "engine/export_lines.h"
#include "output/image_output.h"
#include "output/write.h"

#include <inttypes.h>
#include <stdlib.h>

char *export_key(const struct making *making) {
    uint64_t number = making->wish->export.number;
    return number && making_is_settled(making) ? alloc_format("%" PRIu64, number) : NULL;
}

static bool write_reduced(const struct making *making, const struct correction *correction,
                          struct text *what, struct fault *fault) {
    const struct session *session = &making->wish->export.session;
    struct reduced reduced = { 0 };
    bool good = reduced_make(making->recording, session, correction, making->pool, making->cancel,
                             &reduced, fault)
                && export_reduced(&reduced, making->recording, session, making->pool, fault);
    if (good)
        text_addf(what, "%zu of %s, %" PRIu32 " x %" PRIu32 ", from %zu frames", reduced.count,
                  element_name(reduced.images[0].element), reduced.shape.height,
                  reduced.shape.width, reduced.frames);
    reduced_free(&reduced);
    return good;
}

static bool write_series(const struct making *making, const struct correction *correction,
                         struct text *what, struct fault *fault) {
    const struct session *session = &making->wish->export.session;
    struct recording *recording = making->recording;
    struct regions regions = { 0 };
    struct series series = { 0 };
    bool good = regions_prepare(recording, session, &regions, fault)
                && series_init(&series, recording->kept, &regions,
                               recording->conversion.shape.channels, correction, fault)
                && series_measure(&series, recording, &regions, correction, true, false,
                                  making->pool, making->cancel, fault)
                && export_series(&series, recording, session, fault);
    if (good)
        text_addf(what, "%zu frames, %zu %s", series.rows, series.zones,
                  series.zones == 1 ? "zone" : "zones");
    series_free(&series);
    regions_free(&regions);
    return good;
}

static bool write_profiles(const struct making *making, const struct correction *correction,
                           struct text *what, struct fault *fault) {
    const struct session *session = &making->wish->export.session;
    struct recording *recording = making->recording;
    struct indices indices = recording->kept;
    struct profiles profiles = { 0 };
    if (session->has_frame)
        indices = (struct indices){ .first = session->frame, .step = 1, .count = 1 };
    bool good = profiles_of_session(recording, session, indices, correction, making->pool,
                                    making->cancel, &profiles, fault)
                && export_profiles(&profiles, recording, session, fault);
    if (good)
        text_addf(what, "%zu %s, %zu %s", profiles.lines.count,
                  profiles.lines.count == 1 ? "line" : "lines", profiles.frames,
                  profiles.frames == 1 ? "frame" : "frames");
    profiles_free(&profiles);
    return good;
}

static bool write_kymograph(const struct making *making, const struct correction *correction,
                            struct text *what, struct fault *fault) {
    const struct session *session = &making->wish->export.session;
    struct lines lines = { 0 };
    struct kymographs kymographs = { 0 };
    bool good = lines_prepare(making->recording, session, &lines, fault)
                && kymographs_make(making->recording, making->recording->kept, &lines, correction,
                                   making->pool, making->cancel, &kymographs, fault)
                && export_kymographs(&kymographs, making->recording, session, making->pool, fault);
    if (good)
        text_addf(what, "kymograph of f32, %zu x %zu", kymographs.rows,
                  kymographs.lines.lines[0].length);
    kymographs_free(&kymographs);
    lines_free(&lines);
    return good;
}

static bool write_frame(const struct making *making, const struct correction *correction,
                        struct text *what, struct fault *fault) {
    const struct session *session = &making->wish->export.session;
    struct recording *recording = making->recording;
    struct indices one = { .first = session->frame, .step = 1, .count = 1 };
    if (!indices_contain(&recording->kept, session->frame))
        return fault_set(fault, FAULT_NOTHING, "frame %" PRId64 " is not in the stack",
                         session->frame);
    if (!export_frames(recording, one, correction, session, making->pool, making->cancel, NULL,
                       fault))
        return false;
    const struct shape *shape = &recording->conversion.shape;
    text_addf(what, "frame %" PRId64 ", %" PRIu32 " x %" PRIu32, session->frame, shape->height,
              shape->width);
    return true;
}

// What was found is written as it is shown.
static bool write_tuned(const struct making *making, struct text *what, struct fault *fault) {
    const struct session *session = &making->wish->export.session;
    const struct tuning_product *made =
        (const struct tuning_product *)making->made->by_kind[PRODUCT_TUNING];
    if (!made || made->failure)
        return fault_set(fault, FAULT_NOTHING, "nothing was found that could be written");
    text_addf(what, "tuning: %s", tuning_name(made->tuned.tuning));
    return export_tuned(&made->tuned, making->recording, session, fault);
}

static bool may_write(const struct export_wish *wish, struct fault *fault) {
    const struct session *session = &wish->session;
    enum image_format image;
    enum table_format table;
    bool is_table =
        wish->verb == VERB_SERIES || wish->verb == VERB_PROFILE || wish->verb == VERB_TUNE;
    bool known = is_table ? table_format_of(session->output, &table, fault)
                          : image_format_of(session->output, &image, fault);
    bool several = wish->verb == VERB_REDUCE && session->reduction.count > 1;
    return known && (several || output_may_write(session->output, session->force, fault));
}

// What the result lacks for its references.
static void add_lack(const struct recording *recording, const struct references *references,
                     struct text *what) {
    struct text lack = { 0 };
    references_lack(references, &lack);
    references_lack_around(recording->bad_neighbours, &lack);
    if (lack.length)
        text_addf(what, "; %s", text_string(&lack));
    text_free(&lack);
}

struct product *make_export(const struct making *making, char *key, struct fault *fault) {
    const struct export_wish *wish = &making->wish->export;
    struct references references = { 0 };
    struct text what = { 0 };
    bool good = may_write(wish, fault)
                && (wish->verb == VERB_TUNE
                    || references_make(making->recording, &wish->session, making->pool,
                                       making->cancel, &references, fault));
    if (good && wish->verb == VERB_TUNE)
        good = write_tuned(making, &what, fault);
    else if (good && wish->verb == VERB_REDUCE)
        good = write_reduced(making, references.correction, &what, fault);
    else if (good && wish->verb == VERB_SERIES)
        good = write_series(making, references.correction, &what, fault);
    else if (good && wish->verb == VERB_PROFILE)
        good = write_profiles(making, references.correction, &what, fault);
    else if (good && wish->verb == VERB_KYMOGRAPH)
        good = write_kymograph(making, references.correction, &what, fault);
    else if (good)
        good = write_frame(making, references.correction, &what, fault);
    if (good)
        add_lack(making->recording, &references, &what);
    struct export_product *made = good ? export_product_new(key) : NULL;
    if (good) {
        char *path = text_safe(wish->session.output);
        made->message = alloc_format("wrote %s: %s", path, text_string(&what));
        free(path);
    } else {
        free(key);
    }
    references_free(&references);
    text_free(&what);
    return made ? &made->product : NULL;
}
