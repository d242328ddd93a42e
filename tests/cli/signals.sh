# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# A signal ends a verb at once, with 128 + its number and no file left.

# interrupted SIGNAL STATUS ARGUMENTS
interrupted() {
    signal=$1 wanted=$2
    shift 2
    "$BLITZ" "$@" >"$out" 2>"$err" </dev/null &
    # When the first temporary file is there, or after some time of work.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        [ -z "$(ls -A)" ] || break
        sleep 0.1
    done
    kill "-$signal" $!
    status=0
    wait $! || status=$?
    expect_status "$wanted"
    expect_out ''
    left=$(ls -A)
    [ -z "$left" ] || fail "left behind: $(echo "$left" | head -n 3)"
}

long='demo:jet?frames=100000,size=256x256'
begin 'INT while exporting'
interrupted INT 130 export "$long" -o x.npy --memory=40M
begin 'TERM while exporting'
interrupted TERM 143 export "$long" -o x.tif --memory=40M
begin 'HUP while exporting'
interrupted HUP 129 export "$long" -o x.npy --memory=40M
begin 'TERM while a PNG a frame is written'
interrupted TERM 143 export "$long" -o x.png --memory=40M
begin 'INT while reducing'
interrupted INT 130 reduce mean "$long" --memory=40M
begin 'TERM while checking'
interrupted TERM 143 check "$long"
begin 'TERM while measuring'
interrupted TERM 143 series "$long" -o x.csv

begin 'a reader that has seen enough'
{
    status=0
    "$BLITZ" series --json 'demo:?frames=2000,size=16x16' 2>"$err" || status=$?
    echo "$status" >status
} | head -n 1 >"$out"
expect_out '['
[ "$(cat status)" -eq 141 ] || fail "status $(cat status)"
[ ! -s "$err" ] || fail "said: $(cat "$err")"
