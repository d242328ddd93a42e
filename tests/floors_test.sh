# SPDX-License-Identifier: GPL-3.0-or-later
# Copyright (C) 2026 The blitz authors
#
# Each folder of src/ is a room on a floor. Includes go down: never up, never to another room
# of the same floor, but for the one neighbour named below. Curses stays in ui/ and term/,
# libsixel in term/, decoders and encoders of files in source/ and output/. doc/architecture.md says
# why.

# shellcheck source=tests/functions.sh
. "$BLITZ_SOURCE/tests/functions.sh"

# The rooms, floor by floor from the ground.
floors='base
stack term
source kernel
view measure tune
session output
engine
ui batch
main'

# A picture shows zones and corrected rows, so view may look at measure; not the other way.
neighbours='view>measure'

# look TREE: prints each include that should not be, as "FILE: includes WHAT: WHY".
look() {
    (cd "$1" && find src -name '*.[ch]' -type f | LC_ALL=C sort | while IFS= read -r file; do
        sed -n 's/^[[:space:]]*#[[:space:]]*include[[:space:]]*\(["<][^">]*\).*/\1/p' "$file" |
            sed "s|^|$file |"
    done) | awk -v floors="$floors" -v neighbours="$neighbours" '
        BEGIN {
            count = split(floors, lines, "\n")
            for (i = 1; i <= count; i++) {
                rooms = split(lines[i], names, " ")
                for (j = 1; j <= rooms; j++) floor[names[j]] = i
            }
        }
        function complain(why) { print $1 ": includes " substr($2, 2) ": " why }
        {
            split($1, path, "/")
            room = path[2] == "main.c" ? "main" : path[2]
            if (!(room in floor)) { complain("a room on no floor"); next }
        }
        $2 ~ /^</ {
            if ($2 ~ /curses|^<term\.h|^<panel\.h/ && room != "ui" && room != "term")
                complain("curses outside of ui and term")
            if ($2 ~ /^<sixel\.h/ && room != "term") complain("libsixel outside of term")
            if ($2 ~ /^<(libav|libsw|tiff|png\.h|jpeglib|libdeflate|zlib\.h)/ && room != "source" &&
                room != "output")
                complain("a file library outside of source and output")
            next
        }
        {
            target = substr($2, 2)
            if (target == "config.h") next
            slash = index(target, "/")
            other = substr(target, 1, slash - 1)
            if (!slash) complain("without its room")
            else if (other == "pty" || !(other in floor)) complain("no room of the house")
            else if (floor[other] > floor[room]) complain("goes up")
            else if (floor[other] == floor[room] && other != room &&
                     !index(neighbours, room ">" other)) complain("goes round")
        }'
}

# plant FILE LINE: puts a line into the made-up tree.
plant() {
    mkdir -p "tree/$(dirname "$1")"
    echo "$2" >>"tree/$1"
}

begin 'the check finds what is crooked'
plant src/base/a.c '#include "base/a.h"'
plant src/source/a.c '#include "stack/a.h"'
plant src/ui/a.c '#include <curses.h>'
plant src/main.c '#include "ui/a.h"'
plant src/main.c '#include "config.h"'
plant src/view/b.h '#include "measure/a.h"'
look tree >"$out"
expect_out ''
plant src/base/a.c '#include "stack/a.h"'
plant src/kernel/a.h '  # include "source/a.h" // why'
plant src/view/a.c '#include <ncursesw/curses.h>'
plant src/view/a.c '#include <tiffio.h>'
plant src/view/a.c '#include <sixel.h>'
plant src/stack/a.c '#include "a.h"'
plant src/measure/a.c '#include "view/a.h"'
plant src/cellar/a.c '#include "base/a.h"'
plant src/engine/a.c '#include "pty/tui.h"'
look tree >"$out"
expect_out 'src/base/a.c: includes stack/a.h: goes up
src/cellar/a.c: includes base/a.h: a room on no floor
src/engine/a.c: includes pty/tui.h: no room of the house
src/kernel/a.h: includes source/a.h: goes round
src/measure/a.c: includes view/a.h: goes round
src/stack/a.c: includes a.h: without its room
src/view/a.c: includes ncursesw/curses.h: curses outside of ui and term
src/view/a.c: includes tiffio.h: a file library outside of source and output
src/view/a.c: includes sixel.h: libsixel outside of term'

begin 'includes go down'
look "$BLITZ_SOURCE" >"$out"
expect_out ''

begin 'no header includes itself by a detour'
(cd "$BLITZ_SOURCE/src" && find . -name '*.h' -type f | while IFS= read -r file; do
    sed -n 's/^#include "\(.*\)".*/\1/p' "$file" | sed "s|^|${file#./} |"
done) >pairs
tsort pairs >/dev/null 2>"$err" || fail 'headers in a circle'

begin 'every source file is in its room'"'"'s files.mk'
: >"$out"
(cd "$BLITZ_SOURCE" && find src -mindepth 2 -name '*.[ch]' -type f | LC_ALL=C sort) |
    while IFS= read -r file; do
        grep -qF "$file" "$BLITZ_SOURCE/$(dirname "$file")/files.mk" || echo "$file" >>"$out"
    done
expect_out ''
