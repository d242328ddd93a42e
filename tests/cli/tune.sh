# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

make_file npy two.npy u1 2,2,2 10 10 30 30 10 30 30 30
make_file npy even.npy u1 1,2,2 10 10 30 30
make_file npy flat.npy u1 1,1,2 5 5
make_file npy floats.npy f4 1,1,5 0 0 8 8 nan

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

begin 'what cannot be tuned is said'
run tune nonsense flat.npy
expect_status 2
expect_err_has 'tune: nothing that can be tuned is called nonsense'
run tune
expect_status 2
expect_err_has "type 'blitz tune WHAT PATH' with WHAT threshold or register"
