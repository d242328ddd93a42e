// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/stack.h"

#include "base/alloc.h"
#include "base/size.h"
#include "base/text.h"

#include <stdlib.h>
#include <sys/mman.h>

// Touching fresh 4 KiB pages costs four times what reading the data costs; huge pages of this
// size do not, but the kernel only uses them where the memory is aligned to them.
static const size_t HUGE_PAGE = (size_t)2 << 20;

bool stack_frame_bytes(enum element element, struct shape shape, size_t *bytes) {
    return size_product(shape.height, shape.width, shape.channels, element_size(element), bytes);
}

static bool refuse(size_t slots, size_t frame_bytes, struct fault *fault) {
    struct text size = { 0 };
    size_t bytes;
    if (size_multiply(slots, frame_bytes, &bytes))
        text_add_size(&size, bytes);
    else
        text_add(&size, "more than can be addressed");
    fault_set(fault, FAULT_LIMIT, "no memory for %zu frames (%s): try --bin or --frames", slots,
              text_string(&size));
    text_free(&size);
    return false;
}

bool stack_reserve(struct stack *stack, enum element element, struct shape shape, size_t slots,
                   struct fault *fault) {
    size_t frame_bytes, bytes, length;
    if (!stack_frame_bytes(element, shape, &frame_bytes))
        return refuse(slots, SIZE_MAX, fault);
    if (!frame_bytes || !slots)
        return fault_set(fault, FAULT_NOTHING, "there are no frames to hold");
    if (!size_multiply(slots, frame_bytes, &bytes) || !size_add(bytes, 2 * HUGE_PAGE, &length))
        return refuse(slots, frame_bytes, fault);
    bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    length = bytes + HUGE_PAGE;
    unsigned char *start =
        mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED)
        return refuse(slots, frame_bytes, fault);
    // Cut both ends off, so that what is left is aligned.
    size_t head = (HUGE_PAGE - (uintptr_t)start % HUGE_PAGE) % HUGE_PAGE;
    if (head)
        munmap(start, head);
    munmap(start + head + bytes, HUGE_PAGE - head);
    start += head;
    madvise(start, bytes, MADV_HUGEPAGE); // a wish: without it the stack is slower, not wrong
    *stack = (struct stack){ .element = element,
                             .shape = shape,
                             .slots = slots,
                             .frame_bytes = frame_bytes,
                             .stride = frame_bytes,
                             .frames = start,
                             .reserved = bytes };
    return true;
}

static bool map(struct stack *stack, enum element element, struct shape shape, size_t slots, int fd,
                uint64_t offset, size_t stride, bool is_new, struct fault *fault) {
    size_t frame_bytes, bytes;
    if (!stack_frame_bytes(element, shape, &frame_bytes))
        return refuse(slots, SIZE_MAX, fault);
    stride = stride ? stride : frame_bytes;
    if (!frame_bytes || !slots || stride < frame_bytes)
        return fault_set(fault, FAULT_NOTHING, "there are no frames to map");
    if (!size_multiply(slots - 1, stride, &bytes) || !size_add(bytes, frame_bytes, &bytes))
        return refuse(slots, stride, fault);
    struct mapping file;
    if (!(is_new ? mapping_open_new : mapping_open)(&file, fd, offset, bytes, fault))
        return false;
    *stack =
        (struct stack){ .element = element,
                        .shape = shape,
                        .slots = slots,
                        .frame_bytes = frame_bytes,
                        .stride = stride,
                        // Never written, or only by who fills it: is_file says so to everybody.
                        .frames = (unsigned char *)(uintptr_t)file.data,
                        .file = file,
                        .is_file = true };
    return true;
}

bool stack_map(struct stack *stack, enum element element, struct shape shape, size_t slots, int fd,
               uint64_t offset, size_t stride, struct fault *fault) {
    if (!stride)
        return fault_set(fault, FAULT_NOTHING, "there are no frames to map");
    return map(stack, element, shape, slots, fd, offset, stride, false, fault);
}

bool stack_map_new(struct stack *stack, enum element element, struct shape shape, size_t slots,
                   int fd, uint64_t offset, struct fault *fault) {
    return map(stack, element, shape, slots, fd, offset, 0, true, fault);
}

bool stack_scatter(struct stack *stack, enum element element, struct shape shape, size_t slots,
                   struct fault *fault) {
    size_t frame_bytes, part, bytes;
    if (!stack_frame_bytes(element, shape, &frame_bytes))
        return refuse(slots, SIZE_MAX, fault);
    if (!frame_bytes || !slots)
        return fault_set(fault, FAULT_NOTHING, "there are no frames to map");
    if (!mapping_part_bytes(frame_bytes, &part) || !size_multiply(slots, part, &bytes))
        return refuse(slots, frame_bytes, fault);
    struct mapping file;
    if (!mapping_reserve(&file, bytes, fault))
        return false;
    *stack = (struct stack){ .element = element,
                             .shape = shape,
                             .slots = slots,
                             .frame_bytes = frame_bytes,
                             .stride = part,
                             .frames = (unsigned char *)(uintptr_t)file.data,
                             .starts = alloc_zeroed(slots, sizeof *stack->starts),
                             .file = file,
                             .is_file = true };
    for (size_t i = 0; i < slots; i++)
        stack->starts[i] = file.data + i * part;
    return true;
}

bool stack_place(struct stack *stack, size_t slot, int fd, uint64_t offset, struct fault *fault) {
    const unsigned char *start =
        mapping_place(&stack->file, slot * stack->stride, fd, offset, stack->frame_bytes, fault);
    stack->starts[slot] = start ? start : stack->starts[slot];
    return start != NULL;
}

void *stack_own(struct stack *stack, size_t slot, struct fault *fault) {
    return mapping_own(&stack->file, slot * stack->stride, stack->frame_bytes, fault);
}

void stack_advise(const struct stack *stack, size_t first, size_t count, enum mapping_use use) {
    if (stack->is_file && !stack->starts && count)
        mapping_advise(stack_frame(stack, first), (count - 1) * stack->stride + stack->frame_bytes,
                       use);
}

bool stack_was_torn(void) {
    return mapping_any_torn();
}

void stack_release(struct stack *stack) {
    if (stack->is_file)
        mapping_close(&stack->file);
    else if (stack->frames)
        munmap(stack->frames, stack->reserved);
    free(stack->starts);
    *stack = (struct stack){ 0 };
}
