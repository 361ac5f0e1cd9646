// SPDX-License-Identifier: MIT
// StaticQuantized: int8 numbers in a device's flash pages.
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/targets.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/nor_flash.hpp>

#include <vector>

namespace linnet::test::static_quantized_records {

namespace nn = linnet;
using Flash = NorFlash<512, 16, 8>;
using nn::RecordResult;

std::vector<float> numbers(nn::Index count, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = 2.0f + random.normal<float>();
  return x;
}

/// An int8 model whose numbers come from `seed`.
template <nn::Index Dilation = 1>
auto network(std::uint64_t seed) {
  constexpr nn::ConvOptions same{.padding = nn::Padding::same, .dilation_rate = Dilation};
  nn::Sequential model{nn::Input<6, 6, 2>{},  nn::Normalization{}, nn::Conv2D<3, 3, nn::relu, same>{},
                       nn::MaxPooling2D<2>{}, nn::Flatten{},       nn::Dense<3>{}};
  model.initialize(seed);
  const auto x = numbers(20 * 72, seed);
  nn::adapt(model, x);
  return nn::quantize(model, x);
}

template <class Model>
std::vector<float> predictions(const Model& model) {
  const auto x = numbers(5 * 72, 9);
  std::vector<float> y(15);
  model.predict(x, y);
  return y;
}

TEST_CASE("a device loads int8 numbers that the host has sent, and keeps its own without them", "[quantized]") {
  const auto old = network(1), fresh = network(2);
  REQUIRE(predictions(old) != predictions(fresh));
  auto device = nn::static_quantized(old);
  CHECK(predictions(device.model()) == predictions(old));
  Flash flash;
  CHECK(nn::load_weights(flash, device) == RecordResult::empty);
  CHECK(predictions(device.model()) == predictions(old));
  CHECK(nn::save_weights(flash, nn::static_quantized(fresh)) == RecordResult::ok);
  CHECK(nn::load_weights(flash, device) == RecordResult::ok);
  CHECK(predictions(device.model()) == predictions(fresh));
  CHECK(device.model().facts().fingerprint == nn::quantized::numbers_fingerprint(fresh));
  CHECK(device.model().output_quantization() == fresh.output_quantization());
  const nn::Sequential head{nn::Input<6, 6, 2>{}, nn::freeze<1>(device.model())};
  const nn::Sequential wanted{nn::Input<6, 6, 2>{}, nn::freeze<1>(fresh)};
  const auto x = numbers(72, 3);
  const auto a = head.predict(x), b = wanted.predict(x);
  CHECK(std::equal(a.data(), a.data() + a.size(), b.data()));
  CHECK(flash.misuse == 0);

  nn::StaticQuantized again(device.model());  // from a FrozenQuantized, as an exported header has it
  CHECK(predictions(again.model()) == predictions(fresh));
  const long events = flash.events;
  CHECK(nn::save_weights(flash, again) == RecordResult::ok);
  CHECK(flash.events == events);  // these numbers are stored already

  for (std::byte& byte : flash.bytes) byte &= std::byte{0xFE};
  CHECK(nn::load_weights(flash, device) == RecordResult::corrupt);
  CHECK(predictions(device.model()) == predictions(fresh));
}

TEST_CASE("records of other windows and instruction sets are of other models", "[quantized]") {
  using namespace nn::kernels::int8;
  const auto q = network(1);
  Flash flash;
  CHECK(nn::save_weights(flash, nn::static_quantized<Portable>(q)) == RecordResult::ok);
  const auto loads = [&](auto device) { return nn::load_weights(flash, device); };
  CHECK(loads(nn::static_quantized<Portable>(q)) == RecordResult::ok);
  CHECK(loads(nn::static_quantized<Dsp>(q)) == RecordResult::other_model);
  CHECK(loads(nn::static_quantized<ArmV6M>(q)) == RecordResult::other_model);
  CHECK(loads(nn::static_quantized<Portable>(network<2>(1))) == RecordResult::other_model);
}

TEST_CASE("a FrozenQuantized that does not know its layers' outputs does not become a StaticQuantized", "[quantized]") {
  const auto q = network(1);
  const auto frozen = [&]<class I, class... L>(const nn::QuantizedSequential<I, L...>&) {
    return nn::FrozenQuantized<I, L...>(q.constant_bytes().data(), q.input_quantization(), q.output_quantization());
  }(q);
  CHECK_THROWS_WITH(nn::StaticQuantized(frozen), Catch::Contains("does not know the outputs of its layers"));
}

}  // namespace linnet::test::static_quantized_records
