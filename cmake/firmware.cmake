# SPDX-License-Identifier: MIT
# Programs for the targets of cmake/toolchains: bare-metal Cortex-M on the board of examples/cortex_m, and Linux on other CPUs.
include_guard(GLOBAL)

set(LINNET_BARE_METAL OFF)
if(CMAKE_SYSTEM_NAME STREQUAL "Generic")
  set(LINNET_BARE_METAL ON)
endif()

# linnet_board: board.hpp and its implementation. On bare metal the failure hook comes last, for programs without their own.
set(board_dir ${PROJECT_SOURCE_DIR}/examples/cortex_m)
if(LINNET_BARE_METAL)
  set(board_sources ${board_dir}/startup.cpp ${board_dir}/semihosting.cpp ${board_dir}/counters.cpp ${board_dir}/print.cpp)
  add_library(linnet_board STATIC ${board_sources})
  add_library(linnet_board_failure STATIC ${board_dir}/failure.cpp)
  target_link_libraries(linnet_board_failure PRIVATE linnet_board linnet_warnings)
  target_link_libraries(linnet_board INTERFACE linnet_board_failure)
  # Optimised for size, and without loops that become calls to memcpy.
  target_compile_options(linnet_board PRIVATE -Os -fno-builtin)
  target_link_options(linnet_board INTERFACE -L${board_dir}/boards/${LINNET_BOARD} -T${board_dir}/cortex_m.ld)
  set_property(TARGET linnet_board APPEND PROPERTY INTERFACE_LINK_DEPENDS
               ${board_dir}/cortex_m.ld ${board_dir}/boards/${LINNET_BOARD}/memory.ld)
else()
  add_library(linnet_board STATIC ${board_dir}/hosted.cpp ${board_dir}/print.cpp)
endif()
target_include_directories(linnet_board PUBLIC ${board_dir})
target_link_libraries(linnet_board PRIVATE linnet_warnings)

# QEMU's plugin that counts instructions runs on the host, so the host's compiler builds it.
set(count_plugin ${CMAKE_CURRENT_BINARY_DIR}/libcount_instructions.so)
if(CMAKE_CROSSCOMPILING)
  find_program(LINNET_HOST_CC NAMES cc gcc clang REQUIRED)
  add_custom_command(OUTPUT ${count_plugin}
                     COMMAND ${LINNET_HOST_CC} -std=c11 -O2 -Wall -Wextra -Wpedantic ${LINNET_WERROR} -shared -fPIC
                             ${PROJECT_SOURCE_DIR}/tests/firmware/count_instructions.c -o ${count_plugin}
                     DEPENDS ${PROJECT_SOURCE_DIR}/tests/firmware/count_instructions.c VERBATIM)
  add_custom_target(linnet_count_plugin ALL DEPENDS ${count_plugin})
  set(LINNET_COUNTING_EMULATOR ${CMAKE_CROSSCOMPILING_EMULATOR})
  list(INSERT LINNET_COUNTING_EMULATOR 1 -plugin ${count_plugin})
endif()

# A test that the image of a target contains no heap, exceptions or iostreams: linnet_add_image_test(name target [INTEGERS]). INTEGERS: nor
# floating-point arithmetic, of the FPU or of the compiler's library.
function(linnet_add_image_test name target)
  cmake_parse_arguments(PARSE_ARGV 2 arg "INTEGERS" "" "")
  add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -DIMAGE=$<TARGET_FILE:${target}> -DNM=${CMAKE_NM} -DREADELF=${CMAKE_READELF}
                                -DOBJDUMP=${CMAKE_OBJDUMP} -DINTEGERS=${arg_INTEGERS} -P ${PROJECT_SOURCE_DIR}/cmake/check_image.cmake)
  set_tests_properties(${name} PROPERTIES LABELS firmware)
endfunction()

# A program for the target: linnet_add_firmware(name source... [STACK bytes] [INTEGERS]). On bare metal it has a stack of 4 KB by default, a
# map next to its image, and a test of the image; INTEGERS forbids floating-point arithmetic in it. The target run_<name> runs it in QEMU;
# count_<name> also prints the number of instructions between each board::count_begin() and count_end().
function(linnet_add_firmware name)
  cmake_parse_arguments(PARSE_ARGV 1 arg INTEGERS STACK "")
  add_executable(${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(${name} PRIVATE linnet::linnet linnet_board linnet_warnings)
  if(LINNET_BARE_METAL)
    target_link_options(${name} PRIVATE -Wl,-Map=$<TARGET_FILE:${name}>.map)
    if(arg_STACK)
      target_link_options(${name} PRIVATE -Wl,--defsym=__stack_size=${arg_STACK})
    endif()
    if(LINNET_BUILD_TESTS)
      set(integers "")
      if(arg_INTEGERS)
        set(integers INTEGERS)
      endif()
      linnet_add_image_test(image/${name} ${name} ${integers})
    endif()
  endif()
  if(CMAKE_CROSSCOMPILING)
    add_custom_target(run_${name} COMMAND ${CMAKE_CROSSCOMPILING_EMULATOR} $<TARGET_FILE:${name}> USES_TERMINAL VERBATIM
                      COMMENT "Running ${name}")
    add_custom_target(count_${name} COMMAND ${LINNET_COUNTING_EMULATOR} $<TARGET_FILE:${name}> USES_TERMINAL VERBATIM
                      COMMENT "Running ${name}, counting instructions")
    add_dependencies(count_${name} linnet_count_plugin)
  endif()
endfunction()

# Models that the host exports for firmware. A build for the host already has these headers for the presets that its tests build.
set(LINNET_EXPORTED_MODELS "" CACHE PATH "Folder with the headers that the host's build has exported; empty: its programs are built and run")
set(exported_models ${PROJECT_BINARY_DIR}/exported_models)
if(LINNET_EXPORTED_MODELS)
  set(exported_models ${LINNET_EXPORTED_MODELS})
  message(STATUS "linnet: the models for firmware are those in ${LINNET_EXPORTED_MODELS}")
endif()

# linnet_add_exporter(name HEADERS header... [ARGUMENTS argument...]): the target <name>_headers makes these headers in ${exported_models}.
# The program name.cpp writes them to the folder that is its last argument; it runs on the host, so the host's compiler builds it.
function(linnet_add_exporter name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "HEADERS;ARGUMENTS")
  if(LINNET_EXPORTED_MODELS)
    add_custom_target(${name}_headers)
    return()
  endif()
  if(CMAKE_CROSSCOMPILING)
    find_program(LINNET_HOST_CXX NAMES c++ g++ clang++ REQUIRED)
    set(program ${CMAKE_CURRENT_BINARY_DIR}/${name})
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/include/*.hpp ${CMAKE_CURRENT_SOURCE_DIR}/*.hpp)
    add_custom_command(OUTPUT ${program}
                       COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${LINNET_HOST_CXX} -std=c++20 -O2 -march=native -DNDEBUG
                               -DLINNET_WITH_ZLIB=1 -I${PROJECT_SOURCE_DIR}/include
                               "-isystem$<JOIN:$<TARGET_PROPERTY:Eigen3::Eigen,INTERFACE_INCLUDE_DIRECTORIES>,;-isystem>"
                               -c ${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp -o ${program}.o
                       COMMAND ${LINNET_HOST_CXX} ${program}.o -lz -o ${program}
                       DEPENDS ${name}.cpp ${sources} COMMAND_EXPAND_LISTS VERBATIM)
  else()
    add_executable(${name} ${name}.cpp)
    target_link_libraries(${name} PRIVATE linnet::host linnet_warnings)
    set(program ${name})
  endif()
  file(MAKE_DIRECTORY ${exported_models})
  list(TRANSFORM arg_HEADERS PREPEND ${exported_models}/)
  add_custom_command(OUTPUT ${arg_HEADERS} COMMAND ${program} ${arg_ARGUMENTS} ${exported_models} DEPENDS ${program} VERBATIM)
  add_custom_target(${name}_headers DEPENDS ${arg_HEADERS})
endfunction()
