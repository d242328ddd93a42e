// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Products that took long to make, by kind and key, so that going back is instant: those that
// were wanted last, as many as fit.

#ifndef BLITZ_ENGINE_CACHE_H
#define BLITZ_ENGINE_CACHE_H

#include "engine/products.h"

#include <stddef.h>
#include <stdint.h>

enum { CACHE_ENTRIES = 16 };

struct cache;

struct cache *cache_new(void);

// At most this many bytes (struct product says how much a product holds); 0 at first. What is
// too much now is let go.
void cache_limit(struct cache *cache, uint64_t bytes);

// Keeps a reference of its own. What was wanted longest ago makes room; a product larger than
// the limit is not kept.
void cache_keep(struct cache *cache, enum product_kind kind, struct product *product);

// A reference for the caller, or NULL.
struct product *cache_find(struct cache *cache, enum product_kind kind, const char *key);

void cache_clear(struct cache *cache);

// Clears *cache.
void cache_free(struct cache **cache);

#endif
