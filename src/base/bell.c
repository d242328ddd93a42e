// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#include "base/bell.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

bool bell_open(struct bell *bell, struct fault *fault) {
    bell->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (bell->fd < 0)
        return fault_set(fault, FAULT_FAILED, "cannot make a wake-up descriptor: %s",
                         strerror(errno));
    return true;
}

void bell_ring(struct bell *bell) {
    eventfd_write(bell->fd, 1); // a full counter is still a ring
}

void bell_drain(struct bell *bell) {
    eventfd_t rings;
    eventfd_read(bell->fd, &rings);
}

bool bell_wait(struct bell *bell, int timeout_ms) {
    struct pollfd poll_fd = { .fd = bell->fd, .events = POLLIN };
    bool rang = poll(&poll_fd, 1, timeout_ms) > 0;
    if (rang)
        bell_drain(bell);
    return rang;
}

void bell_close(struct bell *bell) {
    if (bell->fd >= 0)
        close(bell->fd);
    bell->fd = -1;
}
