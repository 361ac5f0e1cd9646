# SPDX-License-Identifier: MIT
# Configures, builds and runs the consumer project. USE is package (linnet is installed first) or subdirectory.
file(REMOVE_RECURSE ${WORK_DIR})
set(options -DCMAKE_CXX_COMPILER=${CXX_COMPILER} -DCMAKE_BUILD_TYPE=Release)

if(Eigen3_DIR)
  list(APPEND options -DEigen3_DIR=${Eigen3_DIR})
endif()
if(USE STREQUAL package)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${LINNET_BINARY_DIR} --prefix ${WORK_DIR}/prefix
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  # A moved package still works: nothing in it may point to where it was installed.
  file(RENAME ${WORK_DIR}/prefix ${WORK_DIR}/moved)
  list(APPEND options -DCMAKE_PREFIX_PATH=${WORK_DIR}/moved -DLINNET_VERSION=${LINNET_VERSION})
else()
  list(APPEND options -DLINNET_SOURCE_DIR=${LINNET_SOURCE_DIR} -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON)
  if(FETCHED_EIGEN_DIR)
    list(APPEND options -DFETCHCONTENT_SOURCE_DIR_EIGEN=${FETCHED_EIGEN_DIR})
  endif()
endif()

execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE_DIR}/consumer -B ${WORK_DIR}/build -G ${GENERATOR} ${options}
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK_DIR}/build --config Release --target run COMMAND_ERROR_IS_FATAL ANY)
