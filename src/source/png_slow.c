// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// png_quick.h where there is no libdeflate.

#include "source/png_quick.h"

bool png_quick_read(struct png_quick *quick, int fd, uint64_t size, const struct png_wanted *wanted,
                    void *into) {
    (void)quick, (void)fd, (void)size, (void)wanted, (void)into;
    return false;
}

void png_quick_free(struct png_quick *quick) {
    (void)quick;
}

const char *png_quick_version(void) {
    return NULL;
}
