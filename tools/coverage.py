#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reports which lines of include/ the tests have run, and names those they have not.

    tools/coverage.py build/asan [--goal 95]

Takes what the preset asan leaves behind: programs that Clang built with LINNET_COVERAGE, and their profiles in <build>/coverage.
Prints every header with lines that no test has run, and the share of all. Ends with 1 if that is below the goal.
"""
import argparse
import collections
import pathlib
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
    """Header -> line -> how often it ran."""
    profiles = sorted((build / "coverage").glob("*.profraw"))
    programs = [p for p in (build / "tests").glob("linnet_*") if p.is_file()]
    if not profiles or not programs:
        sys.exit(f"coverage: {build} has no profiles or no programs; run `cmake --workflow --preset asan` first")
    merged = build / "coverage" / "all.profdata"
    subprocess.run([llvm("llvm-profdata"), "merge", "-sparse", *profiles, "-o", merged], check=True)
    objects = [argument for program in programs[1:] for argument in ("-object", program)]
    command = [llvm("llvm-cov"), "export", "-format=lcov", "-instr-profile", merged, programs[0], *objects, ROOT / "include"]
    found = collections.defaultdict(collections.Counter)
    header = None
    for line in subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines():
        if line.startswith("SF:"):
            header = pathlib.Path(line[3:]).relative_to(ROOT).as_posix()
        elif line.startswith("DA:"):
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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--goal", type=float, default=95.0, help="per cent of all lines (default: 95)")
    options = parser.parse_args()

    found = counts(options.build.resolve())
    lines = sum(len(count) for count in found.values())
    ran = 0
    for header, count in sorted(found.items()):
        missed = sorted(number for number, times in count.items() if times == 0)
        ran += len(count) - len(missed)
        if missed:
            print(f"{header}: {100 * (1 - len(missed) / len(count)):.1f} %, not run: {ranges(missed)}")
    share = 100 * ran / lines
    print(f"\n{ran} of {lines} lines in {len(found)} headers were run: {share:.1f} % (goal: {options.goal:g} %)")
    return 0 if share >= options.goal else 1


if __name__ == "__main__":
    sys.exit(main())
