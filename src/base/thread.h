// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_BASE_THREAD_H
#define BLITZ_BASE_THREAD_H

#include "base/fault.h"

#include <pthread.h>
#include <stdbool.h>

// Starts a thread that is named (at most 15 bytes show in tools) and blocks all signals,
// so that only the main thread ever handles one.
bool thread_start(pthread_t *thread, const char *name, void *(*run)(void *), void *argument,
                  struct fault *fault);

#endif
