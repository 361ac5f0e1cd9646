# SPDX-License-Identifier: MIT
# Stands in for the first pass of ESP-IDF, a script: the CMakeLists.txt of a component ends where it registers itself.
macro(idf_component_register)
  set(registered ON)
  return()
endmacro()
include(${COMPONENT_DIR}/CMakeLists.txt)
if(NOT registered)
  message(FATAL_ERROR "${COMPONENT_DIR} does not register itself")
endif()
