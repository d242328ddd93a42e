# Files of this room: one format family a file.
libblitz_a_SOURCES += \
src/source/bin.c \
src/source/bin.h \
src/source/bmp.c \
src/source/bmp_header.c \
src/source/bmp_header.h \
src/source/byte_input.c \
src/source/byte_input.h \
src/source/convert.c \
src/source/convert.h \
src/source/convert_samples.c \
src/source/convert_samples.h \
src/source/demo.c \
src/source/demo.h \
src/source/demo_random.h \
src/source/demo_truth.c \
src/source/exif.c \
src/source/exif.h \
src/source/folder.c \
src/source/folder.h \
src/source/foreign.c \
src/source/formats.h \
src/source/gaps.c \
src/source/gaps.h \
src/source/grouping.c \
src/source/grouping.h \
src/source/image_file.c \
src/source/image_file.h \
src/source/jpeg.c \
src/source/jpeg_work.c \
src/source/jpeg_work.h \
src/source/listing.c \
src/source/listing.h \
src/source/npy.c \
src/source/npy_header.c \
src/source/npy_header.h \
src/source/open.c \
src/source/pfm.c \
src/source/png.c \
src/source/png_filter.c \
src/source/png_filter.h \
src/source/png_quick.h \
src/source/pnm.c \
src/source/pnm_header.c \
src/source/pnm_header.h \
src/source/probe.c \
src/source/probe.h \
src/source/reader.c \
src/source/scan.c \
src/source/scan.h \
src/source/series.c \
src/source/series.h \
src/source/source.c \
src/source/source.h \
src/source/tiff.c \
src/source/tiff_chain.c \
src/source/tiff_chain.h \
src/source/tiff_codec.c \
src/source/tiff_description.c \
src/source/tiff_description.h \
src/source/tiff_description_read.c \
src/source/tiff_direct.c \
src/source/tiff_directory.c \
src/source/tiff_directory.h \
src/source/tiff_layout.c \
src/source/tiff_layout.h \
src/source/tiff_ome.c \
src/source/tiff_pixels.h \
src/source/tiff_unpack.c \
src/source/tiff_unpack.h \
src/source/versions.c \
src/source/versions.h \
src/source/video.c \
src/source/video_index.c \
src/source/video_index.h \
src/source/video_pixels.c \
src/source/video_pixels.h \
src/source/video_stream.c \
src/source/video_stream.h

if HAVE_LIBDEFLATE
libblitz_a_SOURCES += src/source/png_quick.c
else
libblitz_a_SOURCES += src/source/png_slow.c
endif
