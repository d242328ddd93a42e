// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/alloc.h"

#include "base/size.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// From this size on, memory lies on huge pages, which are touched and walked faster.
#define HUGE_PAGE ((size_t)2 << 20)
#define HUGE_FROM (2 * HUGE_PAGE)

static void (*before_end)(void);

void alloc_on_exhausted(void (*prepare)(void)) {
    before_end = prepare;
}

static _Noreturn void exhausted(void) {
    static const char message[] = "blitz: out of memory\n";
    if (before_end)
        before_end();
    ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
    (void)ignored;
    _exit(4);
}

void *alloc_zeroed(size_t count, size_t size) {
    void *memory = calloc(count ? count : 1, size ? size : 1);
    if (!memory)
        exhausted();
    return memory;
}

void *alloc_resize(void *old, size_t count, size_t size) {
    size_t bytes;
    if (!size_multiply(count, size, &bytes))
        exhausted();
    void *memory = realloc(old, bytes ? bytes : 1);
    if (!memory)
        exhausted();
    return memory;
}

void *alloc_grow(void *old, size_t used, size_t *capacity, size_t size) {
    if (used < *capacity)
        return old;
    size_t wanted = *capacity ? *capacity : 8;
    if (*capacity && !size_multiply(*capacity, 2, &wanted))
        exhausted();
    void *memory = alloc_resize(old, wanted, size);
    *capacity = wanted;
    return memory;
}

void *alloc_copy(const void *bytes, size_t size) {
    void *memory = alloc_resize(NULL, 1, size);
    if (size)
        memcpy(memory, bytes, size);
    return memory;
}

char *alloc_string(const char *string) {
    return string ? alloc_copy(string, strlen(string) + 1) : NULL;
}

char *alloc_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = alloc_vformat(format, arguments);
    va_end(arguments);
    return text;
}

char *alloc_vformat(const char *format, va_list arguments) {
    char *text;
    if (vasprintf(&text, format, arguments) < 0)
        exhausted();
    return text;
}

void *alloc_try(size_t count, size_t size) {
    size_t bytes;
    if (!size_multiply(count, size, &bytes) || bytes > SIZE_MAX - 63)
        return NULL;
    if (bytes < HUGE_FROM) {
        bytes = (bytes + 63) & ~(size_t)63;
        return aligned_alloc(64, bytes ? bytes : 64);
    }
    if (bytes > SIZE_MAX - HUGE_PAGE)
        return NULL;
    bytes = (bytes + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    void *memory = aligned_alloc(HUGE_PAGE, bytes);
    if (memory)
        madvise(memory, bytes, MADV_HUGEPAGE); // a wish: small pages do as well
    return memory;
}
