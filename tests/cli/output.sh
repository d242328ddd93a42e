# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Results are whole or not there, and never take the place of something by accident.
demo='demo:jet?frames=30,size=64x48'

# nothing_left: no file of blitz is in the working folder.
nothing_left() {
    left=$(find . -type f ! -name 'keep*')
    [ -z "$left" ] || fail "left behind: $left"
}

begin 'an existing file stays'
echo old >keep.npy
run export "$demo" -o keep.npy
expect_status 1
expect_out ''
expect_err_has 'keep.npy: exists already; use --force to replace it'
[ "$(cat keep.npy)" = old ] || fail 'it was replaced'
echo old >keep.csv
run series "$demo" -o keep.csv
expect_status 1
expect_err_has '--force'
[ "$(cat keep.csv)" = old ] || fail 'it was replaced'

begin '--force replaces it'
run series "$demo" -o keep.csv --force
expect_status 0
[ "$(wc -l <keep.csv)" -eq 31 ] || fail 'not 31 lines'

begin 'no such folder, and a folder in the place of a file'
run export "$demo" -o gone/x.npy
expect_status 1
expect_err_has 'gone/x.npy: '
mkdir folder.npy
run export "$demo" -o folder.npy --force
expect_status 1
expect_err_has 'folder.npy: '
nothing_left

begin 'a suffix that says nothing'
for name in x x.foo x.npy/; do
    run export "$demo" -o "$name"
    expect_status 2
    run series "$demo" -o "$name"
    expect_status 2
done
expect_err_has '.csv, .tsv or .json'
run export "$demo"
expect_status 2
expect_err_has '-o frames.npy'
nothing_left

begin 'a file that would be too large'
for suffix in npy tif; do
    (
        trap '' XFSZ
        ulimit -f 100
        "$BLITZ" export "$demo" -o big.$suffix 2>"$err"
        echo $? >keep.status
    )
    [ "$(cat keep.status)" -eq 1 ] || fail "status $(cat keep.status)"
    expect_err_has "big.$suffix: would be larger than a file may be"
    nothing_left
done

begin 'a full disk leaves nothing'
mkdir disk
if mount -t tmpfs -o size=100k tmpfs disk 2>/dev/null; then
    for suffix in npy tif png; do
        run export "$demo" -o disk/x.$suffix
        if [ $suffix = png ]; then
            expect_status 1
            expect_err_has 'the disk is full'
        else
            expect_status 4
            expect_err_has "x.$suffix: needs 180 KiB, the disk has 100 KiB"
        fi
        left=$(ls -A disk)
        [ -z "$left" ] || fail "left behind: $left"
    done
    run reduce mean,std 'demo:jet?frames=2,size=160x120' -o disk/r.npy --provenance
    expect_status 4
    left=$(ls -A disk)
    [ -z "$left" ] || fail "left behind: $left"
    umount disk
fi

begin 'stdout is full'
for words in "series $demo" "info $demo" "check $demo" "reduce mean $demo" formats doctor --help --version \
    "info --print-command $demo" "info --dry-run $demo"; do
    status=0
    # shellcheck disable=SC2086
    "$BLITZ" $words >/dev/full 2>"$err" || status=$?
    expect_status 1
    expect_err_has 'cannot write the output'
done

begin 'stdout is closed'
status=0
"$BLITZ" series "$demo" >&- 2>"$err" || status=$?
expect_status 1
"$BLITZ" export "$demo" -o keep.closed.npy >&- 2>"$err" </dev/null || fail 'export needs no stdout'
"$BLITZ" export "$demo" -o keep.closed2.npy >&- 2>&- <&- || fail 'export needs no descriptors'
expect_same keep.closed.npy keep.closed2.npy

begin 'a reader that goes away'
"$BLITZ" series 'demo:jet?frames=3000,size=16x16' 2>"$err" | head -n 1 >"$out"
expect_out_has 'frame,source'

begin 'no escape sequence goes to a file'
run series "$demo"
expect_plain
run info "$demo" --color=always
expect_plain
