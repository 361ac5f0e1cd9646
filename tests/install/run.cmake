# SPDX-License-Identifier: MIT
# Builds and runs the consumer. USE is package, pkg_config or include (linnet is installed first), subdirectory or fetch_content; WERROR
# is what makes warnings errors.
file(REMOVE_RECURSE ${WORK_DIR})

if(USE MATCHES "package|pkg_config|include")
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${LINNET_BINARY_DIR} --prefix ${WORK_DIR}/prefix
                  OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  # A moved package still works: nothing in it may point to where it was installed.
  file(RENAME ${WORK_DIR}/prefix ${WORK_DIR}/moved)
endif()

# With the compiler alone. linnet's headers are no system headers: their warnings show. Those of Eigen are Eigen's.
if(USE MATCHES "pkg_config|include")
  separate_arguments(flags NATIVE_COMMAND "${CXX_FLAGS}")
  if(USE STREQUAL "include")
    list(APPEND flags -I ${WORK_DIR}/moved/include)
  else()
    set(ENV{PKG_CONFIG_PATH} ${WORK_DIR}/moved/share/pkgconfig)
    execute_process(COMMAND ${PKG_CONFIG} --modversion linnet OUTPUT_VARIABLE found OUTPUT_STRIP_TRAILING_WHITESPACE
                    COMMAND_ERROR_IS_FATAL ANY)
    if(NOT found STREQUAL LINNET_VERSION)
      message(FATAL_ERROR "linnet.pc has version ${found}, linnet is ${LINNET_VERSION}")
    endif()
    execute_process(COMMAND ${PKG_CONFIG} --cflags linnet OUTPUT_VARIABLE cflags OUTPUT_STRIP_TRAILING_WHITESPACE
                    COMMAND_ERROR_IS_FATAL ANY)
    separate_arguments(cflags NATIVE_COMMAND "${cflags}")
    list(APPEND flags ${cflags})
  endif()
  execute_process(COMMAND ${CCACHE} ${CXX_COMPILER} -std=c++20 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast ${WERROR}
                          ${flags} -isystem ${EIGEN_INCLUDE_DIR} -c ${SOURCE_DIR}/consumer/main.cpp -o consumer.o
                  WORKING_DIRECTORY ${WORK_DIR} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CXX_COMPILER} ${flags} consumer.o -o consumer WORKING_DIRECTORY ${WORK_DIR} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ./consumer WORKING_DIRECTORY ${WORK_DIR} COMMAND_ERROR_IS_FATAL ANY)
  return()
endif()

set(options -DUSE=${USE} -DLINNET_VERSION=${LINNET_VERSION} -DWERROR=${WERROR} -DCMAKE_CXX_COMPILER=${CXX_COMPILER} -DCMAKE_CXX_FLAGS=${CXX_FLAGS}
            -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE=-O1 -DCMAKE_CXX_COMPILER_LAUNCHER=${CCACHE}
            -DEigen3_DIR=${Eigen3_DIR} -DFETCHCONTENT_SOURCE_DIR_EIGEN=${FETCHED_EIGEN_DIR})
if(USE STREQUAL "package")
  list(APPEND options -DCMAKE_PREFIX_PATH=${WORK_DIR}/moved)
else()
  list(APPEND options -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON -DLINNET_SOURCE_DIR=${LINNET_SOURCE_DIR}
                      -DFETCHCONTENT_SOURCE_DIR_LINNET=${LINNET_SOURCE_DIR})
endif()
execute_process(COMMAND ${CMAKE_COMMAND} -S ${SOURCE_DIR}/consumer -B ${WORK_DIR}/build -G ${GENERATOR} ${options}
                COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK_DIR}/build --config Release --target run COMMAND_ERROR_IS_FATAL ANY)
