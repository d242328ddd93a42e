# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# The same bits, whatever the number of workers, the instruction set and the way to the frames.
LC_ALL=C awk 'BEGIN {
    srand(7)
    for (f = 0; f < 40; f++) {
        file = sprintf("frames_%02d", f)
        print "P2\n61 47\n4095" > file
        for (i = 0; i < 61 * 47; i++) printf "%d\n", 4096 * rand() > file
        close(file)
    }
}'
mkdir frames
for i in frames_*; do
    mv "$i" "frames/$i.pgm"
done
run export frames -o frames.npy
run export frames --subtract=frame:3 -o float.npy
make_file npy dark.npy u2 3,47,61 90 110 100 95 93 108 101

same=
for set in baseline avx2 avx512; do
    run reduce mean frames.npy --cpu=$set
    [ "$status" -ne 0 ] || same="$same --cpu=$set"
done

ways_of_files='-j1 -j7'

# the_same ARGUMENTS: the reduction's files are the same in all ways.
the_same() {
    rm -rf want got
    mkdir want
    run "$@" frames.npy -o want/r.npy
    expect_status 0
    # shellcheck disable=SC2086
    for way in $same -j1 -j2 -j16 --fit=ram --fit=map; do
        rm -rf got
        mkdir got
        run "$@" frames.npy -o got/r.npy "$way"
        expect_status 0
        diff -r want got >/dev/null || fail "differs with $way"
    done
    for way in $ways_of_files; do
        rm -rf got
        mkdir got
        run "$@" frames -o got/r.npy "$way"
        diff -r want got >/dev/null || fail "differs from files with $way"
    done
}

# streamed ARGUMENTS: and when it does not fit and is read in blocks.
streamed() {
    run "$@" frames --memory=160K --dry-run -o dry.npy
    expect_out_has ': stream'
    for way in -j1 -j3; do
        rm -rf got
        mkdir got
        run "$@" frames -o got/r.npy --memory=160K "$way"
        expect_status 0
        diff -r want got >/dev/null || fail "differs when streamed with $way"
    done
}

begin 'reductions'
the_same reduce mean,std,min,max,median,sum,p7.5
begin 'reductions in one pass'
the_same reduce mean,std,min,max,sum
streamed reduce mean,std,min,max,sum
begin 'reductions of corrected frames'
the_same reduce mean,std,max --dark=dark.npy --flat=mean:0:20
streamed reduce mean,std,max --dark=dark.npy --flat=mean:0:20
begin 'exported frames'
the_same export --divide=mean:0:10@0.5
streamed export --divide=mean:0:10@0.5

begin 'kymographs'
lines='--line=row:20,width=9 --line=poly:3,4,50,40,60,2,width=5'
# shellcheck disable=SC2086
the_same kymograph $lines --dark=dark.npy
# shellcheck disable=SC2086
streamed kymograph $lines --dark=dark.npy
begin 'profiles'
# shellcheck disable=SC2086
run profile frames $lines --envelope=frames:5 -o profile.csv
# shellcheck disable=SC2086
for way in $same -j1 -j16 --memory=160K; do
    run profile frames $lines --envelope=frames:5 -o got.csv --force "$way"
    expect_status 0
    expect_same profile.csv got.csv
done

begin 'series'
zones='--roi=a=circle:30,20,9 --roi=poly:3,3,50,10,40,40'
# shellcheck disable=SC2086
run series frames $zones -o want.csv
# shellcheck disable=SC2086
for way in $same -j1 -j16 --memory=160K; do
    run series frames $zones -o got.csv --force "$way"
    expect_status 0
    expect_same want.csv got.csv
done

begin 'reductions of floats'
ways_of_files=
cp float.npy frames.npy
the_same reduce mean,std,min,max,median,sum,p7.5
