// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/layer.h"

bool layer_set(struct layer *layer, const struct option *option, bool negated, const char *value,
               struct session *session, struct fault *fault) {
    uint64_t bit = (uint64_t)1 << (option - options);
    bool first = !(layer->touched & bit);
    if (negated || (first && option->flags & OPTION_REPEATABLE))
        option_clear(option, session);
    layer->touched |= bit;
    return negated || option_set(option, session, value, fault);
}
