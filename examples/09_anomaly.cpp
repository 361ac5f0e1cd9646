// SPDX-License-Identifier: MIT
// An anomaly detector that has never seen a fault: an autoencoder learns to squeeze the vibration of a healthy machine through four numbers
// and to restore it. It restores badly what it does not know, so that a large error is an alarm. The threshold is a quantile of the errors
// of healthy windows that did not train. The program makes up the vibration from a seed; it uses no measured data.
#include <linnet/data/sliding_windows.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index length = 64;
enum class State { healthy, bearing, loose };

/// A vibration whose speed and strength wander. A damaged bearing knocks every 23 samples; a loose foot cuts the wave off.
std::vector<float> vibration(State state, std::size_t samples, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> signal(samples);
  float phase = 0.0f, speed = 0.2f, strength = 1.0f;
  for (std::size_t t = 0; t < samples; ++t) {
    speed += 0.01f * (0.2f - speed) + 0.0005f * random.normal<float>();
    strength += 0.01f * (1.0f - strength) + 0.01f * random.normal<float>();
    phase = std::fmod(phase + speed, 6.2831853f);
    float value = strength * (std::sin(phase) + 0.3f * std::sin(2.0f * phase + 1.0f));
    if (state == State::bearing) {
      const auto since = static_cast<float>(t % 23);
      value += 0.7f * std::exp(-0.4f * since) * std::cos(1.8f * since);
    }
    if (state == State::loose) value = std::clamp(value, -0.6f, 2.0f);
    signal[t] = value + 0.1f * random.normal<float>();
  }
  return signal;
}

/// Returns the mean squared error of each window of a signal, ascending.
template <class Model>
std::vector<float> errors_of(const Model& model, const std::vector<float>& signal) {
  const auto windows = nn::sliding_inputs(signal, length, 16);
  const nn::Tensor<2> restored = model.predict(windows);
  std::vector<float> errors;
  for (nn::Index i = 0; i < restored.dimension(0); ++i) {
    float sum = 0.0f;
    for (nn::Index s = 0; s < length; ++s) {
      const float d = restored(i, s) - signal[static_cast<std::size_t>(16 * i + s)];
      sum += d * d;
    }
    errors.push_back(sum / static_cast<float>(length));
  }
  std::sort(errors.begin(), errors.end());
  return errors;
}

}  // namespace

int main() {
  const std::vector<float> healthy = vibration(State::healthy, 60000, 1);
  nn::Sequential model{nn::Input<length>{}, nn::Dense<32, nn::tanh>{}, nn::Dense<4>{}, nn::Dense<32, nn::tanh>{},
                       nn::Dense<length>{}};
  model.summary();
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 0.003f});
  const auto windows = nn::sliding_inputs(healthy, length, 8);
  training.fit(windows, windows, {.epochs = 15, .batch_size = 32, .seed = 1, .verbose = 0});

  const std::vector<float> known = errors_of(model, vibration(State::healthy, 40000, 2));
  const float threshold = known[known.size() * 99 / 100];  // one healthy window in a hundred is above it
  std::printf("threshold: mean squared error %.4f\n", static_cast<double>(threshold));

  const auto alarms = [&](const char* name, State state, std::uint64_t seed) {
    const std::vector<float> errors = errors_of(model, vibration(state, 20000, seed));
    const auto first = std::upper_bound(errors.begin(), errors.end(), threshold);
    const double share = static_cast<double>(errors.end() - first) / static_cast<double>(errors.size());
    std::printf("%-16s %5.1f %% of %zu windows give an alarm\n", name, 100.0 * share, errors.size());
    return share;
  };
  const double healthy_share = alarms("healthy", State::healthy, 3), bearing = alarms("damaged bearing", State::bearing, 4),
               loose = alarms("loose foot", State::loose, 5);
  return healthy_share < 0.03 && bearing > 0.8 && loose > 0.8 ? 0 : 1;
}
