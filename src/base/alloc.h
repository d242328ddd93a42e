// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Memory for small things: names, lists, tables. When there is none left the program
// cannot do anything sensible, so these never return NULL: they end the program cleanly
// (see alloc_on_exhausted). Pixels, whose size comes from outside, use alloc_try and
// treat NULL as an ordinary error. Everything is freed with free().

#ifndef BLITZ_BASE_ALLOC_H
#define BLITZ_BASE_ALLOC_H

#include <stdarg.h>
#include <stddef.h>

// `count` x `size` zeroed bytes.
void *alloc_zeroed(size_t count, size_t size);

// Resizes to `count` x `size` bytes; new bytes are not initialised.
void *alloc_resize(void *old, size_t count, size_t size);

// Makes room for at least one element beyond `used`, growing by doubling; *capacity is in
// elements.
void *alloc_grow(void *old, size_t used, size_t *capacity, size_t size);

// A copy of `size` bytes.
void *alloc_copy(const void *bytes, size_t size);

// A copy of the string; NULL for NULL.
char *alloc_string(const char *string);

// What printf would print, as a new string.
char *alloc_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
char *alloc_vformat(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

// `count` x `size` bytes, not initialised, aligned to 64 bytes; NULL when the product
// overflows or there is no memory.
void *alloc_try(size_t count, size_t size);

// What to do before the program ends for want of memory (restore the terminal, save the
// session). Set once, before threads start.
void alloc_on_exhausted(void (*prepare)(void));

#endif
