# SPDX-License-Identifier: MIT
# Stands in for ESP-IDF: reads the components linnet, Eigen and main in its two passes.
set(ESP_PLATFORM 1)
set(stand_in_dir ${CMAKE_CURRENT_LIST_DIR})

function(idf_component_register)
  cmake_parse_arguments(PARSE_ARGV 0 arg "" "" "SRCS;INCLUDE_DIRS")
  set(COMPONENT_LIB ${COMPONENT_NAME} PARENT_SCOPE)
  if(arg_SRCS)
    list(TRANSFORM arg_SRCS PREPEND ${COMPONENT_DIR}/)
    add_library(${COMPONENT_NAME} STATIC ${arg_SRCS})
  else()
    add_library(${COMPONENT_NAME} INTERFACE)
    list(TRANSFORM arg_INCLUDE_DIRS PREPEND ${COMPONENT_DIR}/)
    target_include_directories(${COMPONENT_NAME} INTERFACE ${arg_INCLUDE_DIRS})
  endif()
endfunction()

macro(read_component name dir)
  execute_process(COMMAND ${CMAKE_COMMAND} -DESP_PLATFORM=1 -DCOMPONENT_DIR=${dir} -P ${stand_in_dir}/requirements.cmake
                  COMMAND_ERROR_IS_FATAL ANY)
  set(COMPONENT_NAME ${name})
  set(COMPONENT_DIR ${dir})
  add_subdirectory(${dir} ${CMAKE_BINARY_DIR}/components/${name})
endmacro()

macro(project name)
  _project(${name} LANGUAGES CXX)
  # Espressif's package of Eigen: 3.4 installs its headers into a folder eigen3, 5 has them where they are.
  add_library(espressif__eigen INTERFACE)
  if(EIGEN_PACKAGE STREQUAL "3.4")
    file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/eigen)
    file(CREATE_LINK ${EIGEN_DIR} ${CMAKE_BINARY_DIR}/eigen/eigen3 SYMBOLIC)
    add_library(eigen_interface_lib INTERFACE)
    set_target_properties(eigen_interface_lib PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${CMAKE_BINARY_DIR}/eigen)
    target_link_libraries(espressif__eigen INTERFACE eigen_interface_lib)
  else()
    target_include_directories(espressif__eigen SYSTEM INTERFACE ${EIGEN_DIR})
  endif()
  read_component(linnet ${LINNET_DIR})
  read_component(main ${CMAKE_SOURCE_DIR}/main)
  target_link_libraries(linnet INTERFACE espressif__eigen)  # as `public: true` in idf_component.yml
  target_link_libraries(main PRIVATE linnet)
endmacro()
