// SPDX-License-Identifier: MIT
// The canonical int8 numbers of a layer, from which the constants of every instruction set are made. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/kernels/int8/arithmetic.hpp>

#include <string>
#include <vector>

namespace linnet {

/// One int8 layer as it was quantised: what a file of the model contains.
struct QuantizedLayer {
  std::string name{};                  ///< as in summary
  Quantization output{};               ///< scale and zero of its output
  std::vector<std::int8_t> weights{};  ///< (outputs, KH, KW, C), of a depthwise convolution (KH, KW, outputs); or a table (256)
  std::vector<float> weight_scales{};  ///< (outputs); empty without weights
  std::vector<std::int32_t> bias{};    ///< (outputs), in units of the input's scale * weight_scales

  /// Makes room for so many weights of so many outputs, all 0.
  void make_room(std::size_t weight_count, std::size_t outputs) {
    weights = std::vector<std::int8_t>(weight_count);
    weight_scales = std::vector<float>(outputs);
    bias = std::vector<std::int32_t>(outputs);
  }
};

}  // namespace linnet
