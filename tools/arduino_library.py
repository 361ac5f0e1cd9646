#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a library folder for the Arduino IDE and arduino-cli: linnet.h, linnet's headers, a library.properties, an example.

    tools/arduino_library.py ~/Arduino/libraries/linnet --url https://example.org/linnet

A sketch uses #include <linnet.h>; headers made by export_header find it, too. The core must compile C++20 (`-std=gnu++20` or newer in its
platform.txt or a platform.local.txt next to it), and Eigen must be a separate library. arduino-lint accepts the folder; no board has run it.
"""
import argparse
import pathlib
import shutil

from amalgamate import INCLUDE, ROOT, version

PROPERTIES = """\
name=linnet
version={version}
author=linnet contributors
maintainer=linnet contributors
sentence=Neural networks that train and predict on a microcontroller, without a heap.
paragraph=Header-only C++20 on Eigen: every size is known to the compiler, the words are those of Keras. Needs a core that compiles C++20.
category=Data Processing
url={url}
architectures=*
includes=linnet.h
"""

HEADER = """\
// SPDX-License-Identifier: MIT
// All of linnet that a sketch can use.
#pragma once

#include <linnet/inference.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
"""

README = """\
# linnet

Neural networks that train and predict on a microcontroller, without a heap. `examples/xor` is a first sketch.

The core must compile C++20: put `compiler.cpp.extra_flags=-std=gnu++20` into a `platform.local.txt` beside its `platform.txt`. Eigen is a
library of its own.
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--url", required=True, help="where people find the library; Arduino's tools ask for it")
    arguments = parser.parse_args()
    source = arguments.folder / "src"
    source.mkdir(parents=True, exist_ok=True)
    (source / "linnet.h").write_text(HEADER, encoding="utf-8")
    shutil.rmtree(source / "linnet", ignore_errors=True)  # removes headers that no longer exist
    shutil.copytree(INCLUDE, source / "linnet")
    (arguments.folder / "library.properties").write_text(PROPERTIES.format(version=version(), url=arguments.url), encoding="utf-8")
    shutil.copy(ROOT / "LICENSE", arguments.folder)
    (arguments.folder / "README.md").write_text(README, encoding="utf-8")
    shutil.copytree(ROOT / "examples/arduino", arguments.folder / "examples", dirs_exist_ok=True)


if __name__ == "__main__":
    main()
