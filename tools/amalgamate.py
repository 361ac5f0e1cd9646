#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Turns linnet into one header, for a compiler explorer or a firmware tree. The header needs Eigen, as linnet does.

    tools/amalgamate.py > linnet.hpp                                    all of <linnet/linnet.hpp>
    tools/amalgamate.py inference.hpp -o linnet_inference.hpp           only prediction
    tools/amalgamate.py quantized.hpp -o linnet_quantized.hpp           the int8 form, what predicts among it
    tools/amalgamate.py linnet.hpp data/mnist.hpp plot/roc.hpp          with headers for hosts

Every header of linnet appears where it is first included, as a compiler sees it. The same headers give the same bytes.

One program may include several such files, the folder `linnet` and headers of export_header, in any order: a part that one file has
provided is not read again from another, and if the folder is in the include path, the file uses it instead of its own text.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "include" / "linnet"


def version():
    text = (INCLUDE / "version.hpp").read_text(encoding="utf-8")
    return ".".join(re.findall(r"#define LINNET_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))


def macro(kind, headers):
    """LINNET_PART_CORE_SHAPE for <linnet/core/shape.hpp>."""
    names = [header.removeprefix("linnet/").removesuffix(".hpp") for header in headers]
    return f"LINNET_{kind}_" + re.sub(r"\W", "_", "_".join(names)).upper()


def before(headers):
    """Makes the file use the folder `linnet` if the compiler finds it. The compiler may also find this file, in a folder of that name:
    then the file is included inside itself, and does not count as the folder."""
    guard = macro("SINGLE", headers)
    folder = " && ".join(f"__has_include(<{header}>)" for header in dict.fromkeys(["linnet/config.hpp", *headers]))
    parts = zip(("MAJOR", "MINOR", "PATCH"), version().split("."))
    other = " || ".join(f"LINNET_VERSION_{part} != {number}" for part, number in parts)
    return [
        f"#ifdef {guard}",
        "#undef LINNET_TAKES_FOLDER",
        "#else",
        f"#define {guard}",
        f"#if {folder}",
        "#define LINNET_TAKES_FOLDER",
        *(f"#include <{header}>" for header in headers),
        "#endif",
        f"#if defined(LINNET_VERSION_MAJOR) && ({other})",
        f'#error "linnet {version()} in one file stands beside another version of linnet: a program has one of them"',
        "#endif",
        "#ifndef LINNET_TAKES_FOLDER",
    ]


class StandsUnderIf(Exception):
    """A header appears above under an #if, but is needed without it."""


class Amalgamation:
    def __init__(self):
        self.lines = []
        self.included = {}  # header: the conditions under which it appears in the file
        self.conditions = []  # the text of every #if around this line

    def include(self, header):
        """Returns True if `header` must be written here, False if it appears above."""
        if header not in self.included:
            self.included[header] = set(self.conditions)
            return True
        if self.included[header] <= set(self.conditions):
            return False
        if header.startswith("linnet/"):
            raise StandsUnderIf(header)
        self.included[header] = set(self.conditions)
        return True

    def write(self, line):
        if line or (self.lines and self.lines[-1]):  # no two empty lines
            self.lines.append(line)

    def preprocess(self, line):
        """Tracks the conditions."""
        directive = re.match(r"#\s*(if|ifdef|ifndef|elif|else|endif)\b\s*(.*)", line)
        if not directive:
            return
        word, condition = directive.groups()
        before = self.conditions.pop() if word in ("elif", "else", "endif") else None
        if word == "if":
            self.conditions.append(condition)
        elif word == "else":
            self.conditions.append(f"not ({before})")
        elif word != "endif":
            self.conditions.append(f"{word} {condition}")

    def header(self, name):
        part = macro("PART", [name])
        self.write("")
        self.write(f"// ---- {name}")
        self.write(f"#ifndef {part}")
        self.write(f"#define {part}")
        for line in (ROOT / "include" / name).read_text(encoding="utf-8").split("\n"):
            if line in ("// SPDX-License-Identifier: MIT", "#pragma once"):
                continue
            include = re.match(r"#\s*include\s*<([^>]+)>", line)
            if include and not self.include(include[1]):
                continue
            if include and include[1].startswith("linnet/"):
                self.header(include[1])
                continue
            self.preprocess(line)
            self.write(line)
        self.write(f"#endif  // {part}")


def amalgamate(headers):
    headers = [f"linnet/{header}" for header in headers]
    for header in headers:
        if not (ROOT / "include" / header).is_file():
            sys.exit(f"there is no header {header}")
    first = []  # headers that would appear under an #if, but are needed without it
    while True:
        a = Amalgamation()
        try:
            for header in first + headers:
                if a.include(header):
                    a.header(header)
        except StandsUnderIf as header:
            first.insert(0, str(header))  # at the front: a header of `first` may be the one that includes it under an #if
        else:
            break

    license_text = (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n")
    top = [
        "// SPDX-License-Identifier: MIT",
        f"// linnet {version()} in one file: {', '.join(headers)}. Made by tools/amalgamate.py: change linnet, not this file.",
        "//",
        *(f"// {line}".rstrip() for line in license_text[:-1]),
        *before(headers),
    ]
    return "\n".join(top + a.lines + ["", "#endif", "#undef LINNET_TAKES_FOLDER", "#endif", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("headers", nargs="*", default=["linnet.hpp"], metavar="HEADER", help="as after #include <linnet/")
    parser.add_argument("-o", "--output", help="the file to write (default: standard output)")
    arguments = parser.parse_args()
    text = amalgamate(arguments.headers)
    if arguments.output:
        pathlib.Path(arguments.output).write_bytes(text.encode())
    else:
        sys.stdout.buffer.write(text.encode())


if __name__ == "__main__":
    main()
