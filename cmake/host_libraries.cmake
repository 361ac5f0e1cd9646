# SPDX-License-Identifier: MIT
# Used by the build and by the installed package: optional libraries are looked for where linnet is used, not where it was built.

# Adds to the INTERFACE target the host libraries that are found; one that is missing only leaves out what needs it.
#   ZLIB: reads .gz files, LINNET_WITH_ZLIB=1
#   nlohmann_json: the header of safetensors files, for linnet/io/weights.hpp
macro(linnet_add_host_libraries target)
  find_package(ZLIB QUIET)
  if(TARGET ZLIB::ZLIB)
    target_link_libraries(${target} INTERFACE ZLIB::ZLIB)
    target_compile_definitions(${target} INTERFACE LINNET_WITH_ZLIB=1)
  endif()
  find_package(nlohmann_json 3.9 CONFIG QUIET)
  if(TARGET nlohmann_json::nlohmann_json)
    target_link_libraries(${target} INTERFACE nlohmann_json::nlohmann_json)
  endif()
endmacro()
