// SPDX-License-Identifier: MIT
// run_batches: one pass over the batches of a source, on every home of a model.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/random.hpp>

namespace linnet::detail {

/// Takes the batches of `source` one by one, and with `train` makes a step on each, up to the first whose loss is not finite. Returns the
/// mean loss of the samples: sum of loss * samples over the batches, in double, divided by all samples.
template <class Step, class Source>
LINNET_OWN_CODE double run_batches(Step& step, Source& source, bool train, Random& random) {
  double sum = 0.0;
  Index samples = 0;
  for (auto batch = source.next(); batch.n > 0; batch = source.next()) {
    const auto loss = static_cast<double>(step(batch, train, random));
    sum = math::fma(loss, static_cast<double>(batch.n), sum);
    samples += batch.n;
    if (train && !math::is_finite(loss)) break;
  }
  return sum / static_cast<double>(samples);
}

}  // namespace linnet::detail
