# A test is one line here and one file. Unit tests (cmocka) end in _test.c; tests of the
# program are shell scripts, one behaviour each, in cli/; tests of the house are *_test.sh.
unit_tests = \
tests/actions_test \
tests/answers_test \
tests/aside_test \
tests/background_test \
tests/base_test \
tests/bench_test \
tests/beside_test \
tests/blocks_test \
tests/bmp_test \
tests/board_test \
tests/budget_test \
tests/cancel_test \
tests/cells_test \
tests/changing_test \
tests/colourmap_test \
tests/command_line_test \
tests/config_test \
tests/convert_test \
tests/correct_split_test \
tests/correct_test \
tests/slide_test \
tests/slide_stream_test \
tests/demo_test \
tests/emulator_test \
tests/engine_test \
tests/engine_video_test \
tests/envi_test \
tests/folder_test \
tests/exposure_test \
tests/fuzz_test \
tests/histogram_test \
tests/image_data_test \
tests/input_test \
tests/jpeg_test \
tests/kernel_correct_test \
tests/kernel_runs_test \
tests/kernel_test \
tests/kernel_slide_test \
tests/layout_test \
tests/load_order_test \
tests/look_test \
tests/npy_test \
tests/npz_test \
tests/optimise_test \
tests/output_test \
tests/output_text_test \
tests/pace_test \
tests/partial_test \
tests/picture_test \
tests/pixels_test \
tests/plot_pixels_test \
tests/plot_test \
tests/png_quick_test \
tests/png_test \
tests/pnm_test \
tests/profile_test \
tests/raw_packed_test \
tests/raw_test \
tests/recording_test \
tests/reduce_test \
tests/register_test \
tests/reload_test \
tests/saved_test \
tests/session_test \
tests/sixel_test \
tests/stack_test \
tests/side_plot_test \
tests/stage_test \
tests/store_test \
tests/tape_test \
tests/threshold_test \
tests/terminal_test \
tests/text_test \
tests/text_wish_test \
tests/theme_test \
tests/tiff_damage_test \
tests/tiff_data_test \
tests/tiff_exif_test \
tests/tiff_large_test \
tests/tiff_series_test \
tests/tiff_test \
tests/trace_test \
tests/truncation_test \
tests/tui_around_test \
tests/tui_doctor_test \
tests/tui_end_test \
tests/tui_export_test \
tests/tui_harness_test \
tests/tui_plot_pixels_test \
tests/tui_plots_test \
tests/tui_profile_test \
tests/tui_living_test \
tests/tui_mouse_test \
tests/tui_partial_test \
tests/tui_raw_test \
tests/tui_reload_test \
tests/tui_references_test \
tests/tui_resume_test \
tests/tui_saturation_test \
tests/tui_sixel_test \
tests/tui_size_test \
tests/tui_test \
tests/tui_tuning_test \
tests/video_group_test \
tests/video_raw_test \
tests/video_test \
tests/zone_histogram_test \
tests/zone_series_test \
tests/zone_test

tests_actions_test_SOURCES = tests/actions_test.c
tests_answers_test_SOURCES = tests/answers_test.c
tests_aside_test_SOURCES = tests/aside_test.c $(engine_test_common)
tests_background_test_SOURCES = tests/background_test.c
tests_base_test_SOURCES = tests/base_test.c
tests_beside_test_SOURCES = tests/beside_test.c $(engine_test_common)
tests_bench_test_SOURCES = tests/bench_test.c
tests_blocks_test_SOURCES = tests/blocks_test.c
tests_bmp_test_SOURCES = tests/bmp_test.c tests/image_support.c tests/image_support.h
tests_board_test_SOURCES = tests/board_test.c
tests_budget_test_SOURCES = tests/budget_test.c tests/npy_file.h
tests_cancel_test_SOURCES = tests/cancel_test.c tests/measure_support.c tests/measure_support.h
tests_cells_test_SOURCES = tests/cells_test.c
tests_changing_test_SOURCES = tests/changing_test.c $(engine_test_common)
tests_colourmap_test_SOURCES = tests/colourmap_test.c
tests_command_line_test_SOURCES = tests/command_line_test.c
tests_config_test_SOURCES = tests/config_test.c
tests_convert_test_SOURCES = tests/convert_test.c
tests_correct_split_test_SOURCES = tests/correct_split_test.c \
tests/measure_support.c tests/measure_support.h
tests_correct_test_SOURCES = tests/correct_test.c tests/measure_support.c tests/measure_support.h
tests_slide_test_SOURCES = tests/slide_test.c tests/measure_support.c tests/measure_support.h
tests_slide_stream_test_SOURCES = tests/slide_stream_test.c tests/measure_support.c tests/measure_support.h
tests_demo_test_SOURCES = tests/demo_test.c
tests_emulator_test_SOURCES = tests/emulator_test.c
tests_engine_test_SOURCES = tests/engine_test.c $(engine_test_common)
tests_engine_video_test_SOURCES = tests/engine_video_test.c tests/video_helper.c tests/video_helper.h $(engine_test_common)
tests_envi_test_SOURCES = tests/envi_test.c tests/npy_file.h
tests_folder_test_SOURCES = tests/folder_test.c tests/npy_file.h
tests_exposure_test_SOURCES = tests/exposure_test.c
tests_fuzz_test_SOURCES = tests/fuzz_test.c $(sample_common)
tests_histogram_test_SOURCES = tests/histogram_test.c tests/measure_support.c tests/measure_support.h
tests_image_data_test_SOURCES = tests/image_data_test.c tests/image_support.c tests/image_support.h
tests_input_test_SOURCES = tests/input_test.c
tests_jpeg_test_SOURCES = tests/jpeg_test.c tests/image_support.c tests/image_support.h
tests_kernel_correct_test_SOURCES = tests/kernel_correct_test.c tests/kernel_support.c tests/kernel_support.h \
tests/measure_support.c tests/measure_support.h
tests_kernel_runs_test_SOURCES = tests/kernel_runs_test.c tests/kernel_support.c tests/kernel_support.h \
tests/measure_support.c tests/measure_support.h
tests_kernel_test_SOURCES = tests/kernel_test.c tests/kernel_support.c tests/kernel_support.h \
tests/measure_support.c tests/measure_support.h
tests_kernel_slide_test_SOURCES = tests/kernel_slide_test.c tests/measure_support.c tests/measure_support.h
tests_layout_test_SOURCES = tests/layout_test.c
tests_load_order_test_SOURCES = tests/load_order_test.c
tests_look_test_SOURCES = tests/look_test.c
tests_npy_test_SOURCES = tests/npy_test.c tests/npy_file.h
tests_npz_test_SOURCES = tests/npz_test.c tests/image_support.c tests/image_support.h tests/npy_file.h
tests_optimise_test_SOURCES = tests/optimise_test.c
tests_output_test_SOURCES = tests/output_test.c tests/output_helper.c tests/output_helper.h
tests_output_text_test_SOURCES = \
tests/output_text_test.c tests/output_helper.c tests/output_helper.h
tests_pace_test_SOURCES = tests/pace_test.c
tests_partial_test_SOURCES = tests/partial_test.c $(engine_test_common)
tests_picture_test_SOURCES = tests/picture_test.c
tests_pixels_test_SOURCES = tests/pixels_test.c $(engine_test_common)
tests_plot_pixels_test_SOURCES = tests/plot_pixels_test.c
tests_plot_test_SOURCES = tests/plot_test.c
tests_png_quick_test_SOURCES = tests/png_quick_test.c
tests_png_test_SOURCES = tests/png_test.c tests/image_support.c tests/image_support.h
tests_pnm_test_SOURCES = tests/pnm_test.c tests/image_support.c tests/image_support.h
tests_profile_test_SOURCES = tests/profile_test.c tests/measure_support.c tests/measure_support.h
tests_raw_packed_test_SOURCES = tests/raw_packed_test.c tests/raw_support.c tests/raw_support.h \
tests/image_support.c tests/image_support.h tests/npy_file.h
tests_raw_test_SOURCES = tests/raw_test.c tests/raw_support.c tests/raw_support.h tests/npy_file.h
tests_recording_test_SOURCES = tests/recording_test.c $(engine_test_common)
tests_reduce_test_SOURCES = tests/reduce_test.c tests/measure_support.c tests/measure_support.h
tests_register_test_SOURCES = tests/register_test.c
tests_reload_test_SOURCES = tests/reload_test.c $(engine_test_common)
tests_saved_test_SOURCES = tests/saved_test.c
tests_session_test_SOURCES = tests/session_test.c
tests_side_plot_test_SOURCES = tests/side_plot_test.c
tests_stage_test_SOURCES = tests/stage_test.c
tests_store_test_SOURCES = tests/store_test.c
tests_sixel_test_SOURCES = tests/sixel_test.c
tests_stack_test_SOURCES = tests/stack_test.c tests/npy_file.h
tests_tape_test_SOURCES = tests/tape_test.c
tests_threshold_test_SOURCES = tests/threshold_test.c
tests_terminal_test_SOURCES = tests/terminal_test.c
tests_text_test_SOURCES = tests/text_test.c tests/image_support.c tests/image_support.h tests/npy_file.h
tests_text_wish_test_SOURCES = tests/text_wish_test.c tests/image_support.c tests/image_support.h tests/npy_file.h
tests_theme_test_SOURCES = tests/theme_test.c
tests_tiff_damage_test_SOURCES = tests/tiff_damage_test.c $(tiff_test_common)
tests_tiff_data_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir) -DBLITZ_DEFAULT_TEST_DATA='"$(top_srcdir)/../shared/data"'
tests_tiff_data_test_SOURCES = tests/tiff_data_test.c $(tiff_test_common)
tests_tiff_exif_test_SOURCES = tests/tiff_exif_test.c $(tiff_test_common)
tests_tiff_large_test_SOURCES = tests/tiff_large_test.c $(tiff_test_common)
tests_tiff_series_test_SOURCES = tests/tiff_series_test.c $(tiff_test_common)
tests_tiff_test_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)
tests_tiff_test_SOURCES = tests/tiff_test.c $(tiff_test_common)
tests_trace_test_SOURCES = tests/trace_test.c
tests_truncation_test_SOURCES = tests/truncation_test.c $(sample_common)
tests_tui_around_test_SOURCES = tests/tui_around_test.c
tests_tui_doctor_test_SOURCES = tests/tui_doctor_test.c
tests_tui_end_test_SOURCES = tests/tui_end_test.c
tests_tui_export_test_SOURCES = tests/tui_export_test.c
tests_tui_harness_test_SOURCES = tests/tui_harness_test.c
tests_tui_plot_pixels_test_SOURCES = tests/tui_plot_pixels_test.c
tests_tui_plots_test_SOURCES = tests/tui_plots_test.c
tests_tui_profile_test_SOURCES = tests/tui_profile_test.c
tests_tui_living_test_SOURCES = tests/tui_living_test.c
tests_tui_mouse_test_SOURCES = tests/tui_mouse_test.c
tests_tui_partial_test_SOURCES = tests/tui_partial_test.c
tests_tui_reload_test_SOURCES = tests/tui_reload_test.c tests/npy_file.h
tests_tui_raw_test_SOURCES = tests/tui_raw_test.c tests/npy_file.h
tests_tui_references_test_SOURCES = tests/tui_references_test.c tests/npy_file.h
tests_tui_resume_test_SOURCES = tests/tui_resume_test.c
tests_tui_saturation_test_SOURCES = tests/tui_saturation_test.c tests/npy_file.h
tests_tui_sixel_test_SOURCES = tests/tui_sixel_test.c
tests_tui_size_test_SOURCES = tests/tui_size_test.c
tests_tui_test_SOURCES = tests/tui_test.c
tests_tui_tuning_test_SOURCES = tests/tui_tuning_test.c tests/npy_file.h
tests_video_group_test_SOURCES = tests/video_group_test.c tests/video_helper.c tests/video_helper.h
tests_video_raw_test_SOURCES = tests/video_raw_test.c tests/video_helper.c tests/video_helper.h \
tests/image_support.c tests/image_support.h tests/npy_file.h
tests_video_test_SOURCES = tests/video_test.c tests/video_helper.c tests/video_helper.h
tests_zone_histogram_test_SOURCES = tests/zone_histogram_test.c tests/measure_support.c tests/measure_support.h
tests_zone_series_test_SOURCES = tests/zone_series_test.c tests/measure_support.c tests/measure_support.h
tests_zone_test_SOURCES = tests/zone_test.c tests/measure_support.c tests/measure_support.h

engine_test_common = tests/engine_support.c tests/engine_support.h tests/npy_file.h

sample_common = tests/fuzz_samples.c tests/fuzz_samples.h tests/npy_file.h \
tests/sample_files.h tests/sample_image.c tests/sample_tiff.c \
tests/tiff_maker.c tests/tiff_maker.h tests/video_helper.c tests/video_helper.h

tiff_test_common = tests/tiff_helper.c tests/tiff_helper.h tests/tiff_maker.c tests/tiff_maker.h

cli_tests = \
tests/cli/bad_input.sh \
tests/cli/bench.sh \
tests/cli/cache.sh \
tests/cli/check.sh \
tests/cli/colour.sh \
tests/cli/damage.sh \
tests/cli/export.sh \
tests/cli/folder.sh \
tests/cli/goldens.sh \
tests/cli/histogram.sh \
tests/cli/info.sh \
tests/cli/memory.sh \
tests/cli/names.sh \
tests/cli/output.sh \
tests/cli/paged.sh \
tests/cli/print_command.sh \
tests/cli/profile.sh \
tests/cli/raw.sh \
tests/cli/real_damage.sh \
tests/cli/real_series.sh \
tests/cli/references.sh \
tests/cli/same_bits.sh \
tests/cli/slide.sh \
tests/cli/signals.sh \
tests/cli/text.sh \
tests/cli/tune.sh \
tests/cli/tune_register.sh \
tests/cli/usage.sh \
tests/cli/verbose.sh \
tests/cli/version.sh \
tests/cli/zones.sh

house_tests = \
tests/floors_test.sh \
tests/style_test.sh

# Drives a program on a pty: see tests/pty/tui.h.
check_LIBRARIES += tests/libtui.a
tests_libtui_a_SOURCES = \
tests/pty/csi.c \
tests/pty/emulator.c \
tests/pty/emulator.h \
tests/pty/launch.c \
tests/pty/launch.h \
tests/pty/parser.c \
tests/pty/tui.c \
tests/pty/tui.h

# Makes files for the shell tests.
check_PROGRAMS += tests/maker
tests_maker_SOURCES = tests/maker.c tests/maker_json.c tests/maker_json.h
tests_maker_LDADD = $(TIFF_LIBS) $(PNG_LIBS)

if HAVE_CMOCKA
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
TESTS += $(cli_tests) $(house_tests)
dist_check_SCRIPTS = $(cli_tests) $(house_tests)
EXTRA_DIST += tests/functions.sh tests/count tests/data tests/leaks

# A test that hangs ends as a failure, on the slowest machine under the slowest sanitizer.
TEST_EXTENSIONS = .sh
LOG_COMPILER = timeout
AM_LOG_FLAGS = -k 10 900
SH_LOG_COMPILER = timeout
AM_SH_LOG_FLAGS = -k 10 900 $(SHELL)
AM_TESTS_ENVIRONMENT = \
BLITZ='$(abs_top_builddir)/src/blitz'; export BLITZ; \
BLITZ_SOURCE='$(abs_top_srcdir)'; export BLITZ_SOURCE; \
BLITZ_MAKER='$(abs_top_builddir)/tests/maker'; export BLITZ_MAKER; \
: "$${BLITZ_TEST_DATA:=$$BLITZ_SOURCE/../shared/data}"; export BLITZ_TEST_DATA; \
LSAN_OPTIONS="suppressions='$$BLITZ_SOURCE/tests/leaks':print_suppressions=0"; export LSAN_OPTIONS; \
LC_ALL=C.UTF-8; export LC_ALL; TZ=UTC; export TZ;

# The names of all logs, for contrib/check, which counts the cases in them.
test-logs:
	@echo $(TEST_LOGS)
.PHONY: test-logs
