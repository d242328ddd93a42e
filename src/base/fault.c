// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/fault.h"

#include "base/alloc.h"

#include <stdarg.h>
#include <stdlib.h>

bool fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...) {
    if (!fault)
        return false;
    va_list arguments;
    va_start(arguments, format);
    char *text = alloc_vformat(format, arguments);
    va_end(arguments);
    free(fault->text);
    fault->kind = kind;
    fault->text = text;
    return false;
}

bool fault_prefix(struct fault *fault, const char *format, ...) {
    if (!fault)
        return false;
    va_list arguments;
    va_start(arguments, format);
    char *context = alloc_vformat(format, arguments);
    va_end(arguments);
    char *text = alloc_format("%s: %s", context, fault_text(fault));
    free(context);
    free(fault->text);
    fault->text = text;
    return false;
}

bool fault_move(struct fault *to, struct fault *from) {
    if (!to) {
        fault_clear(from);
        return false;
    }
    free(to->text);
    *to = *from;
    *from = (struct fault){ 0 };
    return false;
}

const char *fault_text(const struct fault *fault) {
    return fault && fault->text ? fault->text : "";
}

void fault_clear(struct fault *fault) {
    if (!fault)
        return;
    free(fault->text);
    *fault = (struct fault){ 0 };
}
