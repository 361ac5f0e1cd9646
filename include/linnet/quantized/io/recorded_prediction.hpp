// SPDX-License-Identifier: MIT
// An input of an int8 model and its prediction, stored in headers and files with the model. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/quantized/quantized_sequential.hpp>

#include <utility>

namespace linnet::quantized {

/// Returns the first sample of `x` in int8, or uniform numbers from seed 0 if it is empty, and the prediction for it. `who` is for messages.
template <class Model>
std::pair<std::vector<std::int8_t>, std::vector<std::int8_t>> recorded_prediction(const char* who, const Model& model,
                                                                                  SampleView<float> x) {
  std::vector<std::int8_t> input(static_cast<std::size_t>(Model::Input::size)),
      output(static_cast<std::size_t>(Model::Output::size));
  if (x.empty()) {
    Random random(0);
    for (std::int8_t& number : input) number = static_cast<std::int8_t>(static_cast<int>(random.below(256)) - 128);
  } else {
    linnet::detail::require_samples<float>(who, x, {Model::Input::dims, 0});
    std::vector<float> sample(input.size());
    x.copy(0, Model::Input::size, sample.data());
    model.quantize_input(FlatView<const float>(sample), input);
  }
  model.predict(FlatView<const std::int8_t>(input), FlatView<std::int8_t>(output));
  return {std::move(input), std::move(output)};
}

}  // namespace linnet::quantized
