# A test is one line here and one file. Unit tests (cmocka) end in _test.c; tests of the
# program are shell scripts.
unit_tests = tests/base_test
unit_tests += tests/tiff_data_test
unit_tests += tests/tiff_test

tests_base_test_SOURCES = tests/base_test.c
tests_tiff_data_test_SOURCES = tests/tiff_data_test.c tests/tiff_helper.c tests/tiff_helper.h
tests_tiff_data_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir) -DBLITZ_DEFAULT_TEST_DATA='"$(top_srcdir)/../shared/data"'
tests_tiff_test_SOURCES = tests/tiff_test.c tests/tiff_helper.c tests/tiff_helper.h
tests_tiff_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
