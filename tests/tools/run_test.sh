#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# tools/run.sh compiles a program and runs it, in a folder whose name has a space; it compiles again when something has changed, and only
# then; it shortens errors.
set -euo pipefail
run=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../tools" && pwd)/run.sh
rm -rf "$1"
mkdir -p "$1/my programs"
cd "$1/my programs"

fail() {
  echo "run_test: $*"
  cat output errors
  exit 1
}
try() {
  status=0
  "$run" "$@" >output 2>errors || status=$?
}
expect() {
  try "${@:3}"
  [[ $status == "$1" ]] || fail "expected the exit code $1, found $status: ${*:3}"
  [[ $(cat output) == "$2" ]] || fail "expected the output $2: ${*:3}"
}

cat >first.cpp <<'PROGRAM'
#include <linnet/linnet.hpp>

#include "units.hpp"

#include <iostream>

namespace nn = linnet;

int main(int count, char** arguments) {
  const nn::Sequential model{nn::Input<4>{}, nn::Dense<units, nn::relu>{}};
  std::cout << model.parameter_count();
  for (int i = 1; i < count; ++i) std::cout << ' ' << arguments[i];
  return count - 1;
}
PROGRAM
echo 'constexpr int units = 3;' >units.hpp
expect 0 15 first.cpp
expect 2 '15 a b c' first.cpp 'a b' c  # arguments, and the program's exit code

# The program is as old as it was: it starts without a compiler.
made=$(find "$(dirname "$run")/../build/run" -name '*-first' -newer units.hpp)
touch -t 200001010000 first.cpp units.hpp
before=$(ls -l --time-style=full-iso "$made")
expect 0 15 first.cpp
[[ $(ls -l --time-style=full-iso "$made") == "$before" ]] || fail "a program that has not changed was compiled again"

# A header beside it changes.
echo 'constexpr int units = 5;' >units.hpp
expect 0 25 first.cpp

# A program that is missing, and none at all.
try missing.cpp
[[ $status == 2 ]] && grep -q "there is no file missing.cpp" errors || fail "a missing program is not named"
try
[[ $status == 2 ]] && grep -q "tools/run.sh program.cpp" errors || fail "no program: expected the usage"

# Options that the headers do not compile with are named, and nothing stays.
try -fno-such-option first.cpp
[[ $status == 1 ]] && grep -q "do not compile with these options: -fno-such-option" errors || fail "wrong options are not named"

# Options whose word is joined or follows; relative folders are those of the current folder.
mkdir -p more elsewhere/more
echo 'constexpr int more = 1;' >more/more.hpp
echo 'constexpr int more = 4;' >elsewhere/more/more.hpp
printf '#include <more.hpp>\n#include "units.hpp"\nint main() { return 10 * more + units; }\n' >more.cpp
touch -t 200001010000 more.cpp more/more.hpp elsewhere/more/more.hpp
expect 15 '' -I more more.cpp
expect 15 '' -Imore more.cpp
cd elsewhere
expect 45 '' -I more ../more.cpp
cd ..
try -I more.cpp
[[ $status == 2 && $(head -1 errors) == "run.sh: there is no program after the options -I more.cpp" ]] ||
  fail "an option that takes the program is not explained"
try -x c++ first.cpp
[[ $status == 2 ]] && grep -q "there is no file c++ in .*, after the options -x" errors || fail "an option with a word of its own is not explained"

# The same program, started twice at the same time.
touch first.cpp
"$run" first.cpp >other 2>&1 & expect 0 25 first.cpp
wait $!
[[ $(cat other) == 25 ]] || fail "two runs at the same time disturb each other: $(cat other)"

# Errors: linnet's sentence comes first, with the line of the program.
cat >wrong.cpp <<'PROGRAM'
#include <linnet/linnet.hpp>

namespace nn = linnet;

int main() {
  nn::Sequential model{nn::Input<4, 4, 1>{}, nn::Conv2D<16, 5>{}, nn::Dense<3>{}};
}
PROGRAM
try wrong.cpp
[[ $status == 1 ]] || fail "expected the exit code 1"
[[ $(head -1 errors) == "wrong.cpp:6: convolution: the kernel"* ]] || fail "linnet's sentence is not first"
[[ $(wc -l <errors) -le 3 ]] || fail "the error is longer than three lines"
log=$(sed -n 's/^All that the compiler says: //p' errors)
[[ -s $log ]] || fail "there is no file of the compiler's words"
echo 'int main() { return x; }' >wrong.cpp
try wrong.cpp
[[ $status == 1 && $(head -1 errors) == "wrong.cpp:1: "*x* ]] || fail "an error of the program is not first"

# Ninja names the program of run_on_chip.sh by its way from the build folder. A file may have a colon or a backslash in its name.
short() {
  echo "$1:6:5: error: static assertion failed: too large" | program=$2 awk -f "$(dirname "$run")/first_error.awk"
}
expect_short() {
  [[ $(short "$1" "$2") == "$2:6: too large" ]] || fail "an error in $1 has no line of $2: $(short "$1" "$2")"
}
expect_short ../../lab/wrong.cpp /some/lab/wrong.cpp
expect_short '/my:lab/C:\new.cpp' '/my:lab/C:\new.cpp'
expect_short '../../my:lab/C:\new.cpp' '/some/my:lab/C:\new.cpp'
[[ $(short /other/wrong.cpp wrong.cpp) == "wrong.cpp: too large" ]] || fail "an error in another file has a line of the program"

# A budget that is exceeded: the numbers that g++ or Clang compared.
budget() {
  printf '%s\n' "wrong.cpp:6:5: error: $1" "wrong.cpp:6:5: note: $2" | program=wrong.cpp awk -f "$(dirname "$run")/first_error.awk"
}
for words in "the comparison reduces to '(40816 < 4096)'" "the comparison reduces to ‘(40816 < 4096)’" \
  "expression evaluates to '40816 < 4096'"; do
  [[ $(budget "static assertion failed" "$words") == "wrong.cpp:6: static assertion failed: 40816 < 4096" ]] ||
    fail "the numbers of a budget are not shown: $(budget "static assertion failed" "$words")"
  [[ $(budget "static assertion failed: too large" "$words") == "wrong.cpp:6: too large: 40816 < 4096" ]] ||
    fail "the numbers of a budget are not shown behind its sentence"
done

# The same from the compiler; nothing in a name makes it compile a program again that has not changed.
echo 'int main() { return x; }' >'C:\new.cpp'
try 'C:\new.cpp'
[[ $status == 1 && $(head -1 errors) == 'C:\new.cpp:1: '*x* ]] || fail "an error in a file with a colon and a backslash is not first"
mkdir -p 'a:b #1'
echo '#include "units.hpp"' >'a:b #1/$c.cpp'
echo 'int main() { return units; }' >>'a:b #1/$c.cpp'
echo 'constexpr int units = 3;' >'a:b #1/units.hpp'
expect 3 '' 'a:b #1/$c.cpp'
made=$(find "$(dirname "$run")/../build/run" -name '*-$c' -newer wrong.cpp)
before=$(ls -l --time-style=full-iso "$made")
expect 3 '' 'a:b #1/$c.cpp'
[[ $(ls -l --time-style=full-iso "$made") == "$before" ]] || fail "a program in a folder with a colon was compiled again"
echo 'constexpr int units = 4;' >'a:b #1/units.hpp'
expect 4 '' 'a:b #1/$c.cpp'

# A file without main: one sentence, without words of the linker.
echo 'int start() { return 0; }' >wrong.cpp
try wrong.cpp
[[ $status == 1 && $(head -1 errors) == "wrong.cpp: there is no function main; a program starts with int main() { ... }" ]] ||
  fail "a file without main: expected a sentence"
[[ $(wc -l <errors) == 2 ]] || fail "a file without main: expected two lines"

# What is compiled before a mistake still runs after it is mended.
echo 'int main() { return 0; }' >wrong.cpp
expect 0 '' wrong.cpp

# run_on_chip.sh: two programs at once, and one program twice at once.
chip=$(dirname "$run")/run_on_chip.sh
built=$(dirname "$run")/../build/chip/netduinoplus2
if command -v arm-none-eabi-g++ >/dev/null && command -v qemu-system-arm >/dev/null; then
  one=one$$ two=two$$
  trap 'rm -rf "$built"/*-$one "$built"/*-$two "$built/$one.elf" "$built/$two.elf"' EXIT
  for name in $one $two; do
    printf '#include "board.hpp"\nint main() { board::print("%s"); }\n' $name >$name.cpp
  done
  "$chip" $one.cpp >output 2>errors & first=$!
  "$chip" $one.cpp >output2 2>>errors & second=$!
  "$chip" $two.cpp >output3 2>>errors & third=$!
  wait $first && wait $second && wait $third || fail "run_on_chip.sh at the same time disturb each other"
  [[ $(cat output output2 output3) == "$one$one$two" ]] || fail "run_on_chip.sh runs another program: $(cat output output2 output3)"
  [[ -f $built/$one.elf && -f $built/$two.elf ]] || fail "run_on_chip.sh leaves no image for a board"

  echo 'int start() { return 0; }' >$two.cpp
  status=0
  "$chip" $two.cpp >output 2>errors || status=$?
  [[ $status == 1 && $(head -1 errors) == "$PWD/$two.cpp: there is no function main; "* ]] || fail "a file without main: expected a sentence"
  status=0
  "$chip" 'C:\new.cpp' >output 2>errors || status=$?
  [[ $status == 2 ]] && grep -q "CMake takes no name with" errors || fail "a name that CMake does not take is not explained"
fi
