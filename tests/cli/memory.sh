# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# The budget: planned, shown, kept to.

# 20 frames of 40 000 bytes each, as files, and with their bytes the other way round, so that they
# cannot be mapped.
mkdir f
make_file pgm f/i00.pgm 200 100 4095 1 2 3 4 5 6 7
for i in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19; do
    cp f/i00.pgm f/i$i.pgm
done

# planned LIMIT KEPT STEP FIT [OPTION]...
planned() {
    limit=$1 kept=$2 step=$3 fit=$4
    shift 4
    run info --json f "--memory=$limit" --cache=none "$@"
    expect_status 0
    expect_json "$out" plan/limit "number $limit"
    expect_json "$out" plan/kept "number $kept"
    expect_json "$out" plan/step "number $step"
    expect_json "$out" plan/fit "string \"$fit\""
}

begin 'the viewer thins to what fits'
planned 800000 20 1 ram
expect_json "$out" plan/need 'number 800000'
expect_json "$out" bytes 'number 800000'
planned 799999 10 2 thin
expect_json "$out" bytes 'number 400000'
planned 320000 7 3 thin
planned 140000 3 3 thin -n :7
planned 40000 1 20 thin

begin 'or bins, as asked'
run info --json f --memory=200000 --fit=bin
expect_json "$out" plan/bin 'number 2'
expect_json "$out" height 'number 50'

begin 'or refuses'
for fit in fail ram; do
    run info f --memory=799999 --fit=$fit
    expect_status 4
    expect_out ''
    expect_err_has 'needs 781 KiB of memory, the limit is 781 KiB (--memory)'
done
run info f --memory=39999 --cache=none
expect_status 4

begin 'a batch verb streams what one pass can do'
run reduce mean f --memory=500K --dry-run
expect_status 0
expect_out_has '20 x 100 x 200 x u16 = 781 KiB of 500 KiB (--memory): stream'
run reduce mean f --memory=500K
expect_status 0
run series f --memory=100K
expect_status 0
run check f --memory=100K
expect_status 0

begin 'and refuses what one pass cannot'
run reduce median f --memory=500K --cache=none
expect_status 4
expect_out ''
expect_err_has '--memory'
run reduce median f --memory=500K --cache=none --dry-run
expect_status 4

begin 'thinned only when asked, and then it is said'
run reduce median f --memory=500K --fit=thin
[ "$status" -eq 3 ] || [ "$status" -eq 4 ] || fail "status $status"
run series f --memory=320000 --fit=thin
expect_status 3
expect_err_has 'every 3rd of 20 frames, 13 left out'
[ "$(wc -l <"$out")" -eq 8 ] || fail 'not a row for each frame that is there'
expect_out_has '18,i18.pgm,,ok,'

begin 'results count'
run info --json f --memory=810000
expect_json "$out" plan/fit 'string "ram"'
run reduce mean f --memory=810000 --dry-run
expect_out_has ': stream'

begin 'a contiguous array is mapped'
make_file npy a.npy u2 20,100,200 1 2 3 4
run info --json a.npy --memory=100K
expect_json "$out" plan/fit 'string "map"'
run reduce median a.npy --memory=100K
expect_status 0
run info a.npy --memory=100K --bin=2 --fit=map
expect_status 2

begin 'and so are files, one by one'
mkdir g
for i in 0 1 2 3 4 5 6 7 8 9; do
    make_file pgm g/i$i.pgm 200 200 255 1 2 3 4 5 6 $i
done
run info g --memory=100K
expect_status 0
expect_out_has '10 x 200 x 200 x u8 = 391 KiB of 100 KiB (--memory): map'
run reduce median -o ram.npy g
expect_status 0
run reduce median -o map.npy g --memory=400K
expect_status 0
cmp -s ram.npy map.npy || fail 'the median differs'
run info f --fit=map
expect_status 2
expect_err_has 'its frames are packed, swapped or cut in pieces'

begin 'a frame that no memory holds is not decoded'
printf 'P5\n2147483648 2147483648\n255\n' >huge.pgm
run info huge.pgm
expect_status 4
printf 'P5\n200000 200000\n255\nxx' >big.pgm
run info big.pgm --memory=1G
expect_status 4
expect_err_has 'big.pgm: one frame of 200000 x 200000 pixels needs 37.3 GiB, the limit is 1.00 GiB (--memory)'

begin 'ulimit -v'
# A sanitizer reserves terabytes of addresses, and does not get so far.
# shellcheck disable=SC3045
if (ulimit -v 1000000 && "$BLITZ" --version) >"$out" 2>&1; then
    (ulimit -v 700000 && "$BLITZ" reduce median demo: >"$out" 2>"$err")
    status=$?
    expect_status 4
    expect_out ''
    [ "$(wc -l <"$err")" -eq 1 ] || fail 'not one line'
    # A mapped file takes addresses too: neither it nor the disk cache has enough of them.
    truncate -s 1G long.raw
    (ulimit -v 1000000 && "$BLITZ" reduce mean long.raw --raw=1024x1024:u8 --dry-run) >"$out" 2>"$err"
    status=$?
    expect_status 0
    expect_out_has ': stream'
    (ulimit -v 1000000 && "$BLITZ" info long.raw --raw=1024x1024:u8) >"$out" 2>"$err"
    status=$?
    expect_status 0
    expect_out_has '(ulimit -v): thin'
    rm long.raw
fi
