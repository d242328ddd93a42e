# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# number NAME: the values of that name in printed.json.
number() {
    sed -n "s/.*\"$1\": \([-+.e0-9]*\).*/\1/p" printed.json
}

# near NUMBER WANTED DISTANCE
near() {
    awk -v a="$1" -v b="$2" -v d="$3" 'BEGIN { exit !(a != "" && a - b <= d && b - a <= d) }' ||
        fail "$1 is not $2"
}

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
# 512 values as often as each other, and one of 60000. The percentiles 0.1 and 99.9 are 0.512 and
# 29541.032; shades between these hold 124, 123, 123, 123, 19 and 1 values: 2.171 bits.
run tune exposure far.npy --json
expect_status 0
cp "$out" printed.json
expect_json printed.json 0/zone 'string "all"'
expect_err_has 'the automatic levels 2.171'
near "$(number high)" 405 106
# All 240 shades alike are 7.907 bits.
near "$(number entropy)" 7.86 0.047

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

begin 'background: the amount that a picture was made with'
# Pixels are 100 + 0.25 s: with a quarter of s nothing is left, with all of it 0.75 of its spread.
make_file npy s.npy f4 1,2,2 0 40 80 120
make_file npy quarter.npy f4 1,2,2 100 110 120 130
run tune background --subtract=s.npy quarter.npy --json
expect_status 0
cp "$out" printed.json
expect_json printed.json 0/reference 'string "subtract"'
expect_json printed.json 0/given 'number 1'
expect_json printed.json 0/n 'number 4'
near "$(number amount)" 0.25 1e-6
near "$(number structure)" 0 1e-5
near "$(number before)" 33.541019662 1e-6
expect_err_has 'structure '
expect_err_has ', before 33.54 DN'

begin 'background: pixels of the zones only, once each, and none that is NaN'
make_file npy odd.npy f4 2,3 100 110 999 nan 130 999
make_file npy odd_s.npy f4 2,3 0 40 0 80 120 0
run tune background --subtract=odd_s.npy odd.npy --json --roi=rect:0,0,2,2 --roi=rect:0,0,1,1
expect_status 0
cp "$out" printed.json
expect_json printed.json 0/n 'number 3'
near "$(number amount)" 0.25 1e-6

begin "background: the scale of the demo recording's dark"
# Its dark is 100 and hot pixels, of which the file has half: the scale is 2. Before the front is
# there, the right half shows the spots only, which are everywhere alike.
demo='demo:jet?frames=20,size=256x256'
"$BLITZ" info --json "$demo" | tr -d ' \n' | sed 's/.*"hot_pixels":\[\[\([^a-z]*\)\]\].*/\1/' |
    sed 's/\],\[/\n/g' >hot
awk -F, '{ hot[$1 + 256 * $2] = 2500 }
    END { for (i = 0; i < 65536; i++) printf "%g%s", (100 + hot[i]) / 2, i % 256 == 255 ? "\n" : " " }' \
    hot >dark.txt
run tune background --dark=dark.txt --roi=empty=rect:128,0,128,256 "$demo" --json -j1
expect_status 0
cp "$out" printed.json
expect_json printed.json 0/reference 'string "dark"'
near "$(number amount)" 2 0.02
run tune background --dark=dark.txt --roi=empty=rect:128,0,128,256 "$demo" --json -j4
expect_same printed.json "$out"

begin "background: the scale of a flat, in even light of the demo recording's truth"
# The flat was exposed for 1 / 1.1 of the time; the dark, of 100, stays.
vignette() {
    awk -v a="$1" -v b="$2" 'BEGIN { for (y = 0; y < 64; y++) for (x = 0; x < 64; x++) {
        r = ((x - 31.5) ^ 2 + (y - 31.5) ^ 2) / 2048
        printf "%.9g%s", a + b * (1 - 0.4 * r), x == 63 ? "\n" : " " } }'
}
vignette 100 0 >dark.txt
vignette 100 250 >even.txt
vignette 90.9090909091 363.6363636364 >flat.txt
run tune background --dark=dark.txt --flat=flat.txt even.txt --json
expect_status 0
expect_err_has 'flat=flat.txt@1.1'
cp "$out" printed.json
expect_json printed.json 0/amount 'number 1'
expect_json printed.json 1/reference 'string "flat"'
near "$(number amount | tail -n 1)" 1.1 1e-4
near "$(number structure | tail -n 1)" 0 1e-5

begin 'background: what cannot be found is refused'
run tune background flat.npy
expect_status 2
expect_err_has 'tune background needs a reference: name it with --subtract, --divide, --dark or --flat'
run tune background --subtract=slide:3 two.npy
expect_status 2
expect_err_has 'cannot tune one that slides'
run tune background --subtract=flat.npy flat.npy
expect_status 1
expect_err_has 'the amount of the subtracted or dark reference changes no structure here'
run tune background --flat=s.npy quarter.npy
expect_status 1
expect_err_has 'a flat without a dark leaves the same structure with any amount'
[ ! -s "$out" ] || fail 'a table without a result'

begin 'what cannot be tuned is said'
run tune nonsense flat.npy
expect_status 2
expect_err_has 'tune: nothing that can be tuned is called nonsense'
run tune
expect_status 2
expect_err_has "type 'blitz tune WHAT PATH' with WHAT one of threshold exposure background register"

begin 'the manual tells of each of them'
names=$(sed -n 's/.*with WHAT one of //p' "$err")
[ -n "$names" ] || fail 'no name of any'
for name in $names; do
    grep -qx "\.B $name" "$BLITZ_SOURCE/doc/blitz.1.in" || fail "nothing about $name"
    "$BLITZ" --generate=bash | grep -q "$name" || fail "no completion of $name"
    "$BLITZ" --help | grep -q "$name" || fail "no help about $name"
done
