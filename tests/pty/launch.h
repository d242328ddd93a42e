// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors
//
// Starting a program on a pty as the foreground job of a session, under a keeper that plays
// the shell: without one its process group is orphaned, and the kernel then ignores Ctrl-Z.

#ifndef BLITZ_TESTS_PTY_LAUNCH_H
#define BLITZ_TESTS_PTY_LAUNCH_H

#include <stdbool.h>
#include <sys/types.h>

struct launch {
    const char *term, *home, *folder;
    const char *const *environment; // more "NAME=VALUE"; may be NULL
    int master, slave;
    const char *const *argv;
    // Filled in:
    pid_t keeper, program;
    int report; // each change of the program's state: an int as of waitpid(); then the end
};

// A new pty; the master does not block. Both close on exec.
bool launch_terminal(int *master, int *slave);

bool launch_program(struct launch *launch);

#endif
