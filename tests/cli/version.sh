# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

begin 'a build runs'
run --version
expect_status 0
expect_err ''
expect_plain
