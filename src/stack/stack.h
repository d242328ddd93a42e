// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The one buffer: frames of one shape and type, frame after frame. Reserved once, in full,
// before loading, on huge pages, and touched by the worker that fills it; or a part of a
// file, or parts of many, mapped read-only. A frame that can be read never moves while the stack
// lives.

#ifndef BLITZ_STACK_STACK_H
#define BLITZ_STACK_STACK_H

#include "base/fault.h"
#include "stack/element.h"
#include "stack/mapping.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Initialise with { 0 }.
struct stack {
    enum element element;
    struct shape shape;
    size_t slots;       // frames that there is room for
    size_t frame_bytes; // of one frame
    size_t stride; // bytes from frame to frame: frame_bytes, or more in a mapped file with gaps
    unsigned char *frames; // frame of slot 0; NULL when nothing is held
    // Of frames that stand apart from each other: where each begins. NULL: evenly spaced.
    const unsigned char **starts;
    // What holds it: reserved memory, or a part of a file.
    size_t reserved; // bytes from `frames` on
    struct mapping file;
    bool is_file; // read-only
};

// Bytes of one frame; false when they do not fit in a size.
bool stack_frame_bytes(enum element element, struct shape shape, size_t *bytes);

// Reserves `slots` frames of zeroed memory, not yet touched. FAULT_LIMIT when there is none.
bool stack_reserve(struct stack *stack, enum element element, struct shape shape, size_t slots,
                   struct fault *fault);

// Maps `slots` frames of the file `fd` (which may be closed afterwards), the first at
// `offset`, `stride` bytes apart. The caller has checked that the file holds them and that
// `offset` and `stride` are multiples of the element's size. A page that the file loses later
// reads as zero instead of ending the program, and stack_was_torn() then says so.
bool stack_map(struct stack *stack, enum element element, struct shape shape, size_t slots, int fd,
               uint64_t offset, size_t stride, struct fault *fault);

// The same for a file that is still to be filled: the frames may be written, and are in the file
// then.
bool stack_map_new(struct stack *stack, enum element element, struct shape shape, size_t slots,
                   int fd, uint64_t offset, struct fault *fault);

// Room for `slots` frames that are mapped one by one, from one file or many. Until then a frame
// reads as zero. Costs addresses, but no memory beside a pointer for each.
bool stack_scatter(struct stack *stack, enum element element, struct shape shape, size_t slots,
                   struct fault *fault);

// Maps the frame of `slot` of such a stack from `fd` (which may be closed afterwards). The caller
// has checked that the file holds it and that `offset` is a multiple of the element's size. Any
// thread, as long as nobody reads this frame yet; once for each.
bool stack_place(struct stack *stack, size_t slot, int fd, uint64_t offset, struct fault *fault);

// Gives the frame of `slot` of such a stack zeroed memory of its own; NULL when there is none. As
// stack_place otherwise.
void *stack_own(struct stack *stack, size_t slot, struct fault *fault);

// What becomes of the frames of `count` slots, when they are evenly spaced in one file; of others,
// some may be in memory alone, and nothing is done. Any thread.
void stack_advise(const struct stack *stack, size_t first, size_t count, enum mapping_use use);

// Whether any mapped file lost pages under us since the program started.
bool stack_was_torn(void);

// The frame in `slot`. Borrowed; writable unless is_file.
static inline void *stack_frame(const struct stack *stack, size_t slot) {
    if (stack->starts)
        return (unsigned char *)(uintptr_t)stack->starts[slot];
    return stack->frames + slot * stack->stride;
}

// Gives the memory back or unmaps the file; all that is left is zero.
void stack_release(struct stack *stack);

#endif
