# SPDX-License-Identifier: MIT
# examples/zephyr compiles for a Cortex-M3, with the options of its prj.conf; without Eigen the module says what is missing.
file(REMOVE_RECURSE ${WORK_DIR})
set(flags "-mcpu=cortex-m3 -mthumb -Os -fno-exceptions -fno-rtti -Wall -Wextra -Wpedantic -Wshadow ${ERROR_OPTION}")

function(configure folder)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE_DIR}/examples/zephyr -B ${WORK_DIR}/${folder} -DCMAKE_SYSTEM_NAME=Generic
                          -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${flags}
                          -DZephyr_DIR=${CMAKE_CURRENT_LIST_DIR}/zephyr -DLINNET_DIR=${SOURCE_DIR} ${ARGN}
                  OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  set(output "${output}" PARENT_SCOPE)
  set(result "${result}" PARENT_SCOPE)
endfunction()

configure(build -DLINNET_EIGEN_DIR=${EIGEN_DIR})
if(NOT result EQUAL 0)
  message(FATAL_ERROR "${output}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK_DIR}/build --target app COMMAND_ERROR_IS_FATAL ANY)

configure(without_eigen)
if(result EQUAL 0 OR NOT output MATCHES "linnet needs Eigen")
  message(FATAL_ERROR "a workspace without Eigen is not told: ${output}")
endif()
