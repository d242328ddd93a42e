// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "stack/budget.h"

#include "npy_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

// 200 x 200 u8: 40 000 bytes.
static struct plan_request request_of(enum fit fit, int64_t slots, uint64_t limit) {
    return (struct plan_request){ .fit = fit,
                                  .slots = slots,
                                  .limit = limit,
                                  .no_cache = "there is none",
                                  .shape = { .height = 200, .width = 200, .channels = 1 },
                                  .element = ELEMENT_U8 };
}

static void thinning_keeps_the_golden_numbers(void **state) {
    (void)state;
    static const struct {
        int64_t slots, kept, step;
        uint64_t limit;
    } cases[] = {
        { 20, 20, 1, 800000 }, { 20, 10, 2, 799999 }, { 20, 7, 3, 320000 },
        { 7, 3, 3, 140000 },   { 20, 1, 20, 40000 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct plan_request request = request_of(FIT_AUTO, cases[i].slots, cases[i].limit);
        request.may_thin = true;
        struct plan plan;
        assert_true(budget_plan(&request, &plan, NULL));
        assert_int_equal(plan.kept, cases[i].kept);
        assert_int_equal(plan.step, cases[i].step);
        assert_int_equal(plan.decision, cases[i].step > 1 ? FIT_THIN : FIT_RAM);
        assert_int_equal(plan.bytes, cases[i].kept * 40000);
        assert_int_equal(plan.need, cases[i].slots * 40000);
    }
}

static void the_step_is_the_smallest_that_fits(void **state) {
    (void)state;
    for (int64_t slots = 1; slots < 60; slots++)
        for (uint64_t limit = 45000; limit < 3000000; limit += 37777) {
            struct plan_request request = request_of(FIT_THIN, slots, limit);
            request.fixed = 5000;
            struct plan plan;
            assert_true(budget_plan(&request, &plan, NULL));
            int64_t k = 1;
            while ((uint64_t)((slots + k - 1) / k) * 40000 + 5000 > limit)
                k++;
            assert_int_equal(plan.step, k);
            assert_int_equal(plan.kept, (slots + k - 1) / k);
        }
}

static void binning_is_the_smallest_that_fits(void **state) {
    (void)state;
    struct plan_request request = request_of(FIT_BIN, 20, 0);
    request.shape.width = 201;
    for (uint64_t limit = 20; limit < 900000; limit += 7919) {
        request.limit = limit;
        uint32_t k = 1;
        while ((uint64_t)((200 + k - 1) / k) * ((201 + k - 1) / k) * 20 > limit)
            k++;
        struct plan plan;
        assert_true(budget_plan(&request, &plan, NULL));
        assert_int_equal(plan.bin, k);
        assert_int_equal(plan.shape.width, (201 + k - 1) / k);
        assert_int_equal(plan.shape.height, (200 + k - 1) / k);
        assert_int_equal(plan.kept, 20);
    }
    request.limit = 19;
    assert_false(budget_plan(&request, &(struct plan){ 0 }, NULL));
}

static void auto_maps_streams_thins_or_refuses(void **state) {
    (void)state;
    struct plan plan;
    struct plan_request request = request_of(FIT_AUTO, 20, 799999);
    request.why = "cgroup";
    struct fault fault = { 0 };
    assert_false(budget_plan(&request, &plan, &fault));
    assert_int_equal(fault.kind, FAULT_LIMIT);
    static const char *const said[] = { "781 KiB",    "(cgroup)", "--memory",
                                        "--fit=thin", "--bin",    "--frames" };
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        assert_non_null(strstr(fault.text, said[i]));
    fault_clear(&fault);
    request.may_stream = true;
    assert_true(budget_plan(&request, &plan, NULL));
    assert_int_equal(plan.decision, FIT_STREAM);
    request.mappable = true;
    assert_true(budget_plan(&request, &plan, NULL));
    assert_int_equal(plan.decision, FIT_MAP);
    request.limit = 800000;
    assert_true(budget_plan(&request, &plan, NULL));
    assert_int_equal(plan.decision, FIT_RAM);
    request = request_of(FIT_AUTO, 20, 799999);
    request.no_cache = NULL;
    request.may_thin = true;
    assert_true(budget_plan(&request, &plan, NULL));
    assert_int_equal(plan.decision, FIT_CACHE);
    assert_int_equal(plan.kept, 20);
    request.may_stream = true;
    assert_true(budget_plan(&request, &plan, NULL));
    assert_int_equal(plan.decision, FIT_STREAM);
    request = request_of(FIT_CACHE, 20, 799999);
    assert_false(budget_plan(&request, &plan, &fault));
    assert_non_null(strstr(fault.text, "there is none"));
    fault_clear(&fault);
    request = request_of(FIT_FAIL, 20, 799999);
    request.may_thin = true;
    assert_false(budget_plan(&request, &plan, NULL));
    request = request_of(FIT_THIN, 20, 39999);
    assert_false(budget_plan(&request, &plan, NULL));
    request = request_of(FIT_AUTO, INT64_MAX, UINT64_MAX - 1);
    assert_false(budget_plan(&request, &plan, NULL));
}

static void amounts_of_memory_are_read_and_written(void **state) {
    (void)state;
    struct memory_wish wish;
    static const char *const good[] = { "8G", "500M", "40%", "12.5%", "1000", "3K" };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct text text = { 0 };
        assert_true(memory_wish_parse(good[i], &wish, NULL));
        memory_wish_format(&wish, &text);
        assert_string_equal(text_string(&text), good[i]);
        text_free(&text);
    }
    static const char *const bad[] = { "", "0", "0%", "101%", "%", "-1G", "8X", "nan%", "8G " };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(memory_wish_parse(bad[i], &wish, NULL));
}

static void put(const char *root, const char *path, const char *text) {
    char command[9000];
    snprintf(command, sizeof command, "mkdir -p \"$(dirname '%s%s')\"", root, path);
    assert_int_equal(system(command), 0);
    char *full = path_in_folder(root, path + 1);
    write_bytes(full, text, strlen(text));
    free(full);
}

static void the_smallest_limit_decides(void **state) {
    (void)state;
    const char *why = NULL;
    char *root = new_folder();
    struct memory_wish none = { 0 }, half = { .percent = 50 }, small = { .bytes = 1000 };
    assert_true(budget_machine_at(root, &none, &why) == UINT64_MAX);
    put(root, "/proc/meminfo", "MemTotal:       2000000 kB\nMemAvailable:   1500000 kB\n");
    assert_int_equal(budget_machine_at(root, &none, &why), (uint64_t)(0.7 * 1500000 * 1024));
    assert_string_equal(why, "free memory");
    assert_int_equal(budget_machine_at(root, &half, &why), 1000000 * UINT64_C(1024));
    assert_string_equal(why, "--memory");
    assert_int_equal(budget_machine_at(root, &small, &why), 1000);
    // Version 2: the middle one of three ancestors is the tightest.
    put(root, "/proc/self/cgroup", "4:memory:/v1/job\n0::/user/job\n");
    put(root, "/proc/self/mountinfo",
        "30 20 0:26 / /sys/fs/cgroup\\040two rw,nosuid shared:4 - cgroup2 cgroup2 rw\n"
        "35 31 0:32 /v1 /sys/fs/memory rw,relatime - cgroup cgroup rw,memory\n");
    put(root, "/sys/fs/cgroup two/user/memory.max", "900000000\n");
    put(root, "/sys/fs/cgroup two/user/memory.current", "600000000\n");
    put(root, "/sys/fs/cgroup two/user/memory.stat",
        "anon 1\ninactive_file 100000000\nactive_file 50000000\n");
    put(root, "/sys/fs/cgroup two/user/job/memory.max", "max\n");
    put(root, "/sys/fs/cgroup two/user/job/memory.current", "5\n");
    assert_int_equal(budget_machine_at(root, &none, &why), 450000000);
    assert_string_equal(why, "cgroup");
    // Version 1, mounted from its folder "v1" as in a container.
    put(root, "/sys/fs/memory/job/memory.limit_in_bytes", "500000000\n");
    put(root, "/sys/fs/memory/job/memory.usage_in_bytes", "200000000\n");
    put(root, "/sys/fs/memory/job/memory.stat",
        "inactive_file 7\ntotal_inactive_file 30000000\ntotal_active_file 20000000\n");
    assert_int_equal(budget_machine_at(root, &none, &why), 350000000);
    put(root, "/sys/fs/memory/memory.limit_in_bytes", "100\n");
    put(root, "/sys/fs/memory/memory.usage_in_bytes", "200\n");
    assert_int_equal(budget_machine_at(root, &none, &why), 0);
    put(root, "/proc/self/cgroup", "4:cpu,memory:/\n");
    put(root, "/sys/fs/memory/memory.limit_in_bytes", "9223372036854771712\n");
    put(root, "/proc/self/limits",
        "Limit                     Soft Limit           Hard Limit           Units\n"
        "Max address space         400000000            unlimited            bytes\n");
    put(root, "/proc/self/statm", "100 5 5\n");
    uint64_t used = 100 * (uint64_t)sysconf(_SC_PAGESIZE) + (256 << 20);
    assert_int_equal(budget_machine_at(root, &none, &why), 400000000 - used);
    assert_string_equal(why, "ulimit -v");
    remove_folder(root);
    // This machine has some limit.
    assert_true(budget_machine(&none, &why) < UINT64_MAX);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thinning_keeps_the_golden_numbers),
        cmocka_unit_test(the_step_is_the_smallest_that_fits),
        cmocka_unit_test(binning_is_the_smallest_that_fits),
        cmocka_unit_test(auto_maps_streams_thins_or_refuses),
        cmocka_unit_test(amounts_of_memory_are_read_and_written),
        cmocka_unit_test(the_smallest_limit_decides),
    };
    return cmocka_run_group_tests_name("budget", tests, NULL, NULL);
}
