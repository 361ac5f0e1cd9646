# SPDX-License-Identifier: MIT
# Used by the build and by the installed package, which searches for optional libraries where linnet is used, not where it was built.

# Adds to the INTERFACE target the host libraries that it finds. A missing library only disables the headers that need it.
#   ZLIB: reads .gz files, LINNET_WITH_ZLIB=1
#   stb:  reads and writes images, LINNET_WITH_STB=1. It has only headers (Debian puts them into a folder stb); this compiles the
#         neighbouring stb.cpp with them, and with images/*.hpp, which check files before stb sees them.
set(LINNET_STB_SOURCE ${CMAKE_CURRENT_LIST_DIR}/stb.cpp)
macro(linnet_add_host_libraries target)
  find_package(ZLIB QUIET)
  if(TARGET ZLIB::ZLIB)
    target_link_libraries(${target} INTERFACE ZLIB::ZLIB)
    target_compile_definitions(${target} INTERFACE LINNET_WITH_ZLIB=1)
  endif()
  find_path(LINNET_STB_INCLUDE_DIR stb_image_write.h PATH_SUFFIXES stb)
  mark_as_advanced(LINNET_STB_INCLUDE_DIR)
  if(LINNET_STB_INCLUDE_DIR AND NOT TARGET linnet_stb)
    add_library(linnet_stb STATIC EXCLUDE_FROM_ALL ${LINNET_STB_SOURCE})
    target_include_directories(linnet_stb SYSTEM PRIVATE ${LINNET_STB_INCLUDE_DIR})
    target_link_libraries(linnet_stb PRIVATE linnet::linnet)
    set_target_properties(linnet_stb PROPERTIES POSITION_INDEPENDENT_CODE ON)  # for users' shared libraries
  endif()
  if(TARGET linnet_stb)
    target_link_libraries(${target} INTERFACE linnet_stb)
    target_compile_definitions(${target} INTERFACE LINNET_WITH_STB=1)
  endif()
endmacro()
