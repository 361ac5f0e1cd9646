// SPDX-License-Identifier: MIT
// SlowBuild: tells those whose program is compiled without optimisation, once, while they wait for a training.
#pragma once

#include <linnet/config.hpp>

#include <atomic>
#include <chrono>

namespace linnet::detail {

/// The sentence that a fit prints.
inline constexpr const char* slow_build_sentence =
    "linnet: this program is compiled without optimisation and trains 30 to 150 times slower than it could; "
    "compile it with -O3 (CMake: -DCMAKE_BUILD_TYPE=Release, Visual Studio: Release)";

/// A fit that is due to print it: the first one of the process that takes more than a few seconds. Costs nothing if the compiler optimises.
template <bool optimizes = LINNET_OPTIMIZES>
class SlowBuild {
 public:
  using Clock = std::chrono::steady_clock;

  /// Returns true once in a process: after the batch with which a fit has taken `limit`.
  bool due([[maybe_unused]] Clock::duration limit = std::chrono::seconds(5)) {
    if constexpr (optimizes) {
      return false;
    } else {
      return Clock::now() - start_ >= limit && !told_.test_and_set();
    }
  }

 private:
  static inline std::atomic_flag told_{};
  Clock::time_point start_ = Clock::now();
};

}  // namespace linnet::detail
