// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/budget.h"

#include "stack/stack.h"

#include <stdlib.h>
#include <string.h>

const char *fit_name(enum fit fit) {
    static const char *const names[] = {
        [FIT_AUTO] = "auto", [FIT_RAM] = "ram", [FIT_MAP] = "map",   [FIT_CACHE] = "cache",
        [FIT_THIN] = "thin", [FIT_BIN] = "bin", [FIT_FAIL] = "fail", [FIT_STREAM] = "stream",
    };
    return names[fit];
}

bool memory_wish_parse(const char *string, struct memory_wish *wish, struct fault *fault) {
    size_t length = strlen(string);
    *wish = (struct memory_wish){ 0 };
    if (length && string[length - 1] == '%') {
        char *number = strndup(string, length - 1);
        double percent = 0;
        bool good = number && text_parse_double(number, &percent) && percent > 0 && percent <= 100;
        free(number);
        if (good) {
            wish->percent = percent;
            return true;
        }
    } else if (text_parse_size(string, &wish->bytes) && wish->bytes) {
        return true;
    }
    wish->bytes = 0;
    char *safe = text_safe(string);
    fault_set(fault, FAULT_USAGE, "'%s' is no amount of memory: write 8G, 500M or 40%%", safe);
    free(safe);
    return false;
}

void memory_wish_format(const struct memory_wish *wish, struct text *text) {
    static const char units[] = { 'T', 'G', 'M', 'K' };
    if (wish->percent > 0) {
        text_add_double(text, wish->percent);
        text_add_char(text, '%');
        return;
    }
    for (int i = 0; i < 4; i++) {
        int shift = 10 * (4 - i);
        if (wish->bytes && wish->bytes % ((uint64_t)1 << shift) == 0) {
            text_addf(text, "%llu%c", (unsigned long long)(wish->bytes >> shift), units[i]);
            return;
        }
    }
    text_addf(text, "%llu", (unsigned long long)wish->bytes);
}

static uint64_t add(uint64_t a, uint64_t b) {
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static uint64_t multiply(uint64_t a, uint64_t b) {
    return b && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static struct shape binned(struct shape shape, uint32_t bin) {
    shape.height = shape.height / bin + (shape.height % bin != 0);
    shape.width = shape.width / bin + (shape.width % bin != 0);
    return shape;
}

// Bytes of the whole stack, at most UINT64_MAX.
static uint64_t bytes_of(const struct plan_request *request, int64_t slots, struct shape shape) {
    size_t frame;
    if (!stack_frame_bytes(request->element, shape, &frame))
        return UINT64_MAX;
    return multiply((uint64_t)slots, frame);
}

static bool fits(const struct plan_request *request, int64_t slots, struct shape shape) {
    uint64_t bytes = bytes_of(request, slots, shape);
    return bytes < UINT64_MAX && add(bytes, request->fixed) <= request->limit;
}

static bool refuse(const struct plan_request *request, const struct plan *plan, const char *hint,
                   struct fault *fault) {
    struct text text = { 0 };
    text_add(&text, "needs ");
    text_add_size(&text, plan->need);
    text_add(&text, " of memory, the limit is ");
    text_add_size(&text, plan->limit);
    if (request->why)
        text_addf(&text, " (%s)", request->why);
    text_addf(&text, ": %s", hint);
    fault_set(fault, FAULT_LIMIT, "%s", text_string(&text));
    text_free(&text);
    return false;
}

// The smallest k with ceil(slots / k) frames in the limit.
static bool thin(const struct plan_request *request, struct plan *plan, struct fault *fault) {
    size_t frame;
    uint64_t room = request->limit > request->fixed ? request->limit - request->fixed : 0;
    if (!stack_frame_bytes(request->element, request->shape, &frame) || !frame || room / frame == 0)
        return refuse(request, plan, "not even one frame fits; try a larger --memory, or --bin",
                      fault);
    uint64_t held = room / frame, slots = (uint64_t)request->slots;
    uint64_t step = slots / held + (slots % held != 0);
    if (step <= 1)
        return true;
    plan->decision = FIT_THIN;
    plan->step = (int64_t)step;
    plan->kept = (int64_t)(slots / step + (slots % step != 0));
    return true;
}

// The smallest K that fits; more binning never needs more memory, so it can be bisected.
static bool bin(const struct plan_request *request, struct plan *plan, struct fault *fault) {
    struct shape shape = request->shape;
    uint32_t low = 1, high = shape.width > shape.height ? shape.width : shape.height;
    if (!high || !fits(request, request->slots, binned(shape, high)))
        return refuse(request, plan, "no binning makes it fit; try a larger --memory, or --frames",
                      fault);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (fits(request, request->slots, binned(shape, middle)))
            high = middle;
        else
            low = middle + 1;
    }
    plan->decision = low > 1 ? FIT_BIN : FIT_RAM;
    plan->bin = low;
    plan->shape = binned(shape, low);
    return true;
}

static bool decide(const struct plan_request *request, struct plan *plan, struct fault *fault) {
    static const char hint[] = "try a larger --memory, --fit=thin, --bin=2, or fewer --frames";
    bool held = fits(request, request->slots, request->shape);
    plan->decision = FIT_RAM;
    switch (request->fit) {
    case FIT_MAP:
        plan->decision = FIT_MAP;
        return request->mappable
               || fault_set(fault, FAULT_USAGE,
                            "--fit=map: this source cannot be mapped: %s (only uncompressed "
                            "frames of u8, u16, i16 or f32 can, without crop and bin)",
                            request->no_map ? request->no_map : "it is not stored so");
    case FIT_CACHE:
        plan->decision = FIT_CACHE;
        return !request->no_cache
               || fault_set(fault, FAULT_LIMIT, "--fit=cache: %s", request->no_cache);
    case FIT_THIN:
        return thin(request, plan, fault);
    case FIT_BIN:
        return bin(request, plan, fault);
    case FIT_STREAM:
        plan->decision = FIT_STREAM;
        return request->may_stream
               || fault_set(fault, FAULT_USAGE, "--fit=stream: this cannot be done in one pass");
    case FIT_RAM:
    case FIT_FAIL:
        return held || refuse(request, plan, hint, fault);
    case FIT_AUTO:
        break;
    }
    if (held)
        return true;
    if (request->mappable || request->may_stream) {
        plan->decision = request->mappable ? FIT_MAP : FIT_STREAM;
        return true;
    }
    if (!request->no_cache) {
        plan->decision = FIT_CACHE;
        return true;
    }
    return request->may_thin ? thin(request, plan, fault) : refuse(request, plan, hint, fault);
}

bool budget_plan(const struct plan_request *request, struct plan *plan, struct fault *fault) {
    *plan = (struct plan){ .limit = request->limit,
                           .slots = request->slots,
                           .kept = request->slots,
                           .step = 1,
                           .bin = 1,
                           .shape = request->shape };
    if (request->slots <= 0)
        return fault_set(fault, FAULT_NOTHING, "there are no frames");
    plan->need = add(bytes_of(request, request->slots, request->shape), request->fixed);
    if (!decide(request, plan, fault))
        return false;
    plan->bytes = bytes_of(request, plan->kept, plan->shape);
    return true;
}
