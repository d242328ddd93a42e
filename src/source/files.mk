# Files of this room: one format family a file.
libblitz_a_SOURCES += \
src/source/convert.h \
src/source/formats.h \
src/source/reader.c \
src/source/source.h \
src/source/tiff.c \
src/source/tiff_chain.c \
src/source/tiff_chain.h \
src/source/tiff_codec.c \
src/source/tiff_description.c \
src/source/tiff_description.h \
src/source/tiff_direct.c \
src/source/tiff_directory.c \
src/source/tiff_directory.h \
src/source/tiff_layout.c \
src/source/tiff_layout.h \
src/source/tiff_ome.c \
src/source/tiff_pixels.h \
src/source/tiff_unpack.c \
src/source/tiff_unpack.h
