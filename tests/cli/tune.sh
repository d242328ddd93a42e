# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

make_file npy two.npy u1 2,2,2 10 10 30 30 10 30 30 30
make_file npy even.npy u1 1,2,2 10 10 30 30
make_file npy flat.npy u1 1,1,2 5 5
make_file npy floats.npy f4 1,1,5 0 0 8 8 nan

make_file npy four.npy u2 1,2,2 2 3 5 9
# shellcheck disable=SC2046
make_file npy far.npy u2 1,1,513 $(seq 0 511) 60000

begin 'threshold: two equal classes are parted in the middle'
run tune threshold even.npy --json
expect_status 0
expect_err_has 'threshold 20 DN, 50 % above, separation 1'
cp "$out" printed.json
expect_json printed.json 0/threshold 'number 20'
expect_json printed.json 0/n 'number 4'
expect_json printed.json 0/above 'number 0.5'

begin 'the share above it in each frame'
run tune threshold two.npy
expect_status 0
[ "$(cut -d, -f1,2,4,5 "$out")" = 'frame,zone,n,above [1]
0,all,4,0.5
1,all,4,0.75' ] || fail 'another series'

begin 'in a zone'
run tune threshold two.npy --roi=a=rect:0,0,2,1
expect_status 0
[ "$(cut -d, -f1,2,4,5 "$out" | tail -n 2)" = '0,a,2,0
1,a,2,0.5' ] || fail 'another series'

begin 'what is NaN is not counted'
run tune threshold floats.npy
expect_status 0
[ "$(cut -d, -f1,2,4,5 "$out" | tail -n 1)" = '0,all,4,0.5' ] || fail 'another series'

begin 'the same for any number of workers'
run tune threshold 'demo:jet?frames=6,size=64x64' -j1
cp "$out" one
run tune threshold 'demo:jet?frames=6,size=64x64' -j4
expect_status 0
expect_same one "$out"

begin 'equal values have no threshold'
run tune threshold flat.npy
expect_status 1
expect_err_has 'all values are equal: nothing to part'

begin 'exposure: the widest levels that give each value a shade of its own'
run tune exposure four.npy
expect_status 0
[ "$(cat "$out")" = 'zone,low [DN],high [DN],automatic [bit],entropy [bit]
all,2,9,2,2' ] || fail 'another table'
expect_err_has 'all: --levels=2:9 shows 2 bits, the automatic levels 2'

begin 'exposure: one far value does not take the shades from the others'
# 512 values as often as each other, and one of 60000: by hand, the best shades of 240 are two
# values or three wide, which the automatic levels are not.
run tune exposure far.npy --json
expect_status 0
cp "$out" printed.json
expect_json printed.json 0/zone 'string "all"'
expect_json printed.json 0/automatic 'number 1.*'
high=$(sed -n 's/.*"high": \([0-9]*\).*/\1/p' printed.json)
[ "$high" -ge 300 ] && [ "$high" -le 511 ] || fail "levels up to $high"

begin 'exposure: in a zone, of one frame, corrected'
run tune exposure two.npy --roi=a=rect:0,0,2,1 --frame=1
expect_status 0
[ "$(tail -n 1 "$out" | cut -d, -f1-3,5)" = 'a,10,30,1' ] || fail 'other levels'
run tune exposure two.npy --divide=frame:0
expect_status 0
[ "$(head -n 1 "$out" | cut -d, -f2)" = 'low [1]' ] || fail 'another unit'

begin 'exposure: equal values have no levels'
run tune exposure flat.npy
expect_status 1
expect_err_has 'all: all values are equal: no levels to choose'

begin 'exposure: the same for any number of workers'
run tune exposure 'demo:jet?frames=6,size=64x64' --dark=mean:0:3 -j1
cp "$out" one
run tune exposure 'demo:jet?frames=6,size=64x64' --dark=mean:0:3 -j4
expect_status 0
expect_same one "$out"

begin 'what cannot be tuned is said'
run tune nonsense flat.npy
expect_status 2
expect_err_has 'tune: nothing that can be tuned is called nonsense'
run tune
expect_status 2
expect_err_has "type 'blitz tune WHAT PATH' with WHAT one of threshold exposure"
