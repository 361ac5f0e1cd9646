# SPDX-License-Identifier: MIT
# Conan 2: `conan create .` packages the headers and builds test_package with them.
import re
from pathlib import Path

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy, load


class Linnet(ConanFile):
    name = "linnet"
    description = "Header-only C++20 neural networks on Eigen"
    license = "MIT"
    topics = ("neural-network", "deep-learning", "embedded", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    exports_sources = "include/*", "LICENSE"
    no_copy_source = True

    def set_version(self):
        text = load(self, Path(self.recipe_folder) / "include/linnet/version.hpp")
        self.version = ".".join(re.findall(r"#define LINNET_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)", text))

    def requirements(self):
        self.requires("eigen/3.4.0")

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        copy(self, "LICENSE", self.source_folder, Path(self.package_folder) / "licenses")
        copy(self, "*.hpp", Path(self.source_folder) / "include", Path(self.package_folder) / "include")

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_target_name", "linnet::linnet")
