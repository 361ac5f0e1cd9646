# SPDX-License-Identifier: MIT
# examples/esp_idf compiles for an ESP32-C3 (rv32imc), with both forms of Espressif's package of Eigen.
file(REMOVE_RECURSE ${WORK_DIR})
# Debian's C library is for 64 bits: the headers miss a list of functions, and the number of a system call that only waiting threads need.
file(WRITE ${WORK_DIR}/include/gnu/stubs-ilp32.h "")
set(flags "-march=rv32imc -mabi=ilp32 -Os -fno-exceptions -fno-rtti -DSYS_futex=422 -isystem ${WORK_DIR}/include -Wall -Wextra -Wpedantic -Wshadow ${ERROR_OPTION}")

set(ENV{IDF_PATH} ${CMAKE_CURRENT_LIST_DIR}/esp_idf)
foreach(eigen IN ITEMS 3.4 5)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE_DIR}/examples/esp_idf -B ${WORK_DIR}/${eigen} -DCMAKE_SYSTEM_NAME=Generic
                          -DCMAKE_TRY_COMPILE_TARGET_TYPE=STATIC_LIBRARY -DCMAKE_CXX_COMPILER=${COMPILER} -DCMAKE_CXX_FLAGS=${flags}
                          -DLINNET_DIR=${SOURCE_DIR} -DEIGEN_DIR=${EIGEN_DIR} -DEIGEN_PACKAGE=${eigen}
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK_DIR}/${eigen} --target main COMMAND_ERROR_IS_FATAL ANY)
endforeach()
