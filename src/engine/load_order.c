// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/load_order.h"

#include "base/alloc.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct load_order {
    const size_t *starts;
    size_t slots, parts;
    int64_t first_source, step; // of the slots
    const _Atomic int64_t *near;
    pthread_mutex_t lock;
    // Protected by the lock.
    size_t seen; // the part that was near when one was taken last
    size_t next; // where to look for one that is left
    bool *taken;
};

struct load_order *load_order_new(const struct ledger *ledger, size_t first, const size_t *starts,
                                  size_t parts, const _Atomic int64_t *near) {
    struct load_order *order = alloc_zeroed(1, sizeof *order);
    order->starts = starts;
    order->parts = parts;
    order->slots = starts ? starts[parts] : parts;
    order->near = near;
    order->taken = alloc_zeroed(parts + 1, sizeof *order->taken);
    order->step = 1;
    if (order->slots)
        order->first_source = ledger_source(ledger, first);
    if (order->slots > 1)
        order->step = ledger_source(ledger, first + 1) - order->first_source;
    pthread_mutex_init(&order->lock, NULL);
    return order;
}

static size_t part_of_slot(const struct load_order *order, size_t slot) {
    if (!order->starts)
        return slot;
    size_t low = 0, high = order->parts;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (order->starts[middle] <= slot)
            low = middle;
        else
            high = middle;
    }
    return low;
}

// The part with the frame that is looked at, or the nearest.
static size_t part_near(const struct load_order *order) {
    int64_t near = order->near ? atomic_load(order->near) : 0;
    if (near <= order->first_source || !order->slots)
        return 0;
    uint64_t slot = (uint64_t)(near - order->first_source) / (uint64_t)order->step;
    return part_of_slot(order, slot < order->slots ? (size_t)slot : order->slots - 1);
}

size_t load_order_take(struct load_order *order) {
    size_t near = part_near(order);
    pthread_mutex_lock(&order->lock);
    if (near != order->seen)
        order->seen = order->next = near;
    while (order->taken[order->next])
        order->next = order->next + 1 < order->parts ? order->next + 1 : 0;
    size_t part = order->next;
    order->taken[part] = true;
    pthread_mutex_unlock(&order->lock);
    return part;
}

void load_order_free(struct load_order **order_address) {
    struct load_order *order = *order_address;
    *order_address = NULL;
    if (!order)
        return;
    pthread_mutex_destroy(&order->lock);
    free(order->taken);
    free(order);
}
