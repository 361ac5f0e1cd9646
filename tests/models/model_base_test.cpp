// SPDX-License-Identifier: MIT
#include <linnet/models/model_base.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <tuple>

namespace linnet::test::model_base {

namespace nn = linnet;

using Mlp = nn::StaticSequential<nn::Input<4>, nn::Dense<6, nn::relu>, nn::Dense<3, nn::softmax>>;
using Cnn = nn::StaticSequential<nn::Input<6, 6, 1>, nn::Conv2D<4, 3>, nn::BatchNormalization<>, nn::Activation<nn::relu>,
                                 nn::MaxPooling2D<2>, nn::Flatten, nn::Dense<3, nn::softmax>>;

/// Bytes of tensors that start on alignment units each.
template <class... Size>
constexpr Index block_bytes(Size... sizes) {
  return (Index{0} + ... + aligned<float>(sizes)) * 4;
}

TEST_CASE("A model's figures are those of its layers, at compile time", "[models]") {
  STATIC_REQUIRE(Mlp::parameter_count() == 4 * 6 + 6 + 6 * 3 + 3);
  STATIC_REQUIRE(Mlp::state_count() == 0);
  STATIC_REQUIRE(Mlp::parameter_bytes() == block_bytes(24, 6, 18, 3));
  STATIC_REQUIRE(Mlp::state_bytes() == 0);
  STATIC_REQUIRE(Mlp::multiply_accumulates() == 4 * 6 + 6 * 3);
  STATIC_REQUIRE(Mlp::inference_bytes() == 6 * 4);  // the hidden layer; the last one writes to the caller
  STATIC_REQUIRE(Mlp::inference_bytes(5) == 5 * 6 * 4);

  STATIC_REQUIRE(Cnn::parameter_count() == 9 * 4 + 4 + 4 + 4 + 16 * 3 + 3);
  STATIC_REQUIRE(Cnn::state_count() == 4 + 4);
  STATIC_REQUIRE(Cnn::parameter_bytes() == block_bytes(36, 4, 4, 4, 48, 3));
  STATIC_REQUIRE(Cnn::state_bytes() == block_bytes(4, 4));
  STATIC_REQUIRE(Cnn::multiply_accumulates() == 16 * 36 + 64 + 16 * 3);  // of them 64 normalise
  STATIC_REQUIRE(Cnn::inference_bytes() >= (64 + 16) * 4);               // before and after pooling
  STATIC_REQUIRE(Cnn::inference_bytes() == Cnn::Topology::inference_bytes(1));

  using InDouble = nn::StaticSequential<nn::TypedInput<double, 4>, nn::Dense<6>>;
  STATIC_REQUIRE(InDouble::parameter_bytes() == (aligned<double>(24) + aligned<double>(6)) * 8);
}

TEST_CASE("The memory of a training depends on the optimizer and on the batch", "[models]") {
  constexpr Index block = Mlp::parameter_bytes();
  constexpr Index plain = Mlp::training_bytes(nn::SGD{}, 8);
  STATIC_REQUIRE(plain == block + Mlp::Topology::batch_numbers(8) * 4);
  STATIC_REQUIRE(Mlp::training_bytes(nn::InPlaceSGD{}, 8) == plain - block);
  STATIC_REQUIRE(Mlp::training_bytes(nn::SGD{.momentum = 0.9f}, 8) == plain + block);
  STATIC_REQUIRE(Mlp::training_bytes(nn::Adam{}, 8) == plain + 2 * block);
  STATIC_REQUIRE(Mlp::training_bytes(nn::AdamW{}, 8) == plain + 2 * block);
  // Each sample more: both outputs, and two gradients of the wider one.
  STATIC_REQUIRE(Mlp::training_bytes(nn::Adam{}, 9) - Mlp::training_bytes(nn::Adam{}, 8) == (6 + 3 + 2 * 6) * 4);
}

/// The size of an object without its numbers.
template <class Model>
constexpr Index overhead =
    static_cast<Index>(sizeof(Model)) - Model::parameter_bytes() - Model::state_bytes() - Model::inference_bytes();

TEST_CASE("A StaticSequential is as large as its figures, its layers' settings, and what alignment adds", "[models]") {
  constexpr Index alignment = static_cast<Index>(alignof(Mlp));
  STATIC_REQUIRE(alignment == alignment_numbers<float> * 4);
  const auto small = [](Index over, std::size_t settings) {
    return over >= 0 && over < static_cast<Index>(settings) + 2 * alignment;
  };
  CHECK(small(overhead<Mlp>, sizeof(std::tuple<nn::Dense<6, nn::relu>, nn::Dense<3, nn::softmax>>)));
  using CnnLayers = std::tuple<nn::Conv2D<4, 3>, nn::BatchNormalization<>, nn::Activation<nn::relu>, nn::MaxPooling2D<2>,
                               nn::Flatten, nn::Dense<3, nn::softmax>>;
  CHECK(small(overhead<Cnn>, sizeof(CnnLayers)));
}

/// The object is its training_bytes for `capacity` samples, what it gathers for shuffling, and the rest, which is returned.
template <class Model, Index Batch, Index Shuffled, class O>
Index training_overhead(const O& optimizer) {
  using Training = nn::StaticTraining<Model, Batch, Shuffled, nn::SparseCategoricalCrossentropy, O, nn::Accuracy>;
  const Index gathered = Shuffled > 0 ? Batch * (Model::Input::size * 4 + 4) + Shuffled * 4 : 0;
  return static_cast<Index>(sizeof(Training)) - Model::training_bytes(optimizer, aligned<float>(Batch)) - gathered;
}

TEST_CASE("A StaticTraining is as large as its figures, and little more", "[models]") {
  // The rest: settings of layers, loss and optimizer, metrics, pointers to the blocks, the generator.
  const auto small = [](Index over) { return over >= 0 && over < 512; };
  const nn::SGD momentum{.momentum = 0.9f};
  CHECK(small(training_overhead<Mlp, 1, 0>(nn::InPlaceSGD{})));
  CHECK(small(training_overhead<Mlp, 8, 0>(momentum)));
  CHECK(small(training_overhead<Mlp, 8, 0>(nn::Adam{})));
  CHECK(small(training_overhead<Mlp, 8, 100>(nn::Adam{})));
  CHECK(small(training_overhead<Cnn, 16, 1000>(nn::Adam{})));
}

template <class Model>
std::string summary_of(const Model& model, Index batch_size) {
  std::ostringstream out;
  model.summary(out, batch_size);
  return out.str();
}

TEST_CASE("All homes of a model print one summary, with its figures", "[models]") {
  const nn::Sequential on_heap{nn::Input<4>{}, nn::Dense<6, nn::relu>{}, nn::Dense<3, nn::softmax>{}};
  const Mlp inside{nn::Input<4>{}, {}, {}};
  const nn::FrozenSequential frozen(inside.parameters().data(), nullptr, nn::Input<4>{}, nn::Dense<6, nn::relu>{},
                                    nn::Dense<3, nn::softmax>{});
  const std::string text = summary_of(on_heap, 8);
  CHECK(summary_of(inside, 8) == text);
  CHECK(summary_of(frozen, 8) == text);
  CHECK_THAT(text, contains("Total                                                     51              42"));
  CHECK_THAT(text, contains("To infer, a sample at a time: " + nn::detail::bytes(Mlp::inference_bytes()) + " more."));
  for (const auto& [bytes, who] : {std::pair{Mlp::training_bytes(nn::SGD{}, 8), " in all with SGD"},
                                   std::pair{Mlp::training_bytes(nn::SGD{.momentum = 0.9f}, 8), " with momentum"},
                                   std::pair{Mlp::training_bytes(nn::Adam{}, 8), " with Adam"}}) {
    CHECK_THAT(text, contains(nn::detail::bytes(Mlp::parameter_bytes() + Mlp::state_bytes() + bytes) + who));
  }
}

TEST_CASE("Tensors of a model are found by layer and number, in every home", "[models]") {
  nn::StaticSequential model{nn::Input<6, 6, 1>{}, nn::Conv2D<4, 3>{}, nn::BatchNormalization{}, nn::Flatten{}, nn::Dense<3>{}};
  CHECK(model.parameter<0>(0).size() == 36);
  CHECK(model.parameter<0>(1).data() == model.parameters().data() + aligned<float>(36));
  CHECK(model.parameter<3>(1).data() + aligned<float>(3) == model.parameters().data() + model.parameters().size());
  CHECK(std::ranges::all_of(model.state<1>(0), [](float v) { return v == 0.0f; }));
  CHECK(std::ranges::all_of(model.state<1>(1), [](float v) { return v == 1.0f; }));
  CHECK(model.state<1>(1).data() == model.state().data() + aligned<float>(4));
  model.parameter<0>(1)[2] = 5.0f;
  const auto& constant = model;
  CHECK(constant.parameter<0>(1)[2] == 5.0f);
  CHECK(constant.state<1>(0).data() == model.state().data());
  CHECK(std::get<0>(model.layers()).name == "conv2d");
  CHECK_THROWS_MATCHES(model.parameter<0>(2), InvalidInput, message_contains("parameter: index of the tensor"));
  CHECK_THROWS_MATCHES(model.state<2>(0), InvalidInput, message_contains("state: index of the tensor"));
}

}  // namespace linnet::test::model_base
