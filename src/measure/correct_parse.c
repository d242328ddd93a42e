// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "measure/correct.h"

#include "base/alloc.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool reference_fault(const char *string, const char *what, struct fault *fault) {
    char *safe = text_safe(string);
    fault_set(fault, FAULT_USAGE, "reference '%s': %s", safe, what);
    free(safe);
    return false;
}

// What follows the last '@' when that is a number; NULL otherwise: file names may hold '@'.
static const char *find_amount(const char *string, double *amount) {
    const char *at = strrchr(string, '@');
    return at && text_parse_double(at + 1, amount) ? at : NULL;
}

static bool is_op(const char *name, struct reduction_op *op) {
    return reduction_op_parse(name, op, NULL);
}

// What is wrong with a part of it, as a fault of the whole.
static bool pass_on(const char *string, struct fault *reason, struct fault *fault) {
    reference_fault(string, fault_text(reason), fault);
    fault_clear(reason);
    return false;
}

static bool parse_range(const char *string, const struct reduction_op *op, const char *range,
                        struct reference_wish *wish, struct fault *fault) {
    if (op->kind == REDUCTION_SUM || op->kind == REDUCTION_PERCENTILE)
        return reference_fault(string, "choose one of mean, median, min, max and std", fault);
    wish->kind = REFERENCE_RANGE;
    wish->op = op->kind;
    struct fault reason = { 0 };
    return range_parse(range, &wish->range, &reason) || pass_on(string, &reason, fault);
}

static bool parse_slide(const char *string, const char *slide, struct reference_wish *wish,
                        struct fault *fault) {
    wish->kind = REFERENCE_SLIDE;
    struct fault reason = { 0 };
    return slide_wish_parse(slide, &wish->slide, &reason) || pass_on(string, &reason, fault);
}

// The part before the amount.
static bool parse_place(const char *string, struct reference_wish *wish, struct fault *fault) {
    struct reduction_op op;
    const char *colon = strchr(string, ':');
    size_t length = colon ? (size_t)(colon - string) : strlen(string);
    if (length == 0)
        return reference_fault(string, "name a range (mean:0:100), a frame (frame:5) or a file",
                               fault);
    if (!colon) {
        if (is_op(string, &op))
            return reference_fault(string, "add the range of frames, as in mean:0:100", fault);
        wish->kind = REFERENCE_FILE;
        wish->file = alloc_string(string);
        return true;
    }
    if (strncmp(string, "slide:", 6) == 0)
        return parse_slide(string, colon + 1, wish, fault);
    if (strncmp(string, "frame:", 6) == 0) {
        wish->kind = REFERENCE_FRAME;
        if (!text_parse_int(colon + 1, &wish->frame) || wish->frame < 0)
            return reference_fault(string, "a frame is a number from 0", fault);
        return true;
    }
    char *word = alloc_copy(string, length + 1);
    word[length] = '\0';
    bool known = is_op(word, &op);
    free(word);
    if (known)
        return parse_range(string, &op, colon + 1, wish, fault);
    wish->kind = REFERENCE_FILE;
    wish->file = alloc_string(string);
    return true;
}

bool reference_wish_parse(const char *string, double scale_limit, struct reference_wish *wish,
                          struct fault *fault) {
    struct reference_wish parsed = { .range = RANGE_ALL, .amount = 1.0 };
    const char *at = find_amount(string, &parsed.amount);
    if (!(parsed.amount >= 0.0 && parsed.amount <= scale_limit && isfinite(parsed.amount)))
        return reference_fault(string,
                               scale_limit <= 1.0 ? "the amount after @ lies between 0 and 1"
                                                  : "the amount after @ is a number from 0",
                               fault);
    char *place = alloc_string(string);
    if (at)
        place[at - string] = '\0';
    bool good = parse_place(place, &parsed, fault);
    free(place);
    if (good)
        *wish = parsed;
    return good;
}

void reference_wish_format(const struct reference_wish *wish, struct text *text) {
    double unused;
    bool ambiguous = false;
    switch (wish->kind) {
    case REFERENCE_NONE:
        return;
    case REFERENCE_RANGE:
        reduction_op_format(&(struct reduction_op){ .kind = wish->op }, text);
        text_add_char(text, ':');
        range_format(&wish->range, text);
        break;
    case REFERENCE_FRAME:
        text_addf(text, "frame:%" PRId64, wish->frame);
        break;
    case REFERENCE_FILE:
        text_add(text, wish->file);
        ambiguous = find_amount(wish->file, &unused) != NULL;
        break;
    case REFERENCE_SLIDE:
        text_add(text, "slide:");
        slide_wish_format(&wish->slide, text);
        break;
    }
    if (wish->amount == 1.0 && !ambiguous)
        return;
    text_add_char(text, '@');
    text_add_double(text, wish->amount);
}

void reference_wish_copy(struct reference_wish *to, const struct reference_wish *from) {
    *to = *from;
    to->file = alloc_string(from->file);
}

bool reference_wish_equal(const struct reference_wish *a, const struct reference_wish *b) {
    if (a->kind != b->kind)
        return false;
    if (a->kind == REFERENCE_NONE)
        return true;
    if (a->amount != b->amount)
        return false;
    if (a->kind == REFERENCE_FRAME)
        return a->frame == b->frame;
    if (a->kind == REFERENCE_FILE)
        return strcmp(a->file, b->file) == 0;
    if (a->kind == REFERENCE_SLIDE)
        return slide_wish_equal(&a->slide, &b->slide);
    const struct range *one = &a->range, *two = &b->range;
    return a->op == b->op && one->has_start == two->has_start && one->has_stop == two->has_stop
           && (!one->has_start || one->start == two->start)
           && (!one->has_stop || one->stop == two->stop) && one->step == two->step;
}

void reference_wish_free(struct reference_wish *wish) {
    free(wish->file);
    *wish = (struct reference_wish){ 0 };
}

bool correction_wish_is_none(const struct correction_wish *wish) {
    return !wish->subtract.kind && !wish->divide.kind && !wish->dark.kind && !wish->flat.kind;
}

bool correction_wish_slides(const struct correction_wish *wish) {
    return wish->subtract.kind == REFERENCE_SLIDE || wish->divide.kind == REFERENCE_SLIDE
           || wish->dark.kind == REFERENCE_SLIDE || wish->flat.kind == REFERENCE_SLIDE;
}

struct slide_window correction_needs(const struct correction_wish *wish, int64_t first,
                                     int64_t last, int64_t frames) {
    const struct reference_wish *wishes[] = { &wish->subtract, &wish->divide, &wish->dark,
                                              &wish->flat };
    struct slide_window all = { first, last };
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        if (wishes[i]->kind != REFERENCE_SLIDE)
            continue;
        struct slide_window needs = slide_needs(&wishes[i]->slide, first, last, frames);
        if (needs.last < needs.first)
            continue;
        all.first = needs.first < all.first ? needs.first : all.first;
        all.last = needs.last > all.last ? needs.last : all.last;
    }
    return all;
}

bool correction_wish_check(const struct correction_wish *wish, struct fault *fault) {
    bool plain = wish->subtract.kind || wish->divide.kind;
    if (plain && (wish->dark.kind || wish->flat.kind))
        return fault_set(fault, FAULT_USAGE,
                         "--subtract and --divide exclude --dark and --flat: use one form");
    return true;
}
