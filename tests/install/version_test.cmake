# SPDX-License-Identifier: MIT
# Manifests that cannot read include/linnet/version.hpp say the same version as it.
set(root ${CMAKE_CURRENT_LIST_DIR}/../..)
file(STRINGS ${root}/include/linnet/version.hpp lines REGEX "#define LINNET_VERSION_(MAJOR|MINOR|PATCH)")
string(REGEX MATCHALL "[0-9]+" numbers "${lines}")
list(JOIN numbers "." version)

file(READ ${root}/library.json library)
string(JSON library_version GET "${library}" version)
file(STRINGS ${root}/CITATION.cff citation REGEX "^version:")
string(REGEX REPLACE "^version: *\"?([^\"]*)\"?$" "\\1" citation_version "${citation}")
foreach(manifest IN ITEMS library citation)
  if(NOT ${manifest}_version STREQUAL version)
    message(SEND_ERROR "version.hpp has ${version}, the ${manifest} manifest has \"${${manifest}_version}\"")
  endif()
endforeach()
