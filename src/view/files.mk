# Files of this room.
libblitz_a_SOURCES += \
src/view/colourmap.c \
src/view/colourmap.h \
src/view/levels.c \
src/view/levels.h \
src/view/look.c \
src/view/look.h \
src/view/overlay.c \
src/view/overlay.h \
src/view/picture.c \
src/view/picture.h \
src/view/picture_map.c \
src/view/picture_map.h \
src/view/plot.c \
src/view/plot.h \
src/view/plot_letters.c \
src/view/plot_letters.h \
src/view/plot_pixels.c \
src/view/plot_pixels.h \
src/view/side_plot.c \
src/view/side_plot.h \
src/view/ticks.c \
src/view/ticks.h
