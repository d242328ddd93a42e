# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# Real series against what other decoders found: number of frames, minimum, maximum and means.
need_data truth/truth_series.tsv
truth=$data
tab=$(printf '\t')

# near A B: equal to six decimals, or to a millionth.
near() {
    LC_ALL=C awk -v a="$1" -v b="$2" 'BEGIN {
        d = a - b; if (d < 0) d = -d
        exit !(d <= 1e-6 || d <= 1e-6 * (b < 0 ? -b : b))
    }' || fail "$3 is $1, not $2"
}

sed 1d "$truth" >rows.tsv
while IFS="$tab" read -r name kind frames shape type bytes low high mean first last _; do
    case $kind in
    folder*) path=${name#* } ;;
    *) path=$name ;;
    esac
    for parent in "$BLITZ_TEST_DATA/series" "$BLITZ_TEST_DATA/series/${name%% *}_xyt"; do
        [ ! -e "$parent/$path" ] || break
    done
    [ -e "$parent/$path" ] || continue
    begin "$name: $frames frames of $shape, $type, $bytes bytes"
    run series "$parent/$path"
    expect_status 0
    # frames, minimum, maximum, mean, mean of the first and of the last frame
    sed 1d "$out" | LC_ALL=C awk -F, '
        NR == 1 { low = $8; high = $9; first = $6 }
        { n += $5; sum += $10; last = $6; if ($8 < low) low = $8; if ($9 > high) high = $9 }
        END { printf "%d %.9g %.9g %.12g %s %s\n", NR, low, high, sum / n, first, last }' >found
    read -r f_frames f_low f_high f_mean f_first f_last <found
    [ "$f_frames" = "$frames" ] || fail "$f_frames frames, not $frames"
    near "$f_low" "$low" minimum
    near "$f_high" "$high" maximum
    near "$f_mean" "$mean" mean
    near "$f_first" "$first" 'mean of the first frame'
    near "$f_last" "$last" 'mean of the last frame'
done <rows.tsv
