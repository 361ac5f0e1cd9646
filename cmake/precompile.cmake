# SPDX-License-Identifier: MIT
# Precompiles linnet.hpp as PRECOMPILED, a header that only includes it, with the command in the file COMPILE_COMMAND. Both GCC and Clang
# use PRECOMPILED.gch for a program that is compiled with `-include PRECOMPILED`. The file may set `launcher` to ccache, for GCC.
#
# GCC recognizes a header with `#pragma once` in a precompiled one by its whole text. ccache must therefore never take the precompiled header
# of a text that differs in a comment, as it would when it compares what the preprocessor leaves. It does not with CCACHE_DEPEND.
include(${COMPILE_COMMAND})
list(REMOVE_ITEM compile -fsyntax-only)
file(WRITE ${PRECOMPILED} "#include <linnet/linnet.hpp>\n")
execute_process(COMMAND ${CMAKE_COMMAND} -E env CCACHE_DEPEND=1 ${launcher} ${compile} -MD -MF ${PRECOMPILED}.d -x c++-header ${PRECOMPILED}
                        -o ${PRECOMPILED}.gch
                RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message("${output}")
  message(FATAL_ERROR "linnet.hpp cannot be precompiled")
endif()
