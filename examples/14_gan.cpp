// SPDX-License-Identifier: MIT
// A GAN: a generator learns to make points of a ring from noise, by a discriminator that learns to tell them from real ones. The gradient of
// the discriminator with respect to its input is that of the generator's output: no weights are copied.
#include <linnet/linnet.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index batch = 64;

/// Points near a circle with radius 1 (n, 2).
void draw_ring(nn::Random& random, std::vector<float>& points) {
  for (std::size_t i = 0; i < points.size(); i += 2) {
    const float angle = random.uniform(0.0f, 6.2831853f), radius = 1.0f + 0.05f * random.normal<float>();
    points[i] = radius * std::cos(angle);
    points[i + 1] = radius * std::sin(angle);
  }
}

void draw_noise(nn::Random& random, std::vector<float>& noise) {
  for (float& number : noise) number = random.uniform(-1.0f, 1.0f);
}

}  // namespace

int main() {
  nn::Sequential generator{nn::Input<4>{}, nn::Dense<32, nn::relu>{}, nn::Dense<32, nn::relu>{}, nn::Dense<2>{}};
  nn::Sequential discriminator{nn::Input<2>{}, nn::Dense<32, nn::leaky_relu>{}, nn::Dense<32, nn::leaky_relu>{},
                               nn::Dense<1, nn::sigmoid>{}};
  generator.initialize(1);
  discriminator.initialize(2);

  const nn::BinaryCrossentropy loss;
  auto generator_training = generator.compile(nn::OutputGradients{}, nn::Adam{.learning_rate = 1e-3f, .beta_1 = 0.5f});
  auto discriminator_training = discriminator.compile(loss, nn::Adam{.learning_rate = 1e-3f, .beta_1 = 0.5f});
  nn::InputGradients judge{discriminator, loss};

  nn::Random random(3);
  const std::vector<float> ones(batch, 1.0f), zeros(batch, 0.0f);
  std::vector<float> noise(batch * 4), fake(batch * 2), real(batch * 2);
  int near = 0;  // of 1000 generated points those near the ring
  for (int step = 0; step <= 4000; ++step) {
    // The discriminator learns that real points are 1 and generated ones 0.
    draw_ring(random, real);
    draw_noise(random, noise);
    generator.predict(noise, fake);
    const auto of_real = discriminator_training.train_on_batch(real, ones);
    const auto of_fake = discriminator_training.train_on_batch(fake, zeros);

    // The generator learns what the discriminator takes for real.
    draw_noise(random, noise);
    generator.predict(noise, fake);
    const float generator_loss = judge.compute(fake, ones);
    generator_training.compute_gradients(noise, judge.gradients());
    generator_training.apply_gradients();

    if (step % 500 == 0) {
      std::vector<float> many_noise(1000 * 4);
      draw_noise(random, many_noise);
      const nn::Tensor<2> points = generator.predict(many_noise);
      near = 0;
      int quarters[4] = {};
      for (nn::Index i = 0; i < 1000; ++i) {
        near += std::abs(std::hypot(points(i, 0), points(i, 1)) - 1.0f) < 0.2f;
        ++quarters[(points(i, 0) > 0.0f) + 2 * (points(i, 1) > 0.0f)];
      }
      std::printf("step %4d  losses %.3f and %.3f  on the ring %4d of 1000  in its quarters %d %d %d %d\n", step,
                  of_real.loss() + of_fake.loss(), static_cast<double>(generator_loss), near, quarters[0], quarters[1],
                  quarters[2], quarters[3]);
    }
  }
  return near > 800 ? 0 : 1;
}
