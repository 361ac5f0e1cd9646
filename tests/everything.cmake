# SPDX-License-Identifier: MIT
# Tests with LINNET_TEST_EVERYTHING: what takes longer than the unit tests and the examples, for which a new user need not wait.

# Every header compiles alone, and twice in one program (a function that is not inline would not link). Clang reads them all in one
# file, for its warnings: what is missing in a header is missing for each compiler.
file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/include/linnet/*.hpp)
if(NOT TARGET nlohmann_json::nlohmann_json)
  list(FILTER headers EXCLUDE REGEX "${json_headers}")
endif()
foreach(header IN LISTS headers)
  file(STRINGS ${PROJECT_SOURCE_DIR}/include/${header} included REGEX "^#include <linnet/")
  string(REGEX REPLACE "#include <([^>]+)>" "\\1" "included_by_${header}" "${included}")
endforeach()
# Parsing Eigen is most of it: it is precompiled for the headers that include it, over however many others.
set(with_eigen linnet/core/bound.hpp linnet/core/tensor.hpp linnet/kernels/simd.hpp)
set(before "")
while(NOT before STREQUAL with_eigen)
  set(before "${with_eigen}")
  foreach(header IN LISTS headers)
    foreach(included IN LISTS "included_by_${header}")
      if(included IN_LIST with_eigen AND NOT header IN_LIST with_eigen)
        list(APPEND with_eigen ${header})
      endif()
    endforeach()
  endforeach()
endwhile()
set(header_sources ${CMAKE_CURRENT_BINARY_DIR}/headers/main.cpp)
set(includes "")
foreach(header IN LISTS headers)
  string(APPEND includes "#include <${header}>\n")
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    string(REPLACE / _ source ${header})
    set(source ${CMAKE_CURRENT_BINARY_DIR}/headers/${source}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include <@header@>\n" @ONLY)
    list(APPEND header_sources ${source})
    if(NOT header IN_LIST with_eigen)
      set_source_files_properties(${source} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
    endif()
  endif()
endforeach()
file(CONFIGURE OUTPUT headers/main.cpp CONTENT "${includes}int main() {}\n" @ONLY)
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/headers/main.cpp PROPERTIES SKIP_PRECOMPILE_HEADERS ON)  # clang-tidy reads it
# All of them behind the macros of others, too, with Eigen before these; compile_fail/behind_macros has nothing before them. nlohmann_json
# has template parameters that are pins of an Arduino.
file(CONFIGURE OUTPUT headers/behind_macros.cpp
     CONTENT "#include <${CMAKE_CURRENT_SOURCE_DIR}/hygiene/macros.hpp>\n#undef A0\n#undef A1\n${includes}" @ONLY)
list(APPEND header_sources ${CMAKE_CURRENT_BINARY_DIR}/headers/behind_macros.cpp)
add_executable(linnet_headers EXCLUDE_FROM_ALL ${header_sources})
target_link_libraries(linnet_headers PRIVATE linnet::host linnet_warnings)
target_precompile_headers(linnet_headers PRIVATE <Eigen/Core>)
if(NOT MSVC)
  target_compile_options(linnet_headers PRIVATE -O0 -Wold-style-cast)
endif()
add_test(NAME headers COMMAND ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --config $<CONFIG> --target linnet_headers)
set_tests_properties(headers PROPERTIES LABELS build)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set_tests_properties(headers PROPERTIES PROCESSORS 2)
endif()

# clang-tidy finds nothing in the headers: it reads the source that includes them all, as the compiler does. Told by one compiler, and by
# one version of clang-tidy: the next one has other checks.
if(PROJECT_IS_TOP_LEVEL AND CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_BUILD_TYPE STREQUAL "Release")
  find_program(LINNET_CLANG_TIDY clang-tidy-14)
  if(LINNET_CLANG_TIDY)
    add_test(NAME clang_tidy COMMAND ${LINNET_CLANG_TIDY} -p ${CMAKE_BINARY_DIR} --config-file=${PROJECT_SOURCE_DIR}/.clang-tidy
                                     --warnings-as-errors=* --quiet ${CMAKE_CURRENT_BINARY_DIR}/headers/main.cpp)
    set_tests_properties(clang_tidy PROPERTIES LABELS build)
  else()
    message(STATUS "linnet: clang-tidy-14 is not installed: no test clang_tidy")
  endif()
endif()

include(${PROJECT_SOURCE_DIR}/cmake/compile_fail.cmake)
file(GLOB compile_fail_sources CONFIGURE_DEPENDS compile_fail/*.cpp)
foreach(source IN LISTS compile_fail_sources)
  linnet_add_compile_fail_test(${source})
endforeach()

# Slow, and told by one compiler: the run with g++ does it for all.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_BUILD_TYPE STREQUAL "Release")
  add_subdirectory(accuracy)
  add_subdirectory(docs)
  add_subdirectory(firmware)
  add_subdirectory(same_bits)
endif()
add_subdirectory(export)
add_subdirectory(install)
add_subdirectory(readme)
add_subdirectory(single_header)
