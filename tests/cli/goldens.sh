# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# One pixel that is 10, 20, 40 and 80: numbers that anybody can check by hand.
make_file npy x.npy u1 4,1,1 10 20 40 80

# corrected OPTION... -- VALUE...: what export writes, as float32.
corrected() {
    options=
    while [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    shift
    # shellcheck disable=SC2086
    run export x.npy -o y.npy --force $options
    expect_status 0
    expect_values y.npy '<f4 (4, 1, 1)' "$@"
}

begin 'subtract the mean'
corrected --subtract=mean:0:4 -- -27.5 -17.5 2.5 42.5
begin 'subtract the standard deviation'
corrected --subtract=std:: -- -16.8095131 -6.80951309 13.1904869 53.1904869
begin 'divide by the mean'
corrected --divide=mean:: -- 0.266666681 0.533333361 1.06666672 2.13333344
begin 'divide by a quarter of the mean'
corrected --divide=mean::@0.25 -- 0.987654328 1.97530866 3.95061731 7.90123463
begin 'subtract and divide'
corrected --subtract=min::@0.5 --divide=max:: -- 0.0625 0.1875 0.4375 0.9375
begin 'subtract the median of a range'
corrected --subtract=median:1:3 -- -20 -10 10 50
begin 'a dark frame'
corrected --dark=frame:0 -- 0 10 30 70
begin 'a scaled dark frame'
corrected --dark=frame:0@2 -- -10 0 20 60
begin 'a flat field keeps the mean of what it divides by'
corrected --dark=frame:0 --flat=frame:3 -- 0 10 30 70
begin 'a file as reference is the mean of its frames'
corrected --subtract=x.npy -- -27.5 -17.5 2.5 42.5

begin 'what cannot be divided is NaN, and counted'
corrected --dark=frame:1 --flat=frame:1 -- nan nan nan nan
expect_err_has '4 values cannot be corrected'
begin 'or zero, as asked'
corrected --dark=frame:1 --flat=frame:1 --bad=zero -- 0 0 0 0
begin 'negative results are counted'
run export x.npy -o y.npy --force --subtract=mean::
expect_err_has '2 values became negative'

# reduced OP TYPE VALUE
reduced() {
    run reduce "$1" x.npy -o r.npy --force
    expect_status 0
    expect_err ''
    expect_values r.npy "$2 (1, 1)" "$3"
}

begin 'reductions'
reduced mean '<f4' 37.5
reduced std '<f4' 26.8095131
reduced median '<f4' 30
reduced sum '<f4' 150
reduced min '|u1' 10
reduced max '|u1' 80
reduced p25 '<f4' 17.5
reduced p0 '<f4' 10
reduced p100 '<f4' 80

begin 'the standard deviation of a sample'
run reduce std --ddof=1 x.npy -o r.npy --force
expect_values r.npy '<f4 (1, 1)' 30.9569588

begin 'reductions of a range: negative ends and steps'
reduced mean:1:3 '<f4' 30
reduced mean:-2: '<f4' 60
reduced mean:::2 '<f4' 25
reduced mean::-1 '<f4' 23.333334
reduced mean:1:100:2 '<f4' 50

begin 'the range of a reduction counts source frames'
run reduce mean:0:4 -n 1::2 x.npy -o r.npy --force
expect_values r.npy '<f4 (1, 1)' 50
run reduce mean:2: -n ::2 x.npy -o r.npy --force
expect_values r.npy '<f4 (1, 1)' 40

begin 'without -o a table'
run reduce mean,min x.npy
expect_out 'result,type,height,width,channels,frames,min,mean,max,empty
mean,f32,1,1,1,4,37.5,37.5,37.5,0
min,u8,1,1,1,4,10,10,10,0'

# ranged RANGE VALUE...
ranged() {
    range=$1
    shift
    run export x.npy -o y.npy --force "--frames=$range"
    expect_status 0
    expect_values y.npy "|u1 ($#, 1, 1)" "$@"
}

begin 'ranges are Python slices'
ranged : 10 20 40 80
ranged 1:3 20 40
ranged -2: 40 80
ranged :-1 10 20 40
ranged ::3 10 80
ranged -3::2 20 80
ranged 2:100 40 80
run export x.npy -o y.npy --force --frame=2
expect_values y.npy '|u1 (1, 1)' 40

begin 'a range without frames matches nothing'
for range in 3:1 4: :-4 0:0; do
    run reduce mean x.npy "--frames=$range"
    expect_status 5
    expect_out ''
    expect_err_has "--frames=$range: holds none of the frames 0 to 3"
done
run series x.npy --frame=4
expect_status 5
run reduce mean:7: x.npy
expect_status 5
run reduce mean x.npy --subtract=mean:5:9
expect_status 5

begin 'NaN is left out of every reduction'
make_file npy n.npy f4 3,1,2 1 nan 2 nan 6 nan
run reduce mean,sum,max n.npy -o r.npy --force
expect_status 0
expect_err_has '1 pixels have no value in any frame'
expect_values r.mean.npy '<f4 (1, 2)' 3 nan
expect_values r.sum.npy '<f4 (1, 2)' 9 nan
expect_values r.max.npy '<f4 (1, 2)' 6 nan

begin 'blocks average what they have, and round half up'
make_file npy b.npy u1 2,3 1 2 9 2 1 10
run export b.npy --bin=2 --frame=0 -o y.npy --force
expect_values y.npy '|u1 (1, 2)' 2 10

begin 'crop comes before bin'
run export b.npy --crop=1,0,2,2 --bin=2 --frame=0 -o y.npy --force
expect_values y.npy '|u1 (1, 1)' 6
