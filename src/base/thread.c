// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/thread.h"

#include <errno.h>
#include <signal.h>
#include <string.h>

bool thread_start(pthread_t *thread, const char *name, void *(*run)(void *), void *argument,
                  struct fault *fault) {
    sigset_t all, before;
    sigfillset(&all);
    // Faults of the thread itself must reach it: a blocked SIGBUS ends the process.
    sigdelset(&all, SIGBUS);
    sigdelset(&all, SIGSEGV);
    sigdelset(&all, SIGFPE);
    sigdelset(&all, SIGILL);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(thread, NULL, run, argument);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    // Too many threads, or no memory for one more stack.
    if (error)
        return fault_set(fault, error == EAGAIN ? FAULT_LIMIT : FAULT_FAILED,
                         "cannot start the %s thread: %s; --jobs=1 starts fewer", name,
                         strerror(error));
    pthread_setname_np(*thread, name);
    return true;
}
