# SPDX-License-Identifier: MIT
# Precompiles linnet.hpp for run.cmake.
include(${COMMAND})
file(WRITE ${precompiled} "#include <linnet/linnet.hpp>\n")
execute_process(COMMAND ${compile} -x c++-header ${precompiled} -o ${precompiled}.gch RESULT_VARIABLE result
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message("${output}")
  message(FATAL_ERROR "linnet.hpp cannot be precompiled")
endif()
