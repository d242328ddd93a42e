// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/product.h"

#include <stdlib.h>
#include <string.h>

void product_start(struct product *product, char *key, void (*free)(struct product *product)) {
    atomic_init(&product->references, 1);
    product->key = key;
    product->bytes = 0;
    product->free = free;
}

void *product_hold(void *pointer) {
    struct product *product = pointer;
    if (product)
        atomic_fetch_add_explicit(&product->references, 1, memory_order_relaxed);
    return product;
}

void product_release(void *pointer) {
    struct product *product = pointer;
    if (!product || atomic_fetch_sub_explicit(&product->references, 1, memory_order_acq_rel) > 1)
        return;
    free(product->key);
    product->free(product);
}

bool product_has_key(const void *pointer, const char *key) {
    const struct product *product = pointer;
    return product && strcmp(product->key, key) == 0;
}
