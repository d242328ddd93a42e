# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Bench says what it measured of what was asked for. How fast that was is for no test to say.
names='read read.zones20 reduce.mean reduce.min reduce.max reduce.std reduce.all4 reduce.median
reduce.p5p95 correct.mean sliding.mean10 sliding.mean100 sliding.median100 series.frame series.zones20
histogram kymograph rows.mean rows.extremes rows.std rows.all4 rows.median rows.correct rows.sliding'
types='u8 u16 i16 f32'

# every NAMES TYPES: "NAME TYPE" of each pair, sorted.
every() {
    for every_type in $2; do
        for every_name in $1; do
            echo "$every_name $every_type"
        done
    done | sort
}

# measured NAMES TYPES: what stdout holds, as JSON, is each of them once, and no other.
measured() {
    sed 's/^{"name": "\([^"]*\)", "type": "\([^"]*\)".*/\1 \2/' "$out" | sort >found
    every "$1" "$2" >wanted
    expect_same wanted found
}

# expect_positive KEY: each line has a number above zero there.
expect_positive() {
    [ "$(grep -cE "\"$1\": [0-9]+(\.[0-9]+)?(e[-+]?[0-9]+)?[,}]" "$out")" -eq "$(wc -l <"$out")" ] ||
        fail "$1 is no number in some line"
    ! grep -qE "\"$1\": 0[,}]" "$out" || fail "$1 is zero in some line"
}

begin 'every kernel once for each type, reading first'
run bench --json --size=2M
expect_status 0
expect_plain
measured "$names" "$types"
case $(head -n 1 "$out") in
'{"name": "read", '*) ;;
*) fail 'the first line is not read' ;;
esac
for key in seconds gbps of_read cpu frames workers; do
    expect_positive $key
done

begin 'each line is one JSON object'
run bench --json --size=1M -q reduce.mean:u16
expect_status 0
expect_err ''
cp "$out" lines
while read -r line; do
    echo "$line" >line.json
    expect_json line.json type 'string "u16"'
    expect_json line.json frames 'number 2'
done <lines
[ "$(wc -l <lines)" -eq 2 ] || fail 'not two lines'
head -n 1 lines >line.json
expect_json line.json name 'string "read"'
expect_json line.json of_read 'number 1'

begin 'as a table'
run bench --size=2M histogram:f32 -j3
expect_status 0
expect_plain
[ "$(awk '{ print $1, $2, NF }' "$out")" = 'name type 5
read f32 5
histogram f32 5' ] || fail 'not the lines and columns that were expected'

begin 'names by what is before a dot, by type, and twice'
run bench --json --size=1M series reduce.max:i16 reduce.max:i16 read:i16
expect_status 0
{
    every 'read series.frame series.zones20' "$types"
    echo 'reduce.max i16'
} | sort >wanted
sed 's/^{"name": "\([^"]*\)", "type": "\([^"]*\)".*/\1 \2/' "$out" | sort >found
expect_same wanted found

begin 'every instruction set'
for set in baseline avx2 avx512; do
    run bench --json --size=1M --cpu=$set reduce.all4
    [ "$status" -eq 2 ] || measured 'read reduce.all4' "$types"
done

begin 'fewer frames and fewer workers'
run bench --json --scale --size=8M -j4 reduce.min:u8
expect_status 0
sed -n 's/.*"name": "reduce.min".*"frames": \([0-9]*\), "workers": \([0-9]*\),.*/\1 \2/p' "$out" >found
printf '%s\n' '32 4' '16 4' '8 4' '32 1' '32 2' >wanted
expect_same wanted found
[ "$(grep -c '"times": 1}' "$out")" -ge 2 ] || fail 'nothing to compare with'
run bench --scale --size=1M -j1 read:f32
expect_status 0
[ "$(wc -l <"$out")" -eq 2 ] || fail 'one frame and one worker are not one line'

begin 'into a file'
run bench --size=1M read -o bench.json
expect_status 0
expect_out ''
[ "$(grep -c '"name": "read"' bench.json)" -eq 4 ] || fail 'the file lacks lines'
run bench --size=1M read -o bench.json
expect_status 1
run bench --size=1M read -o bench.npy
expect_status 2

begin 'what would be measured'
run bench --dry-run --size=8M reduce:u16
expect_status 0
expect_out_has 'reduce.median'
expect_out_has '16 frames of 512 x 512'
expect_out_lacks 'u8'

begin 'loading beside its limit'
run export -q -o frames.npy 'demo:jet?frames=9,size=64x48'
mkdir images
for i in 1 2 3; do
    printf 'P5 5 4 255\n12345678901234567890' >images/$i.pgm
done
run bench load --json frames.npy images
expect_status 0
expect_plain
sed 's/^{"name": "\([^"]*\)", "files": \([0-9]*\), "bytes": \([0-9]*\), .*/\1 \2 \3/' "$out" >found
printf '%s\n' 'read 1 55296' 'npy 1 55296' 'read 3 60' 'pnm 3 60' >wanted
expect_same wanted found
for key in seconds gbps of_limit; do
    expect_positive $key
done
run bench load frames.npy
expect_status 0
[ "$(awk '{ print $1, NF }' "$out")" = 'name 7
read 6
npy 7' ] || fail 'not the lines and columns that were expected'
run bench load
expect_status 2
expect_err_has 'name a file'
run bench load nothing.npy
expect_status 1
expect_err_has 'nothing.npy'

begin 'names that there are not'
for name in redu reduce. demo: -- ./series.frame; do
    run bench --size=1M -- "$name"
    expect_status 2
    expect_out ''
    expect_err_has "'$name'"
    expect_err_has 'series.zones20'
done
for name in read:u32 reduce.mean: :; do
    run bench --size=1M "$name"
    expect_status 2
    expect_out ''
    expect_err_has 'u8, u16, i16 or f32'
done
run bench ''
expect_status 2
expect_err_has 'a name is empty'

begin 'sizes'
run bench --memory=100M --size=200M read
expect_status 4
expect_out ''
expect_err_has '200 MiB does not fit'
most=$(sed -n 's/.*--size=\([0-9]*\)M would fit.*/\1/p' "$err")
run bench --memory=100M --size="${most}M" --dry-run read
expect_status 0
run bench --memory=100M --size=$((most + 1))M --dry-run read
expect_status 4
run bench --memory=100M --size=9999T read
expect_status 4
run bench --size=1000 read
expect_status 2
expect_err_has '1M or more'
run bench --size=half read
expect_status 2
run bench --memory=60M --dry-run read:u8
expect_status 0
expect_out_has 'read             u8   64 frames'
expect_err_has 'memory is short'
run bench --memory=2M read
expect_status 4
expect_err_has 'no stack would fit'

begin 'a signal ends it'
"$BLITZ" bench --size=64M -q -j1 read:u8 reduce >"$out" 2>"$err" </dev/null &
# The first type has been said, three are left.
until grep -q reduce.p5p95 "$out" || ! kill -0 $!; do
    sleep 0.1
done
kill -INT $!
status=0
wait $! || status=$?
expect_status 130
expect_err ''
expect_out_lacks f32
