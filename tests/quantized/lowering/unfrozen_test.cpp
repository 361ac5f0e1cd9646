// SPDX-License-Identifier: MIT
// quantize of every model that holds float numbers: StaticSequential, FrozenSequential, and models whose first layers are frozen.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>
#include <linnet/quantized.hpp>
#include <linnet/quantized/deploy/export_header.hpp>
#include <linnet/quantized/io/save.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace linnet::test::unfrozen_models {

namespace nn = linnet;
using Numbers = std::vector<float>;

Numbers bell(Index count, std::uint64_t seed) {
  Random random(seed);
  Numbers x(static_cast<std::size_t>(count));
  for (float& number : x) number = 3.0f + random.normal<float>();
  return x;
}

bool same_records(const std::vector<QuantizedLayer>& a, const std::vector<QuantizedLayer>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const QuantizedLayer& x, const QuantizedLayer& y) {
    return x.name == y.name && x.output == y.output && x.weights == y.weights && x.weight_scales == y.weight_scales &&
           x.bias == y.bias;
  });
}
/// True if both int8 models have the same layers and numbers.
template <class Model>
bool same_models(const Model& a, const Model& b) {
  const InputNormalization m = a.normalization(), n = b.normalization();
  return same_records(a.records(), b.records()) && a.input_quantization() == b.input_quantization() &&
         (m.mean == nullptr) == (n.mean == nullptr) && (!m.mean || (*m.mean == *n.mean && *m.factor == *n.factor));
}

/// Copies all numbers of a model to one of the same layers.
template <class From, class To>
void copy_numbers(const From& from, To& to) {
  std::copy(from.parameters().begin(), from.parameters().end(), to.parameters().begin());
  std::copy(from.state().begin(), from.state().end(), to.state().begin());
}

/// A network with all that lowering rewrites, trained for some steps.
auto trained() {
  nn::Sequential model{nn::Input<8, 8, 2>{},
                       nn::Normalization{},
                       nn::Conv2D<4, 3>{},
                       nn::BatchNormalization{},
                       nn::Activation<nn::relu>{},
                       nn::MaxPooling2D<2>{},
                       nn::Residual{nn::Conv2D<4, 3, nn::relu, nn::ConvOptions{.padding = nn::Padding::same}>{}},
                       nn::Flatten{},
                       nn::Dropout{0.1f},
                       nn::Dense<3, nn::softmax>{}};
  const Numbers x = bell(64 * 128, 1);
  nn::adapt(model, x);
  std::vector<std::int32_t> y(64);
  for (std::size_t i = 0; i < y.size(); ++i) y[i] = static_cast<std::int32_t>(i % 3);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
  training.fit(x, y, {.epochs = 2, .verbose = 0});
  return model;
}
template <class... Entries>
auto static_model(const Entries&... entries) {
  return std::make_unique<nn::StaticSequential<Entries...>>(entries...);
}

TEST_CASE("a StaticSequential and a FrozenSequential become the int8 model of the Sequential with their numbers",
          "[quantized/lowering]") {
  const auto model = trained();
  const Numbers x = bell(64 * 128, 2);
  const auto wanted = nn::quantize(model, x);
  const auto inside =
      std::apply([](const auto&... layer) { return static_model(nn::Input<8, 8, 2>{}, layer...); }, model.layers());
  copy_numbers(model, *inside);
  CHECK(same_models(nn::quantize(*inside, x), wanted));
  const auto outside = std::apply(
      [&](const auto&... layer) {
        return nn::FrozenSequential(model.parameters().data(), model.state().data(), nn::Input<8, 8, 2>{}, layer...);
      },
      model.layers());
  const auto q = nn::quantize(outside, x, {.samples = 40, .calibration = nn::Calibration::percentile});
  CHECK(same_models(q, nn::quantize(model, x, {.samples = 40, .calibration = nn::Calibration::percentile})));
  CHECK(q.report(x).layers.size() == wanted.report(x).layers.size());

  const TempDir folder;
  const std::string path = (folder.path() / "digits.safetensors").string();
  nn::save(wanted, path);
  CHECK(same_models(nn::load_quantized(*inside, path), wanted));
  CHECK(same_models(nn::load_quantized(outside, path), wanted));
}

/// `model` with its first Count layers frozen, and the other layers and numbers as they are.
template <std::size_t Count, class Model>
auto with_frozen_base(const Model& model) {
  using Top = typename Model::Topology;
  auto head = [&]<std::size_t... I>(std::index_sequence<I...>) {
    return nn::Sequential{nn::Input<8, 8, 2>{}, nn::freeze<Count>(model), std::get<Count + I>(model.layers())...};
  }
  (std::make_index_sequence<Top::size - Count>{});
  std::copy(model.parameters().begin() + Top::parameter_offsets[Count], model.parameters().end(), head.parameters().begin());
  std::copy(model.state().begin() + Top::state_offsets[Count], model.state().end(), head.state().begin());
  return head;
}

TEST_CASE("frozen layers become int8 layers as any others", "[quantized/lowering]") {
  const auto model = trained();
  const Numbers x = bell(64 * 128, 2);
  const auto wanted = nn::quantize(model, x);
  const auto all = with_frozen_base<2>(model);  // what follows is folded into its last layer
  const auto q = nn::quantize(all, x);
  CHECK(same_models(q, wanted));
  CHECK(same_models(nn::quantize(with_frozen_base<4>(model), x), wanted));
  CHECK(same_models(nn::quantize(with_frozen_base<6>(model), x), wanted));
  CHECK(same_models(nn::quantize(with_frozen_base<1>(all), x), wanted));  // frozen within frozen
  CHECK(q.report(x).agreement > 0.9);
  const nn::Sequential head{nn::Input<8, 8, 2>{}, nn::freeze<1>(q), nn::Flatten{}, nn::Dense<2>{}};
  CHECK(head.predict(x).dimension(1) == 2);

  const TempDir folder;
  const std::string path = (folder.path() / "digits.hpp").string();
  nn::export_header(q, path);
  nn::save(q, (folder.path() / "digits.safetensors").string());
  CHECK(same_models(nn::load_quantized(all, (folder.path() / "digits.safetensors").string()), wanted));
}

TEST_CASE("models of other kinds train with rounding, and a StaticSequential that did so becomes int8",
          "[quantized/lowering]") {
  const auto model = trained();
  const Numbers x = bell(64 * 128, 2);
  const auto wanted = nn::quantization_aware(model, x);
  const auto inside =
      std::apply([](const auto&... layer) { return static_model(nn::Input<8, 8, 2>{}, layer...); }, model.layers());
  copy_numbers(model, *inside);
  for (const auto& tuned : {nn::quantization_aware(*inside, x), nn::quantization_aware(with_frozen_base<4>(model), x)}) {
    CHECK(same_bits(tuned.parameters(), wanted.parameters()));
    CHECK(same_bits(tuned.state(), wanted.state()));
  }
  const auto tuned =
      std::apply([](const auto&... layer) { return static_model(nn::Input<8, 8, 2>{}, layer...); }, wanted.layers());
  copy_numbers(wanted, *tuned);
  CHECK(same_models(nn::quantize(*tuned), nn::quantize(wanted)));
  CHECK(same_models(nn::quantize(*tuned, x), nn::quantize(wanted)));
  const nn::FrozenSequential frozen = std::apply(
      [&](const auto&... layer) {
        return nn::FrozenSequential(wanted.parameters().data(), wanted.state().data(), nn::Input<8, 8, 2>{}, layer...);
      },
      wanted.layers());
  CHECK(same_models(nn::quantize(frozen), nn::quantize(wanted)));
}

}  // namespace linnet::test::unfrozen_models
