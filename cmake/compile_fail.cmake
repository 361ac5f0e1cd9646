# SPDX-License-Identifier: MIT
# Tests of the compiler's messages: sources that must fail with a given text, and one that must compile.

# A script compiles a file with the list `compile` of program and arguments, followed by the file.
if(MSVC)
  set(syntax_only /nologo /EHsc /Zs)
  set(include_others -I)
else()
  set(syntax_only -fsyntax-only)
  set(include_others -isystem)  # as CMake does for users: GCC warns of Eigen's own templates
endif()
separate_arguments(user_flags NATIVE_COMMAND "${CMAKE_CXX_FLAGS}")
set(LINNET_COMPILE_COMMAND ${CMAKE_CURRENT_BINARY_DIR}/compile_command.cmake)
file(GENERATE OUTPUT ${LINNET_COMPILE_COMMAND} CONTENT "# Generated.
set(include_directories \"$<TARGET_PROPERTY:linnet,INTERFACE_INCLUDE_DIRECTORIES>\")
list(REMOVE_ITEM include_directories \"${PROJECT_SOURCE_DIR}/include\")
list(TRANSFORM include_directories PREPEND ${include_others})
set(compile \"${CMAKE_CXX_COMPILER}\" ${CMAKE_CXX20_STANDARD_COMPILE_OPTION} ${syntax_only} ${user_flags} \"-I${PROJECT_SOURCE_DIR}/include\" \${include_directories})
")

# All sources share one precompiled linnet.hpp; otherwise a file would take seconds.
set(precompiled ${CMAKE_CURRENT_BINARY_DIR}/compile_fail/precompiled.hpp)
if(NOT MSVC)
  add_test(NAME compile_fail/precompile COMMAND ${CMAKE_COMMAND} -DCOMPILE_COMMAND=${LINNET_COMPILE_COMMAND}
                                                -DPRECOMPILED=${precompiled} -P ${PROJECT_SOURCE_DIR}/cmake/precompile.cmake)
  set_tests_properties(compile_fail/precompile PROPERTIES LABELS build FIXTURES_SETUP compile_fail_precompiled)
endif()

# A ctest test: `source` fails to compile, and the compiler says every text that a line `// EXPECT: text` of the source names.
# A source with `// EXPECT_COMPILES` must compile: it shows that the others fail for their own reason. A line
# `// OPTIONS: ...` adds compiler options; if they begin with -S, the optimizer runs too. `// AT_MOST: N` limits what the compiler says,
# `// ERRORS: N` its errors.
function(linnet_add_compile_fail_test source)
  get_filename_component(name ${source} NAME_WE)
  add_test(NAME compile_fail/${name}
           COMMAND ${CMAKE_COMMAND} -DSOURCE=${source} -DCOMPILE_COMMAND=${LINNET_COMPILE_COMMAND} -DPRECOMPILED=${precompiled}
                   -P ${PROJECT_SOURCE_DIR}/cmake/run_compile_fail.cmake)
  set_tests_properties(compile_fail/${name} PROPERTIES LABELS build FIXTURES_REQUIRED compile_fail_precompiled)
endfunction()
