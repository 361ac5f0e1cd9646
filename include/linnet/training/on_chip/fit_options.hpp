// SPDX-License-Identifier: MIT
// StaticFitOptions: the options of StaticTraining::fit, and the samples that it takes.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/core/integers.hpp>

namespace linnet {

/// Options of StaticTraining::fit.
struct StaticFitOptions {
  Index epochs = 1;
  Index batch_size = 0;  ///< 0: as many as there is memory for
  bool shuffle = true;   ///< anew before each epoch, where compile was given ShuffledSamples
};

namespace detail {

/// The x of a training of `Model`.
template <class X, class Model>
concept SamplesOf = FlatSamples<const X&, typename Model::Scalar, Model::vocabulary>;

/// Fails for options that do not fit the room that compile made.
inline void expect_fit_options(const StaticFitOptions& options, Index batch, Index most, Index samples, Index shuffled) {
  expect(options.epochs >= 1, "fit: epochs must be at least 1");
  expect(batch >= 1 && batch <= most, "fit: batch_size is more than compile made room for, or less than 1");
  expect(shuffled == 0 || !options.shuffle || samples <= shuffled,
         "fit: there are more samples than compile made room to shuffle");
}

}  // namespace detail

}  // namespace linnet
