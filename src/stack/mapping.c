// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A signal handler can reach nothing but globals, so the table of guarded mappings is one: a
// fixed number of entries of atomics, written by mapping_open and mapping_close and read by the
// handler, which runs in the thread that touched the lost page.

#include "stack/mapping.h"

#include "base/size.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// One stack and a few readers map at a time; this is far above that.
enum { GUARDS = 256 };

static struct guard {
    atomic_bool taken;
    _Atomic uintptr_t start, end; // start is 0 until the entry is complete
    atomic_bool torn;
} guards[GUARDS];

static atomic_bool any_torn;
static struct sigaction earlier; // written before the handler is installed
static size_t page_size;
static pthread_mutex_t installing = PTHREAD_MUTEX_INITIALIZER;

// Puts a page of zeros where the file has none any more. False when the address is not ours.
static bool repair(uintptr_t address) {
    for (int i = 0; i < GUARDS; i++) {
        uintptr_t start = atomic_load(&guards[i].start);
        if (!start || address < start || address >= atomic_load(&guards[i].end))
            continue;
        void *page = (void *)(address & ~(uintptr_t)(page_size - 1));
        if (mmap(page, page_size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0)
            == MAP_FAILED)
            return false;
        atomic_store(&guards[i].torn, true);
        atomic_store(&any_torn, true);
        return true;
    }
    return false;
}

static void on_bus_error(int number, siginfo_t *info, void *context) {
    int error = errno;
    if (repair((uintptr_t)info->si_addr)) {
        errno = error;
        return;
    }
    if (earlier.sa_flags & SA_SIGINFO)
        earlier.sa_sigaction(number, info, context);
    else if (earlier.sa_handler != SIG_DFL && earlier.sa_handler != SIG_IGN)
        earlier.sa_handler(number);
    else
        signal(number, SIG_DFL); // the access is tried again and ends the program as usual
    errno = error;
}

// Also puts the handler back where something else has replaced it since.
static void install(void) {
    pthread_mutex_lock(&installing);
    struct sigaction now;
    sigaction(SIGBUS, NULL, &now);
    if (!(now.sa_flags & SA_SIGINFO) || now.sa_sigaction != on_bus_error) {
        page_size = (size_t)sysconf(_SC_PAGESIZE);
        earlier = now;
        struct sigaction action = { .sa_sigaction = on_bus_error,
                                    .sa_flags = SA_SIGINFO | SA_ONSTACK };
        sigemptyset(&action.sa_mask);
        sigaction(SIGBUS, &action, NULL);
    }
    pthread_mutex_unlock(&installing);
}

static int guard_take(void) {
    for (int i = 0; i < GUARDS; i++) {
        bool free_entry = false;
        if (atomic_compare_exchange_strong(&guards[i].taken, &free_entry, true))
            return i;
    }
    return -1;
}

static bool refuse(size_t bytes, int error, struct fault *fault) {
    return fault_set(fault, error == ENOMEM ? FAULT_LIMIT : FAULT_FAILED,
                     "cannot map %zu bytes of a file: %s", bytes, strerror(error));
}

// Of a file, or with `fd` -1 of nothing: zeros.
static bool open_mapping(struct mapping *mapping, int fd, uint64_t offset, size_t bytes,
                         int protection, struct fault *fault) {
    install();
    uint64_t before = offset % page_size;
    size_t length;
    if (!bytes || offset > INT64_MAX || __builtin_add_overflow(bytes, before, &length))
        return refuse(bytes, EOVERFLOW, fault);
    int number = guard_take();
    if (number < 0)
        return fault_set(fault, FAULT_LIMIT, "too many files are mapped at once");
    int flags = fd < 0 ? MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE : MAP_SHARED;
    void *pages = mmap(NULL, length, protection, flags, fd, (off_t)(offset - before));
    if (pages == MAP_FAILED) {
        int error = errno;
        atomic_store(&guards[number].taken, false);
        return refuse(bytes, error, fault);
    }
    struct guard *guard = &guards[number];
    atomic_store(&guard->torn, false);
    atomic_store(&guard->end, (uintptr_t)pages + length);
    atomic_store(&guard->start, (uintptr_t)pages);
    *mapping = (struct mapping){ .data = (unsigned char *)pages + before,
                                 .pages = pages,
                                 .page_bytes = length,
                                 .guard = number };
    return true;
}

bool mapping_open(struct mapping *mapping, int fd, uint64_t offset, size_t bytes,
                  struct fault *fault) {
    return open_mapping(mapping, fd, offset, bytes, PROT_READ, fault);
}

bool mapping_open_new(struct mapping *mapping, int fd, uint64_t offset, size_t bytes,
                      struct fault *fault) {
    return open_mapping(mapping, fd, offset, bytes, PROT_READ | PROT_WRITE, fault);
}

bool mapping_reserve(struct mapping *mapping, size_t bytes, struct fault *fault) {
    return open_mapping(mapping, -1, 0, bytes, PROT_READ, fault);
}

bool mapping_part_bytes(size_t bytes, size_t *room) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    if (!size_add(bytes, 2 * page - 1, room)) // the first and the last page may be parts
        return false;
    *room = *room / page * page;
    return true;
}

const unsigned char *mapping_place(const struct mapping *mapping, size_t at, int fd,
                                   uint64_t offset, size_t bytes, struct fault *fault) {
    uint64_t before = offset % page_size;
    void *pages = MAP_FAILED;
    errno = EOVERFLOW;
    if (offset <= INT64_MAX)
        pages = mmap((unsigned char *)mapping->pages + at, bytes + before, PROT_READ,
                     MAP_SHARED | MAP_FIXED, fd, (off_t)(offset - before));
    if (pages != MAP_FAILED)
        return (unsigned char *)pages + before;
    refuse(bytes, errno, fault);
    return NULL;
}

unsigned char *mapping_own(const struct mapping *mapping, size_t at, size_t bytes,
                           struct fault *fault) {
    void *pages = mmap((unsigned char *)mapping->pages + at, bytes, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (pages != MAP_FAILED)
        return pages;
    refuse(bytes, errno, fault);
    return NULL;
}

void mapping_advise(const unsigned char *start, size_t bytes, enum mapping_use use) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE), before = (uintptr_t)start % page;
    // A wish: without it all is slower, not wrong.
    madvise((void *)((uintptr_t)start - before), before + bytes,
            use == MAPPING_SOON ? MADV_WILLNEED : MADV_DONTNEED);
}

size_t mapping_most_parts(void) {
    static const unsigned long BESIDE = 4096, USUAL = 65530; // libraries, threads; of Linux
    unsigned long most = 0;
    FILE *file = fopen("/proc/sys/vm/max_map_count", "re");
    if (!file || fscanf(file, "%lu", &most) != 1)
        most = USUAL;
    if (file)
        fclose(file);
    return most > BESIDE ? most - BESIDE : 0;
}

bool mapping_has_room(size_t bytes) {
    static const size_t BESIDE = (size_t)256 << 20;
    size_t all;
    if (!size_add(bytes, BESIDE, &all))
        return false;
    void *pages = mmap(NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (pages == MAP_FAILED)
        return false;
    munmap(pages, all);
    return true;
}

bool mapping_was_torn(const struct mapping *mapping) {
    return mapping->data && atomic_load(&guards[mapping->guard].torn);
}

bool mapping_any_torn(void) {
    return atomic_load(&any_torn);
}

void mapping_close(struct mapping *mapping) {
    if (!mapping->data)
        return;
    struct guard *guard = &guards[mapping->guard];
    atomic_store(&guard->start, 0);
    munmap(mapping->pages, mapping->page_bytes);
    atomic_store(&guard->taken, false);
    *mapping = (struct mapping){ 0 };
}
