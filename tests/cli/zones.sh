# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# measured FILE ZONE: the series of one zone.
measured() {
    run series "$1" "--roi=z=$2"
    expect_status 0
}

# expect_zone N MEAN
expect_zone() {
    row=$(sed -n 2p "$out")
    case $row in "0,frame 0,,ok,$1,$2,"*) ;; *) fail "n, mean are not $1, $2: $row" ;; esac
}

make_file npy c.npy u1 1,80,100 100
make_file npy ramp.npy u1 2,4 0 1 2 3 4 5 6 7

begin 'a triangle on a constant'
measured c.npy poly:10,10,50,10,10,50
case $(sed -n 2p "$out") in 0,frame\ 0,,ok,*,100,0,100,100,*) ;; *) fail 'the mean is not 100' ;; esac

begin 'a rectangle that begins outside counts pixels of the image only'
measured c.npy rect:-5,7,10,20
expect_zone 100 100

begin 'left and top edge inclusive, by pixel centres'
measured ramp.npy rect:0.5,0,2,1
expect_zone 2 0.5
measured ramp.npy rect:0.51,0,2,1
expect_zone 2 1.5
measured ramp.npy rect:1,1,2,1
expect_zone 2 5.5

begin 'a pixel'
measured ramp.npy pixel:3,1
expect_zone 1 7

begin 'a circle and an ellipse'
measured c.npy circle:50,40,1
expect_zone 4 100
measured c.npy ellipse:50,40,2,1
expect_zone 8 100

begin 'a polygon by the even-odd rule: the inner square is out'
measured c.npy poly:0,0,10,0,10,10,0,10,0,0,3,3,7,3,7,7,3,7,3,3
expect_zone 84 100

begin 'a mask'
make_file pgm mask.pgm 4 2 255 0 0 9 0 255 0 0 1
measured ramp.npy mask:mask.pgm
expect_zone 3 4.333333333333333

begin 'coordinates are source pixels, cropped and binned or not'
make_file npy wide.npy u1 1,4,8 \
    0 0 1 1 2 2 3 3  0 0 1 1 2 2 3 3  4 4 5 5 6 6 7 7  4 4 5 5 6 6 7 7
run series wide.npy --roi=z=rect:2,2,4,2
expect_zone 8 5.5
run series wide.npy --roi=z=rect:2,2,4,2 --bin=2
expect_zone 2 5.5
run series wide.npy --roi=z=rect:2,2,4,2 --bin=2 --crop=2,2,6,2
expect_zone 2 5.5
run series wide.npy --roi=z=rect:2,2,4,2 --crop=3,0,5,3
expect_zone 3 5.666666666666667

begin 'a zone without pixels has empty numbers and is said'
measured c.npy rect:200,200,5,5
expect_out_has '0,frame 0,,ok,0,,,,,,,0,0'
expect_err_has 'zone z holds no pixel of the image'

begin 'without zones the whole frame; names are roi1, roi2 ...'
run series ramp.npy
expect_out_has ',all.n,all.mean [DN],all.std [DN],all.min [DN],all.max [DN],all.sum [DN],all.median [DN],all.saturated,all.nan'
expect_out_has '0,frame 0,,ok,8,3.5,2.29128784747792,0,7,28,3.5,0,0'
run series ramp.npy --roi=pixel:0,0 --roi=x=all --roi=pixel:1,0
expect_out_has 'roi1.n,'
expect_out_has 'x.n,'
expect_out_has 'roi3.n,'

begin 'saturated: from the highest value of the real bits on'
make_file npy s.npy u2 1,4 4094 4095 4096 65535
run series s.npy --roi=z=all
expect_out_has ',1,0'
run series s.npy --roi=z=all --bits=12
expect_out_has ',3,0'
run series s.npy --roi=z=all --saturation=4096
expect_out_has ',2,0'

begin 'the unit after a division is 1'
make_file npy t.npy u1 2,1,1 10 20
run series t.npy --divide=frame:0 --roi=z=all
expect_out 'frame,source,time [s],status,z.n,z.mean [1],z.std [1],z.min [1],z.max [1],z.sum [1],z.median [1],z.saturated,z.nan
0,frame 0,,ok,1,1,0,1,1,1,1,0,0
1,frame 1,,ok,1,2,0,2,2,2,2,0,0'
