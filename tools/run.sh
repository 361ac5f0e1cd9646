#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles a program with linnet, optimised for this machine, and runs it in the current folder:
#
#   tools/run.sh program.cpp [arguments of the program]
#   tools/run.sh -O3 -I folder program.cpp      options before the program go to the compiler
#
# The first run compiles linnet's headers once, in build/run; after that a changed program takes a few seconds, and one that did not change
# starts at once. CXX=g++ chooses a compiler; without it the newest Clang is taken, which is faster than g++ here. zlib (.gz files) and
# stb (images) are used if they are installed. If the program does not compile, linnet's sentence comes first; the compiler's own words
# are in the file that the last line names.
set -euo pipefail
root=$(CDPATH= cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

options=() folders=() libraries=() given=
while (($# > 0)) && [[ $1 == -* ]]; do
  option=$1
  case $option in
    -I | -D | -U | -L | -l | -isystem | -iquote | -idirafter)
      if (($# > 1)); then  # -I folder is -Ifolder
        option+=$2
        given+=" $1"
        shift
      fi
      ;;
  esac
  given+=" $1"
  shift
  case $option in
    -I* | -isystem* | -iquote* | -idirafter*) folders+=("$option") ;;  # linnet's headers do not need them
    -L* | -l*) libraries+=("$option") ;;
    *) options+=("$option") ;;
  esac
done
if (($# == 0)); then
  [[ -z $given ]] || echo "run.sh: there is no program after the options$given" >&2
  sed -n 's/^# \{0,1\}//; 3,6p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
program=$1
shift
if [[ ! -f $program ]]; then
  echo "run.sh: there is no file $program in $PWD${given:+, after the options$given}" >&2
  exit 2
fi

# The folder of a header, from pkg-config's include path or the usual places; empty if it is not installed.
find_folder() {
  local package=$1 header=$2 folder
  for folder in $(pkg-config --cflags-only-I "$package" 2>/dev/null | sed 's/-I//g') /usr/include /usr/local/include /opt/homebrew/include; do
    for folder in "$folder" "$folder/$package"; do
      if [[ -f $folder/$header ]]; then
        echo "$folder"
        return
      fi
    done
  done
}

how_to_install() {
  if [[ $(uname) == Darwin ]]; then
    echo "xcode-select --install; brew install eigen"
  else
    echo "sudo apt-get install -y clang g++ libeigen3-dev zlib1g-dev libstb-dev"
  fi
}

eigen=$(find_folder eigen3 Eigen/Core)
if [[ -z $eigen ]]; then
  echo "run.sh: Eigen is not installed. On this system: $(how_to_install)" >&2
  exit 1
fi
stb=$(find_folder stb stb_image_write.h)

# Sets cxx, flags, clang and kept, the folder of what is compiled once. False if this compiler cannot be used.
choose() {
  cxx=$1
  command -v "$cxx" >/dev/null || return 1
  clang=
  [[ $("$cxx" -dM -E -x c++ /dev/null) != *__clang__* ]] || clang=yes
  # Programs from Clang train as fast with -O1 as with -O2; those from g++ need twice the time.
  local level=-O2
  [[ -z $clang ]] || level=-O1
  flags=(-std=c++20 "$level" -DNDEBUG -I "$root/include" -isystem "$eigen")
  [[ -z $clang ]] || flags+=(-Wno-unknown-warning-option -Wno-invalid-feature-combination)  # Clang 19 about its own -march=native
  local native
  for native in -march=native -mcpu=native; do
    if "$cxx" "$native" -E -x c++ /dev/null >/dev/null 2>&1; then
      flags+=("$native")
      break
    fi
  done
  echo '#include <zlib.h>' | "$cxx" -fsyntax-only -x c++ - 2>/dev/null && flags+=(-DLINNET_WITH_ZLIB=1)
  [[ -z $stb ]] || flags+=(-DLINNET_WITH_STB=1)
  flags+=(${options[@]+"${options[@]}"})
  if ! options_problem=$("$cxx" "${flags[@]}" -fsyntax-only -x c++ /dev/null 2>&1); then
    problem=${problem:-$(head -3 <<<"$options_problem")}
    return 1
  fi
  # Another CPU, compiler or option needs other headers.
  kept=$root/build/run/$({ echo "$cxx ${flags[*]}"; "$cxx" "${flags[@]}" -dM -E -x c++ /dev/null; } | cksum | cut -d ' ' -f 1)
}

# True if `made` is newer than all that it was made of, which the compiler has written to `list`, a rule for make whose target is "made".
is_current() {
  local made=$1 list=$2 file
  [[ -f $made && -f $list ]] || return 1
  while IFS= read -r file; do
    [[ -z $file || (-f $file && ! $file -nt $made) ]] || return 1
  done < <(sed -e 's/^made: *//' -e 's/\\$//' -e 's/\\#/#/g' -e 's/\$\$/$/g' "$list" |
    tr '\n' ' ' | sed $'s/\\\\ /\001/g' | tr -s ' ' '\n' | tr '\001' ' ')
}

# Compiles the headers and what every program shares. Clang keeps the code of all functions that do not depend on the program in an object.
# Another run.sh may do the same: the folder appears as a whole.
prepare() {
  is_current "$kept/done" "$kept/headers.d" && return
  echo "run.sh: compiling linnet's headers with $cxx, once; this takes about a minute ..." >&2
  [[ -n $clang ]] || echo "run.sh: with Clang a changed program compiles twice as fast: $(how_to_install)" >&2
  if ! mkdir -p "$root/build/run" 2>/dev/null || ! new=$(mktemp -d "$root/build/run/new.XXXXXX" 2>/dev/null); then
    echo "run.sh: $root/build/run cannot be written; make a copy of linnet in a folder of your own" >&2
    exit 1
  fi
  trap 'rm -rf "$new"' EXIT
  find "$root/build/run" -mindepth 1 -maxdepth 1 -mtime +7 -exec rm -rf {} +  # for other options, not used for a week
  log=$new/log
  echo "#include \"$root/tools/run_headers.hpp\"" >"$new/headers.hpp"
  local images= failed=
  if [[ -n $stb ]]; then
    "$cxx" "${flags[@]}" -isystem "$stb" -c "$root/cmake/stb.cpp" -o "$new/stb.o" 2>"$new/stb.log" &
    images=$!
  fi
  local header=(-x c++-header "$root/tools/run_headers.hpp" -MD -MT made -MF "$new/headers.d") path
  for path in "$root"/include/linnet/{data,draw,model_selection,plot}/*.hpp; do
    header+=(-include "linnet/${path#"$root/include/linnet/"}")
  done
  {
    if [[ -n $clang ]]; then
      "$cxx" "${flags[@]}" -fpch-instantiate-templates -fpch-codegen "${header[@]}" -o "$new/headers.pch" &&
        "$cxx" "${flags[@]}" -c "$new/headers.pch" -o "$new/headers.o"
    else
      "$cxx" "${flags[@]}" "${header[@]}" -o "$new/headers.hpp.gch"
    fi
  } 2>"$log" || failed=yes
  [[ -z $images ]] || wait "$images" || failed=yes
  if [[ -n $failed ]]; then
    problem=${problem:-$(grep -m 3 error "$log" || true)}  # that of the first compiler
    rm -rf "$new"
    return 1
  fi
  touch "$new/done"
  if is_current "$kept/done" "$kept/headers.d"; then  # another run.sh was faster; its program needs them
    rm -rf "$new"
    return
  fi
  rm -rf "$kept"
  mv "$new" "$kept"
}

compilers=("${CXX:-}")
if [[ -z ${CXX:-} ]]; then
  compilers=()
  for version in 30 29 28 27 26 25 24 23 22 21 20 19 18 17 16 15 14; do compilers+=("clang++-$version"); done
  compilers+=(clang++ g++ c++)
fi
ready= problem=
for compiler in "${compilers[@]}"; do
  if choose "$compiler" && prepare; then
    ready=yes
    break
  fi
  [[ -z $problem || ${#options[@]} == 0 ]] || break
done
if [[ -z $ready ]]; then
  if ((${#options[@]} > 0)) && [[ -n $problem ]]; then
    echo "run.sh: linnet's headers do not compile with these options: ${options[*]}" >&2
  else
    echo "run.sh: no compiler for C++20 works${CXX:+: CXX is $CXX}. On this system: $(how_to_install)" >&2
  fi
  [[ -z $problem ]] || echo "$problem" >&2
  exit 1
fi

# Shows what is wrong with the program.
stop() {
  program=$program awk -f "$root/tools/first_error.awk" "$made.log" >&2
  echo "All that the compiler says: $made.log" >&2
  exit 1
}

name=$(basename "$program" .cpp)
# Names that the compiler is given may be relative to the current folder.
made=$kept/$({ (CDPATH= cd -- "$(dirname "$program")" && pwd) && echo "$PWD $given"; } | cksum | cut -d ' ' -f 1)-$name
if ! is_current "$made" "$made.d" || [[ $kept/done -nt $made ]]; then
  use=(-include "$kept/headers.hpp")
  [[ -z $clang ]] || use=(-include-pch "$kept/headers.pch")
  use+=(${folders[@]+"${folders[@]}"})
  compile=("$cxx" "${flags[@]}" "${use[@]}" -Wall -Wextra -c "$program" -o "$made.o" -MD -MT made -MF "$made.d")
  "${compile[@]}" 2>"$made.log" || stop
  grep -F -A 2 "$program:" "$made.log" >&2 || true  # the program's own warnings
  # Unused functions of the headers go, with what they refer to.
  libraries+=(-pthread)
  [[ $(uname) == Darwin ]] && libraries+=(-Wl,-dead_strip) || libraries+=(-Wl,--gc-sections)
  [[ " ${flags[*]} " != *LINNET_WITH_ZLIB* ]] || libraries+=(-lz)
  objects=("$made.o")
  for object in "$kept/headers.o" "$kept/stb.o"; do [[ ! -f $object ]] || objects+=("$object"); done
  "$cxx" "${flags[@]}" "${objects[@]}" "${libraries[@]}" -o "$made.$$" 2>"$made.log" || stop
  mv "$made.$$" "$made"  # the old one may be running
fi
exec "$made" "$@"
