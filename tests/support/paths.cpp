// SPDX-License-Identifier: MIT
#include <tests/support/paths.hpp>

namespace linnet::test {

std::string repository_path(const std::string& relative) { return LINNET_REPOSITORY_DIR "/" + relative; }

}  // namespace linnet::test
