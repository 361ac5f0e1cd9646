#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reports how many lines of include/ and cmake/ the tests have run, and lists the others.

    tools/coverage.py build/asan [--goal 95]

Reads the results of the preset asan: programs that Clang built with LINNET_COVERAGE, and their profiles in <build>/coverage. Prints every
header with lines that no test has run, and two shares: of all lines, and of the lines that can run, without constexpr and consteval
functions that only the compiler has used. Ends with 1 if the second is below the goal.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent


def llvm(name):
    for program in (name + "-14", name):
        if shutil.which(program):
            return program
    sys.exit(f"coverage: there is no {name} (Debian: llvm-14)")


def counts(build):
    """Returns header -> line -> number of runs."""
    profiles = sorted((build / "coverage").glob("*.profraw"))
    programs = [p for p in (build / "tests").glob("linnet_*") if p.is_file()]
    if not profiles or not programs:
        sys.exit(f"coverage: {build} has no profiles or no programs; run `cmake --workflow --preset asan` first")
    merged = build / "coverage" / "all.profdata"
    subprocess.run([llvm("llvm-profdata"), "merge", "-sparse", *profiles, "-o", merged], check=True)
    objects = [argument for program in programs[1:] for argument in ("-object", program)]
    command = [llvm("llvm-cov"), "export", "-format=lcov", "-instr-profile", merged, programs[0], *objects]
    found = collections.defaultdict(collections.Counter)
    header = None
    for line in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        if line.startswith("SF:"):
            header = os.path.relpath(line[3:], "/linnet")  # as cmake/warnings.cmake names this folder
        elif line.startswith("DA:") and header.startswith(("include/", "cmake/")):
            number, count = line[3:].split(",")[:2]
            found[header][int(number)] += int(count)
    return found


def ranges(numbers):
    """[3, 4, 5, 9] -> "3-5, 9"."""
    parts = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def in_the_compiler(text, number):
    """True if line `number` (from 1) of the lines `text` is in a constexpr or consteval function: decided by the line under which it is indented."""
    def indent(line):
        return len(line) - len(line.lstrip())

    own = text[number - 1]
    smallest = indent(own) + (1 if own.lstrip().startswith("}") else 0)  # a brace ends the block at its own indentation
    if re.search(r"(?<!if )\b(constexpr|consteval)\b", own):
        return True
    for line in reversed(text[:number - 1]):
        if line.strip() and indent(line) < smallest:
            smallest = indent(line)
            if re.search(r"(?<!if )\b(constexpr|consteval)\b", line):
                return True
    return False


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--goal", type=float, default=95.0, help="per cent of all lines (default: 95)")
    options = parser.parse_args()

    found = counts(options.build.resolve())
    lines = compiled = missed = 0
    for header, count in sorted(found.items()):
        text = (ROOT / header).read_text().splitlines()
        not_run = sorted(number for number, times in count.items() if times == 0)
        here = [number for number in not_run if not in_the_compiler(text, number)]
        lines += len(count)
        compiled += len(not_run) - len(here)
        missed += len(here)
        if here:
            print(f"{header}: not run: {ranges(here)}")
    ran = lines - compiled - missed
    share = 100 * ran / (ran + missed)
    print(f"\n{ran} of {lines} lines in {len(found)} headers were run: {100 * ran / lines:.1f} %. {compiled} are constexpr or consteval "
          f"and only the compiler ran them;\nof the others {share:.1f} % were run (goal: {options.goal:g} %).")
    return 0 if share >= options.goal else 1


if __name__ == "__main__":
    sys.exit(main())
