// SPDX-License-Identifier: MIT
// Names of layers in files, numbered as in Keras: dense, dense_1, dense_2. For hosts.
#pragma once

#include <linnet/core/error.hpp>

#include <string>
#include <string_view>

namespace linnet::detail {

/// Gives each layer a unique name.
class LayerNames {
 public:
  LINNET_COLD std::string next(std::string_view plain) {
    std::string line = text({"\n", plain, "\n"});
    for (Index number = 1; taken_.find(line) != std::string::npos; ++number) line = text({"\n", plain, "_", number, "\n"});
    taken_ += line;
    return line.substr(1, line.size() - 2);
  }

 private:
  std::string taken_;  ///< every name, in a line of its own
};

}  // namespace linnet::detail
