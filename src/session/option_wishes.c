// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/option_wishes.h"

#include "base/alloc.h"
#include "session/option_values.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// -n and --frame each ask for frames in their own way: the later one counts.

bool option_set_frames(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    struct range range;
    if (!range_parse(value, &range, fault))
        return option_blame(option, fault);
    session->frames = range;
    session->has_frame = false;
    session->frame = 0;
    return true;
}

void option_format_frames(const struct option *option, const struct session *session,
                          struct words *words) {
    const struct range *range = &session->frames;
    if (!range->has_start && !range->has_stop && range->step == 1)
        return;
    struct text text = { 0 };
    range_format(range, &text);
    option_add_word(words, option, &text);
}

void option_clear_frames(const struct option *option, struct session *session) {
    (void)option;
    session->frames = RANGE_ALL;
}

bool option_set_frame(const struct option *option, struct session *session, const char *value,
                      struct fault *fault) {
    int64_t frame;
    if (!text_parse_int(value, &frame) || frame < 0)
        return option_refuse(option, value, fault,
                             "must be a source index from 0 (the last frame is -n -1:)");
    session->has_frame = true;
    session->frame = frame;
    session->frames = RANGE_ALL;
    return true;
}

void option_format_frame(const struct option *option, const struct session *session,
                         struct words *words) {
    if (session->has_frame)
        words_addf(words, "--%s=%" PRId64, option->name, session->frame);
}

void option_clear_frame(const struct option *option, struct session *session) {
    (void)option;
    session->has_frame = false;
    session->frame = 0;
}

// Exactly `count` whole numbers from 0 to 2^32 - 1 with commas between them.
static bool parse_numbers(const char *string, uint32_t *numbers, size_t count) {
    char *copy = alloc_string(string), *rest = copy;
    size_t i = 0;
    bool good = true;
    for (char *part; good && (part = strsep(&rest, ",")); i++) {
        int64_t number;
        good = i < count && text_parse_int(part, &number) && number >= 0 && number <= UINT32_MAX;
        if (good)
            numbers[i] = (uint32_t)number;
    }
    free(copy);
    return good && i == count;
}

bool option_set_crop(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    uint32_t n[4];
    if (!parse_numbers(value, n, 4) || !n[2] || !n[3])
        return option_refuse(option, value, fault,
                             "must be X,Y,W,H in source pixels, X and Y from 0, W and H from 1");
    session->crop = (struct crop){ n[0], n[1], n[2], n[3] };
    return true;
}

void option_format_crop(const struct option *option, const struct session *session,
                        struct words *words) {
    const struct crop *crop = &session->crop;
    if (crop->width)
        words_addf(words, "--%s=%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32, option->name,
                   crop->x, crop->y, crop->width, crop->height);
}

bool option_set_axes(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    size_t length = strlen(value);
    bool good = length >= 2 && length <= 4 && strchr(value, 'H') && strchr(value, 'W');
    for (size_t i = 0; good && i < length; i++)
        good = strchr("THWC", value[i]) && !strchr(value + i + 1, value[i]);
    if (!good)
        return option_refuse(option, value, fault,
                             "must be 2 to 4 of T, H, W and C, each once, with H and W");
    memset(session->source.npy_axes, 0, sizeof session->source.npy_axes);
    memcpy(session->source.npy_axes, value, length);
    return true;
}

void option_format_axes(const struct option *option, const struct session *session,
                        struct words *words) {
    if (*session->source.npy_axes)
        words_addf(words, "--%s=%s", option->name, session->source.npy_axes);
}

bool option_set_member(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    size_t length = strlen(value), most = sizeof session->source.npz_member - 1;
    if (length > most)
        return option_refuse(option, value, fault, "must be a name of at most %zu bytes", most);
    memset(session->source.npz_member, 0, most + 1);
    memcpy(session->source.npz_member, value, length);
    return true;
}

void option_format_member(const struct option *option, const struct session *session,
                          struct words *words) {
    if (*session->source.npz_member)
        words_addf(words, "--%s=%s", option->name, session->source.npz_member);
}

bool option_set_raw(const struct option *option, struct session *session, const char *value,
                    struct fault *fault) {
    return raw_wish_parse(value, &session->source.raw, fault) || option_blame(option, fault);
}

void option_format_raw(const struct option *option, const struct session *session,
                       struct words *words) {
    if (!session->source.raw.width)
        return;
    struct text text = { 0 };
    raw_wish_format(&session->source.raw, &text);
    option_add_word(words, option, &text);
}

bool option_set_text(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    return text_wish_parse(value, &session->source.text, fault) || option_blame(option, fault);
}

void option_format_text(const struct option *option, const struct session *session,
                        struct words *words) {
    if (!text_wish_is_said(&session->source.text))
        return;
    struct text text = { 0 };
    text_wish_format(&session->source.text, &text);
    option_add_word(words, option, &text);
}

bool option_set_memory(const struct option *option, struct session *session, const char *value,
                       struct fault *fault) {
    struct memory_wish wish;
    if (!memory_wish_parse(value, &wish, fault))
        return option_blame(option, fault);
    session->memory = wish;
    return true;
}

void option_format_memory(const struct option *option, const struct session *session,
                          struct words *words) {
    if (!session->memory.bytes && !(session->memory.percent > 0))
        return;
    struct text text = { 0 };
    memory_wish_format(&session->memory, &text);
    option_add_word(words, option, &text);
}

bool option_set_size(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    uint64_t bytes;
    if (!text_parse_size(value, &bytes) || bytes == 0)
        return option_refuse(option, value, fault, "write 1G, 256M or a number of bytes");
    memcpy((char *)session + option->offset, &bytes, sizeof bytes);
    return true;
}

void option_format_size(const struct option *option, const struct session *session,
                        struct words *words) {
    struct memory_wish wish = { 0 };
    memcpy(&wish.bytes, (const char *)session + option->offset, sizeof wish.bytes);
    if (!wish.bytes)
        return;
    struct text text = { 0 };
    memory_wish_format(&wish, &text);
    option_add_word(words, option, &text);
}

bool option_set_fit(const struct option *option, struct session *session, const char *value,
                    struct fault *fault) {
    if (option_value_index(option->values, value, NULL))
        for (enum fit fit = FIT_AUTO; fit <= FIT_FAIL; fit++)
            if (strcmp(fit_name(fit), value) == 0) {
                session->fit = fit;
                return true;
            }
    return option_refuse(option, value, fault, "must be auto, ram, map, cache, thin, bin or fail");
}

void option_format_fit(const struct option *option, const struct session *session,
                       struct words *words) {
    if (session->fit != FIT_AUTO)
        words_addf(words, "--%s=%s", option->name, fit_name(session->fit));
}

bool option_set_reference(const struct option *option, struct session *session, const char *value,
                          struct fault *fault) {
    struct reference_wish wish = { 0 };
    if (!reference_wish_parse(value, option->high, &wish, fault))
        return option_blame(option, fault);
    struct reference_wish *at = (struct reference_wish *)((char *)session + option->offset);
    reference_wish_free(at);
    *at = wish;
    return true;
}

void option_format_reference(const struct option *option, const struct session *session,
                             struct words *words) {
    const struct reference_wish *wish =
        (const struct reference_wish *)((const char *)session + option->offset);
    if (wish->kind == REFERENCE_NONE)
        return;
    struct text text = { 0 };
    reference_wish_format(wish, &text);
    option_add_word(words, option, &text);
}

void option_clear_reference(const struct option *option, struct session *session) {
    struct reference_wish *at = (struct reference_wish *)((char *)session + option->offset);
    reference_wish_free(at);
    *at = (struct reference_wish){ 0 };
}

// A zone with the name of one that is there takes its place.
bool option_set_zone(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    struct zone_wish wish = { 0 };
    if (!zone_wish_parse(value, &wish, fault))
        return option_blame(option, fault);
    for (size_t i = 0; wish.name && i < session->zone_count; i++)
        if (session->zones[i].name && strcmp(session->zones[i].name, wish.name) == 0) {
            zone_wish_free(&session->zones[i]);
            session->zones[i] = wish;
            return true;
        }
    session->zones = alloc_resize(session->zones, session->zone_count + 1, sizeof *session->zones);
    session->zones[session->zone_count++] = wish;
    return true;
}

void option_format_zones(const struct option *option, const struct session *session,
                         struct words *words) {
    for (size_t i = 0; i < session->zone_count; i++) {
        struct text text = { 0 };
        zone_wish_format(&session->zones[i], &text);
        option_add_word(words, option, &text);
    }
}

void option_clear_zones(const struct option *option, struct session *session) {
    (void)option;
    session_drop_zones(session);
}

// A line with the name of one that is there takes its place.
bool option_set_line(const struct option *option, struct session *session, const char *value,
                     struct fault *fault) {
    struct line_wish wish = { 0 };
    if (!line_wish_parse(value, &wish, fault))
        return option_blame(option, fault);
    for (size_t i = 0; wish.name && i < session->line_count; i++)
        if (session->lines[i].name && strcmp(session->lines[i].name, wish.name) == 0) {
            line_wish_free(&session->lines[i]);
            session->lines[i] = wish;
            return true;
        }
    session->lines = alloc_resize(session->lines, session->line_count + 1, sizeof *session->lines);
    session->lines[session->line_count++] = wish;
    return true;
}

void option_format_lines(const struct option *option, const struct session *session,
                         struct words *words) {
    for (size_t i = 0; i < session->line_count; i++) {
        struct text text = { 0 };
        line_wish_format(&session->lines[i], &text);
        option_add_word(words, option, &text);
    }
}

void option_clear_lines(const struct option *option, struct session *session) {
    (void)option;
    session_drop_lines(session);
}

bool option_set_envelope(const struct option *option, struct session *session, const char *value,
                         struct fault *fault) {
    return envelope_wish_parse(value, &session->envelope, fault) || option_blame(option, fault);
}

void option_format_envelope(const struct option *option, const struct session *session,
                            struct words *words) {
    if (session->envelope.kind == ENVELOPE_NONE)
        return;
    struct text text = { 0 };
    envelope_wish_format(&session->envelope, &text);
    option_add_word(words, option, &text);
}

bool option_set_reduction(const struct option *option, struct session *session, const char *value,
                          struct fault *fault) {
    struct reduction_wish wish;
    if (!reduction_wish_parse(value, &wish, fault))
        return option_blame(option, fault);
    session->reduction = wish;
    return true;
}

void option_format_reduction(const struct option *option, const struct session *session,
                             struct words *words) {
    if (!session->reduction.count)
        return;
    struct text text = { 0 };
    reduction_wish_format(&session->reduction, &text);
    option_add_word(words, option, &text);
}
