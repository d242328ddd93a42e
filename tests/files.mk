# A test is one line here and one file. Unit tests (cmocka) end in _test.c; tests of the
# program are shell scripts.
unit_tests = tests/base_test
unit_tests += tests/bmp_test
unit_tests += tests/image_data_test
unit_tests += tests/jpeg_test
unit_tests += tests/png_test
unit_tests += tests/pnm_test

tests_base_test_SOURCES = tests/base_test.c
tests_bmp_test_SOURCES = tests/bmp_test.c tests/image_support.c tests/image_support.h
tests_image_data_test_SOURCES = tests/image_data_test.c tests/image_support.c tests/image_support.h
tests_jpeg_test_SOURCES = tests/jpeg_test.c tests/image_support.c tests/image_support.h
tests_png_test_SOURCES = tests/png_test.c tests/image_support.c tests/image_support.h
tests_pnm_test_SOURCES = tests/pnm_test.c tests/image_support.c tests/image_support.h

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
