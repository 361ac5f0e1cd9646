// SPDX-License-Identifier: MIT
// freeze of int8 models: the bits of their first layers, and a head that trains after them.
#include <linnet/deploy/weight_record.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>

#include <tests/support/catch.hpp>

#include <vector>

namespace linnet::test::freeze_int8 {

namespace nn = linnet;

constexpr nn::ConvOptions same{.padding = nn::Padding::same};

std::vector<float> numbers(nn::Index count, std::uint64_t seed) {
  nn::Random random(seed);
  std::vector<float> x(static_cast<std::size_t>(count));
  for (float& number : x) number = 2.0f + random.normal<float>();
  return x;
}

/// Five layers that compute: the convolution with relu and pool, residual, depthwise convolution, tanh, dense.
auto network() {
  nn::Sequential model{nn::Input<8, 8, 2>{},
                       nn::Normalization{},
                       nn::Conv2D<4, 3, nn::relu, same>{},
                       nn::MaxPooling2D<2>{},
                       nn::Residual{nn::Conv2D<4, 3, nn::linear, same>{}},
                       nn::DepthwiseConv2D<3, 1, nn::tanh>{},
                       nn::Flatten{},
                       nn::Dense<3>{}};
  nn::adapt(model, numbers(20 * 128, 3));
  return model;
}

/// The int8 model of the first `Count` lowered layers of q, from its canonical numbers.
template <std::size_t Count, class Input, class... L>
auto first_layers_of(const nn::QuantizedSequential<Input, L...>& q) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    using Layers = std::tuple<L...>;
    using Part = nn::QuantizedSequential<Input, std::tuple_element_t<I, Layers>...>;
    const auto begin = q.records().begin();
    const auto n = q.normalization();
    return Part({std::get<I>(q.layers())...}, {begin, begin + static_cast<std::ptrdiff_t>(Part::Network::records)},
                q.input_quantization(), {n.mean, n.mean + 2}, {n.factor, n.factor + 2});
  }
  (std::make_index_sequence<Count>{});
}

/// The int8 model `q` in memory that a FrozenQuantized reads.
template <class Input, class... L>
struct InFlash {
  explicit InFlash(const nn::QuantizedSequential<Input, L...>& q)
      : model(q.constant_bytes().data(), q.input_quantization(), q.output_quantization(),
              {.normalization = q.normalization(),
               .outputs = outputs.data(),
               .fingerprint = nn::quantized::numbers_fingerprint(q)}) {
    using Network = typename nn::QuantizedSequential<Input, L...>::Network;
    for (std::size_t i = 0; i < Network::computing; ++i) outputs.push_back(q.records()[Network::record_of[i]].output);
    model = {
        q.constant_bytes().data(),
        q.input_quantization(),
        q.output_quantization(),
        {.normalization = q.normalization(), .outputs = outputs.data(), .fingerprint = nn::quantized::numbers_fingerprint(q)}};
  }
  std::vector<nn::Quantization> outputs;
  nn::FrozenQuantized<Input, L...> model;
};

template <class A, class B>
bool equal(const A& a, const B& b) {
  return static_cast<nn::Index>(a.size()) == static_cast<nn::Index>(b.size()) &&
         std::equal(a.data(), a.data() + a.size(), b.data());
}

TEST_CASE("frozen int8 layers give the bits of the int8 model", "[quantized]") {
  const auto q = nn::quantize(network(), numbers(20 * 128, 3));
  const auto x = numbers(7 * 128, 4);
  using Q = std::remove_const_t<decltype(q)>;
  static_assert(Q::Network::computing == 5);
  const InFlash flash(q);
  const auto check = [&]<std::size_t Count, std::size_t Lowered>(std::integral_constant<std::size_t, Count>,
                                                                 std::integral_constant<std::size_t, Lowered>) {
    const auto wanted = first_layers_of<Lowered>(q).predict(x);
    const nn::Sequential from_host{nn::Input<8, 8, 2>{}, nn::freeze<Count>(q)};
    CHECK(equal(from_host.predict(x), wanted));
    const nn::Sequential from_flash{nn::Input<8, 8, 2>{}, nn::freeze<Count>(flash.model)};
    CHECK(equal(from_flash.predict(x), wanted));
    CHECK(nn::model_fingerprint(from_host) == nn::model_fingerprint(from_flash));
  };
  check(std::integral_constant<std::size_t, 1>{}, std::integral_constant<std::size_t, 1>{});
  check(std::integral_constant<std::size_t, 2>{}, std::integral_constant<std::size_t, 2>{});
  check(std::integral_constant<std::size_t, 4>{}, std::integral_constant<std::size_t, 4>{});
  check(std::integral_constant<std::size_t, 5>{}, std::integral_constant<std::size_t, 6>{});  // a Flatten lies between
}

TEST_CASE("a head trains after frozen int8 layers, in Sequential and in StaticSequential, to the same bits", "[quantized]") {
  const auto q = nn::quantize(network(), numbers(20 * 128, 3));
  const InFlash flash(q);
  nn::Tensor<4> x(60, 8, 8, 2);
  nn::Labels y(60);
  nn::Random random(1);
  for (nn::Index i = 0; i < 60; ++i) {
    y(i) = static_cast<std::int32_t>(i % 3);
    for (nn::Index k = 0; k < 128; ++k) {
      x.data()[i * 128 + k] = 2.0f + random.normal<float>() + (k / 2 % 8 / 3 == y(i) ? 2.0f : 0.0f);
    }
  }
  nn::Sequential model{nn::Input<8, 8, 2>{}, nn::freeze<4>(q), nn::Flatten{}, nn::Dense<3, nn::softmax>{}};
  static nn::StaticSequential on_chip{nn::Input<8, 8, 2>{}, nn::freeze<4>(flash.model), nn::Flatten{},
                                      nn::Dense<3, nn::softmax>{}};
  CHECK(model.parameters().size() == on_chip.parameters().size());
  std::copy(model.parameters().begin(), model.parameters().end(), on_chip.parameters().begin());
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
  auto static_training = on_chip.compile<10>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
  const auto history = training.fit(x, y, {.epochs = 20, .batch_size = 10, .shuffle = false, .verbose = 0});
  CHECK(history["loss"].back() < 0.5 * history["loss"].front());
  CHECK(training.evaluate(x, y)["accuracy"] > 0.9);
  static_training.fit(x, y, {.epochs = 20, .shuffle = false});
  std::vector<float> predicted(180);
  on_chip.predict(x, predicted);
  CHECK(equal(predicted, model.predict(x)));
}

TEST_CASE("models on other int8 layers have another fingerprint", "[quantized]") {
  const auto q = nn::quantize(network(), numbers(20 * 128, 3)), r = nn::quantize(network(), numbers(20 * 128, 5));
  const auto of = [](const auto& model) {
    return nn::model_fingerprint(nn::Sequential{nn::Input<8, 8, 2>{}, nn::freeze<2>(model)});
  };
  CHECK(of(q) == of(q));
  CHECK(of(q) != of(r));
}

TEST_CASE("a FrozenQuantized that does not know its layers' outputs is not frozen", "[quantized]") {
  const auto q = nn::quantize(network(), numbers(20 * 128, 3));
  InFlash flash(q);
  flash.model = {q.constant_bytes().data(), q.input_quantization(), q.output_quantization()};
  CHECK_THROWS_WITH(nn::freeze<1>(flash.model), Catch::Contains("does not know the outputs of its layers"));
}

}  // namespace linnet::test::freeze_int8
