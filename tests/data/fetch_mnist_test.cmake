# SPDX-License-Identifier: MIT
# cmake -P fetch_mnist_test.cmake: cmake/fetch_mnist_script.cmake with mirrors that are folders, in place of the internet.
cmake_minimum_required(VERSION 3.22)

get_filename_component(root "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
string(RANDOM LENGTH 12 random)
set(temp "${CMAKE_CURRENT_BINARY_DIR}/fetch_mnist_test_${random}")
set(folder "${temp}/cache")

# The subset, as data/mnist/README.md has it.
set(labels t10k-labels-idx1-ubyte)
set(images t10k-images-idx3-ubyte)
set(labels_hash 7b098e5f6a3065807cebeabf36fb1724a8aff19f2673ac08b4923e0e8c715bce)
set(images_hash 3f6bd66dee48df299584c67669bceee490faa25f931496bd7473b42106d7daed)
set(good "file://${root}/data/mnist")
set(damaged "file://${temp}/damaged")

# Runs the script with these mirrors. Its output must match `pattern`, and the folder then hold the files `ARGN`.
function(expect mirrors pattern)
  execute_process(
    COMMAND "${CMAKE_COMMAND}" "-DMIRRORS=${mirrors}" "-DFILES=${labels}=${labels_hash};${images}=${images_hash}"
            "-DFOLDER=${folder}" -P "${root}/cmake/fetch_mnist_script.cmake"
    RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  file(GLOB held RELATIVE "${folder}" "${folder}/*" "${folder}/.*")
  list(FILTER held EXCLUDE REGEX "^\\.+$")
  list(SORT held)
  if(NOT code EQUAL 0 OR NOT output MATCHES "${pattern}" OR NOT held STREQUAL "${ARGN}")
    file(REMOVE_RECURSE "${temp}")
    message(FATAL_ERROR "mirrors: ${mirrors}\nexpected: 0, ${pattern}, files '${ARGN}'\nfound: ${code}, ${output}, files '${held}'")
  endif()
endfunction()

# Mirrors that do not answer, and one with other files, or with what is no gzip; a damaged mirror is left at once.
expect("file://${temp}/absent;http://127.0.0.1:9" "^MNIST: the full set could not be fetched.*absent: .*127.0.0.1:9: ")
file(MAKE_DIRECTORY "${temp}/damaged")
file(COPY_FILE "${root}/data/mnist/train-labels-idx1-ubyte.gz" "${temp}/damaged/${labels}.gz")
expect("${damaged}" "deleted ${labels} of ${damaged}: expected SHA-256 ${labels_hash}, found 651e.*could not be fetched[^;]*wrong content\\)\n$")
file(WRITE "${temp}/damaged/${labels}.gz" "no gzip")
expect("${damaged}" "could not be fetched.*not in gzip format")
file(COPY_FILE "${root}/data/mnist/${labels}.gz" "${temp}/damaged/${labels}.gz")
expect("${damaged}" "could not be fetched.*${images}.gz: " ${labels})

# The next mirror completes the set; then nothing is fetched; a damaged file is fetched again.
expect("${damaged};${good}" "fetching ${good}/${images}.gz.*the full set is in ${folder}" ${images} ${labels})
expect("${good}" "^MNIST: the full set is in ${folder}\n$" ${images} ${labels})
file(WRITE "${folder}/${images}" "damaged")
expect("${good}" "deleted ${folder}/${images}: expected.*the full set is in ${folder}" ${images} ${labels})
file(WRITE "${folder}/${images}" "damaged")
expect("file://${temp}/absent" "deleted ${folder}/${images}: expected.*could not be fetched" ${labels})

file(REMOVE_RECURSE "${temp}")
