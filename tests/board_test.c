// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// The boards and the cache of products, without an engine.

#include "base/alloc.h"
#include "engine/board.h"
#include "engine/cache.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int freed;

static void count_free(struct product *product) {
    freed++;
    free(product);
}

static struct product *product_of(const char *key, size_t bytes) {
    struct product *product = alloc_zeroed(1, sizeof *product);
    product_start(product, alloc_string(key), count_free);
    product->bytes = bytes;
    return product;
}

struct bells {
    struct bell up, down;
    struct board *board;
};

static void open_board(struct bells *bells) {
    assert_true(bell_open(&bells->up, NULL));
    assert_true(bell_open(&bells->down, NULL));
    bells->board = board_new(&bells->up, &bells->down);
    freed = 0;
}

static void close_board(struct bells *bells) {
    board_free(&bells->board);
    bell_close(&bells->up);
    bell_close(&bells->down);
}

static void newest_wish_wins(void **state) {
    (void)state;
    struct bells bells;
    open_board(&bells);
    struct wish wish, taken;
    wish_init(&wish);
    wish_init(&taken);
    session_add_path(&wish.session, "demo:");
    assert_false(board_wish(bells.board, &taken));
    for (wish.number = 1; wish.number <= 10000; wish.number++) {
        wish.session.at = (int64_t)wish.number;
        board_post(bells.board, &wish);
    }
    assert_true(bell_wait(&bells.down, 0));
    assert_true(board_wish(bells.board, &taken));
    assert_int_equal(taken.number, 10000);
    assert_int_equal(taken.session.at, 10000);
    assert_string_equal(taken.session.paths[0], "demo:");
    // All of them rang and were answered as one.
    assert_false(bell_wait(&bells.down, 0));
    assert_false(board_wish(bells.board, &taken));
    board_post(bells.board, &wish); // never taken: freed with the board
    wish_free(&wish);
    wish_free(&taken);
    close_board(&bells);
}

static void rings_only_for_news(void **state) {
    (void)state;
    struct bells bells;
    open_board(&bells);
    struct products made = { 0 }, taken = { 0 };
    board_publish(bells.board, &made);
    assert_false(bell_wait(&bells.up, 0));
    made.by_kind[PRODUCT_PICTURE] = product_of("one", 0);
    made.answered = 1;
    board_publish(bells.board, &made);
    assert_true(bell_wait(&bells.up, 0));
    board_publish(bells.board, &made);
    assert_false(bell_wait(&bells.up, 0));
    board_take(bells.board, &taken);
    assert_ptr_equal(taken.by_kind[PRODUCT_PICTURE], made.by_kind[PRODUCT_PICTURE]);
    assert_int_equal(taken.answered, 1);
    // An answer without a new product is news too.
    made.answered = 2;
    board_publish(bells.board, &made);
    assert_true(bell_wait(&bells.up, 0));
    products_release(&made);
    products_release(&taken);
    assert_int_equal(freed, 0); // the board has it still
    close_board(&bells);
    assert_int_equal(freed, 1);
}

static void taken_product_outlives_the_board(void **state) {
    (void)state;
    struct bells bells;
    open_board(&bells);
    struct products made = { 0 }, taken = { 0 };
    made.by_kind[PRODUCT_TIMELINE] = product_of("old", 0);
    board_publish(bells.board, &made);
    board_take(bells.board, &taken);
    products_release(&made);
    // The slot becomes empty.
    board_publish(bells.board, &made);
    struct products later = { 0 };
    board_take(bells.board, &later);
    assert_null(later.by_kind[PRODUCT_TIMELINE]);
    close_board(&bells);
    assert_int_equal(freed, 0);
    assert_true(product_has_key(taken.by_kind[PRODUCT_TIMELINE], "old"));
    products_release(&taken);
    assert_int_equal(freed, 1);
}

static void keep(struct cache *cache, enum product_kind kind, const char *key, size_t bytes) {
    struct product *product = product_of(key, bytes);
    cache_keep(cache, kind, product);
    product_release(product);
}

static bool holds(struct cache *cache, enum product_kind kind, const char *key) {
    struct product *product = cache_find(cache, kind, key);
    bool found = product_has_key(product, key);
    product_release(product);
    return found;
}

static void cache_finds_by_kind_and_key(void **state) {
    (void)state;
    freed = 0;
    struct cache *cache = cache_new();
    cache_limit(cache, 100);
    keep(cache, PRODUCT_LEVELS, "a", 10);
    keep(cache, PRODUCT_LEVELS, "a", 10); // there already
    assert_int_equal(freed, 1);
    assert_true(holds(cache, PRODUCT_LEVELS, "a"));
    assert_false(holds(cache, PRODUCT_REDUCED, "a"));
    assert_false(holds(cache, PRODUCT_LEVELS, "b"));
    cache_clear(cache);
    assert_false(holds(cache, PRODUCT_LEVELS, "a"));
    assert_int_equal(freed, 2);
    cache_free(&cache);
}

static void cache_lets_go_of_the_oldest(void **state) {
    (void)state;
    freed = 0;
    struct cache *cache = cache_new();
    cache_limit(cache, 100);
    keep(cache, PRODUCT_LEVELS, "a", 40);
    keep(cache, PRODUCT_LEVELS, "b", 40);
    assert_true(holds(cache, PRODUCT_LEVELS, "a")); // now b is the oldest
    keep(cache, PRODUCT_LEVELS, "c", 40);
    assert_false(holds(cache, PRODUCT_LEVELS, "b"));
    assert_true(holds(cache, PRODUCT_LEVELS, "a"));
    keep(cache, PRODUCT_LEVELS, "huge", 101);
    assert_false(holds(cache, PRODUCT_LEVELS, "huge"));
    assert_true(holds(cache, PRODUCT_LEVELS, "c"));
    cache_limit(cache, 40);
    assert_false(holds(cache, PRODUCT_LEVELS, "a"));
    assert_true(holds(cache, PRODUCT_LEVELS, "c"));
    cache_free(&cache);
    assert_int_equal(freed, 4);
}

static void cache_is_bounded_in_number(void **state) {
    (void)state;
    freed = 0;
    struct cache *cache = cache_new();
    cache_limit(cache, 100);
    char key[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "%d", i);
        keep(cache, PRODUCT_LEVELS, key, 0);
    }
    assert_int_equal(freed, 1000 - CACHE_ENTRIES);
    assert_true(holds(cache, PRODUCT_LEVELS, "999"));
    assert_false(holds(cache, PRODUCT_LEVELS, "983"));
    cache_free(&cache);
    assert_int_equal(freed, 1000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(newest_wish_wins),
        cmocka_unit_test(rings_only_for_news),
        cmocka_unit_test(taken_product_outlives_the_board),
        cmocka_unit_test(cache_finds_by_kind_and_key),
        cmocka_unit_test(cache_lets_go_of_the_oldest),
        cmocka_unit_test(cache_is_bounded_in_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
