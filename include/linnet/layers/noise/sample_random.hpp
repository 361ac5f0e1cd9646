// SPDX-License-Identifier: MIT
// A generator of random numbers for each sample of a batch.
#pragma once

#include <linnet/core/random.hpp>

namespace linnet::detail {

/// Each sample draws the same numbers whoever computes the others, and however much they draw.
class SampleRandom {
 public:
  explicit SampleRandom(Random& random) {
    const std::uint64_t high = random();
    key_ = high << 32 | random();
  }
  Random operator()(Index sample) const { return Random(key_ + static_cast<std::uint64_t>(sample)); }

 private:
  std::uint64_t key_;
};

}  // namespace linnet::detail
