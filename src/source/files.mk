# Files of this room: one format family a file.
libblitz_a_SOURCES += \
src/source/convert.h \
src/source/formats.h \
src/source/reader.c \
src/source/source.h \
src/source/video.c \
src/source/video_index.c \
src/source/video_index.h \
src/source/video_pixels.c \
src/source/video_pixels.h \
src/source/video_stream.c \
src/source/video_stream.h
