# SPDX-License-Identifier: MIT
# Tells those whose programs would be compiled without optimisation: they would train 30 to 150 times slower.
get_property(linnet_many_types GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
if(NOT CMAKE_BUILD_TYPE AND NOT linnet_many_types AND NOT "${CMAKE_CXX_FLAGS}" MATCHES "-O[1-9sz]")
  message(NOTICE "linnet: CMAKE_BUILD_TYPE is empty, so that programs are compiled without optimisation and train 30 to 150 times slower. "
                 "Configure with -DCMAKE_BUILD_TYPE=Release.")
endif()
unset(linnet_many_types)
