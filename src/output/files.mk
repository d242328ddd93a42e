# Files of this room.
libblitz_a_SOURCES += \
src/output/image_formats.h \
src/output/image_npy.c \
src/output/image_output.c \
src/output/image_output.h \
src/output/image_png.c \
src/output/image_tiff.c \
src/output/json.c \
src/output/json.h \
src/output/provenance.c \
src/output/provenance.h \
src/output/table_output.c \
src/output/table_output.h \
src/output/write.c \
src/output/write.h
