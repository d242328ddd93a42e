// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_BATCH_TRUTH_H
#define BLITZ_BATCH_TRUTH_H

#include "output/json.h"

// Adds the key "truth" of a demo recording: what its frames are made of, in closed form.
void truth_json(const char *path, struct json *json);

#endif
