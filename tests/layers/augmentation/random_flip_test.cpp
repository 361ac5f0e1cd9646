// SPDX-License-Identifier: MIT
#include <linnet/layers/augmentation/random_flip.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/layer_contract.hpp>

#include <cmath>

namespace linnet::test::random_flip_layer {

namespace nn = linnet;

using Run = LayerRun<float, Shape<5, 4, 2>, nn::RandomFlip>;

/// Image i of a batch.
std::vector<float> image(const Guarded<float>& images, Index i) {
  return {images.data() + i * 40, images.data() + (i + 1) * 40};
}

TEST_CASE("RandomFlip keeps the contract of a layer", "[layers/augmentation]") {
  for (const nn::Flip mode : {nn::Flip::horizontal, nn::Flip::vertical, nn::Flip::horizontal_and_vertical}) {
    check_layer<Shape<3, 4, 2>>(nn::RandomFlip{mode});
  }
}

TEST_CASE("Layers of augmentation stand in branches and at each step of a sequence, too", "[layers/augmentation]") {
  constexpr nn::ConvOptions same{.padding = nn::Padding::same};
  const nn::RandomContrast contrast{.factor = 0.5f, .value_range = {-1, 1}};
  check_layer<Shape<4, 4, 2>>(nn::Residual{nn::RandomFlip{}, nn::Conv2D<2, 3, nn::tanh, same>{}, contrast});
  check_layer<Shape<2, 4, 4, 1>>(nn::TimeDistributed{nn::RandomFlip{}, nn::RandomCrop<3>{}, contrast});
}

TEST_CASE("RandomFlip mirrors half of the images as Keras does, and leaves the others as they are", "[layers/augmentation]") {
  const Golden golden("keras_augmentation");
  const std::vector<double>& x = golden.values("x");
  for (const auto& [mode, name] :
       {std::pair{nn::Flip::horizontal, "flip.horizontal"}, std::pair{nn::Flip::vertical, "flip.vertical"},
        std::pair{nn::Flip::horizontal_and_vertical, "flip.horizontal_and_vertical"}}) {
    INFO(name);
    constexpr Index samples = 4000;
    Run run(nn::RandomFlip{mode}, samples);
    for (Index i = 0; i < run.x.size(); ++i) run.x.data()[i] = static_cast<float>(x[static_cast<std::size_t>(i % 40)]);
    run.forward(true);
    const std::vector<float> same(x.begin(), x.end()), mirrored(golden.values(name).begin(), golden.values(name).end());
    int flips = 0, both = 0;
    bool before = false;
    for (Index i = 0; i < samples; ++i) {
      const std::vector<float> y = image(run.y, i);
      const bool flipped = y == mirrored;
      if (!flipped && y != same) FAIL("image " << i << " is another one");
      flips += flipped;
      both += flipped && before;
      before = flipped;
    }
    CHECK_THAT(flips, WithinAbs(0.5 * samples, 4 * std::sqrt(0.25 * samples)));
    CHECK_THAT(both, WithinAbs(0.25 * samples, 4 * std::sqrt(0.1875 * samples)));
  }
}

TEST_CASE("RandomFlip decides anew in each step, and alike for the same seed", "[layers/augmentation]") {
  const nn::Sequential model{nn::Input<2, 2, 1>{}, nn::RandomFlip{}};
  nn::Tensor<4> x(64, 2, 2, 1);
  for (nn::Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
  const auto flipped = [&](std::uint64_t seed) {
    const nn::Tensor<4> y = nn::predict_in_training(model, x, seed);
    return std::vector<float>(y.data(), y.data() + y.size());
  };
  CHECK(flipped(1) == flipped(1));
  CHECK(flipped(1) != flipped(2));
  const nn::Tensor<4> y = model.predict(x);
  CHECK(std::equal(y.data(), y.data() + y.size(), x.data()));
}

}  // namespace linnet::test::random_flip_layer
