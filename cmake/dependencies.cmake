# SPDX-License-Identifier: MIT
# Each dependency comes from the system; otherwise CMake fetches a pinned version and checks its hash.
include(FetchContent)

# Fetches a dependency's archive. Further arguments go to FetchContent_Declare.
macro(linnet_fetch name url sha256)
  message(STATUS "linnet: ${name} is not installed, fetching ${url}")
  set(fetch_options URL ${url} URL_HASH SHA256=${sha256} ${ARGN})
  if(POLICY CMP0135)  # CMake 3.24: files get the time of extraction, so that a new version is rebuilt
    list(APPEND fetch_options DOWNLOAD_EXTRACT_TIMESTAMP OFF)
  endif()
  FetchContent_Declare(${name} ${fetch_options})
  FetchContent_MakeAvailable(${name})
endmacro()

# Marks a fetched target's headers as system headers, so that our warnings do not apply to them.
function(linnet_as_system target)
  get_target_property(aliased ${target} ALIASED_TARGET)
  if(aliased)
    set(target ${aliased})
  endif()
  get_target_property(directories ${target} INTERFACE_INCLUDE_DIRECTORIES)
  set_target_properties(${target} PROPERTIES INTERFACE_SYSTEM_INCLUDE_DIRECTORIES "${directories}")
endfunction()

# Defines Eigen3::Eigen. The search names no version, because the version files of Eigen 3.4 and 5 refuse each other's.
macro(linnet_find_eigen)
  if(NOT TARGET Eigen3::Eigen)
    find_package(Eigen3 CONFIG QUIET)
    if(Eigen3_FOUND AND Eigen3_VERSION VERSION_LESS 3.4)
      message(FATAL_ERROR "linnet needs Eigen 3.4 or newer, found ${Eigen3_VERSION} in ${Eigen3_DIR}. "
                          "Set Eigen3_DIR to another, or CMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON to have one fetched.")
    endif()
  endif()
  if(NOT TARGET Eigen3::Eigen)
    # The named subfolder has no CMakeLists.txt, so that Eigen's own build and tests are skipped.
    linnet_fetch(eigen https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
                 8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72 SOURCE_SUBDIR cmake)
    add_library(Eigen3::Eigen INTERFACE IMPORTED GLOBAL)
    set_target_properties(Eigen3::Eigen PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${eigen_SOURCE_DIR}")
  endif()
endmacro()

# Defines Catch2::Catch2 and, if it is Catch2 3, Catch2::Catch2WithMain.
macro(linnet_find_catch2)
  find_package(Catch2 3 CONFIG QUIET)
  if(NOT TARGET Catch2::Catch2)
    find_package(Catch2 2.13 CONFIG QUIET)
  endif()
  if(NOT TARGET Catch2::Catch2)
    linnet_fetch(Catch2 https://github.com/catchorg/Catch2/archive/refs/tags/v3.7.1.tar.gz
                 c991b247a1a0d7bb9c39aa35faf0fe9e19764213f28ffba3109388e62ee0269c)
    set(Catch2_VERSION 3.7.1)
    linnet_as_system(Catch2::Catch2)
  endif()
endmacro()

# Defines benchmark::benchmark and benchmark::benchmark_main.
macro(linnet_find_benchmark)
  find_package(benchmark 1.6 CONFIG QUIET)
  if(NOT TARGET benchmark::benchmark)
    set(BENCHMARK_ENABLE_TESTING OFF CACHE BOOL "" FORCE)
    set(BENCHMARK_ENABLE_INSTALL OFF CACHE BOOL "" FORCE)
    linnet_fetch(benchmark https://github.com/google/benchmark/archive/refs/tags/v1.9.1.tar.gz
                 32131c08ee31eeff2c8968d7e874f3cb648034377dfc32a4c377fa8796d84981)
    linnet_as_system(benchmark::benchmark)
  endif()
endmacro()
