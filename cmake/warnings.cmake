# SPDX-License-Identifier: MIT
# The target linnet_warnings: what our own tests, examples and benchmarks are compiled with. Users never see it.
#
# LINNET_WERROR: what makes a warning an error, where LINNET_WARNINGS_AS_ERRORS asks for it. Only .ci/run does: the next compiler, or the
# next CPU behind -march=native, has warnings that nobody here has seen, and nothing is wrong with a program that has one.
set(LINNET_WERROR "")
if(LINNET_WARNINGS_AS_ERRORS AND MSVC)
  set(LINNET_WERROR /WX)
elseif(LINNET_WARNINGS_AS_ERRORS)
  set(LINNET_WERROR -Werror)
endif()

add_library(linnet_warnings INTERFACE)
if(MSVC)
  target_compile_options(linnet_warnings INTERFACE /W4 /bigobj ${LINNET_WERROR})
else()
  target_compile_options(linnet_warnings INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow ${LINNET_WERROR})
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT CMAKE_CROSSCOMPILING)
  # GCC takes operands of its own AVX-512 intrinsics for uninitialized, deep inside Eigen's products.
  target_compile_options(linnet_warnings INTERFACE -Wno-maybe-uninitialized -Wno-uninitialized)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  target_compile_options(linnet_warnings INTERFACE -Wdouble-promotion)  # a double is a call of a library there
endif()

if(LINNET_SANITIZE)
  set(sanitize -fsanitize=${LINNET_SANITIZE} -fno-sanitize-recover=all)
  target_compile_options(linnet_warnings INTERFACE ${sanitize} -fno-omit-frame-pointer)
  target_link_options(linnet_warnings INTERFACE ${sanitize})
  if(TARGET linnet_stb)
    target_compile_options(linnet_stb PRIVATE ${sanitize})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(linnet_stb PRIVATE -fsanitize=fuzzer-no-link)  # the fuzz programs see which way it goes
    endif()
  endif()
endif()

if(LINNET_COVERAGE)
  target_compile_options(linnet_warnings INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(linnet_warnings INTERFACE -fprofile-instr-generate)
endif()
