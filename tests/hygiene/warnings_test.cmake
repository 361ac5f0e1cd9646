# SPDX-License-Identifier: MIT
# A warning is an error where LINNET_WARNINGS_AS_ERRORS asks for it, and only .ci/run does: -Werror and /WX stand in cmake/warnings.cmake alone,
# and no preset, README or page of docs/ sets the option. -DROOT=<folder> checks another tree.
cmake_minimum_required(VERSION 3.22)
if(NOT ROOT)
  get_filename_component(ROOT ${CMAKE_CURRENT_LIST_DIR}/../.. ABSOLUTE)
endif()

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/cmake/*.cmake ${ROOT}/tests/*.cmake ${ROOT}/tests/CMakeLists.txt ${ROOT}/tests/*/CMakeLists.txt
     ${ROOT}/examples/CMakeLists.txt ${ROOT}/benchmarks/CMakeLists.txt ${ROOT}/docs/*.md)
list(APPEND files CMakeLists.txt CMakePresets.json README.md)
list(REMOVE_ITEM files cmake/warnings.cmake tests/hygiene/warnings_test.cmake)
set(problems "")
foreach(file IN LISTS files)
  file(STRINGS ${ROOT}/${file} lines REGEX "-Werror|/WX|LINNET_WARNINGS_AS_ERRORS")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "penv{LINNET_WARNINGS_AS_ERRORS}|option\\(LINNET_WARNINGS_AS_ERRORS .* OFF\\)")
      string(APPEND problems "${file}: ${line}\n")
    endif()
  endforeach()
endforeach()
if(problems)
  message(FATAL_ERROR "A warning would fail a user's build:\n${problems}")
endif()
