// SPDX-License-Identifier: MIT
// Learning rates by epoch, without a heap: functions of the epoch and the current rate, on every home of a model. Source:
// keras.optimizers.schedules. A host wraps them in a LearningRateSchedule (callbacks/learning_rate.hpp), a StaticTraining takes them as they
// are. In double, with operations that no compiler fuses: the same rates everywhere.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <utility>

namespace linnet {

/// initial * factor^floor(epoch / every).
struct StepDecay {
  float initial;
  float factor;
  Index every = 1;

  constexpr const char* problem() const {
    return every >= 1 && math::is_finite(initial) && initial >= 0.0f && math::is_finite(factor) && factor >= 0.0f
               ? nullptr
               : "StepDecay: initial and factor must be finite and not negative, every at least 1";
  }
  constexpr float operator()(Index epoch, float) const {
    double rate = static_cast<double>(initial);
    for (Index step = epoch / every; step > 0; --step) rate *= static_cast<double>(factor);
    return static_cast<float>(rate);
  }
};

/// Half a cosine from `initial` in the first epoch down to `last` after `epochs` epochs (Loshchilov and Hutter, 2017).
struct CosineDecay {
  float initial;
  Index epochs;
  float last = 0.0f;

  constexpr const char* problem() const {
    return epochs >= 1 && math::is_finite(initial) && initial >= 0.0f && math::is_finite(last) && last >= 0.0f
               ? nullptr
               : "CosineDecay: initial and last must be finite and not negative, epochs at least 1";
  }
  constexpr float operator()(Index epoch, float) const {
    if (epoch <= 0) return initial;
    if (epoch >= epochs) return last;
    // The cosine of pi t is the sine of x = pi (1/2 - t): x - x^3 / 3! + x^5 / 5! - ...
    const double x = 3.14159265358979323846 * (0.5 - static_cast<double>(epoch) / static_cast<double>(epochs));
    double series = 1.0;
    for (int k = 20; k >= 2; k -= 2) series = 1.0 - x * x * series / static_cast<double>(k * (k + 1));
    const double low = static_cast<double>(last), high = static_cast<double>(initial);
    const double wave = x / (1.0 / series);  // a product would be fused with the sum
    return static_cast<float>(low + (high - low) * (1.0 + wave) / 2.0);
  }
};

/// Rises evenly during the first `epochs` epochs to the rate of the first epoch of `then`; afterwards follows `then` from its beginning,
/// with the learning rate before the rise.
template <class Then>
class WarmUp {
 public:
  constexpr WarmUp(Index epochs, Then then) : epochs_(epochs), then_(std::move(then)) {}

  constexpr const char* problem() const {
    if constexpr (requires { then_.problem(); }) {
      if (const char* const of_then = then_.problem()) return of_then;
    }
    return epochs_ >= 1 ? nullptr : "WarmUp: epochs must be at least 1";
  }
  constexpr float operator()(Index epoch, float rate) {
    if (epoch == 0) before_ = rate;
    if (epoch >= epochs_) return then_(epoch - epochs_, epoch == epochs_ ? before_ : rate);
    return then_(0, before_) * static_cast<float>(epoch + 1) / static_cast<float>(epochs_ + 1);
  }

 private:
  Index epochs_;
  Then then_;
  float before_ = 0.0f;
};

}  // namespace linnet
