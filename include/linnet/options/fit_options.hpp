// SPDX-License-Identifier: MIT
// Options of fit, by designated initializer: training.fit(x, y, {.epochs = 10, .batch_size = 50}). Source: keras.Model.fit.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/core/dataset.hpp>
#include <linnet/core/index_view.hpp>
#include <linnet/core/math.hpp>

#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace linnet {

/// Options of fit. Initialize members in the order of declaration.
template <class T>
struct FitOptions {
  Index epochs = 1;                     ///< passes over the training data; 0 does nothing
  Index batch_size = 32;                ///< samples per step; the last step of an epoch takes the rest
  float validation_split = 0.0f;        ///< in [0, 1): this last fraction of x and y validates instead, taken before shuffling
  Dataset<T> validation_data{};         ///< {x, y} or {x, y, sample_weight}; takes precedence over validation_split
  bool shuffle = true;                  ///< a new order in each epoch
  std::optional<std::uint64_t> seed{};  ///< for order and dropout; none: continues where the last fit stopped
  std::vector<std::pair<std::int32_t, float>> class_weight{};  ///< {class, weight} pairs; 1 for a missing class
  ArrayView<T> sample_weight{};                                ///< (samples): factors of the losses; or (samples, steps)
  std::vector<AnyCallback> callbacks{};
  IndexView samples{};             ///< indices: only these samples of x and y train (none: all)
  IndexView validation_samples{};  ///< indices: these of x and y validate instead of a split
  int verbose = 1;                 ///< 0 silent, 1 live bar on a terminal and otherwise like 2, 2 one line per epoch
};

/// Options of fit on batches from a range or a generator. Initialize members in the order of declaration.
template <class T>
struct BatchFitOptions {
  Index epochs = 1;                     ///< passes over the batches; 0 does nothing
  Index steps_per_epoch = 0;            ///< maximum of batches per epoch; 0: all
  Dataset<T> validation_data{};         ///< {x, y} or {x, y, sample_weight}, in batches as large as the epoch's first one
  std::optional<std::uint64_t> seed{};  ///< for dropout; none: continues where the last fit stopped
  std::vector<std::pair<std::int32_t, float>> class_weight{};  ///< {class, weight} pairs; 1 for a missing class
  std::vector<AnyCallback> callbacks{};
  int verbose = 1;  ///< 0 silent, 1 live bar on a terminal and otherwise like 2, 2 one line per epoch
};

namespace detail {

using ClassWeight = std::vector<std::pair<std::int32_t, float>>;

LINNET_COLD inline void require_epochs(Index epochs, const ClassWeight& class_weight) {
  require(epochs >= 0, [&] { return text("fit: epochs is ", epochs, "; it must not be negative"); });
  for (const auto& [label, weight] : class_weight) {
    require(math::is_finite(weight) && weight >= 0.0f, [l = label, w = weight] {
      return text("fit: class_weight of class ", l, " is ", w, "; it must be finite and not negative");
    });
  }
}

/// Checks what can be checked without the data.
template <class T>
LINNET_COLD void require_options(const FitOptions<T>& o) {
  require_epochs(o.epochs, o.class_weight);
  require(o.batch_size >= 1, [&] { return text("fit: batch_size is ", o.batch_size, "; it must be at least 1"); });
  require(o.validation_split >= 0.0f && o.validation_split < 1.0f,
          [&] { return text("fit: validation_split is ", o.validation_split, "; it must be in [0, 1)"); });
}
template <class T>
LINNET_COLD void require_options(const BatchFitOptions<T>& o) {
  require_epochs(o.epochs, o.class_weight);
  require(o.steps_per_epoch >= 0,
          [&] { return text("fit: steps_per_epoch is ", o.steps_per_epoch, "; it must not be negative"); });
}

/// The weight of the class of a target (width), which is the index itself, the rounded value of a single output, or the largest entry
/// of a row that names one class.
template <class Y>
float weight_of_class(std::span<const std::pair<std::int32_t, float>> class_weight, const Y* target, Index width) {
  if (class_weight.empty()) return 1.0f;
  const auto label = width == 1 ? static_cast<std::int32_t>(std::lround(static_cast<double>(target[0])))
                                : static_cast<std::int32_t>(std::max_element(target, target + width) - target);
  float weight = 1.0f;
  for (const auto& [of, given] : class_weight) {
    if (of == label) weight = given;
  }
  return weight;
}

}  // namespace detail
}  // namespace linnet
