# SPDX-License-Identifier: MIT
# Compiles same_bits.cpp with COMPILER, FLAGS and INCLUDES to PROGRAM, runs it, and compares with expected.txt.
# LAUNCHER is ccache, or empty.
# Skipped where the CPU does not have NEEDS.
cmake_minimum_required(VERSION 3.22)

if(NOT EXISTS /proc/cpuinfo)
  message("skipped: no /proc/cpuinfo to ask for ${NEEDS}")
  return()
endif()
file(STRINGS /proc/cpuinfo cpu REGEX "^flags" LIMIT_COUNT 1)
if(NOT cpu MATCHES " ${NEEDS}( |$)")
  message("skipped: this CPU has no ${NEEDS}")
  return()
endif()

list(TRANSFORM INCLUDES PREPEND -I)
execute_process(COMMAND ${LAUNCHER} ${COMPILER} -std=c++20 ${FLAGS} ${INCLUDES} -c ${CMAKE_CURRENT_LIST_DIR}/same_bits.cpp -o ${PROGRAM}.o
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${COMPILER} ${PROGRAM}.o -o ${PROGRAM} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PROGRAM} OUTPUT_VARIABLE found COMMAND_ERROR_IS_FATAL ANY)
file(READ ${CMAKE_CURRENT_LIST_DIR}/expected.txt expected)
if(NOT found STREQUAL expected)
  message(FATAL_ERROR "expected the hashes\n${expected}found\n${found}")
endif()
message("${found}")
