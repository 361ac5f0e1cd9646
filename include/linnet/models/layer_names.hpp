// SPDX-License-Identifier: MIT
// Names of layers in files, numbered as in Keras: dense, dense_1, dense_2. For hosts.
#pragma once

#include <linnet/core/error.hpp>

#include <set>
#include <string>

namespace linnet::detail {

/// Gives each layer a unique name.
class LayerNames {
 public:
  std::string next(const std::string& plain) {
    std::string name = plain;
    for (int i = 1; !taken_.insert(name).second; ++i) name = text(plain, "_", i);
    return name;
  }

 private:
  std::set<std::string> taken_;
};

}  // namespace linnet::detail
