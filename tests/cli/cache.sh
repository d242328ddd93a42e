# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# The disk cache: recordings that are decoded once. 20 frames of 40 000 bytes, one of which is cut.
mkdir f
for i in 00 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19; do
    make_file pgm f/i$i.pgm 200 200 255 1 2 3 4 5 6 "7$i"
done
head -c 20000 f/i07.pgm >short.pgm && mv short.pgm f/i07.pgm

# held: how many recordings the cache holds.
held() {
    find "$XDG_CACHE_HOME/blitz" -name '*.stack' | wc -l
}

begin 'what is decoded into it gives the same results'
for how in ram cache cache; do
    run reduce mean,median,std f -o $how.npy --force --fit=$how
    expect_status 3
    expect_err_has 'frame 7 (i07.pgm), recovered'
    run series f -o $how.csv --force --fit=$how
    expect_status 3
done
for op in mean median std; do
    expect_same ram.$op.npy cache.$op.npy
done
expect_same ram.csv cache.csv
[ "$(held)" -eq 1 ] || fail "there are $(held) recordings"

begin 'it is said where it goes, and found again'
run reduce mean f --fit=cache --dry-run
expect_out_has 'cache, from'
run reduce mean f --fit=cache --crop=0,0,9,9 --dry-run
expect_out_has 'cache, decoded into'
run reduce median f --memory=500K --dry-run
expect_status 0
expect_out_has 'cache, from'
run info --json f --fit=cache
expect_json "$out" plan/fit 'string "cache"'

begin 'other frames and other files are others'
run reduce mean f -q -o x.npy --force --fit=cache -n 0:5
run reduce mean f -q -o x.npy --force --fit=cache --bin=2
[ "$(held)" -eq 3 ] || fail "there are $(held) recordings"
cp f/i00.pgm f/i03.pgm
run reduce mean f --fit=cache --dry-run
expect_out_has 'decoded into'

begin 'list, verify and clear'
run cache
expect_status 0
expect_out_has '3 recordings'
run cache list --json
expect_json "$out" 0/frames 'number 20'
run cache verify
expect_status 0
for file in "$XDG_CACHE_HOME"/blitz/*.stack; do
    printf X | dd of="$file" bs=1 seek=65536 conv=notrunc 2>/dev/null
done
run cache verify
expect_status 3
[ "$(grep -c '^BAD ' "$out")" -eq 3 ] || fail 'damage was not found'
run cache clear
expect_status 0
[ "$(held)" -eq 0 ] || fail 'not all were removed'
run cache burn
expect_status 2

begin 'elsewhere, and nowhere'
run reduce mean f -q -o x.npy --force --fit=cache --cache=there/below
expect_status 3
[ "$(find there/below -name '*.stack' | wc -l)" -eq 1 ] || fail 'it is not there'
BLITZ_CACHE=there/below run cache
expect_out_has '1 recording'
run reduce mean f --fit=cache --cache=none
expect_status 4
expect_err_has '--cache=DIR'
run reduce mean demo: --fit=cache
expect_status 4
expect_err_has 'in no files'
run cache --cache=none
expect_status 5

begin 'a file that is damaged, or half written, is made anew'
for file in there/below/*.stack; do
    head -c 100000 "$file" >half && mv half "$file"
    : >"$file.123.part"
done
run reduce mean f -o y.npy --force --fit=cache --cache=there/below
expect_status 3
expect_same x.npy y.npy
[ "$(find there/below -type f | wc -l)" -eq 1 ] || fail 'something is left over'

begin 'a stop leaves nothing'
run reduce mean f --on-error=fail --fit=cache --cache=stopped
expect_status 1
[ -z "$(ls stopped)" ] || fail 'something is left over'
