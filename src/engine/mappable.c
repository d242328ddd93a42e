// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "engine/mappable.h"

#include "base/file.h"
#include "base/size.h"
#include "stack/mapping.h"
#include "stack/stack.h"

#include <stdlib.h>
#include <unistd.h>

bool mappable_as_run(const struct source *source, const struct conversion *conversion) {
    const struct contiguous *run = &source->info.contiguous;
    if (!run->is || !conversion->is_identity || source->info.frames < 1)
        return false;
    size_t bytes, last;
    uint64_t size;
    source_frame_bytes(source, &bytes);
    int fd = file_open(source->path, &size, NULL);
    if (fd < 0)
        return false;
    close(fd);
    return size_multiply((size_t)source->info.frames - 1, run->stride, &last)
           && size_add(last, run->offset, &last) && size_add(last, bytes, &last) && last <= size
           && mapping_has_room(last);
}

static bool stands_as_it_is(struct source *source, int64_t index) {
    struct frame_place place;
    struct frame_note note;
    bool found = source_locate(source, index, &place, &note);
    if (found)
        close(place.fd);
    free(note.reason);
    return found;
}

const char *mappable_by_frames(struct source *source, const struct conversion *conversion,
                               struct indices wanted, uint64_t room, struct cancel *cancel,
                               size_t *apart) {
    *apart = 0;
    size_t bytes, part, all;
    if (!conversion->is_identity)
        return "its samples must be converted, cropped or binned";
    if (wanted.count < 1 || !stands_as_it_is(source, wanted.first))
        return "its frames are packed, swapped or cut in pieces";
    if ((uint64_t)wanted.count > mapping_most_parts())
        return "its frames are more than the system maps at once (vm.max_map_count)";
    if (!source_frame_bytes(source, &bytes) || !mapping_part_bytes(bytes, &part)
        || !size_multiply(part, (size_t)wanted.count, &all) || !mapping_has_room(all))
        return "ulimit -v leaves too few addresses for its frames";
    for (int64_t i = 1; i < wanted.count; i++) {
        if (cancel_asked(cancel))
            return "it was stopped";
        *apart += !stands_as_it_is(source, wanted.first + i * wanted.step);
        if (*apart > room / bytes)
            return "too many of its frames are packed, damaged or of another size";
    }
    return NULL;
}
