# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Two frames of 3 rows and 5 columns: 10 y + x, and ten times as much.
make_file npy a.npy u2 2,3,5 0 1 2 3 4 10 11 12 13 14 20 21 22 23 24 \
    0 10 20 30 40 100 110 120 130 140 200 210 220 230 240

begin 'a row of one frame: position, place and value of every pixel'
run profile --line=row:1 --frame=0 a.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,0.5,1.5,1,10
line1,1,1.5,1.5,1,11
line1,2,2.5,1.5,1,12
line1,3,3.5,1.5,1,13
line1,4,4.5,1.5,1,14'

begin 'of several frames their mean, with the number of values'
run profile --line=c=col:2.9 a.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
c,0,2.5,0.5,2,11
c,1,2.5,1.5,2,66
c,2,2.5,2.5,2,121'

begin 'a width of three rows, and at the edge those that are there'
run profile --line=row:1,width=3 --line=row:0,width=3 --frame=0 --envelope=band a.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],n,mean [DN],min [DN],max [DN]
line1,0,0.5,1.5,3,10,0,20
line1,1,1.5,1.5,3,11,1,21
line1,2,2.5,1.5,3,12,2,22
line1,3,3.5,1.5,3,13,3,23
line1,4,4.5,1.5,3,14,4,24
line2,0,0.5,0.5,2,5,0,10
line2,1,1.5,0.5,2,6,1,11
line2,2,2.5,0.5,2,7,2,12
line2,3,3.5,0.5,2,8,3,13
line2,4,4.5,0.5,2,9,4,14'

begin 'a polyline: equal steps of at most a pixel, both ends, joints once'
run profile --line=p=poly:0,0,3,0,3,2.5 --frame=0 a.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
p,0,0,0,1,0
p,1,1,0,1,1
p,2,2,0,1,2
p,3,3,0,1,3
p,3.8333333333333335,3,0.8333333333333334,1,3
p,4.666666666666667,3,1.6666666666666667,1,13
p,5.5,3,2.5,1,23'

begin 'outside of the image there is no value'
run profile --line=poly:-2,1,1,1 --frame=0 a.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,-2,1,0,
line1,1,-1,1,0,
line1,2,0,1,1,10
line1,3,1,1,1,11'
run profile --line=row:3 --frame=0 a.npy
expect_status 0
expect_out_has 'line1,0,0.5,3.5,0,'
expect_err_has 'line line1 has no value'

begin 'the spread over the frames, and percentiles'
run profile --line=pixel=poly:1,1,1,1 --envelope=frames a.npy
expect_out 'line,position [px],x [px],y [px],n,mean [DN],min [DN],max [DN]
pixel,0,1,1,2,60.5,11,110'
run profile --line=pixel=poly:1,1,1,1 --envelope=frames:25 a.npy
expect_out 'line,position [px],x [px],y [px],n,mean [DN],p25 [DN],p75 [DN]
pixel,0,1,1,2,60.5,35.75,85.25'
run profile --line=col:0,width=7 --frame=0 --envelope=band:25 a.npy
expect_out_has 'line1,0,0.5,0.5,4,1.5,0.75,2.25'

begin 'corrected values, and their unit'
run profile --line=row:1 --frame=1 --subtract=frame:0 a.npy
expect_out_has 'line1,3,3.5,1.5,1,117'
run profile --line=row:1 --frame=1 --divide=frame:0 a.npy
expect_out_has ',n,mean [1]'
expect_out_has 'line1,2,2.5,1.5,1,10'
run profile --line=col:1 --subtract=slide:1 a.npy
expect_out_has 'line1,2,1.5,2.5,1,189'

begin 'coordinates are source pixels of the full frame'
run profile --line=row:1 --frame=0 --crop=1,1,3,2 a.npy
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,1.5,1.5,1,11
line1,1,2.5,1.5,1,12
line1,2,3.5,1.5,1,13'
run profile --line=row:1 --frame=0 --bin=2 a.npy
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,1,1,1,6
line1,2,3,1,1,8
line1,3.5,4.5,1,1,9'
run profile --line=poly:0,2,4,2 --frame=0 --bin=2 a.npy
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,0,2,1,21
line1,2,2,2,1,23
line1,4,4,2,1,24'

begin 'of a reduction'
run profile --line=row:0 --reduce=max a.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,0.5,0.5,1,0
line1,1,1.5,0.5,1,10
line1,2,2.5,0.5,1,20
line1,3,3.5,0.5,1,30
line1,4,4.5,0.5,1,40'
run profile --line=col:1 --reduce=median:0:2 --subtract=frame:0 a.npy
expect_out_has 'line1,2,1.5,2.5,1,94.5'
run profile --line=row:0 --reduce=min,max a.npy
expect_status 2
expect_err_has 'one operation'

begin 'colour has its channels'
make_file npy rgb.npy u1 1,1,2,3 1 2 3 4 5 6
run profile --line=row:0 --envelope=band rgb.npy
expect_status 0
expect_out 'line,position [px],x [px],y [px],r.n,r.mean [DN],r.min [DN],r.max [DN],g.n,g.mean [DN],g.min [DN],g.max [DN],b.n,b.mean [DN],b.min [DN],b.max [DN]
line1,0,0.5,0.5,1,1,1,1,1,2,2,2,1,3,3,3
line1,1,1.5,0.5,1,4,4,4,1,5,5,5,1,6,6,6'

begin 'JSON, TSV and files'
run profile --line=row:1 --frame=0 --json a.npy
expect_json "$out" 1/position 'number 1'
expect_json "$out" 3/mean 'number 13'
expect_json "$out" 0/line 'string "line1"'
run profile --line=row:1 --frame=0 -o p.tsv a.npy
expect_status 0
expect_out ''
grep -q "^line1	4	4.5	1.5	1	14$" p.tsv || fail 'p.tsv lacks its last row'
run profile --line=row:1 --frame=0 -o p.tsv a.npy
expect_status 1
run profile --line=row:1 --frame=0 -o p.npy a.npy
expect_status 2

begin 'NaN is left out'
make_file npy nan.npy f4 2,2,2 1 nan 3 nan 5 6 nan nan
run profile --line=row:0,width=3 nan.npy
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,0.5,0.5,3,3
line1,1,1.5,0.5,1,6'

begin 'a kymograph: a row for each frame'
run kymograph --line=row:1 -o k.npy a.npy
expect_status 0
expect_values k.npy '<f4 (2, 5)' 10 11 12 13 14 100 110 120 130 140
run kymograph --line=col:0,width=3 -o k2.npy a.npy
expect_values k2.npy '<f4 (2, 3)' 0.5 10.5 20.5 5 105 205
run kymograph --line=row:1 --subtract=frame:0 -n 1: -o k3.npy a.npy
expect_values k3.npy '<f4 (1, 5)' 90 99 108 117 126
run kymograph --line=row:0 rgb.npy -o k4.npy
expect_values k4.npy '<f4 (1, 2, 3)' 1 2 3 4 5 6

begin 'several lines have a file each; a picture is what the screen shows'
run kymograph --line=top=row:0 --line=col:1 -o l.tif a.npy
expect_status 0
for file in l.top.tif l.line2.tif; do
    [ -f $file ] || fail "$file is missing"
done
[ ! -f l.tif ] || fail 'a file too many'
run kymograph --line=row:0 -o l.png a.npy
expect_status 2
expect_err_has '--as=display'
run kymograph --line=row:0 -o l.png --as=display --provenance a.npy
expect_status 0
[ -f l.png.prov.json ] || fail 'no provenance'

begin 'frames that cannot be used keep their row; the status says so'
make_file pgm s1.pgm 2 2 255 1 2 3 4
make_file pgm s2.pgm 2 2 255 5 6 7 8
make_file pgm s3.pgm 2 2 255 9 10 11 12
printf 'P5 2 2 255\n\005' >s2.pgm
run kymograph --line=row:0 -o bad.npy 's*.pgm'
expect_status 3
expect_values bad.npy '<f4 (3, 2)' 1 2 nan nan 9 10
run profile --line=row:0 --frame=1 's*.pgm'
expect_status 3
expect_out_has 'line1,1,1.5,0.5,0,'
run profile --line=row:0 's*.pgm'
expect_status 3
expect_out_has 'line1,1,1.5,0.5,2,6'

begin 'of a recovered frame the valid part'
make_file pgm t1.pgm 2 2 255 1 2 3 4
make_file pgm t2.pgm 2 1 255 5 6
run kymograph --line=col:1 --on-mismatch=pad -o part.npy 't*.pgm'
expect_status 3
expect_values part.npy '<f4 (2, 2)' 2 4 6 nan
run profile --line=col:1 --on-mismatch=pad --subtract=frame:0 't*.pgm'
expect_status 3
expect_out 'line,position [px],x [px],y [px],n,mean [DN]
line1,0,1.5,0.5,2,2
line1,1,1.5,1.5,1,0'

begin 'what is asked for wrongly is refused'
run profile a.npy
expect_status 2
expect_err_has 'needs a line'
run kymograph --line=row:1 a.npy
expect_status 2
for wrong in row row: row:1,2 row:x row:1,width=2 row:1,width=0 row:1,width=3,4 col: poly:1,2 \
    poly:1,2,3 poly:0,0,1e7,0 circle:1,2,3 'a b=row:1' row:nan row:1,width=10001; do
    run profile "--line=$wrong" a.npy
    expect_status 2
    expect_err_has '--line: line'
done
for wrong in line bands band:51 frames:-1 band: frames:x; do
    run profile --line=row:1 "--envelope=$wrong" a.npy
    expect_status 2
    expect_err_has '--envelope:'
done
run profile --line=line2=row:0 --line=row:1 a.npy
expect_status 2
expect_err_has 'two lines have this name'

begin 'the same bits whatever fits into memory and however many work'
for jobs in 1 3; do
    run profile --line=row:200,width=5 --line=poly:10,20,400,333.5,width=3 --envelope=frames:5 \
        -n 0:60 --dark=mean:0:5 -j $jobs -o jobs$jobs.csv demo:
    expect_status 0
    run kymograph --line=row:200,width=5 -n 0:60 --dark=mean:0:5 -j $jobs -o jobs$jobs.npy demo:
    expect_status 0
done
expect_same jobs1.csv jobs3.csv
expect_same jobs1.npy jobs3.npy
run profile --line=row:200,width=5 --line=poly:10,20,400,333.5,width=3 --envelope=frames:5 \
    -n 0:60 --dark=mean:0:5 --memory=12M -o small.csv demo:
expect_status 0
expect_same jobs1.csv small.csv
run kymograph --line=row:200,width=5 -n 0:60 --dark=mean:0:5 --memory=12M -o small.npy demo:
expect_same jobs1.npy small.npy

begin 'the command is printed as it was given'
run --print-command profile --line=a=row:1,width=3 --line=poly:0,0,4,4 --envelope=band:5 a.npy
expect_out 'blitz profile --line=a=row:1,width=3 --line=poly:0,0,4,4 --envelope=band:5 a.npy'
