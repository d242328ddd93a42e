// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/board.h"

#include "base/alloc.h"

#include <pthread.h>
#include <stdlib.h>

struct board {
    struct bell *up, *down;
    pthread_mutex_t lock;
    // Protected by the lock.
    struct wish *wish; // newest that was not taken; NULL: none
    struct products products;
};

void wish_init(struct wish *wish) {
    *wish = (struct wish){ .pixel_aspect = 1, .selected_zone = -1, .kymograph = -1 };
    session_init(&wish->session);
}

void export_wish_copy(struct export_wish *to, const struct export_wish *from) {
    to->number = from->number;
    to->verb = from->verb;
    if (from->number)
        session_copy(&to->session, &from->session);
}

void export_wish_free(struct export_wish *wish) {
    if (wish->number)
        session_free(&wish->session);
    *wish = (struct export_wish){ 0 };
}

void tuning_wish_copy(struct tuning_wish *to, const struct tuning_wish *from) {
    to->number = from->number;
    to->indices = from->indices;
    if (from->number)
        session_copy(&to->session, &from->session);
}

void tuning_wish_free(struct tuning_wish *wish) {
    if (wish->number)
        session_free(&wish->session);
    *wish = (struct tuning_wish){ 0 };
}

void wish_copy(struct wish *to, const struct wish *from) {
    struct session session = to->session;
    struct export_wish export = to->export;
    session_copy(&session, &from->session);
    struct tuning_wish tuning = to->tuning;
    export_wish_copy(&export, &from->export);
    tuning_wish_copy(&tuning, &from->tuning);
    *to = *from;
    to->session = session;
    to->export = export;
    to->tuning = tuning;
}

void wish_free(struct wish *wish) {
    session_free(&wish->session);
    export_wish_free(&wish->export);
    tuning_wish_free(&wish->tuning);
    *wish = (struct wish){ 0 };
}

static void wish_delete(struct wish *wish) {
    if (wish)
        wish_free(wish);
    free(wish);
}

void products_release(struct products *products) {
    for (size_t kind = 0; kind < PRODUCT_KINDS; kind++)
        product_release(products->by_kind[kind]);
    *products = (struct products){ 0 };
}

struct board *board_new(struct bell *up, struct bell *down) {
    struct board *board = alloc_zeroed(1, sizeof *board);
    board->up = up;
    board->down = down;
    pthread_mutex_init(&board->lock, NULL);
    return board;
}

void board_post(struct board *board, const struct wish *wish) {
    struct wish *copy = alloc_zeroed(1, sizeof *copy);
    wish_init(copy);
    wish_copy(copy, wish);
    pthread_mutex_lock(&board->lock);
    struct wish *old = board->wish;
    board->wish = copy;
    pthread_mutex_unlock(&board->lock);
    wish_delete(old);
    bell_ring(board->down);
}

bool board_wish(struct board *board, struct wish *wish) {
    pthread_mutex_lock(&board->lock);
    struct wish *newest = board->wish;
    board->wish = NULL;
    pthread_mutex_unlock(&board->lock);
    if (!newest)
        return false;
    wish_free(wish);
    *wish = *newest;
    free(newest);
    return true;
}

void board_take(struct board *board, struct products *products) {
    struct products old = *products;
    pthread_mutex_lock(&board->lock);
    *products = board->products;
    for (size_t kind = 0; kind < PRODUCT_KINDS; kind++)
        product_hold(products->by_kind[kind]);
    pthread_mutex_unlock(&board->lock);
    products_release(&old);
}

void board_publish(struct board *board, const struct products *products) {
    struct products old = { 0 }; // freed outside the lock
    bool changed = false;
    pthread_mutex_lock(&board->lock);
    for (size_t kind = 0; kind < PRODUCT_KINDS; kind++) {
        struct product **slot = &board->products.by_kind[kind];
        if (*slot == products->by_kind[kind])
            continue;
        old.by_kind[kind] = *slot;
        *slot = product_hold(products->by_kind[kind]);
        changed = true;
    }
    if (products->answered > board->products.answered) {
        board->products.answered = products->answered;
        changed = true;
    }
    pthread_mutex_unlock(&board->lock);
    products_release(&old);
    if (changed)
        bell_ring(board->up);
}

void board_free(struct board **board_address) {
    struct board *board = *board_address;
    *board_address = NULL;
    if (!board)
        return;
    wish_delete(board->wish);
    products_release(&board->products);
    pthread_mutex_destroy(&board->lock);
    free(board);
}
