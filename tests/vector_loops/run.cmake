# SPDX-License-Identifier: MIT
# Compiles loops.cpp with COMPILER, FLAGS and INCLUDES to ASSEMBLY, where no multiply-add and no division of single numbers may be left: a
# loop with one runs without vectors. LAUNCHER is ccache, or empty.
cmake_minimum_required(VERSION 3.22)

list(TRANSFORM INCLUDES PREPEND -I)
execute_process(COMMAND ${LAUNCHER} ${COMPILER} -std=c++20 ${FLAGS} ${INCLUDES} -S ${CMAKE_CURRENT_LIST_DIR}/loops.cpp -o ${ASSEMBLY}
                COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${ASSEMBLY} vectors REGEX "vdivps")
file(STRINGS ${ASSEMBLY} single REGEX "^_Z|vdivss|vfn?m(add|sub)[0-9]+ss")
string(REGEX REPLACE "(_Z[^;]*;)+(_Z|$)" "\\2" single "${single};")  # functions without one
if(single OR NOT vectors)
  message(FATAL_ERROR "expected multiply-adds and divisions of whole vectors only, found\n${single}")
endif()
