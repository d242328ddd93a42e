# A test is one line here and one file. Unit tests (cmocka) end in _test.c; tests of the
# program are shell scripts.
unit_tests = tests/base_test
unit_tests += tests/tiff_damage_test
unit_tests += tests/tiff_data_test
unit_tests += tests/tiff_series_test
unit_tests += tests/tiff_test

tests_base_test_SOURCES = tests/base_test.c
tests_tiff_damage_test_SOURCES = tests/tiff_damage_test.c $(tiff_test_common)
tests_tiff_data_test_SOURCES = tests/tiff_data_test.c $(tiff_test_common)
tests_tiff_series_test_SOURCES = tests/tiff_series_test.c $(tiff_test_common)
tests_tiff_test_SOURCES = tests/tiff_test.c $(tiff_test_common)

tiff_test_common = tests/tiff_helper.c tests/tiff_helper.h tests/tiff_maker.c tests/tiff_maker.h

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
tests_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS)
