// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/cache.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

struct entry {
    enum product_kind kind;
    struct product *product;
};

struct cache {
    struct entry entries[CACHE_ENTRIES]; // wanted last first
    size_t count;
    uint64_t bytes, limit;
};

struct cache *cache_new(void) {
    return alloc_zeroed(1, sizeof(struct cache));
}

static void drop_last(struct cache *cache) {
    struct product *product = cache->entries[--cache->count].product;
    cache->bytes -= product->bytes;
    product_release(product);
}

static void shrink(struct cache *cache, size_t entries, uint64_t bytes) {
    while (cache->count > entries || cache->bytes > bytes)
        drop_last(cache);
}

void cache_limit(struct cache *cache, uint64_t bytes) {
    cache->limit = bytes;
    shrink(cache, CACHE_ENTRIES, bytes);
}

static void put_first(struct cache *cache, size_t from, struct entry entry) {
    memmove(&cache->entries[1], &cache->entries[0], from * sizeof entry);
    cache->entries[0] = entry;
}

// Moves it to the front.
static struct entry *look_up(struct cache *cache, enum product_kind kind, const char *key) {
    for (size_t i = 0; i < cache->count; i++) {
        struct entry entry = cache->entries[i];
        if (entry.kind != kind || strcmp(entry.product->key, key) != 0)
            continue;
        put_first(cache, i, entry);
        return &cache->entries[0];
    }
    return NULL;
}

void cache_keep(struct cache *cache, enum product_kind kind, struct product *product) {
    if (product->bytes > cache->limit || look_up(cache, kind, product->key))
        return;
    shrink(cache, CACHE_ENTRIES - 1, cache->limit - product->bytes);
    put_first(cache, cache->count++, (struct entry){ kind, product_hold(product) });
    cache->bytes += product->bytes;
}

struct product *cache_find(struct cache *cache, enum product_kind kind, const char *key) {
    struct entry *entry = look_up(cache, kind, key);
    return entry ? product_hold(entry->product) : NULL;
}

void cache_clear(struct cache *cache) {
    shrink(cache, 0, 0);
}

void cache_free(struct cache **cache_address) {
    struct cache *cache = *cache_address;
    *cache_address = NULL;
    if (!cache)
        return;
    cache_clear(cache);
    free(cache);
}
