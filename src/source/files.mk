# Files of this room: one format family a file.
libblitz_a_SOURCES += \
src/source/bmp.c \
src/source/bmp_header.c \
src/source/bmp_header.h \
src/source/convert.h \
src/source/exif.c \
src/source/exif.h \
src/source/formats.h \
src/source/image_file.c \
src/source/image_file.h \
src/source/jpeg.c \
src/source/jpeg_work.c \
src/source/jpeg_work.h \
src/source/pfm.c \
src/source/png.c \
src/source/pnm.c \
src/source/pnm_header.c \
src/source/pnm_header.h \
src/source/reader.c \
src/source/source.h
