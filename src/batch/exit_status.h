// SPDX-License-Identifier: GPL-3.0-or-later
// Copyright (C) 2026 The blitz authors

#ifndef BLITZ_BATCH_EXIT_STATUS_H
#define BLITZ_BATCH_EXIT_STATUS_H

// Exit statuses; written in the man page and never changed.
enum exit_status {
    EXIT_GOOD = 0,
    EXIT_FAILED = 1, // no result
    EXIT_USAGE = 2,
    EXIT_INCOMPLETE = 3, // a result, but of less than was asked for
    EXIT_LIMIT = 4,      // refused: memory or disk
    EXIT_NOTHING = 5,    // nothing matched
    EXIT_FINDING = 6,    // check or --fail-on found something
};

#endif
