# SPDX-License-Identifier: MIT
# A header of which only a comment changed is still recognized in the precompiled header, which ccache must not take from the older text.
# COMPILER is g++, LAUNCHER is ccache, WORK_DIR a folder for this test.
file(REMOVE_RECURSE ${WORK_DIR})
file(WRITE ${WORK_DIR}/command.cmake "set(compile \"${COMPILER}\" -I.)\nset(launcher \"${LAUNCHER}\")\n")
file(WRITE ${WORK_DIR}/program.cpp "#include <linnet/linnet.hpp>\n")
foreach(comment IN ITEMS "one" "two")
  file(WRITE ${WORK_DIR}/linnet/linnet.hpp "// ${comment}\n#pragma once\nenum class Once { yes };\n")
  execute_process(COMMAND ${CMAKE_COMMAND} -E sleep 2)  # ccache passes over files that are younger than its own start
  execute_process(COMMAND ${CMAKE_COMMAND} -E env CCACHE_DIR=${WORK_DIR}/ccache CCACHE_SLOPPINESS=pch_defines,time_macros
                          ${CMAKE_COMMAND} -DCOMPILE_COMMAND=command.cmake -DPRECOMPILED=precompiled.hpp
                                           -P ${CMAKE_CURRENT_LIST_DIR}/../../cmake/precompile.cmake
                  WORKING_DIRECTORY ${WORK_DIR} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${COMPILER} -I. -include precompiled.hpp -fsyntax-only program.cpp WORKING_DIRECTORY ${WORK_DIR}
                  COMMAND_ERROR_IS_FATAL ANY)
endforeach()
