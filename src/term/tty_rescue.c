// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// A signal handler can reach only static memory: one atomic pointer to a plain value that is
// complete before it is published. Taking it out makes the rescue happen once, also when a
// second signal comes in between.

#include "term/tty_rescue.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static const struct rescue *_Atomic armed;

void rescue_arm(const struct rescue *rescue) {
    atomic_store(&armed, rescue);
}

void rescue_forget(void) {
    atomic_store(&armed, NULL);
}

// A terminal that takes nothing for so long is not waited for by a dying program.
#define PATIENCE_MS 200

static void write_all(int fd, const char *bytes, size_t count) {
    while (count) {
        ssize_t written = write(fd, bytes, count);
        if (written > 0) {
            bytes += written;
            count -= (size_t)written;
        } else if (written < 0 && errno == EAGAIN) {
            struct pollfd wait = { .fd = fd, .events = POLLOUT };
            if (poll(&wait, 1, PATIENCE_MS) <= 0)
                return;
        } else if (written == 0 || errno != EINTR) {
            return;
        }
    }
}

void rescue_now(void) {
    const struct rescue *rescue = atomic_exchange(&armed, NULL);
    if (!rescue)
        return;
    int error = errno;
    write_all(rescue->fd, rescue->bytes, rescue->count);
    // Not TCSAFLUSH: it would wait for a terminal that takes nothing.
    tcflush(rescue->fd, TCIFLUSH);
    tcsetattr(rescue->fd, TCSANOW, &rescue->settings);
    errno = error;
}

// The action is back to the default already (SA_RESETHAND); the signal that is raised here is
// delivered, and ends the process, when the handler returns.
static void die(int number) {
    rescue_now();
    raise(number);
}

void rescue_catch_signals(void) {
    static const int deadly[] = { SIGTERM, SIGHUP,  SIGINT, SIGQUIT, SIGSEGV, SIGBUS,
                                  SIGILL,  SIGABRT, SIGFPE, SIGXCPU, SIGSYS };
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        struct sigaction old, new = { .sa_handler = die };
        sigemptyset(&new.sa_mask);
        new.sa_flags = (int)SA_RESETHAND;
        if (sigaction(deadly[i], NULL, &old) == 0 && !(old.sa_flags & SA_SIGINFO)
            && old.sa_handler == SIG_DFL)
            sigaction(deadly[i], &new, NULL);
    }
}
