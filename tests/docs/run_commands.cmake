# SPDX-License-Identifier: MIT
# Tests the Markdown file PAGE, which shows files and commands:
#
# - A ```cpp block behind the line `<!-- file main.cpp -->` is written to that file.
# - A ```sh block behind the line `<!-- run -->` is run by a shell that ends at the first failure; it must end with 0. A ```text block that
#   follows directly is what it prints to standard output, compared as in run.cmake.
# - All of them use one folder, in which `linnet` is the library.
# - If something that the commands name is missing (g++, Eigen in /usr/include, zlib, stb), the rest of the page is skipped.
cmake_minimum_required(VERSION 3.22)
include(${COMMAND})
file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${WORK_DIR}/linnet)
foreach(folder IN ITEMS include cmake)
  file(CREATE_LINK ${data_dir}/../${folder} ${WORK_DIR}/linnet/${folder} SYMBOLIC)
endforeach()
include(${CMAKE_CURRENT_LIST_DIR}/text.cmake)
file(READ ${PAGE} text)

find_program(compiler g++)
set(count 0)
while(text MATCHES "\n<!-- (run|file ([a-z_.]+)) -->\n```(sh|cpp)\n")
  set(mark "${CMAKE_MATCH_1}")
  set(name "${CMAKE_MATCH_2}")
  set(language "${CMAKE_MATCH_3}")
  take_lines(text "<!-- ${mark} -->" before)
  take_lines(text "```${language}" before)
  take_lines(text "```" block)
  if(name)
    file(WRITE ${WORK_DIR}/${name} "${block}")
    continue()
  endif()
  math(EXPR count "${count} + 1")
  if(NOT compiler OR NOT has_zlib OR NOT EXISTS /usr/include/eigen3/Eigen/Core OR
     (block MATCHES "/usr/include/stb" AND NOT EXISTS /usr/include/stb/stb_image.h))
    message(STATUS "Commands ${count} of ${PAGE} need a library that is not installed: they and what follows are left out")
    return()
  endif()
  execute_process(COMMAND sh -e -c "${block}" WORKING_DIRECTORY ${WORK_DIR} RESULT_VARIABLE result
                  OUTPUT_VARIABLE output ERROR_VARIABLE errors)
  if(NOT result EQUAL 0)
    message("${output}${errors}")
    message(FATAL_ERROR "Commands ${count} of ${PAGE} end with ${result}")
  endif()
  set(after "${text}")
  take_lines(after "```text" between)
  if(found AND between STREQUAL "\n" AND NOT other_cpu)
    take_lines(after "```" expected)
    compare("${output}" "${expected}")
    if(NOT same)
      message("--- what the page says:\n${expected}--- what they print:\n${output}---")
      message(FATAL_ERROR "Commands ${count} of ${PAGE} print something else than the page says")
    endif()
  endif()
endwhile()

if(count EQUAL 0)
  message(FATAL_ERROR "${PAGE} has no commands: a ```sh block behind <!-- run -->")
endif()
message(STATUS "${count} blocks of commands of ${PAGE}")
