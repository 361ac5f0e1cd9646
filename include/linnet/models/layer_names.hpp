// SPDX-License-Identifier: MIT
// Names of layers in files, numbered as in Keras: dense, dense_1, dense_2. For hosts.
#pragma once

#include <linnet/core/error.hpp>

#include <string>
#include <vector>

namespace linnet::detail {

/// Gives each layer a unique name.
class LayerNames {
 public:
  LINNET_COLD std::string next(const std::string& plain) {
    std::string name = plain;
    for (std::size_t known = find(plain); find(name) < taken_.size(); ++numbers_[known])
      name = text({plain, "_", numbers_[known]});
    taken_.push_back(name);
    numbers_.push_back(1);
    return name;
  }

 private:
  LINNET_COLD std::size_t find(const std::string& name) const {
    std::size_t i = 0;
    while (i < taken_.size() && taken_[i] != name) ++i;
    return i;
  }

  std::vector<std::string> taken_;
  std::vector<Index> numbers_;  ///< the next number behind each of these names
};

}  // namespace linnet::detail
