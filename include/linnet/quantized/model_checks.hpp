// SPDX-License-Identifier: MIT
// The check of the numbers of a whole int8 model, which may come from a file. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/quantized/forms/number_checks.hpp>

#include <vector>

namespace linnet::quantized {

/// Requires the numbers of a whole model: as many records as it has layers, and the Normalization in front of `channels` channels, if any.
LINNET_COLD inline void require_model(std::size_t records, std::size_t layers, Quantization input,
                                      const std::vector<float>& mean, const std::vector<float>& factor, Index channels) {
  using linnet::detail::require;
  using linnet::detail::text;
  require(records == layers,
          [&] { return text("QuantizedSequential: there are the numbers of ", records, " layers, the model has ", layers); });
  require_quantization("the input", "", input);
  const auto size = static_cast<std::size_t>(channels);
  require(mean.size() == factor.size() && (mean.empty() || mean.size() == size), [&] {
    return text("QuantizedSequential: a Normalization has ", mean.size(), " means and ", factor.size(),
                " factors, the input has ", channels, " channels");
  });
  for (const auto* list : {&mean, &factor}) {
    for (const float number : *list) {
      require(math::is_finite(number), [&] {
        return text("QuantizedSequential: a number of the Normalization is ", number, "; every one must be finite");
      });
    }
  }
}

}  // namespace linnet::quantized
