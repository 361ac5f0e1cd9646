// SPDX-License-Identifier: MIT
// An input and its prediction, stored in files with the model: a reader repeats the prediction and compares.
// For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/checks.hpp>
#include <linnet/core/storage.hpp>
#include <linnet/models/model_base.hpp>

#include <algorithm>
#include <vector>

namespace linnet::detail {

template <class T>
struct RecordedPrediction {
  std::vector<T> input;   ///< (Input)
  std::vector<T> output;  ///< (Output)
};

/// Returns the prediction of a model of topology `Top` for `input` with these numbers.
template <class Top, class Layers, class T>
std::vector<T> predict_one(const Layers& layers, const std::vector<T>& input, const T* parameters, const T* state) {
  std::vector<T> output(static_cast<std::size_t>(Top::Output::size));
  Storage<T> memory(Top::inference_bytes() / static_cast<Index>(sizeof(T)));
  predict<Top>(layers, FlatView<const T>(input), FlatView<T>(output), parameters, state, memory.data());
  return output;
}

/// The prediction for the first sample of `x`, or, if it is empty, for uniform numbers in [-1, 1), or indices, from seed 0. `who` is for
/// messages.
template <class Model>
RecordedPrediction<typename Model::Scalar> record_prediction(const char* who, const Model& model,
                                                             SampleView<typename Model::Scalar> x) {
  using T = typename Model::Scalar;
  std::vector<T> input(static_cast<std::size_t>(Model::Input::size));
  if (x.empty()) {
    Random random(0);
    for (T& number : input) {
      if constexpr (Model::vocabulary > 0) {
        number = static_cast<T>(random.below(static_cast<std::uint32_t>(Model::vocabulary)));
      } else {
        number = random.uniform(T(-1), T(1));
      }
    }
  } else {
    require_samples<T>(who, x, {Model::Input::dims, Model::vocabulary});
    x.copy(0, Model::Input::size, input.data());
  }
  std::vector<T> output;
  if constexpr (Model::vocabulary > 0) {
    output = predict_one<typename Model::Topology>(model.layers(), input, model.parameters().data(), model.state().data());
  } else {
    output.resize(static_cast<std::size_t>(Model::Output::size));
    model.predict(std::span<const T>(input), std::span<T>(output));
  }
  return {std::move(input), std::move(output)};
}

}  // namespace linnet::detail
