# SPDX-License-Identifier: MIT
# A header that is not for targets says so there: its first error is the sentence, not whatever of C++ the target does not have. COMPILER
# is the target's, INCLUDE has linnet's headers, EIGEN_INCLUDE Eigen's.
set(compile ${COMPILER} -std=c++20 -mcpu=cortex-m4 -mthumb -fno-exceptions -fno-rtti -I${INCLUDE} -isystem ${EIGEN_INCLUDE} -x c++)

file(WRITE ${WORK_DIR}/target.cpp "#include <linnet/inference.hpp>\n#include <linnet/linnet.hpp>\n")
execute_process(COMMAND ${compile} -MM ${WORK_DIR}/target.cpp OUTPUT_VARIABLE of_target COMMAND_ERROR_IS_FATAL ANY)

file(GLOB_RECURSE headers RELATIVE ${INCLUDE} ${INCLUDE}/linnet/*.hpp)
set(refused 0)
set(wrong "")
foreach(header IN LISTS headers)
  if(of_target MATCHES "/${header}[ \n]")
    continue()  # compiled by every program of the target
  endif()
  execute_process(COMMAND ${compile} -fsyntax-only -Wfatal-errors ${INCLUDE}/${header} RESULT_VARIABLE status
                  OUTPUT_QUIET ERROR_VARIABLE errors)
  if(status EQUAL 0)
    continue()
  endif()
  math(EXPR refused "${refused} + 1")
  if(NOT errors MATCHES "static assertion failed: linnet: the header that includes this one is for hosts")
    list(APPEND wrong "${header}: ${errors}")
  endif()
endforeach()
if(wrong OR refused LESS 30)
  list(JOIN wrong "\n" wrong)
  message(FATAL_ERROR "${refused} headers are refused; these without the sentence of core/requires_host.hpp:\n${wrong}")
endif()
message(STATUS "${refused} headers are refused with a sentence")
