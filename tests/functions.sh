# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors
#
# What a shell test starts with:
#
#     . "$BLITZ_SOURCE/tests/functions.sh"
#     begin 'info names the kind'
#     run info demo:
#     expect_status 0
#     expect_out_has 'demo'
#
# A case goes from `begin` to the next one or to the end. Its first expectation that fails makes
# it "not ok" and prints what was found; the rest of it is not looked at. A test needs no
# `exit`: the status comes from the cases. The working directory is a new empty folder, the
# environment is pinned, and both are gone afterwards.
#
# shellcheck shell=sh

: "${BLITZ:?the program under test}" "${BLITZ_SOURCE:?the source folder}"

scratch=$(mktemp -d "${TMPDIR:-/tmp}/blitz-test.XXXXXX") || exit 99
mkdir "$scratch/home" "$scratch/work" "$scratch/result" || exit 99
HOME=$scratch/home
XDG_CONFIG_HOME=$HOME/config XDG_STATE_HOME=$HOME/state XDG_CACHE_HOME=$HOME/cache
TERM=xterm-256color LC_ALL=C.UTF-8 TZ=UTC
export HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME TERM LC_ALL TZ
unset BLITZ_MEMORY BLITZ_CACHE BLITZ_GRAPHICS NO_COLOR COLORTERM COLUMNS LINES
cd "$scratch/work" || exit 99

out=$scratch/result/out # what the last `run` wrote to stdout
err=$scratch/result/err # and to stderr
status=                 # and its exit status
case_name=
case_failed=
cases_failed=0
: >"$out"
: >"$err"

# begin NAME: starts a case.
begin() {
    finish_case
    case_name=$1
    case_failed=
}

finish_case() {
    [ -n "$case_name" ] || return 0
    if [ -n "$case_failed" ]; then
        echo "not ok - $case_name"
        cases_failed=$((cases_failed + 1))
    else
        echo "ok - $case_name"
    fi
    case_name=
}

finish_test() {
    finish_status=$?
    # A script that ends early by itself has failed in the case that was open.
    [ "$finish_status" -eq 0 ] || case_failed=yes
    finish_case
    cd / || exit 99
    chmod -R u+w "$scratch" 2>/dev/null
    rm -rf "$scratch"
    [ "$finish_status" -ne 77 ] || exit 77
    [ "$cases_failed" -eq 0 ] || exit 1
    exit "$finish_status"
}
trap finish_test EXIT
trap 'exit 130' INT TERM HUP

# fail TEXT: the case that is open is not ok.
fail() {
    [ -n "$case_failed" ] || {
        echo "# $case_name: $1"
        sed 's/^/#   out: /' "$out" | cut -c 1-400 | head -n 30
        sed 's/^/#   err: /' "$err" | cut -c 1-400 | head -n 30
    }
    case_failed=yes
}

# skip_all WHY: what the test needs is not there.
skip_all() {
    echo "ok - skipped # SKIP $1"
    case_name=
    exit 77
}

# need_data NAME: sets $data to a file of the test data, or skips the test.
# shellcheck disable=SC2034
need_data() {
    data=${BLITZ_TEST_DATA:-}/$1
    [ -e "$data" ] || skip_all "$1 is not there"
}

# run ARGUMENTS: runs blitz without a terminal and without input.
run() {
    run_program "$BLITZ" "$@"
}

run_program() {
    status=0
    "$@" >"$out" 2>"$err" </dev/null || status=$?
}

expect_status() {
    [ "$status" -eq "$1" ] || fail "exit status $status instead of $1"
}

# expect_out TEXT: stdout is exactly TEXT and a newline (or nothing at all for '').
expect_out() {
    expect_text "$out" stdout "$1"
}

expect_err() {
    expect_text "$err" stderr "$1"
}

expect_text() {
    if [ -z "$3" ]; then
        [ ! -s "$1" ] || fail "$2 is not empty"
    else
        printf '%s\n' "$3" | cmp -s - "$1" || fail "$2 is not: $3"
    fi
}

# expect_out_has TEXT: a line of stdout has TEXT in it, taken literally.
expect_out_has() {
    grep -qF -e "$1" "$out" || fail "stdout lacks: $1"
}

expect_err_has() {
    grep -qF -e "$1" "$err" || fail "stderr lacks: $1"
}

expect_out_lacks() {
    ! grep -qF -e "$1" "$out" || fail "stdout has: $1"
}

# expect_plain: neither output has an escape or another control byte.
expect_plain() {
    ! LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$out" "$err" ||
        fail 'control bytes in the output'
}

# expect_same FILE FILE: byte for byte.
expect_same() {
    cmp -s "$1" "$2" || fail "$1 and $2 differ"
}

# expect COMMAND...: the command succeeds.
expect() {
    "$@" >>"$out" 2>>"$err" || fail "$*"
}

# make_file ARGUMENTS: see tests/maker.c.
make_file() {
    "$BLITZ_MAKER" "$@" || fail "maker $*"
}

# expect_json FILE PATH 'TYPE VALUE': a value of a JSON text.
expect_json() {
    json_found=$("$BLITZ_MAKER" json "$1" "$2" 2>&1)
    [ "$json_found" = "$3" ] || fail "$2 is $json_found, not $3"
}

# expect_values FILE.npy 'TYPE (SHAPE)' VALUE...: type, shape and every value of an array.
expect_values() {
    values_of=$1
    shift
    printf '%s\n' "$@" >"$scratch/result/wanted"
    "$BLITZ_MAKER" values "$values_of" >"$scratch/result/found" 2>&1
    cmp -s "$scratch/result/wanted" "$scratch/result/found" ||
        fail "$values_of holds: $(tr '\n' ' ' <"$scratch/result/found" | cut -c 1-300)"
}
