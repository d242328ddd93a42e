// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A product: an immutable result with a key. The key is text: the part of the session, and the
// version of the stack, that it was made from; equal keys mean equal products. Products are
// shared by counting references, and move between threads only through the board.

#ifndef BLITZ_ENGINE_PRODUCT_H
#define BLITZ_ENGINE_PRODUCT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct product {
    atomic_int references;
    char *key;    // owned
    size_t bytes; // roughly what it holds beside itself: set by who makes it, before it is shared
    void (*free)(struct product *product); // frees the concrete product, but not `key`
};

// Starts the head of a concrete product with one reference and 0 bytes; takes the key.
void product_start(struct product *product, char *key, void (*free)(struct product *product));

// One more reference; NULL stays NULL.
void *product_hold(void *product);

// One reference less; the last one frees. NULL is allowed.
void product_release(void *product);

// Whether there is a product and it has this key.
bool product_has_key(const void *product, const char *key);

#endif
