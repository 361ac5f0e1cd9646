// SPDX-License-Identifier: MIT
// plot_predictions: images with the class that a model gives them.
#pragma once

#include <linnet/metrics/class_names.hpp>
#include <linnet/metrics/decision.hpp>
#include <linnet/plot/images.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// Draws an image for each entry of `predicted`, with its class, which is right if it is that in `truth`.
LINNET_COLD inline Svg draw_predictions(const ArrayView<float>& x, const std::vector<Index>& predicted,
                                        const std::vector<Index>& truth, const ClassNames& names) {
  const auto dims = x.sample_dims();
  require(dims.size() == 2 || (dims.size() == 3 && dims[2] == 1), [&] {
    return text("plot_predictions: expected images (samples, height, width), with one channel or none, found samples of ",
                extents(dims));
  });
  const Index count = static_cast<Index>(predicted.size());
  const bool bytes = std::any_of(x.data(), x.data() + count * x.features(), [](float pixel) { return pixel > 1.0f; });
  std::vector<GridImage> images;
  for (Index i = 0; i < count; ++i) {
    const Index read = predicted[static_cast<std::size_t>(i)], right = truth[static_cast<std::size_t>(i)];
    std::string caption = names[read];
    if (read != right) caption += ", is " + names[right];
    images.push_back(
        {x.data() + i * x.features(), dims[0], dims[1], std::move(caption), read != right, 0.0f, bytes ? 255.0f : 1.0f});
  }
  return plot_images(images);
}

}  // namespace detail

/// Draws the first `count` images of `x` (samples, height, width), whose values go from 0 to 1 or to 255, in rows of 8. Below each stands
/// the predicted class, and where it is wrong, in another colour, the right one too: "dog, is cat". `y` and `p` are as for accuracy_of:
/// classes, and probabilities or predicted classes. Throws InvalidInput for other images, unequal numbers of samples, and a class
/// without a name.
template <class Predictions>
LINNET_COLD Svg plot_predictions(const ArrayView<float>& x, const TargetView& y, const Predictions& p,
                                 const ClassNames& names = {}, Index count = 24) {
  using T = std::remove_const_t<typename Predictions::Scalar>;
  const ArrayView<T> scores(p);
  detail::require(x.samples() == y.samples() && x.samples() == scores.samples(), [&] {
    return detail::text("plot_predictions: there are ", x.samples(), " images, ", y.samples(), " classes and ",
                        scores.samples(), " predictions");
  });
  std::vector<Index> predicted, truth;
  std::vector<float> target(static_cast<std::size_t>(y.features()));
  for (Index i = 0; i < (std::min)(count, x.samples()); ++i) {
    const std::span<const T> prediction(scores.data() + i * scores.features(), static_cast<std::size_t>(scores.features()));
    y.copy(i * y.features(), y.features(), target.data());
    predicted.push_back(detail::predicted_class(prediction, 0.5f));
    truth.push_back(detail::target_class(prediction, std::span<const float>(target), 0.5f));
  }
  return detail::draw_predictions(x, predicted, truth, names);
}

}  // namespace linnet
