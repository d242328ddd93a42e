// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "ui/viewer.h"

bool viewer_run(const struct session *session, struct fault *fault) {
    (void)session;
    return fault_set(fault, FAULT_FAILED, "the viewer is not there yet");
}
