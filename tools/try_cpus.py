#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Builds tests, examples and benchmarks for other x86 CPUs, and runs the tests if this CPU can. A warning is an error.

    tools/try_cpus.py [-march ...]            default: all that the compiler knows of x86-64 to znver4
    tools/try_cpus.py --quick [-march ...]    only tests/same_bits, whose hashes are compared, and benchmarks/bench_tile.cpp

Without --quick, builds the unit tests, the examples and the benchmarks at -O3 in build/cpus/<march> and runs the unit tests: ten minutes
of CPU for each.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CPUS = ["x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4", "haswell", "skylake-avx512", "icelake-server", "rocketlake", "sapphirerapids",
        "znver4"]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]


def features(compiler, march):
    """Returns the instruction sets that the compiler uses for `march`, named as in /proc/cpuinfo without underscores; None for an unknown CPU."""
    command = [compiler, f"-march={march}", "-dM", "-E", "-x", "c++", "/dev/null"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if done.returncode != 0:
        return None
    macros = re.findall(r"#define __(SSE4_[12]|SSSE3|POPCNT|MOVBE|LZCNT|BMI2?|F16C|FMA|AVX\w*?)__ ", done.stdout)
    return {{"LZCNT": "abm", "BMI": "bmi1"}.get(name, name.lower().replace("_", "")) for name in macros}


def this_cpu():
    """Returns the features of this CPU in /proc/cpuinfo, without underscores."""
    flags = re.search(r"^flags\s*:(.*)", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return {flag.replace("_", "") for flag in flags.group(1).split()}


def run(*command, environment=None):
    """Runs a command with its output; returns True if it succeeds."""
    print("+", *command, flush=True)
    return subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(environment or {})}).returncode == 0


def quick(arguments, march, has, runs):
    """Compiles the programs of --quick, and runs that of tests/same_bits."""
    compiler = [arguments.compiler, "-std=c++20", "-O3", f"-march={march}", "-DNDEBUG", *WARNINGS, f"-I{ROOT}/include",
                "-isystem", arguments.eigen]
    if "clang" not in pathlib.Path(arguments.compiler).name:
        compiler += ["-Wno-maybe-uninitialized", "-Wno-uninitialized"]  # as cmake/warnings.cmake
    sources = [ROOT / "tests" / "same_bits" / "same_bits.cpp"]
    if pathlib.Path("/usr/include/benchmark/benchmark.h").exists():
        sources.append(ROOT / "benchmarks" / "bench_tile.cpp")
    with tempfile.TemporaryDirectory() as folder:
        objects = [pathlib.Path(folder) / f"{source.stem}.o" for source in sources]
        if not all(run(*arguments.launcher, *compiler, "-c", source, "-o", to) for source, to in zip(sources, objects)):
            return False
        program = pathlib.Path(folder) / "same_bits"
        if not run(*compiler, objects[0], "-o", program):
            return False
        if not runs:
            return True
        found = subprocess.run([str(program)], stdout=subprocess.PIPE, text=True)
        print(found.stdout, flush=True)
        expected = (ROOT / "tests" / "same_bits" / "expected.txt").read_text()
        return found.returncode == 0 and (found.stdout == expected or "fma" not in has)  # without FMA the last digits may differ


def whole(march, runs):
    """Configures, builds and tests the preset release."""
    build = ROOT / "build" / "cpus" / march
    return (run("cmake", "--preset", "release", "-B", build, f"-DCMAKE_CXX_FLAGS_RELEASE=-O3 -march={march} -DNDEBUG",
                environment={"LINNET_WARNINGS_AS_ERRORS": "ON"})
            and run("cmake", "--build", build)
            and (not runs or run("ctest", "--test-dir", build, "--output-on-failure", "--no-tests=error", "--parallel", "2")))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cpus", nargs="*", metavar="march", default=CPUS, help="as the compiler's -march names it")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--compiler", default="g++", help="of --quick")
    parser.add_argument("--launcher", nargs=1, default=[], help="of --quick, such as ccache")
    parser.add_argument("--eigen", default="/usr/include/eigen3", help="Eigen's folder, of --quick")
    arguments = parser.parse_args()
    failed = []
    for march in arguments.cpus:
        has = features(arguments.compiler, march)
        if has is None:
            print(f"{march}: skipped, {arguments.compiler} does not know it", flush=True)
            continue
        missing = has - this_cpu()
        runs = not missing
        if not (quick(arguments, march, has, runs) if arguments.quick else whole(march, runs)):
            failed.append(march)
        print(f"{march}: {'fails' if march in failed else 'compiled and run' if runs else 'compiled; this CPU has no ' + ', '.join(sorted(missing))}",
              flush=True)
    if failed:
        sys.exit(f"try_cpus: {', '.join(failed)} failed")


if __name__ == "__main__":
    main()
