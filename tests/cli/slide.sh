# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Ten frames of one pixel: a ramp 0 to 9, and one with squares.
make_file npy ramp.npy u2 10,1,1 0 1 2 3 4 5 6 7 8 9
make_file npy squares.npy f4 10,1,1 0 1 4 9 16 25 36 49 64 81

begin 'each frame less the mean of the three before it'
run export squares.npy --subtract=slide:3 -o out.npy
expect_status 0
expect_values out.npy '<f4 (10, 1, 1)' nan nan nan 7.33333349 11.333333 15.333333 19.333334 \
    23.333334 27.333334 31.333334

begin 'the nearest window at the edge'
run export ramp.npy --subtract=slide:3,edge=nearest -o edge.npy
expect_status 0
expect_values edge.npy '<f4 (10, 1, 1)' -1 0 1 2 2 2 2 2 2 2

begin 'the largest of those ahead divides'
run export ramp.npy --divide=slide:3,op=max,lag=1,place=ahead -o ahead.npy
expect_status 0
expect_values ahead.npy '<f4 (10, 1, 1)' 0 0.200000003 0.333333343 0.428571433 0.5 0.555555582 nan nan nan nan

begin 'windows reach beyond the range that is asked for'
run export ramp.npy --frames=3:5 --subtract=slide:3 -o range.npy
expect_status 0
expect_values range.npy '<f4 (2, 1, 1)' 2 2

begin 'and count frames of the recording, whatever the step is'
run export ramp.npy --frames=3::3 --subtract=slide:3 -o step.npy
expect_status 0
expect_values step.npy '<f4 (3, 1, 1)' 2 2 2

begin 'a reduction is that of the corrected frames'
run reduce mean,std,min,max,median squares.npy --subtract=slide:3 -o whole.npy
expect_status 0
run reduce mean,std,min,max,median out.npy -o made.npy
for op in mean std min max median; do
    expect_same whole.$op.npy made.$op.npy
done

begin 'a series of corrected frames'
run series ramp.npy --subtract=slide:2 --roi=a=pixel:0,0
expect_status 0
expect_out_has '5,frame 5,,ok,1,1.5,0,1.5,1.5,1.5,1.5,0,0'

begin 'what must be held at once and does not fit is refused'
run export demo: --frames=0:200 --subtract=slide:50 --memory=20M -o big.npy
expect_status 4
expect_err_has '--memory'
[ ! -e big.npy ] || fail 'a file was left'

begin 'a few windows are enough: what the next frames share is kept, and nothing changes'
for verb in 'reduce mean,std' 'export'; do
    run $verb demo:jet?frames=130,size=256x256 --frames=40: --subtract=slide:20 -o all.npy --force
    expect_status 0
    run $verb demo:jet?frames=130,size=256x256 --frames=40: --subtract=slide:20 --memory=8M \
        -o few.npy --force
    expect_status 0
    for name in '' .mean .std; do
        [ ! -e all$name.npy ] || expect_same all$name.npy few$name.npy
    done
    rm -f all*.npy few*.npy
done

begin 'a neighbour that cannot be used is said, and does not stop what was not about it'
mkdir folder
for i in 0 1 2 3 4 5; do
    make_file npy folder/f$i.npy u2 1,1 1$i
done
echo nonsense >folder/f3.npy
for keep in keep fail; do
    run export folder --frames=4:6 --subtract=slide:3 --on-error=$keep -o around.npy --force
    expect_status 3
    expect_err_has '1 frame around the range'
    expect_values around.npy '<f4 (2, 1, 1)' 2.5 2
done
for verb in histogram series 'reduce median'; do
    run $verb folder --frames=4:6 --subtract=slide:3
    expect_status 3
    expect_err_has '1 frame around the range'
done

begin 'the command is printed as it was given'
run --print-command ramp.npy --subtract=slide:3,edge=nearest@0.5
expect_out_has 'slide:3,edge=nearest@0.5'
