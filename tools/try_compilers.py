#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compiles all headers, the examples and cmake/stb.cpp with compilers and for systems that no preset covers; a warning is an error.

    tools/try_compilers.py [name ...]            default: all of clang-19 macos windows musl

clang-19 is Debian's. macos (aarch64), windows (x86-64 with MinGW's library) and musl (x86-64) are Clang 22 with the headers of these
systems, from the wheel `ziglang` on PyPI. The program of tests/same_bits for musl is also linked and must print the hashes of the other compilers.
Host libraries come from /usr/include: stb and zlib.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wold-style-cast", "-Werror"]
ZIG = [sys.executable, "-m", "ziglang", "c++"]
COMPILERS = {
    "clang-19": ["clang++-19", "-march=x86-64-v3"],
    "macos": [*ZIG, "-target", "aarch64-macos"],
    "windows": [*ZIG, "-target", "x86_64-windows-gnu", "-mcpu=x86_64_v3"],
    "musl": [*ZIG, "-target", "x86_64-linux-musl", "-mcpu=x86_64_v3"],
}
HOST_LIBRARIES = ["stb", "zlib.h", "zconf.h"]


def sources(folder):
    """Returns the files to compile: stb.cpp, and one that includes each header and then each program, in a namespace of its own.

    One file for all, since parsing linnet and Eigen takes longer than any program. Whatever a program includes stands before it.
    """
    names = sorted(path.relative_to(ROOT / "include").as_posix() for path in (ROOT / "include").rglob("*.hpp"))
    includes = [f"#include <{name}>" for name in names]
    programs = []
    examples = ROOT / "examples"
    for path in sorted(examples.glob("*.cpp")) + sorted((examples / "mnist").glob("*.cpp")):
        text = path.read_text()
        includes += re.findall(r"^#include <.*>$", text, re.MULTILINE)
        includes += [f'#include "{path.parent.relative_to(ROOT)}/{name}"' for name in re.findall(r'^#include "(.*)"$', text, re.MULTILINE)]
        programs.append(f'namespace program_{len(programs)} {{\n#include "{path.relative_to(ROOT)}"\n}}')
    together = folder / "together.cpp"
    together.write_text("\n".join([*dict.fromkeys(includes), *programs, "int main() {}\n"]))
    return [together, ROOT / "cmake" / "stb.cpp"]


def flags(folder):
    """Returns folders and definitions, without the host's own headers except those of libraries that are the same everywhere."""
    libraries = folder / "libraries"
    libraries.mkdir()
    for name in HOST_LIBRARIES:
        (libraries / name).symlink_to(pathlib.Path("/usr/include") / name)
    return ["-std=c++20", "-DNDEBUG", "-DLINNET_WITH_ZLIB=1", "-DLINNET_WITH_STB=1", '-DLINNET_DATA_DIR="data"',
            f"-I{ROOT}/include", f"-I{ROOT}", "-isystem", "/usr/include/eigen3", "-isystem", libraries,
            "-isystem", libraries / "stb"]


def launched(compiler, folder):
    """Returns the command behind ccache where there is one, and the environment in which ccache finds again what it has of another clone."""
    environment = {**os.environ, "CCACHE_BASEDIR": str(ROOT)}
    if not shutil.which("ccache"):
        return compiler, environment
    if compiler[:len(ZIG)] == ZIG:  # a program by itself, as ccache expects
        zig = folder / "zig-clang++"
        zig.write_text(f'#!/bin/sh\nexec {" ".join(ZIG)} "$@"\n')
        zig.chmod(0o755)
        version = subprocess.run([*ZIG[:-1], "version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
        environment |= {"CCACHE_COMPILERTYPE": "clang", "CCACHE_COMPILERCHECK": f"string:zig {version}"}
        compiler = [zig, *compiler[len(ZIG):]]
    return ["ccache", *compiler], environment


def run(command, environment):
    """Runs a compiler. Returns nothing on success, otherwise the command and the compiler's output."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    return "" if done.returncode == 0 else f"{' '.join(map(str, command))}\n{done.stdout}"


def same_bits(compile_it, compiler, environment, folder):
    """Links tests/same_bits and compares its output; returns an error message."""
    program = folder / "same_bits"
    problem = run([*compile_it, "-O2", "-c", ROOT / "tests" / "same_bits" / "same_bits.cpp", "-o", folder / "same_bits.o"], environment)
    problem = problem or run([*compiler, folder / "same_bits.o", "-o", program], environment)
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
    (ROOT / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as temporary, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = pathlib.Path(temporary)
        os.chdir(folder)  # files that a compiler leaves behind are removed with it
        common, files = flags(folder), sources(folder)
        checks = {name: [] for name in names}
        for name in names:
            if not shutil.which(COMPILERS[name][0]):
                sys.exit(f"try_compilers: {name} cannot be tried: there is no {COMPILERS[name][0]}")
            compiler, environment = launched(COMPILERS[name], folder)
            compile_it = [*compiler, *common]
            for file in files:
                command = [*compile_it, *WARNINGS, "-O0", "-fno-sanitize=undefined", "-c", file, "-o", folder / f"{name}-{file.stem}.o"]
                checks[name].append(pool.submit(run, command, environment))
            if name == "musl":
                checks[name].append(pool.submit(same_bits, compile_it, COMPILERS[name], environment, folder))
        for name, its_checks in checks.items():
            problems = [problem for check in its_checks if (problem := check.result())]
            print("\n".join([*problems, f"{name}: {len(its_checks) - len(problems)} of {len(its_checks)} compile without a warning"]), flush=True)
            failures += len(problems)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
