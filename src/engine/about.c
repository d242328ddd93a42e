// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/about.h"

#include "base/alloc.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>

static char *gap_label(const struct source_gap *gap) {
    if (!gap->missing)
        return alloc_format("number %" PRId64 " again", gap->first);
    if (gap->first == gap->last)
        return alloc_format("%" PRId64 " missing", gap->first);
    return alloc_format("%" PRId64 " to %" PRId64 " missing (%" PRId64 ")", gap->first, gap->last,
                        gap->missing);
}

static void copy_folder(struct about *about, const struct source *source) {
    struct source_folder_view view;
    if (!source_folder(source, &view))
        return;
    about->groups = alloc_zeroed(view.group_count, sizeof *about->groups);
    about->group_count = view.group_count;
    about->group = view.group;
    for (size_t i = 0; i < view.group_count; i++)
        about->groups[i] = alloc_format("%s (%" PRId64 " file%s)", view.groups[i].label,
                                        view.groups[i].files, view.groups[i].files == 1 ? "" : "s");
    about->gaps = alloc_zeroed(view.gap_count, sizeof *about->gaps);
    about->gap_count = view.gap_count;
    for (size_t i = 0; i < view.gap_count; i++) {
        const struct source_gap *gap = &view.gaps[i];
        about->gaps[i] =
            (struct about_gap){ gap->after, gap->first, gap->last, gap->missing, gap_label(gap) };
        about->missing += gap->missing;
    }
}

struct about *about_new(const struct recording *recording, const struct session *session) {
    const struct source *source = recording->source;
    const struct source_info *info = &source->info;
    const struct conversion *conversion =
        recording->is_planned ? &recording->conversion : &recording->first_conversion;
    struct about *about = alloc_zeroed(1, sizeof *about);
    *about = (struct about){
        .path = text_safe(session->paths[0]),
        .kind = info->kind,
        .frames = recording->is_planned ? info->frames : -1,
        .expected = info->expected,
        .cut = recording->is_planned ? info->cut : NULL,
        .cut_off = recording->is_planned ? info->missing : 0,
        .source_width = info->width,
        .source_height = info->height,
        .source_channels = info->channels,
        .sample = info->sample,
        .shape = conversion->shape,
        .element = conversion->element,
        .bits = info->bits,
        .is_lossy = info->is_lossy,
        .luma_range = info->luma_range,
        .time_step = info->time_step,
        .time_source = info->time_source,
        .saturation = recording->saturation,
        .is_planned = recording->is_planned,
        .plan = recording->plan,
        .limited_by = recording->limited_by,
        .kept = recording->is_planned ? recording->kept
                                      : (struct indices){ .first = 0, .step = 1, .count = 1 },
    };
    const char *rule = recording->channel_rule ? recording->channel_rule : info->rule;
    about->rule = alloc_string(rule ? rule : "as stored");
    for (size_t i = 0; i < info->metadata.count; i++)
        metadata_add(&about->metadata, info->metadata.items[i].key, info->metadata.items[i].value);
    if (recording->is_planned)
        copy_folder(about, source);
    if (recording->is_planned && recording->plan.decision == FIT_CACHE) {
        about->cache = text_safe(recording->place.path);
        about->is_cached = recording->place.is_there;
    }
    return about;
}

void about_plan(const struct about *about, struct text *text) {
    const struct shape *shape = &about->shape;
    if (!about->is_planned) {
        text_addf(text, "counting x %" PRIu32 " x %" PRIu32, shape->height, shape->width);
        return;
    }
    const struct plan *plan = &about->plan;
    text_addf(text, "%" PRId64 " x %" PRIu32 " x %" PRIu32, plan->kept, shape->height,
              shape->width);
    if (shape->channels > 1)
        text_addf(text, " x %" PRIu32, shape->channels);
    text_addf(text, " x %s = ", element_name(about->element));
    text_add_size(text, plan->bytes);
    text_add(text, " of ");
    text_add_size(text, plan->limit);
    text_addf(text, " (%s): %s", about->limited_by, fit_name(plan->decision));
    if (about->cache)
        text_addf(text, ", %s %s", about->is_cached ? "from" : "decoded into", about->cache);
    if (plan->step > 1) {
        text_add(text, ", every ");
        text_add_ordinal(text, plan->step);
        text_addf(text, " of %" PRId64 " frames, %" PRId64 " left out", plan->slots,
                  plan->slots - plan->kept);
    }
    if (plan->bin > 1)
        text_addf(text, ", blocks of %" PRIu32 " x %" PRIu32 " averaged", plan->bin, plan->bin);
}

void about_depth(const struct about *about, struct text *text) {
    if (about->element == ELEMENT_F32)
        text_add(text, "f32");
    else if (about->bits > 0)
        text_addf(text, "%d/%d bit", about->bits, element_bits(about->element));
    else
        text_addf(text, "%d? bit", element_bits(about->element));
}

void about_free(struct about **about_address) {
    struct about *about = *about_address;
    *about_address = NULL;
    if (!about)
        return;
    for (size_t i = 0; i < about->group_count; i++)
        free(about->groups[i]);
    for (size_t i = 0; i < about->gap_count; i++)
        free(about->gaps[i].label);
    free(about->groups);
    free(about->gaps);
    free(about->cache);
    free(about->path);
    free(about->rule);
    metadata_free(&about->metadata);
    free(about);
}
