// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/recording.h"

#include "base/alloc.h"
#include "base/size.h"
#include "engine/mappable.h"
#include "stack/mapping.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

// Working memory up to this much is not held against a limit that is smaller still.
static const uint64_t small_memory = (uint64_t)64 << 20;

// A header may claim what no memory could hold: a frame is not decoded beyond the budget.
static bool fits_budget(const struct source *source, const struct session *session, size_t bytes,
                        struct fault *fault) {
    const char *why;
    uint64_t limit = budget_machine(&session->memory, &why);
    if (bytes <= limit || bytes <= small_memory)
        return true;
    struct text text = { 0 };
    char *safe = text_safe(source->path);
    text_addf(&text, "%s: one frame of %" PRIu32 " x %" PRIu32 " pixels needs ", safe,
              source->info.width, source->info.height);
    text_add_size(&text, bytes);
    text_add(&text, ", the limit is ");
    text_add_size(&text, limit);
    fault_set(fault, FAULT_LIMIT, "%s (%s)", text_string(&text), why);
    free(safe);
    text_free(&text);
    return false;
}

// Reads frame 0 as stored; NULL with a note when it cannot be read. A fault only for what no
// other frame could do better.
static void *read_first(struct source *source, const struct session *session,
                        struct frame_note *note, struct fault *fault) {
    size_t bytes;
    source_frame_bytes(source, &bytes); // accepted when it was opened
    if (!fits_budget(source, session, bytes, fault))
        return NULL;
    void *stored = alloc_try(bytes, 1);
    if (!stored) {
        fault_set(fault, FAULT_LIMIT, "not enough memory to decode one frame of %zu bytes", bytes);
        return NULL;
    }
    struct source_cursor *cursor = source_cursor_open(source, fault);
    if (!cursor) {
        free(stored);
        return NULL;
    }
    source_read(source, cursor, 0, stored, note);
    source_cursor_close(source, &cursor);
    return stored;
}

// Declared bits that the first frame does not keep to are not the range of the values (a PNG may
// declare the bits of the camera and hold values scaled to 16).
static void doubt_bits(struct source_info *info, const struct session *session,
                       const void *stored) {
    bool is_wide = info->sample == SAMPLE_U16;
    if (session->source.bits || info->bits <= 0 || info->bits >= (is_wide ? 16 : 8)
        || (!is_wide && info->sample != SAMPLE_U8))
        return;
    size_t count = (size_t)info->width * info->height * info->channels;
    // The last of two or four channels is alpha, which is as wide as the container.
    bool has_alpha = info->channels == 2 || info->channels == 4;
    unsigned most = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned value = is_wide ? ((const uint16_t *)stored)[i] : ((const uint8_t *)stored)[i];
        if (value > most && !(has_alpha && i % info->channels == info->channels - 1))
            most = value;
    }
    if (most < 1u << info->bits)
        return;
    metadata_addf(&info->metadata, "bits not used", "%d declared, but frame 0 holds the value %u",
                  info->bits, most);
    info->bits = 0;
}

static double saturation_of(const struct source_info *info, const struct session *session,
                            enum element element) {
    if (!isnan(session->saturation))
        return session->saturation;
    if (element == ELEMENT_F32)
        return HUGE_VAL;
    double highest = element_highest(element);
    return info->bits > 0 && info->bits < 32 ? fmin(highest, ldexp(1, info->bits) - 1) : highest;
}

static bool convert_first(struct recording *recording, const struct session *session, void *stored,
                          struct frame_note *note, struct fault *fault) {
    const struct source_info *info = &recording->source->info;
    bool usable = frame_is_usable(note->status);
    if (usable)
        doubt_bits(&recording->source->info, session, stored);
    bool shows_colour = !usable || conversion_shows_colour(info, stored);
    struct conversion *conversion = &recording->first_conversion;
    if (!conversion_plan(info, session->source.channel, session->crop, session->bin, shows_colour,
                         conversion, &recording->channel_rule, fault))
        return false;
    recording->saturation = saturation_of(info, session, conversion->element);
    recording->first_record = (struct frame_record){
        .source = 0,
        .time = note->time,
        .flags = note->flags,
        .valid = note->valid,
        .reason = note->reason,
        .status = (int)note->status,
    };
    note->reason = NULL;
    if (!usable)
        return true;
    size_t bytes;
    if (!stack_frame_bytes(conversion->element, conversion->shape, &bytes)
        || !(recording->first = alloc_try(bytes, 1)))
        return fault_set(fault, FAULT_LIMIT, "not enough memory for the first frame");
    recording->first_record.flags |=
        conversion_apply(conversion, stored, recording->first, &recording->first_record.valid);
    return true;
}

struct recording *recording_open(const struct session *session, struct fault *fault) {
    struct recording *recording = alloc_zeroed(1, sizeof *recording);
    recording->fail_on_error = session->fail_on_error;
    recording->fail_on_mismatch = session->source.on_mismatch == MISMATCH_FAIL;
    recording->source =
        session->path_count == 1
            ? source_open(session->paths[0], &session->source, fault)
            : source_open_paths(session->paths, session->path_count, &session->source, fault);
    struct frame_note note = { 0 };
    void *stored = recording->source ? read_first(recording->source, session, &note, fault) : NULL;
    bool good = stored && convert_first(recording, session, stored, &note, fault);
    free(stored);
    free(note.reason);
    if (!good)
        recording_close(&recording);
    return recording;
}

static bool resolve_range(struct recording *recording, const struct session *session,
                          struct fault *fault) {
    int64_t frames = recording->source->info.frames;
    if (session->has_frame) {
        int64_t frame = session->frame < 0 ? session->frame + frames : session->frame;
        if (frame < 0 || frame >= frames)
            return fault_set(fault, FAULT_NOTHING,
                             "--frame=%" PRId64 ": there is no such frame: they are 0 to %" PRId64,
                             session->frame, frames - 1);
        recording->wanted = (struct indices){ .first = frame, .step = 1, .count = 1 };
        return true;
    }
    recording->wanted = range_resolve(&session->frames, frames);
    if (recording->wanted.count > 0)
        return true;
    struct text range = { 0 };
    range_format(&session->frames, &range);
    if (frames > 0)
        fault_set(fault, FAULT_NOTHING, "--frames=%s: holds none of the frames 0 to %" PRId64,
                  text_string(&range), frames - 1);
    else
        fault_set(fault, FAULT_NOTHING, "the recording holds no frames");
    text_free(&range);
    return false;
}

// Decoding into a buffer of its own costs a stored frame a worker: fewer workers when that is
// more than a quarter of the budget.
static uint64_t working_memory(struct recording *recording, uint64_t limit, size_t workers) {
    size_t bytes;
    source_frame_bytes(recording->source, &bytes);
    if (recording->first_conversion.is_identity)
        bytes = 0;
    while (workers > 1 && bytes > limit / 4 / workers)
        workers--;
    recording->workers = workers;
    return (uint64_t)bytes * workers;
}

// Streaming keeps little, but not nothing: results, and a frame at a time.
static bool may_stream(const struct recording *recording, struct fault *fault) {
    const struct plan *plan = &recording->plan;
    uint64_t fixed = recording->fixed;
    if (plan->decision != FIT_STREAM || fixed <= small_memory || fixed <= plan->limit)
        return true;
    struct text text = { 0 };
    text_add(&text, "results and working memory alone need ");
    text_add_size(&text, fixed);
    text_add(&text, ", the limit is ");
    text_add_size(&text, plan->limit);
    fault_set(fault, FAULT_LIMIT, "%s (%s): try a larger --memory, --crop or --bin=2",
              text_string(&text), recording->limited_by);
    text_free(&text);
    return false;
}

static bool name_fault(const struct recording *recording, struct fault *fault) {
    char *safe = text_safe(recording->source->path);
    fault_prefix(fault, "%s", safe);
    free(safe);
    return false;
}

static void set_geometry(struct recording *recording) {
    const struct conversion *conversion = &recording->conversion;
    recording->geometry = (struct geometry){
        .crop_x = conversion->crop.x,
        .crop_y = conversion->crop.y,
        .crop_width = conversion->crop.width,
        .crop_height = conversion->crop.height,
        .bin = conversion->bin,
        .shape = conversion->shape,
    };
}

// Whether it does not fit in memory and cannot be streamed, or the user wants to have it so: only
// then are files looked at for another way, which takes time.
static bool is_wanted(const struct plan_request *request, enum fit fit) {
    size_t frame, bytes, all = 0;
    bool counts = stack_frame_bytes(request->element, request->shape, &frame)
                  && size_multiply(frame, (size_t)request->slots, &bytes)
                  && size_add(bytes, request->fixed, &all);
    return request->fit == fit
           || (request->fit == FIT_AUTO && !request->mappable && !request->may_stream
               && (!counts || all > request->limit));
}

// Whether the frames can be mapped one by one.
static void look_for_frames(struct recording *recording, struct plan_request *request,
                            struct cancel *cancel) {
    if (request->mappable || !is_wanted(request, FIT_MAP))
        return;
    uint64_t room = request->limit > request->fixed ? request->limit - request->fixed : 0;
    request->no_map = mappable_by_frames(recording->source, &recording->first_conversion,
                                         recording->wanted, room, cancel, &recording->apart);
    request->mappable = recording->is_scattered = !request->no_map;
}

// Whether the disk cache could hold what does not fit.
static const char *look_at_cache(struct recording *recording, const struct plan_request *request,
                                 const struct session *session, struct cancel *cancel) {
    size_t frame, bytes;
    if (!is_wanted(request, FIT_CACHE)
        || !stack_frame_bytes(request->element, request->shape, &frame)
        || !size_multiply(frame, (size_t)request->slots, &bytes))
        return "its frames are too many";
    if (!mapping_has_room(bytes))
        return "ulimit -v leaves too few addresses for its file";
    const char *why =
        disk_cache_find(session, recording->source, &recording->wanted, cancel, &recording->place);
    return why || recording->place.is_there ? why : disk_cache_lacks(&recording->place, bytes);
}

bool recording_plan(struct recording *recording, const struct session *session,
                    const struct plan_policy *policy, size_t workers, struct cancel *cancel,
                    struct fault *fault) {
    struct source_info *info = &recording->source->info;
    if (!source_count(recording->source, cancel, fault)
        || !resolve_range(recording, session, fault))
        return false;
    uint64_t limit = budget_machine(&session->memory, &recording->limited_by);
    recording->fixed = working_memory(recording, limit, workers) + policy->results;
    struct plan_request request = {
        .fit = session->fit,
        .may_thin = policy->may_thin,
        .may_stream = policy->may_stream,
        .mappable = mappable_as_run(recording->source, &recording->first_conversion),
        .slots = recording->wanted.count,
        .shape = recording->first_conversion.shape,
        .element = recording->first_conversion.element,
        .limit = limit,
        .why = recording->limited_by,
        .fixed = recording->fixed,
    };
    look_for_frames(recording, &request, cancel);
    request.no_cache = look_at_cache(recording, &request, session, cancel);
    if (cancel_asked(cancel))
        return fault_set(fault, FAULT_CANCELLED, "loading was stopped");
    if (!budget_plan(&request, &recording->plan, fault) || !may_stream(recording, fault))
        return name_fault(recording, fault);
    recording->conversion = recording->first_conversion;
    if (recording->plan.bin > 1
        && !conversion_plan(info, recording->first_conversion.channel, session->crop,
                            session->bin * recording->plan.bin, true, &recording->conversion, NULL,
                            fault))
        return false;
    recording->conversion.watch_colour = recording->first_conversion.watch_colour;
    set_geometry(recording);
    struct indices wanted = recording->wanted;
    recording->kept = (struct indices){ .first = wanted.first,
                                        .step = wanted.step * recording->plan.step,
                                        .count = recording->plan.kept };
    recording->ledger =
        ledger_new((size_t)recording->kept.count, recording->kept.first, recording->kept.step);
    recording->is_planned = true;
    return true;
}

uint64_t recording_room(const struct recording *recording) {
    const struct stack *stack = &recording->stack;
    uint64_t held = stack->starts    ? recording->apart * (uint64_t)stack->frame_bytes
                    : stack->is_file ? 0
                    : stack->frames  ? recording->plan.bytes
                                     : 0;
    return recording->plan.limit > held ? recording->plan.limit - held : 0;
}

bool recording_found_colour(const struct recording *recording) {
    return recording->is_planned && recording->conversion.watch_colour
           && ledger_count(recording->ledger).flagged[1] > 0;
}

double recording_time(const struct recording *recording, int64_t source_index) {
    if (recording->ledger) {
        int64_t slot = ledger_slot_of(recording->ledger, source_index);
        if (slot >= 0 && ledger_status(recording->ledger, (size_t)slot) != FRAME_WAITING) {
            double time = ledger_read(recording->ledger, (size_t)slot)->time;
            if (!isnan(time))
                return time;
        }
    }
    return source_frame_time(recording->source, source_index);
}

void recording_close(struct recording **recording_address) {
    struct recording *recording = *recording_address;
    *recording_address = NULL;
    if (!recording)
        return;
    tally_free(&recording->tally);
    ledger_free(&recording->ledger);
    stack_release(&recording->stack);
    source_close(&recording->source);
    disk_cache_place_free(&recording->place);
    free(recording->channel_rule);
    free(recording->first);
    free(recording->first_record.reason);
    free(recording);
}
