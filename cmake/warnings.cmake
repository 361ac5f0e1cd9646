# SPDX-License-Identifier: MIT
# The target linnet_warnings: the options of linnet's own tests, examples and benchmarks. Users never see it.
#
# LINNET_WERROR: the option that makes a warning an error, if LINNET_WARNINGS_AS_ERRORS is on. Only .ci/run sets it: a newer compiler, or
# another CPU behind -march=native, has warnings that nobody here has seen, and a program with a warning may be right.
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
  # GCC believes that operands of its own AVX-512 intrinsics are uninitialized, deep inside Eigen's products.
  target_compile_options(linnet_warnings INTERFACE -Wno-maybe-uninitialized -Wno-uninitialized)
endif()
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  target_compile_options(linnet_warnings INTERFACE -Wdouble-promotion)  # on these targets each operation on doubles calls a library
endif()

if(LINNET_SANITIZE)
  set(sanitize -fsanitize=${LINNET_SANITIZE} -fno-sanitize-recover=all)
  target_compile_options(linnet_warnings INTERFACE ${sanitize} -fno-omit-frame-pointer)
  target_link_options(linnet_warnings INTERFACE ${sanitize})
  if(TARGET linnet_stb)
    target_compile_options(linnet_stb PRIVATE ${sanitize})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
      target_compile_options(linnet_stb PRIVATE -fsanitize=fuzzer-no-link)  # shows the fuzz programs which branches it takes
    endif()
  endif()
endif()

if(LINNET_COVERAGE)
  # Files are named as in every other clone, so that ccache may take an object of another; tools/coverage.py knows these names. A profile is
  # only written where LLVM_PROFILE_FILE says.
  set(coverage -fprofile-instr-generate=/dev/null -fcoverage-mapping -ffile-prefix-map=${PROJECT_SOURCE_DIR}=/linnet)
  target_compile_options(linnet_warnings INTERFACE ${coverage})
  target_link_options(linnet_warnings INTERFACE -fprofile-instr-generate)
  if(TARGET linnet_stb)
    target_compile_options(linnet_stb PRIVATE ${coverage})
  endif()
endif()
