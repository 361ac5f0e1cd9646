# SPDX-License-Identifier: MIT
# Compiles SOURCE with the command in the file COMPILE_COMMAND and compares the outcome with the expectations in SOURCE. A source that
# includes linnet.hpp and has no options uses the precompiled header if PRECOMPILED.gch exists. Options that begin with -S run all passes.
include(${COMPILE_COMMAND})
set(ENV{LC_ALL} C)
file(READ ${SOURCE} text)
set(options "")
if(text MATCHES "\n// OPTIONS: ([^\n]+)")
  separate_arguments(options NATIVE_COMMAND "${CMAKE_MATCH_1}")
  if("${options}" MATCHES "^-S;")  # for errors that the optimizer finds
    list(REMOVE_ITEM compile -fsyntax-only)
  endif()
elseif(text MATCHES "\n#include <linnet/linnet.hpp>\n" AND EXISTS ${PRECOMPILED}.gch)
  set(options -include ${PRECOMPILED})
endif()
execute_process(COMMAND ${compile} ${options} ${SOURCE} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)

if(text MATCHES "\n// EXPECT_COMPILES\n")
  if(NOT result EQUAL 0)
    message("${output}")
    message(FATAL_ERROR "${SOURCE} has to compile")
  endif()
  return()
endif()

if(result EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles, although it has to fail")
endif()
if(NOT text MATCHES "\n// EXPECT: ")
  message(FATAL_ERROR "${SOURCE} expects nothing: it needs a line '// EXPECT: text'")
endif()
while(text MATCHES "\n// EXPECT: ([^\n]+)(.*)")  # not a list: the texts may contain semicolons and brackets
  set(text "${CMAKE_MATCH_2}")
  string(FIND "${output}" "${CMAKE_MATCH_1}" position)
  if(position EQUAL -1)
    message("${output}")
    message(FATAL_ERROR "${SOURCE} does not compile, but for another reason: the compiler did not say\n  ${CMAKE_MATCH_1}")
  endif()
endwhile()
