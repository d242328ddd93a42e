// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "session/layer.h"

bool layer_set(struct layer *layer, const struct option *option, bool negated, const char *value,
               struct session *session, struct fault *fault) {
    size_t place = (size_t)(option - options);
    bool first = !option_is_marked(&layer->touched, place);
    if (negated || (first && option->flags & OPTION_REPEATABLE))
        option_clear(option, session);
    option_mark(&layer->touched, place);
    return negated || option_set(option, session, value, fault);
}
