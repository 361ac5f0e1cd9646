# SPDX-License-Identifier: MIT
# Makes single headers and compiles with them alone: the example mnist_mlp, which runs if ZLIB can read its data, and with ARM_COMPILER
# a prediction and a sketch for Arduino on a Cortex-M4. COMPILER is a path, LAUNCHER is ccache or empty, OPTIONS are the user's, EIGEN_DIR is a
# folder, ZLIB is the linker's argument, WERROR makes warnings errors.
separate_arguments(options NATIVE_COMMAND "${OPTIONS}")
file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR})
function(run)
  execute_process(COMMAND ${ARGV} WORKING_DIRECTORY ${WORK_DIR} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast ${WERROR})
set(amalgamate ${PYTHON} ${SOURCE_DIR}/tools/amalgamate.py)

# The same headers give the same bytes. In this order shape.hpp is met first where only a host sees it.
set(headers models/frozen_sequential.hpp inference.hpp)
run(${amalgamate} ${headers} -o linnet_inference.hpp)
execute_process(COMMAND ${amalgamate} ${headers} OUTPUT_FILE ${WORK_DIR}/again.hpp COMMAND_ERROR_IS_FATAL ANY)
run(${CMAKE_COMMAND} -E compare_files linnet_inference.hpp again.hpp)
if(ARM_COMPILER)
  run(${LAUNCHER} ${ARM_COMPILER} -std=c++20 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os -fno-exceptions -fno-rtti ${warnings}
      -I. -isystem ${EIGEN_DIR} -c ${CMAKE_CURRENT_LIST_DIR}/predict.cpp -o predict.o)
endif()

# The folder for Arduino has every line that its specification asks for; the header and the example compile as a core of C++20 would compile
# them.
run(${PYTHON} ${SOURCE_DIR}/tools/arduino_library.py arduino --url https://example.org/linnet)
file(READ ${WORK_DIR}/arduino/library.properties properties)
foreach(key IN ITEMS name version author maintainer sentence paragraph category url architectures includes)
  if(NOT "\n${properties}" MATCHES "\n${key}=[^\n]+\n")
    message(FATAL_ERROR "library.properties has no ${key}:\n${properties}")
  endif()
endforeach()
if(ARM_COMPILER)
  run(${LAUNCHER} ${ARM_COMPILER} -std=gnu++20 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os -fno-exceptions -fno-rtti ${warnings}
      -Iarduino/src -isystem ${EIGEN_DIR} -c ${CMAKE_CURRENT_LIST_DIR}/sketch.cpp -o sketch.o)
  run(${LAUNCHER} ${ARM_COMPILER} -std=gnu++20 -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os -fno-exceptions -fno-rtti ${warnings}
      -Iarduino/src -isystem ${EIGEN_DIR} -include ${CMAKE_CURRENT_LIST_DIR}/arduino.hpp -x c++ -c arduino/examples/xor/xor.ino -o xor.o)
endif()

# The example's files, in each of which one #include takes the place of those of <linnet/...>.
set(headers "")
foreach(name IN ITEMS data_folder.cpp digits.hpp in_int8.hpp judge.cpp judge.hpp mnist_mlp.cpp options.hpp)
  file(READ ${SOURCE_DIR}/examples/mnist/${name} text)
  string(REGEX MATCHALL "#include <linnet/[^>]+>" includes "${text}")
  list(TRANSFORM includes REPLACE "#include <linnet/(.*)>" "\\1")
  list(APPEND headers ${includes})
  string(REGEX REPLACE "#include <linnet/[^>]+>" "#include \"linnet.hpp\"" text "${text}")
  file(WRITE ${WORK_DIR}/${name} "${text}")
endforeach()
list(REMOVE_DUPLICATES headers)
run(${amalgamate} ${headers} -o linnet.hpp)
if(ZLIB)
  list(APPEND options -DLINNET_WITH_ZLIB=1)
endif()
foreach(name IN ITEMS mnist_mlp judge data_folder)
  run(${LAUNCHER} ${COMPILER} ${options} -std=c++20 -O1 -DLINNET_DATA_DIR="none" ${warnings} -I. -isystem ${EIGEN_DIR} -c ${name}.cpp -o ${name}.o)
endforeach()
run(${COMPILER} mnist_mlp.o judge.o data_folder.o -o mnist_mlp ${ZLIB})
if(ZLIB)
  run(./mnist_mlp --data ${SOURCE_DIR}/data/mnist --epochs 1)
endif()
