# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# What is cut out of data that stay on the disk, mapped or decoded into the cache, is what is cut
# out of data in memory: the pixels of a BigTIFF say where they are.

# pixels FRAMES ROWS COLUMNS: values frame * 1000 + row * 10 + column.
pixels() {
    for frame in $1; do
        for row in $2; do
            for column in $3; do
                echo $((frame * 1000 + row * 10 + column))
            done
        done
    done
}

# shellcheck disable=SC2046
make_file tiff a.btf 5 6 4 16 $(pixels '0 1 2 3 4' '0 1 2 3' '0 1 2 3 4 5')

# each WAYS ARGUMENTS: exports in each of these ways to the frames.
each() {
    ways=$1
    shift
    for way in $ways; do
        run export a.btf -o c.npy --force --cache=cache --fit="$way" "$@"
        expect_status 0
        # shellcheck disable=SC2086
        expect_values c.npy "$shape" $wanted
    done
}

begin 'the file is one that can stay where it is'
run info --json a.btf --fit=map
expect_json "$out" plan/fit 'string "map"'
expect_json "$out" frames 'number 5'

begin 'a crop'
shape='<u2 (5, 2, 3)' wanted=$(pixels '0 1 2 3 4' '1 2' '2 3 4')
each 'ram cache' --crop=2,1,3,2

begin 'a range, a step, a single frame'
shape='<u2 (2, 4, 6)' wanted=$(pixels '1 2' '0 1 2 3' '0 1 2 3 4 5')
each 'ram cache map' -n 1:3
shape='<u2 (3, 1, 1)' wanted=$(pixels '0 2 4' '3' '5')
each 'ram cache' -n ::2 --crop=5,3,1,1
shape='<u2 (1, 1)' wanted=$(pixels '4' '0' '0')
each 'ram cache' --frame=4 --crop=0,0,1,1

begin 'a bin of a crop'
# (v + v+1 + v+10 + v+11) / 4 = v + 5.5, halves up
shape='<u2 (2, 1, 2)' wanted='1018 1020 2018 2020'
each 'ram cache' -n 1:3 --crop=2,1,4,2 --bin=2

begin 'what is corrected, and what is reduced'
shape='<f4 (2, 1, 2)' wanted='3000 3000 4000 4000'
each 'ram cache' -n 3: --crop=1,2,2,1 --subtract=frame:0
for way in ram cache; do
    run reduce max a.btf -n 1:4 --crop=4,2,2,2 --cache=cache --fit=$way -o m.npy --force
    # shellcheck disable=SC2046
    expect_values m.npy '<u2 (2, 2)' $(pixels 3 '2 3' '4 5')
done
run reduce min a.btf -n 2: --fit=map -o m.npy --force
# shellcheck disable=SC2046
expect_values m.npy '<u2 (4, 6)' $(pixels 2 '0 1 2 3' '0 1 2 3 4 5')
