# SPDX-License-Identifier: MIT
# Settings of linnet's own build; they never reach users of linnet.
if(NOT CMAKE_CXX_STANDARD)
  set(CMAKE_CXX_STANDARD 20)
endif()
set(CMAKE_CXX_EXTENSIONS OFF)

if(PROJECT_IS_TOP_LEVEL)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(NOT multi_config AND NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
  endif()

  find_program(LINNET_CCACHE ccache)
  if(LINNET_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND CMAKE_HOST_UNIX)
    # ccache refuses precompiled headers without this permission. In another clone it finds again what has no whole path in it.
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros CCACHE_BASEDIR=${PROJECT_SOURCE_DIR})
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      list(APPEND CMAKE_CXX_COMPILER_LAUNCHER CCACHE_PCH_EXTSUM=1 ${PROJECT_SOURCE_DIR}/cmake/ccache_clang.sh)
    else()  # as in precompile.cmake
      list(APPEND CMAKE_CXX_COMPILER_LAUNCHER CCACHE_DEPEND=1)
    endif()
    list(APPEND CMAKE_CXX_COMPILER_LAUNCHER ${LINNET_CCACHE})
  endif()
endif()
