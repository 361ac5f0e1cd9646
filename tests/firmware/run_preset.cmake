# SPDX-License-Identifier: MIT
# Configures, builds and tests PRESET of SOURCE_DIR in BUILD_DIR; EIGEN_OPTION says where Eigen is,
# MODEL_DIR is the folder of the example models that the host has exported, or empty.
function(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY ${SOURCE_DIR} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${PRESET} fails")
  endif()
endfunction()
run(${CMAKE_COMMAND} --preset ${PRESET} -B ${BUILD_DIR} ${EIGEN_OPTION} -DLINNET_EXPORTED_MODELS=${MODEL_DIR})
run(${CMAKE_COMMAND} --build ${BUILD_DIR} --parallel 2)
run(${CMAKE_CTEST_COMMAND} --test-dir ${BUILD_DIR} --output-on-failure --no-tests=error --timeout 60 --parallel 2)
