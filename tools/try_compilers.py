#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles all headers, the examples and cmake/stb.cpp with compilers and for systems that no preset covers; a warning is an error.

    tools/try_compilers.py [name ...]            default: all of clang-19 macos windows musl

clang-19 is Debian's. macos (aarch64), windows (x86-64 with MinGW's library) and musl (x86-64) are Clang 22 with the headers of these
systems, from the wheel `ziglang` on PyPI. The program of tests/same_bits for musl is also linked and must print the hashes of the other compilers.
Host libraries come from /usr/include: nlohmann_json, stb and zlib.
"""
import argparse
import concurrent.futures
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wold-style-cast", "-Werror"]
ZIG = [sys.executable, "-m", "ziglang", "c++", "-target"]
COMPILERS = {
    "clang-19": ["clang++-19", "-march=x86-64-v3"],
    "macos": [*ZIG, "aarch64-macos"],
    "windows": [*ZIG, "x86_64-windows-gnu", "-mcpu=x86_64_v3"],
    "musl": [*ZIG, "x86_64-linux-musl", "-mcpu=x86_64_v3"],
}
HOST_LIBRARIES = ["nlohmann", "stb", "zlib.h", "zconf.h"]


def sources(folder):
    """Returns the files to compile: one that includes each header, and every program."""
    headers = folder / "headers.cpp"
    names = sorted(path.relative_to(ROOT / "include").as_posix() for path in (ROOT / "include").rglob("*.hpp"))
    headers.write_text("".join(f"#include <{name}>\n" for name in names) + "int main() {}\n")
    examples = sorted((ROOT / "examples").glob("*.cpp")) + sorted((ROOT / "examples" / "mnist").glob("*.cpp"))
    return [headers, ROOT / "cmake" / "stb.cpp", *examples]


def flags(folder):
    """Returns folders and definitions, without the host's own headers except those of libraries that are the same everywhere."""
    libraries = folder / "libraries"
    libraries.mkdir()
    for name in HOST_LIBRARIES:
        (libraries / name).symlink_to(pathlib.Path("/usr/include") / name)
    return ["-std=c++20", "-DNDEBUG", "-DLINNET_WITH_ZLIB=1", "-DLINNET_WITH_STB=1", '-DLINNET_DATA_DIR="data"',
            '-DLINNET_DIGITS_DIR="digits"', f"-I{ROOT}/include", "-isystem", "/usr/include/eigen3", "-isystem", libraries,
            "-isystem", libraries / "stb"]


def compile_one(command):
    """Runs a compiler. Returns nothing on success, otherwise the command and the compiler's output."""
    try:
        done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    except FileNotFoundError as error:
        return str(error)
    return "" if done.returncode == 0 else f"{' '.join(map(str, command))}\n{done.stdout}"


def same_bits(compiler, common, folder):
    """Builds tests/same_bits and compares its output; returns an error message."""
    program = folder / "same_bits"
    problem = compile_one([*compiler, *common, "-O2", ROOT / "tests" / "same_bits" / "same_bits.cpp", "-o", program])
    if problem:
        return problem
    found = subprocess.run([str(program)], stdout=subprocess.PIPE, text=True).stdout
    expected = (ROOT / "tests" / "same_bits" / "expected.txt").read_text()
    return "" if found == expected else f"same_bits prints\n{found}and not\n{expected}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(COMPILERS))
    names = parser.parse_args().names or list(COMPILERS)
    failures = 0
    with tempfile.TemporaryDirectory() as temporary, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = pathlib.Path(temporary)
        os.chdir(folder)  # files that a compiler leaves behind are removed with it
        common, files = flags(folder), sources(folder)
        for name in names:
            compiler = COMPILERS[name]
            version = compile_one([*compiler, "--version"])
            if version:
                sys.exit(f"try_compilers: {name} cannot be tried: {version}")
            checks = [pool.submit(compile_one, [*compiler, *common, *WARNINGS, "-O0", "-fno-sanitize=undefined", "-c", file,
                                                "-o", folder / f"{name}-{file.stem}.o"]) for file in files]
            if name == "musl":
                checks.append(pool.submit(same_bits, compiler, common, folder))
            problems = [problem for check in checks if (problem := check.result())]
            print("\n".join([*problems, f"{name}: {len(checks) - len(problems)} of {len(checks)} compile without a warning"]), flush=True)
            failures += len(problems)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
