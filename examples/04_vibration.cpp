// SPDX-License-Identifier: MIT
// Conv1D on a signal: recognises three faults of a machine by its vibration. The program makes up the vibration from a seed; it uses no
// measured data. A healthy machine hums; an unbalanced rotor adds a strong wave at the speed of rotation; a damaged bearing
// knocks at regular intervals; a loose foot cuts the wave off.
#include <linnet/linnet.hpp>

#include <cmath>
#include <cstdio>

namespace nn = linnet;

namespace {

constexpr nn::Index steps = 256;
constexpr const char* faults[] = {"healthy", "unbalanced rotor", "damaged bearing", "loose foot"};

/// Returns `count` noisy signals (count, steps, 1) of different speed, phase and strength, with their faults.
struct Signals {
  nn::Tensor<3> x;
  nn::Labels y;

  Signals(nn::Index count, std::uint64_t seed) : x(count, steps, 1), y(count) {
    nn::Random random(seed);
    for (nn::Index i = 0; i < count; ++i) {
      y(i) = static_cast<std::int32_t>(random.below(4));
      const float speed = random.uniform(0.10f, 0.16f), phase = random.uniform(0.0f, 6.28f),
                  strength = random.uniform(0.6f, 1.4f);
      const float interval = random.uniform(18.0f, 30.0f);
      for (nn::Index t = 0; t < steps; ++t) {
        const float wave = std::sin(speed * static_cast<float>(t) + phase);
        float value = 0.5f * wave + 0.4f * random.normal<float>();
        if (y(i) == 1) value += strength * wave;
        if (y(i) == 2) {
          const float since = std::fmod(static_cast<float>(t) + 10.0f * phase, interval);
          value += 2.0f * strength * std::exp(-0.5f * since) * std::cos(1.8f * since);
        }
        if (y(i) == 3) value += strength * (std::fmin(std::fmax(3.0f * wave, -0.3f), 1.5f) - 0.5f * wave);
        x(i, t, 0) = value;
      }
    }
  }
};

}  // namespace

int main() {
  const Signals train(4000, 1), test(1000, 2);

  nn::Sequential model{
      nn::Input<steps, 1>{},        nn::Conv1D<8, 9, nn::relu, nn::ConvOptions{.strides = 2}>{},
      nn::MaxPooling1D<2>{},        nn::Conv1D<16, 5, nn::relu>{},
      nn::MaxPooling1D<2>{},        nn::Conv1D<32, 5, nn::relu>{},
      nn::GlobalAveragePooling1D{}, nn::Dense<4, nn::softmax>{},
  };
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.003f}, nn::Accuracy{});
  training.fit(train.x, train.y, {.epochs = 10, .batch_size = 32, .validation_data = {test.x, test.y}, .seed = 0});

  const nn::Tensor<2> probabilities = model.predict(test.x);
  for (nn::Index i = 0; i < 5; ++i) {
    nn::Index best = 0;
    for (nn::Index k = 1; k < 4; ++k) best = probabilities(i, k) > probabilities(i, best) ? k : best;
    std::printf("signal %td: %s (%.1f %%), it is: %s\n", i, faults[best], 100.0 * static_cast<double>(probabilities(i, best)),
                faults[test.y(i)]);
  }
  const auto result = training.evaluate(test.x, test.y);
  std::printf("%.1f %% of %td test signals are recognised\n", 100.0 * result["accuracy"], test.y.size());
  return result["accuracy"] > 0.95 ? 0 : 1;
}
