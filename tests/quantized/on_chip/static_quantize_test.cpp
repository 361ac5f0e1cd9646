// SPDX-License-Identifier: MIT
// quantize without a heap: the constants that a host makes of the same model, and what is refused.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/targets.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace linnet::test::static_quantize {

namespace nn = linnet;
using Numbers = std::vector<float>;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

Numbers bell(Index count, std::uint64_t seed) {
  Random random(seed);
  Numbers x(static_cast<std::size_t>(count));
  for (float& number : x) number = 0.5f + random.normal<float>();
  return x;
}

/// Gives the state numbers as after a training.
template <class Model>
void disturb(Model& model) {
  Random random(77);
  for (float& number : model.state()) number = 0.5f + static_cast<float>(random() % 1000) / 1000.0f;
}

/// Checks that quantize without a heap makes of these entries what quantize on a host makes, for instruction set `Isa`.
template <class Isa, class... Entries>
void check(const Entries&... entries) {
  using Model = nn::StaticSequential<Entries...>;
  const auto model = std::make_unique<Model>(entries...);
  disturb(*model);
  const Numbers x = bell(20 * Model::Input::size, 3);
  const auto wanted = std::make_unique<nn::StaticQuantizedOf<Model, Isa>>(nn::static_quantized<Isa>(nn::quantize(*model, x)));
  const auto to = std::make_unique<nn::StaticQuantizedOf<Model, Isa>>();
  const auto memory = std::make_unique<nn::QuantizeMemory<Model>>();
  CHECK_THROWS_WITH(to->model(), "StaticQuantized: it has no numbers yet; quantize or load_weights gives them");
  CHECK(allocations_of([&] { nn::quantize(*model, x, *to, *memory); }) == 0);
  const auto a = to->model(), b = wanted->model();
  CHECK(a.input_quantization() == b.input_quantization());
  CHECK(a.output_quantization() == b.output_quantization());
  constexpr std::size_t outputs = nn::StaticQuantizedOf<Model, Isa>::Network::computing;
  CHECK(std::equal(a.facts().outputs, a.facts().outputs + outputs, b.facts().outputs));
  CHECK(a.facts().fingerprint == b.facts().fingerprint);
  CHECK((a.facts().normalization.mean == nullptr) == (b.facts().normalization.mean == nullptr));
  const auto from = a.constant_bytes(), to_bytes = b.constant_bytes();
  CHECK(std::equal(from.begin(), from.end(), to_bytes.begin()));
}
template <class... Entries>
void check_all(const Entries&... entries) {
  check<nn::kernels::int8::Native>(entries...);
  check<nn::kernels::int8::ArmV6M>(entries...);
  check<nn::kernels::int8::Dsp>(entries...);
}

TEST_CASE("a StaticSequential becomes int8 without a heap: the numbers of a host", "[quantized/on_chip]") {
  check_all(nn::Input<20>{}, nn::Dense<12, nn::relu>{}, nn::Dropout{0.1f}, nn::Dense<9, nn::tanh>{},
            nn::Dense<5, nn::softmax>{});
  check_all(nn::Input<8, 8, 2>{}, nn::Normalization{}, nn::Conv2D<4, 3>{}, nn::BatchNormalization{}, nn::Activation<nn::relu>{},
            nn::MaxPooling2D<2>{}, nn::Flatten{}, nn::Dense<3, nn::elu>{});
  check_all(nn::Input<9, 8, 3>{}, nn::ZeroPadding2D<1>{}, nn::DepthwiseConv2D<3, 2, nn::relu>{}, nn::AveragePooling2D<2>{},
            nn::SeparableConv2D<5, 3, nn::relu>{}, nn::BatchNormalization{}, nn::GlobalAveragePooling2D{}, nn::Dense<4>{});
  check_all(nn::Input<8, 8, 4>{},
            nn::Residual{nn::Conv2D<4, 3, nn::linear, same>{}, nn::BatchNormalization{}, nn::Activation<nn::relu>{},
                         nn::Conv2D<4, 1>{}},
            nn::Activation<nn::relu>{},
            nn::Concatenate{nn::Branch{nn::Conv2D<2, 1, nn::sigmoid>{}}, nn::Branch{},
                            nn::Branch{nn::Conv2D<3, 1, nn::relu>{},
                                       nn::MaxPooling2D<3, nn::PoolingOptions{.strides = 1, .padding = nn::Padding::same}>{}}},
            nn::Flatten{}, nn::Dense<4>{});
}

TEST_CASE("quantize without a heap refuses bad input and leaves the int8 numbers as they were", "[quantized/on_chip]") {
  nn::StaticSequential model{nn::Input<2, 2>{}, nn::Flatten{}, nn::Dense<3, nn::relu>{}, nn::Dense<2>{}};
  const Numbers x = bell(40, 1);
  nn::StaticQuantizedOf<decltype(model)> to;
  nn::quantize(model, x, to);
  const auto before = to.model().constant_bytes();
  const std::vector<std::byte> kept(before.begin(), before.end());
  const auto refused = [&](const auto& changed, const Numbers& data, const std::string& sentence) {
    CHECK_THROWS_WITH(nn::quantize(changed, data, to), sentence);
    CHECK(std::equal(kept.begin(), kept.end(), to.model().constant_bytes().begin()));
  };
  refused(model, {},
          "quantize: x has 0 numbers, which is not a whole number of samples, at least 1; the model's Input<...> needs 4 per "
          "sample");
  refused(model, Numbers(7),
          "quantize: x has 7 numbers, which is not a whole number of samples, at least 1; the model's Input<...> needs 4 per "
          "sample");
  refused(model, Numbers(8),
          "quantize: the input is from 0 to 0 on the calibration data, which gives no scale; calibrate on samples like those "
          "of the application");
  Numbers bad = x;
  bad[5] = std::numeric_limits<float>::quiet_NaN();
  refused(model, bad, "quantize: the input is not finite on the calibration data; every number must be finite");
  auto changed = model;
  changed.parameter<2>(0)[1] = std::numeric_limits<float>::infinity();
  refused(changed, x, "quantize: the output of dense is not finite on the calibration data; every number must be finite");
  changed = model;
  for (float& weight : changed.parameter<2>(0)) weight = 0.0f;
  refused(changed, x,
          "quantize: the output of dense is from 0 to 0 on the calibration data, which gives no scale; calibrate on samples "
          "like those of the application");
}

}  // namespace linnet::test::static_quantize
