// SPDX-License-Identifier: MIT
// Calibration: the ranges of the outputs of all layers on some samples. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/quantized/extent.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace linnet {

/// The rule by which calibration chooses the range of an output.
enum class Calibration {
  min_max,         ///< the smallest and the largest number of all samples
  percentile,      ///< leaves out the numbers beyond the percentiles: rare large ones cost the others their resolution
  moving_average,  ///< moving averages of the smallest and the largest number of each batch
};

/// Options of quantize. Initialize members in the order of declaration.
struct QuantizeOptions {
  std::ptrdiff_t samples = 512;  ///< the most samples that are looked at, evenly spread over those given
  Calibration calibration = Calibration::min_max;
  float percentile = 99.99f;  ///< in (50, 100], of the absolute numbers of either sign
  float momentum = 0.99f;     ///< of the moving average, in [0, 1): average = momentum * average + (1 - momentum) * batch
};

namespace quantized {

/// The range of one tensor of numbers, as seen so far.
class Range : public Extent {
 public:
  using Extent::Extent;

  /// Adds the numbers of a batch. With a histogram (see count_in) they are counted.
  void add(const float* x, std::size_t count, float momentum) {
    float low = 0.0f, high = 0.0f;
    int bad = 0;
    for (std::size_t i = 0; i < count; ++i) {
      low = x[i] < low ? x[i] : low;
      high = x[i] > high ? x[i] : high;
      bad |= !math::is_finite(x[i]);
    }
    finite_ = finite_ && !bad;
    if (momentum > 0.0f && batches_ > 0) {
      low_ = momentum * low_ + (1.0f - momentum) * low;
      high_ = momentum * high_ + (1.0f - momentum) * high;
    } else {
      low_ = (std::min)(low_, low);
      high_ = (std::max)(high_, high);
    }
    ++batches_;
  }

  /// Counts the numbers of a batch in bins from `low` to `high`.
  void count(const float* x, std::size_t count) {
    if (bins_.empty()) bins_.assign(bin_count, 0);
    const float width = high_ - low_;
    for (std::size_t i = 0; i < count; ++i) {
      const float place = (x[i] - low_) / width * static_cast<float>(bin_count);
      ++bins_[(std::min)(static_cast<std::size_t>(place > 0.0f ? place : 0.0f), bin_count - 1)];
    }
  }

  /// Narrows the range to the numbers between the percentiles 100 - p and p of what was counted.
  void narrow(float p) {
    if (bins_.empty() || !(high_ > low_)) return;
    double total = 0.0;
    for (const std::uint64_t n : bins_) total += static_cast<double>(n);
    const double beyond = total * (100.0 - static_cast<double>(p)) / 100.0;
    std::size_t first = 0, last = bin_count;
    for (double sum = 0.0; first + 1 < last; ++first) {
      sum += static_cast<double>(bins_[first]);
      if (sum > beyond) break;
    }
    for (double sum = 0.0; last > first + 1; --last) {
      sum += static_cast<double>(bins_[last - 1]);
      if (sum > beyond) break;
    }
    const float width = (high_ - low_) / static_cast<float>(bin_count), low = low_;
    low_ = (std::min)(0.0f, low + width * static_cast<float>(first));
    high_ = (std::max)(0.0f, low + width * static_cast<float>(last));
  }

 private:
  static constexpr std::size_t bin_count = 4096;

  std::size_t batches_ = 0;
  std::vector<std::uint64_t> bins_{};
};

}  // namespace quantized
}  // namespace linnet
