// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/export.h"

#include "base/alloc.h"
#include "engine/coloured.h"
#include "engine/origin.h"
#include "measure/correct_block.h"
#include "output/image_output.h"
#include "output/write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// ── single images ─────────────────────────────────────────────────────────────────────────────

char *export_result_name(const struct session *session, size_t index) {
    if (!session->output || session->reduction.count == 1)
        return alloc_string(session->output);
    struct text op = { 0 };
    reduction_op_format(&session->reduction.ops[index], &op);
    char *path = output_name_with(session->output, text_string(&op));
    text_free(&op);
    return path;
}

static bool write_one(const char *path, const struct image_wish *wish, const void *samples,
                      struct fault *fault) {
    struct image_file *file = image_begin(path, wish, fault);
    if (file && image_add(file, samples, fault))
        return image_end(&file, fault);
    image_abandon(&file);
    return false;
}

static bool write_image(const struct export_image *image, const struct session *session,
                        const struct origin *origin, struct pool *pool, struct fault *fault) {
    struct image_wish wish = { .element = image->element,
                               .shape = image->shape,
                               .frames = 1,
                               .force = session->force,
                               .provenance = origin_provenance(origin) };
    if (!session->as_display)
        return write_one(image->path, &wish, image->samples, fault);
    struct coloured *coloured = coloured_new(&session->look, image->shape, fault);
    struct frame_view view = { .samples = image->samples,
                               .valid = { image->shape.width, image->shape.height } };
    struct frames frames = { image->element, image->shape, &view, 1 };
    bool good = coloured && coloured_levels(coloured, &frames, NULL, pool, NULL, fault)
                && coloured_image(coloured, image->element, &view, pool, fault);
    if (good) {
        wish.element = ELEMENT_U8;
        wish.shape = coloured_shape(coloured);
        good = write_one(image->path, &wish, coloured_samples(coloured), fault);
    }
    coloured_free(&coloured);
    return good;
}

static void remove_image(const struct export_image *image, const struct session *session) {
    char *beside = alloc_format("%s.prov.json", image->path);
    unlink(image->path);
    if (session->provenance)
        unlink(beside);
    free(beside);
}

bool export_images(const struct export_image *images, size_t count, const struct session *session,
                   const struct origin *origin, struct pool *pool, struct fault *fault) {
    for (size_t i = 0; i < count; i++) {
        if (write_image(&images[i], session, origin, pool, fault)
            && origin_write(origin, session, images[i].path, fault))
            continue;
        while (i-- > 0)
            remove_image(&images[i], session);
        return false;
    }
    return true;
}

bool export_reduced(const struct reduced *reduced, const struct recording *recording,
                    const struct session *session, struct pool *pool, struct fault *fault) {
    struct origin *origin = origin_new(recording, session, VERB_REDUCE,
                                       reduced_indices(recording, &session->reduction));
    struct export_image *images = alloc_zeroed(reduced->count + 1, sizeof *images);
    for (size_t i = 0; i < reduced->count; i++)
        images[i] = (struct export_image){ .path = export_result_name(session, i),
                                           .element = reduced->images[i].element,
                                           .shape = reduced->shape,
                                           .samples = reduced->images[i].samples };
    bool good = export_images(images, reduced->count, session, origin, pool, fault);
    for (size_t i = 0; i < reduced->count; i++)
        free(images[i].path);
    free(images);
    origin_free(&origin);
    return good;
}

// ── frames ─────────────────────────────────────────────────────────────────────────────────

// Frames go to the file in order, whatever the way they come.
struct exporting {
    struct recording *recording;
    struct indices indices; // of what is written
    const struct correction *correction;
    struct image_file *file;
    struct coloured *coloured; // as_display
    void *buffer;              // one frame
    struct correction_counts counts;
    enum element element;
    int64_t next; // source index of the next frame that the file waits for
    struct pool *pool;
    struct cancel *cancel;
};

static size_t frame_samples(const struct exporting *exporting) {
    return shape_samples(exporting->recording->conversion.shape);
}

// What is outside the valid rectangle was never read: NaN in f32, 0 in integers.
static void blank_outside(const struct exporting *exporting, struct extent valid) {
    struct shape shape = exporting->recording->conversion.shape;
    size_t row = (size_t)shape.width * shape.channels, keep = (size_t)valid.width * shape.channels;
    for (size_t y = 0; y < shape.height; y++) {
        size_t from = y < valid.height ? keep : 0;
        if (exporting->element == ELEMENT_F32)
            for (size_t x = from; x < row; x++)
                ((float *)exporting->buffer)[y * row + x] = NAN;
        else
            memset((char *)exporting->buffer + (y * row + from) * element_size(exporting->element),
                   0, (row - from) * element_size(exporting->element));
    }
}

static bool add_frame(struct exporting *exporting, const struct frame_view *view,
                      struct fault *fault) {
    struct shape shape = exporting->recording->conversion.shape;
    enum element raw = exporting->recording->conversion.element;
    struct extent valid = view ? view->valid : (struct extent){ 0 };
    if (view && exporting->correction)
        correction_apply(exporting->correction, raw, view, 0, frame_samples(exporting),
                         exporting->buffer, &exporting->counts);
    else if (view)
        memcpy(exporting->buffer, view->samples, frame_samples(exporting) * element_size(raw));
    if (valid.width < shape.width || valid.height < shape.height)
        blank_outside(exporting, valid);
    exporting->next += exporting->indices.step;
    if (!exporting->coloured)
        return image_add(exporting->file, exporting->buffer, fault);
    struct frame_view own = { .samples = exporting->buffer, .valid = valid };
    return coloured_image(exporting->coloured, exporting->element, &own, exporting->pool, fault)
           && image_add(exporting->file, coloured_samples(exporting->coloured), fault);
}

// Frames up to `source` that cannot be used have their place in the file, blank.
static bool fill_up_to(struct exporting *exporting, int64_t source, struct fault *fault) {
    while (exporting->next < source)
        if (!add_frame(exporting, NULL, fault))
            return false;
    return true;
}

static bool add_some(struct exporting *exporting, const struct frame_view *views, size_t count,
                     const int64_t *sources, struct fault *fault) {
    for (size_t i = 0; i < count; i++) {
        if (cancel_asked(exporting->cancel))
            return fault_set(fault, FAULT_CANCELLED, "the export was stopped");
        if (!fill_up_to(exporting, sources[i], fault) || !add_frame(exporting, &views[i], fault))
            return false;
    }
    return true;
}

// With references that slide, some frames are corrected at a time.
static bool add_blocks(struct exporting *exporting, const struct frames *frames,
                       const int64_t *sources, struct fault *fault) {
    struct correction_block *block = correction_block_new(exporting->correction, frames, fault);
    bool good = block != NULL;
    for (size_t first = 0; good && first < frames->count;) {
        size_t left = frames->count - first, most = correction_block_size(block);
        size_t count = left < most ? left : most;
        good = correction_block_make(block, frames, first, count, exporting->pool,
                                     exporting->cancel, &exporting->counts, fault)
               && add_some(exporting, correction_block_views(block), count, sources + first, fault);
        first += count;
    }
    correction_block_free(&block);
    return good;
}

static bool add_frames(void *context, const struct frames *frames, const int64_t *sources,
                       struct fault *fault) {
    struct exporting *exporting = context;
    return exporting->correction && correction_slides(exporting->correction)
               ? add_blocks(exporting, frames, sources, fault)
               : add_some(exporting, frames->views, frames->count, sources, fault);
}

static bool levels_of_frames(void *context, const struct frames *frames, const int64_t *sources,
                             struct fault *fault) {
    (void)sources;
    struct exporting *exporting = context;
    return coloured_levels(exporting->coloured, frames, exporting->correction, exporting->pool,
                           exporting->cancel, fault);
}

static bool begin(struct exporting *exporting, const struct session *session,
                  const struct origin *origin, const int64_t *sources, struct fault *fault) {
    struct recording *recording = exporting->recording;
    struct image_wish wish = {
        .element = exporting->element,
        .shape = recording->conversion.shape,
        .frames = (size_t)exporting->indices.count,
        .as_stack = !session->has_frame,
        .force = session->force,
        .interval = recording->source->info.time_step,
        .bits = exporting->correction ? 0 : recording->source->info.bits,
        .sources = sources,
        .provenance = origin_provenance(origin),
    };
    if (session->as_display) {
        exporting->coloured = coloured_new(&session->look, recording->conversion.shape, fault);
        if (!exporting->coloured
            || !recording_visit(recording, exporting->indices, true, exporting->correction,
                                exporting->pool, exporting->cancel, levels_of_frames, exporting,
                                fault))
            return false;
        wish.element = ELEMENT_U8;
        wish.shape = coloured_shape(exporting->coloured);
        wish.bits = 0;
    }
    exporting->buffer = alloc_try(frame_samples(exporting), sizeof(float));
    if (!exporting->buffer)
        return fault_set(fault, FAULT_LIMIT, "not enough memory for one frame");
    exporting->file = image_begin(session->output, &wish, fault);
    return exporting->file != NULL;
}

bool export_frames(struct recording *recording, struct indices indices,
                   const struct correction *correction, const struct session *session,
                   struct pool *pool, struct cancel *cancel, struct correction_counts *counts,
                   struct fault *fault) {
    struct exporting exporting = {
        .recording = recording,
        .indices = indices,
        .correction = correction,
        .next = indices.first,
        .pool = pool,
        .cancel = cancel,
        .element = correction ? ELEMENT_F32 : recording->conversion.element,
    };
    int64_t *sources = alloc_zeroed((size_t)indices.count, sizeof *sources);
    for (int64_t i = 0; i < indices.count; i++)
        sources[i] = indices.first + i * indices.step;
    struct origin *origin = origin_new(recording, session, VERB_EXPORT, indices);
    bool good = begin(&exporting, session, origin, sources, fault)
                && recording_visit(recording, indices, false, correction, pool, cancel, add_frames,
                                   &exporting, fault)
                && fill_up_to(&exporting, indices.first + indices.count * indices.step, fault)
                && image_end(&exporting.file, fault)
                && origin_write(origin, session, session->output, fault);
    if (counts)
        *counts = exporting.counts;
    image_abandon(&exporting.file);
    coloured_free(&exporting.coloured);
    origin_free(&origin);
    free(exporting.buffer);
    free(sources);
    return good;
}
