// SPDX-License-Identifier: MIT
#include <linnet/quantized/network.hpp>

#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/targets.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <cstring>
#include <vector>

namespace linnet::test::quantized_network {

namespace nn = linnet;

/// Predicts up to `Most` samples in memory_bytes(Most), behind which nothing may be written; true if all predictions are those of q.
template <class Isa, Index Most, class Model>
bool stays_in_its_memory(const Model& q) {
  using Packed = quantized::Network<Isa, typename Model::Topology>;
  constexpr Index guard = 64;
  std::vector<std::int8_t> x(static_cast<std::size_t>(Most * Model::Input::size));
  std::vector<std::int8_t> y(static_cast<std::size_t>(Most * Model::Output::size)), wanted = y;
  nn::Random random(3);
  for (std::int8_t& number : x) number = static_cast<std::int8_t>(static_cast<int>(random.below(256)) - 128);
  q.predict(x, wanted);

  Storage<std::int8_t> constants(Packed::bytes + 1), memory(Packed::memory_bytes(Most) + guard);
  auto* const packed = reinterpret_cast<std::byte*>(constants.data());
  const QuantizedLayer* record = q.records().data();
  Packed::pack(record, q.input_quantization(), packed);
  std::int8_t* const end = memory.data() + Packed::memory_bytes(Most);
  std::fill_n(end, guard, std::int8_t{77});
  bool good = true;
  for (const Index n : {Index{1}, Most}) {
    std::fill(y.begin(), y.end(), std::int8_t{0});
    Packed::template run<Most>(packed, x.data(), y.data(), n, reinterpret_cast<std::byte*>(memory.data()));
    good = good && std::memcmp(y.data(), wanted.data(), static_cast<std::size_t>(n * Model::Output::size)) == 0;
  }
  return good && std::all_of(end, end + guard, [](std::int8_t number) { return number == 77; });
}

template <class Model>
auto in_int8(const Model& model) {
  nn::Random random(1);
  std::vector<float> x(static_cast<std::size_t>(8 * Model::Input::size));
  for (float& number : x) number = random.normal<float>();
  return nn::quantize(model, x);
}

TEST_CASE("a prediction in int8 needs no more than its memory, for any number of samples at a time", "[quantized]") {
  const auto check = [](const auto& model) {
    const auto q = in_int8(model);
    CHECK(stays_in_its_memory<kernels::int8::Portable, 1>(q));
    CHECK(stays_in_its_memory<kernels::int8::Portable, 2>(q));
    CHECK(stays_in_its_memory<kernels::int8::Portable, 20>(q));
    CHECK(stays_in_its_memory<kernels::int8::Native, 1>(q));
    CHECK(stays_in_its_memory<kernels::int8::Native, 20>(q));
  };
  check(nn::Sequential{nn::Input<9, 9, 3>{}, nn::Conv2D<12, 3, nn::relu>{}, nn::MaxPooling2D<2>{}, nn::Conv2D<5, 2, nn::relu>{},
                       nn::Flatten{}, nn::Dense<3, nn::softmax>{}});
  check(nn::Sequential{nn::Input<6, 6, 4>{}, nn::Residual{nn::Conv2D<4, 1>{}, nn::DepthwiseConv2D<1>{}},
                       nn::AveragePooling2D<2>{}, nn::Flatten{}, nn::Dense<40, nn::tanh>{}, nn::Dense<2>{}});
  check(nn::Sequential{nn::Input<5>{}, nn::Dense<3>{}});
}

TEST_CASE("the working memory of an int8 layer lies in what is free of the regions between layers", "[quantized]") {
  // The network of mnist_cnn. Its second convolution reads 13x13x32 numbers, writes 5x5x64, and widens four rows of 13x32; the layer
  // behind it widens 1600 numbers in what the first region then has free.
  using Pool = MaxPooling2D<2>;
  using Topology = linnet::Topology<float, Shape<28, 28, 1>, quantized::Pooled<Conv2D<32, 3>, linear, Pool>,
                                    quantized::Pooled<Conv2D<64, 3>, linear, Pool>, Flatten, Dense<10>, Activation<softmax>>;
  STATIC_REQUIRE(quantized::Network<kernels::int8::Dsp, Topology>::memory_bytes(1) <=
                 13 * 13 * 32 + 5 * 5 * 64 + 2 * 4 * 13 * 32 + 200);
  // A fully connected layer widens its input and gathers nothing.
  using Dense1 = linnet::Topology<float, Shape<784>, Dense<256>>;
  STATIC_REQUIRE(quantized::Network<kernels::int8::Dsp, Dense1>::memory_bytes(1) <= 2 * 784 + 4 * 256 + 50);
}

}  // namespace linnet::test::quantized_network
