// SPDX-License-Identifier: MIT
// The places of the repository's files that tests read.
#pragma once

#include <string>

namespace linnet::test {

/// The path of a file or folder of the repository, as "data/mnist" or "tests/golden". Only paths.cpp is compiled with the folder's name, so
/// that ccache knows every other file again in another clone.
std::string repository_path(const std::string& relative);

}  // namespace linnet::test
