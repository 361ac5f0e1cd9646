#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compiles a program for a microcontroller and runs it in QEMU, without a board:
#
#   tools/run_on_chip.sh program.cpp
#   BOARD=mps3-an547 tools/run_on_chip.sh program.cpp      another board
#
# Boards: netduinoplus2 (Cortex-M4F, the default), mps2-an500 (M7), mps2-an505 (M33), mps3-an547 (M55), lm3s6965evb (M3), microbit (M0).
# The program prints through examples/cortex_m/board.hpp; its exit code is that of main. The image for a real board stays in build/chip,
# as netduinoplus2/program.elf.
set -euo pipefail
root=$(CDPATH= cd -- "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
board=${BOARD:-netduinoplus2}

if (($# != 1)); then
  sed -n 's/^# \{0,1\}//; 3,6p' "${BASH_SOURCE[0]}" >&2
  exit 2
fi
if [[ ! -f $1 ]]; then
  echo "run_on_chip.sh: there is no file $1 in $PWD" >&2
  exit 2
fi
if [[ ! -d $root/examples/cortex_m/boards/$board ]]; then
  echo "run_on_chip.sh: there is no board $board; there are $(ls "$root/examples/cortex_m/boards" | tr '\n' ' ')" >&2
  exit 2
fi
for tool in cmake arm-none-eabi-g++ qemu-system-arm; do
  if ! command -v "$tool" >/dev/null; then
    echo "run_on_chip.sh: $tool is not installed. On Debian and Ubuntu: sudo apt-get install -y cmake g++ libeigen3-dev" \
      "gcc-arm-none-eabi libnewlib-arm-none-eabi libstdc++-arm-none-eabi-newlib qemu-system-arm" >&2
    exit 1
  fi
done

program=$(CDPATH= cd -- "$(dirname "$1")" && pwd)/$(basename "$1")
if [[ $program == *[:\;\\]* ]]; then
  echo "run_on_chip.sh: CMake takes no name with a colon, a semicolon or a backslash, found $program" >&2
  exit 2
fi
name=$(basename "$program" .cpp)
image=$root/build/chip/$board/$name.elf
# Several may run at once: each program has a folder of its own for each board, and one of them at a time builds there.
build=$root/build/chip/$board/$(dirname "$program" | cksum | cut -d ' ' -f 1)-$name
log=$build/program.log
mkdir -p "$build"
touch "$build"
find "$root/build/chip/$board" -mindepth 1 -maxdepth 1 -type d -mtime +7 -exec rm -rf {} +  # of programs not run for a week
exec 9>"$build/lock"
! command -v flock >/dev/null || flock 9  # macOS has no flock
if ! {
  cmake -S "$root" -B "$build" --toolchain "$root/cmake/toolchains/cortex-m.cmake" -DLINNET_BOARD="$board" -DCMAKE_BUILD_TYPE=Release \
    -DLINNET_BUILD_TESTS=OFF -DLINNET_BUILD_BENCHMARKS=OFF -DLINNET_PROGRAM="$program" &&
    cmake --build "$build" --target program
} >"$log" 2>&1; then
  program=$program awk -f "$root/tools/first_error.awk" "$log" >&2
  echo "All that the compiler says: $log" >&2
  exit 1
fi
new=$(mktemp "$image.XXXXXX")
cp "$build/examples/cortex_m/program" "$new"
mv "$new" "$image"
exec 9>&-
echo "run_on_chip.sh: $image on $board" >&2
emulator=()
while IFS= read -r word; do emulator+=("$word"); done <"$build/emulator"
exec "${emulator[@]}" "$build/examples/cortex_m/program"
