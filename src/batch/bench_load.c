// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "batch/bench_load.h"

#include "base/alloc.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/size.h"
#include "batch/bench_timing.h"
#include "engine/loader.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Bytes that one worker reads at a time from a file that is one run of frames.
#define PIECE_BYTES ((size_t)4 << 20)

struct load_bench {
    struct run *run;
    struct session session; // of one path; what it owns is the run's
    struct recording *recording;
    bool is_plain;       // frames are stored as they are
    uint64_t file_bytes; // of all files, where they are looked at
    int64_t files;
    struct bench_times loads, limits;
    uint64_t resident; // the most that a load took
};

// The processor's time is nobody's question here.
static void note_time(struct bench_times *times, double start) {
    double seconds = clock_now() - start;
    bench_times_add(times, seconds, seconds);
}

// ── the load ───────────────────────────────────────────────────────────────────────────────

// Bytes of a line of /proc/self/status, such as "VmRSS"; 0 when it is not said.
static uint64_t resident_bytes(const char *name) {
    FILE *status = fopen("/proc/self/status", "re");
    char *line = NULL;
    size_t capacity = 0, length = strlen(name);
    uint64_t bytes = 0;
    while (status && getline(&line, &capacity, status) > 0)
        if (strncmp(line, name, length) == 0 && line[length] == ':')
            bytes = strtoull(line + length + 1, NULL, 10) << 10;
    free(line);
    if (status)
        fclose(status);
    return bytes;
}

// From here on the peak counts anew. Where the kernel does not let it, the peak is too high.
static void forget_peak(void) {
    int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t ignored = write(fd, "5", 1);
    (void)ignored;
    close(fd);
}

static bool load_once(struct load_bench *bench, struct fault *fault) {
    struct run *run = bench->run;
    recording_close(&bench->recording);
    forget_peak();
    uint64_t before = resident_bytes("VmRSS");
    const struct plan_policy policy = { 0 };
    double start = clock_now();
    bench->recording = recording_open(&bench->session, fault);
    bool good = bench->recording
                && recording_plan(bench->recording, &bench->session, &policy,
                                  pool_workers(run->pool), run->cancel, fault)
                && recording_load(bench->recording, false, run->pool, run->cancel, fault);
    if (good)
        note_time(&bench->loads, start);
    uint64_t peak = resident_bytes("VmHWM");
    if (peak > before && peak - before > bench->resident)
        bench->resident = peak - before;
    return good;
}

// ── the limit ──────────────────────────────────────────────────────────────────────────────

struct reading {
    const struct source *source;
    const struct indices *kept;
    const struct stack *stack; // a slot each piece
    int fd;                    // of the one file, or -1: each piece is a file
};

static int open_file_of(const struct source *source, int64_t frame, uint64_t *size) {
    char *path = source_frame_path(source, frame);
    int fd = file_open(path, size, NULL);
    free(path);
    return fd;
}

// A piece of the one file, or a whole file: read in one go.
static bool read_piece(void *context, size_t piece, size_t worker) {
    (void)worker;
    const struct reading *reading = context;
    void *into = stack_frame(reading->stack, piece);
    if (reading->fd >= 0)
        return file_read_at(reading->fd, into, reading->stack->frame_bytes,
                            (uint64_t)piece * reading->stack->frame_bytes)
               >= 0;
    int64_t frame = reading->kept->first + (int64_t)piece * reading->kept->step;
    int fd = open_file_of(reading->source, frame, NULL);
    bool good = fd >= 0 && file_read_at(fd, into, reading->stack->frame_bytes, 0) >= 0;
    if (fd >= 0)
        close(fd);
    return good;
}

static bool read_all(struct load_bench *bench, struct fault *fault) {
    const struct recording *recording = bench->recording;
    const struct source *source = recording->source;
    struct reading reading = { .source = source, .kept = &recording->kept, .fd = -1 };
    struct stack stack = { 0 };
    reading.stack = &stack;
    size_t pieces = (size_t)recording->kept.count, piece;
    if (bench->files > 1) {
        piece = (size_t)(bench->file_bytes / (uint64_t)bench->files);
    } else {
        piece = PIECE_BYTES;
        pieces = (size_t)((bench->file_bytes + piece - 1) / piece);
        if ((reading.fd = file_open(source->path, NULL, fault)) < 0)
            return false;
    }
    double start = clock_now();
    bool good =
        stack_reserve(&stack, ELEMENT_U8, (struct shape){ (uint32_t)piece, 1, 1 }, pieces, fault);
    if (good
        && !pool_run(bench->run->pool, POOL_BEHIND, pieces, read_piece, &reading,
                     bench->run->cancel))
        good = fault_set(fault, FAULT_FAILED, "the files cannot be read again");
    if (good)
        note_time(&bench->limits, start);
    if (reading.fd >= 0)
        close(reading.fd);
    stack_release(&stack);
    return good;
}

struct decoding {
    struct source *source;
    const struct indices *kept;
    size_t *starts;                 // of the chunks of frames
    struct source_cursor **cursors; // of each hand
    void **into;
    size_t bytes;
};

static bool decode_frame(const struct decoding *decoding, size_t index, size_t hand) {
    struct fault fault = { 0 };
    struct frame_note note = { 0 };
    if (!decoding->cursors[hand])
        decoding->cursors[hand] = source_cursor_open(decoding->source, &fault);
    if (!decoding->into[hand])
        decoding->into[hand] = alloc_try(decoding->bytes, 1);
    bool good = decoding->cursors[hand] && decoding->into[hand];
    if (good)
        source_read(decoding->source, decoding->cursors[hand],
                    decoding->kept->first + (int64_t)index * decoding->kept->step,
                    decoding->into[hand], &note);
    free(note.reason);
    fault_clear(&fault);
    return good;
}

static bool decode_chunk(void *context, size_t chunk, size_t hand) {
    const struct decoding *decoding = context;
    for (size_t i = decoding->starts[chunk]; i < decoding->starts[chunk + 1]; i++)
        if (!decode_frame(decoding, i, hand))
            return false;
    return true;
}

static bool decode_all(struct load_bench *bench, struct fault *fault) {
    struct pool *pool = bench->run->pool;
    struct recording *recording = bench->recording;
    struct decoding decoding = { .source = recording->source, .kept = &recording->kept };
    source_frame_bytes(recording->source, &decoding.bytes);
    decoding.cursors = alloc_zeroed(pool_hands(pool), sizeof(struct source_cursor *));
    decoding.into = alloc_zeroed(pool_hands(pool), sizeof(void *));
    size_t frames = (size_t)recording->kept.count, chunks;
    decoding.starts = loader_chunks(recording->source, recording->ledger, 0, frames, decoding.bytes,
                                    pool_workers(pool), &chunks);
    bool good = true;
    double start = clock_now();
    if (recording->source->info.access == ACCESS_SEQUENTIAL)
        for (size_t i = 0; good && i < frames && !cancel_asked(bench->run->cancel); i++)
            good = decode_frame(&decoding, i, pool_workers(pool));
    else
        good = pool_run(pool, POOL_BEHIND, chunks, decode_chunk, &decoding, bench->run->cancel);
    if (good)
        note_time(&bench->limits, start);
    for (size_t i = 0; i < pool_hands(pool); i++) {
        if (decoding.cursors[i])
            source_cursor_close(recording->source, &decoding.cursors[i]);
        free(decoding.into[i]);
    }
    free(decoding.starts);
    free(decoding.cursors);
    free(decoding.into);
    if (!good || cancel_asked(bench->run->cancel))
        return fault_set(fault, FAULT_FAILED, "the frames cannot be decoded again");
    return true;
}

// ── both ───────────────────────────────────────────────────────────────────────────────────

// Frames are stored as they are when their bytes are all in the file.
static void look_at_files(struct load_bench *bench) {
    const struct recording *recording = bench->recording;
    const struct source *source = recording->source;
    const struct indices *kept = &recording->kept;
    size_t frame_bytes;
    source_frame_bytes(source, &frame_bytes);
    bench->files = source->info.files == source->info.frames ? kept->count : 1;
    bench->file_bytes = 0;
    for (int64_t i = 0; i < bench->files; i++) {
        uint64_t size = 0;
        int fd = open_file_of(source, kept->first + i * kept->step, &size);
        if (fd >= 0)
            close(fd);
        bench->file_bytes += size;
    }
    bench->is_plain = bench->file_bytes >= (uint64_t)frame_bytes * (uint64_t)kept->count;
}

static bool limit_once(struct load_bench *bench, struct fault *fault) {
    stack_release(&bench->recording->stack);
    return bench->is_plain ? read_all(bench, fault) : decode_all(bench, fault);
}

static void say(const struct load_bench *bench, bool is_load) {
    const struct recording *recording = bench->recording;
    struct text *out = &bench->run->out;
    double limit = bench_seconds(&bench->limits), load = bench_seconds(&bench->loads);
    double seconds = is_load ? load : limit, of_limit = is_load ? limit / load : 1.0;
    double gbps = (double)recording->plan.bytes / seconds * 1e-9;
    const char *kind = is_load ? recording->source->info.kind : bench->is_plain ? "read" : "decode";
    if (!bench->run->session.json) {
        text_addf(out, "%-8s %8" PRId64 " %12" PRIu64 " %10.6f %8.3f %8.3f", kind, bench->files,
                  recording->plan.bytes, seconds, gbps, of_limit);
        if (is_load)
            text_addf(out, " %8.3f", (double)bench->resident / (double)recording->plan.bytes);
        text_add_char(out, '\n');
        return;
    }
    text_addf(out, "{\"name\": \"%s\", \"files\": %" PRId64 ", \"bytes\": %" PRIu64, kind,
              bench->files, recording->plan.bytes);
    text_add(out, ", \"seconds\": ");
    text_add_double(out, seconds);
    text_add(out, ", \"gbps\": ");
    text_add_double(out, gbps);
    text_add(out, ", \"of_limit\": ");
    text_add_double(out, of_limit);
    if (is_load)
        text_addf(out, ", \"resident\": %" PRIu64, bench->resident);
    text_add(out, "}\n");
}

static bool bench_path(struct load_bench *bench, struct fault *fault) {
    bool good = load_once(bench, fault); // its files are in the page cache then
    bench->loads.runs = 0;
    bench->resident = 0;
    if (good)
        look_at_files(bench);
    size_t rounds = 1;
    for (size_t round = 0; good && round < rounds; round++) {
        good = limit_once(bench, fault) && load_once(bench, fault);
        rounds = good ? bench_runs_wanted(&bench->loads) : 0;
    }
    if (good) {
        say(bench, false);
        say(bench, true);
    }
    recording_close(&bench->recording);
    bench_times_free(&bench->loads);
    bench_times_free(&bench->limits);
    return good;
}

bool bench_load(struct run *run, struct fault *fault) {
    const struct session *session = &run->session;
    if (session->path_count < 2)
        return fault_set(fault, FAULT_USAGE, "bench load: name a file, folder or pattern to load");
    if (!session->json)
        text_addf(&run->out, "%-8s %8s %12s %10s %8s %8s %8s\n", "name", "files", "bytes",
                  "seconds", "GB/s", "of_limit", "resident");
    bool good = true;
    for (size_t i = 1; good && i < session->path_count; i++) {
        struct load_bench bench = { .run = run, .session = *session };
        bench.session.paths = &session->paths[i];
        bench.session.path_count = 1;
        good = bench_path(&bench, fault);
    }
    return good;
}
