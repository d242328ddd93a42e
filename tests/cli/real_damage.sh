# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Damaged and hostile files: no crash, no wait, no control byte, and a word when it fails.
need_data fuzz
find "$data" -type f | LC_ALL=C sort >files

begin 'each ends with a status of its own'
while IFS= read -r file; do
    run_program timeout 60 "$BLITZ" check "$file"
    case $status in
    0 | 6) [ -s "$out" ] || fail "$file: status $status, not a word" ;;
    1 | 2 | 4 | 5) [ "$(wc -l <"$err")" -eq 1 ] || fail "$file: not one line on stderr" ;;
    *) fail "$file: status $status" ;;
    esac
    expect_plain
done <files
