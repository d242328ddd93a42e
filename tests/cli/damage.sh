# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Damage of every container: said, kept in its place, never a crash.

# damaged FILE: status of check and of reduce for the file cut at each of some places.
damaged() {
    size=$(wc -c <"$1")
    for part in 1 10 25 50 75; do
        head -c $((size * part / 100)) "$1" >"cut.${1##*.}"
        run check "cut.${1##*.}"
        [ "$status" -eq 1 ] || [ "$status" -eq 6 ] || fail "$1 cut at $part %: check gives $status"
        expect_plain
        run reduce mean "cut.${1##*.}"
        case $status in
        1 | 3 | 5) [ -s "$err" ] || fail "$1 cut at $part %: not a word" ;;
        *) fail "$1 cut at $part %: reduce gives $status" ;;
        esac
    done
}

numbers='1 200 3 17 90 250 4 77 30 11 99 141'

begin 'a PNG cut short'
# shellcheck disable=SC2086
make_file png a.png 64 64 16 1 0 $numbers
damaged a.png

begin 'a TIFF cut short'
# shellcheck disable=SC2086
make_file tiff a.tif 3 64 64 16 $numbers
damaged a.tif

begin 'an NPY cut short'
# shellcheck disable=SC2086
make_file npy a.npy u2 5,32,32 $numbers
damaged a.npy
head -c 6000 a.npy >cut.npy
run check --json cut.npy
expect_json "$out" frames 'number 5'
expect_json "$out" ok 'number 2'

begin 'a PGM cut short'
# shellcheck disable=SC2086
make_file pgm a.pgm 64 64 255 $numbers
damaged a.pgm

begin 'videos cut short'
need_data video/torchcodec/h265_video.mp4
cp "$data" a.mp4
damaged a.mp4
