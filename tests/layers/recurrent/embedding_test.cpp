// SPDX-License-Identifier: MIT
#include <linnet/layers/recurrent/embedding.hpp>

#include <linnet/deploy/export_header.hpp>
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>
#include <linnet/model_selection/cross_validation.hpp>
#include <linnet/model_selection/splits.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/layer_contract.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <vector>

namespace linnet::test::embedding_layer {

namespace nn = linnet;

template <Index Samples, Index Steps>
nn::Tensor<2, std::int32_t> some_indices(Index vocabulary, std::uint64_t seed = 3) {
  nn::Tensor<2, std::int32_t> x(Samples, Steps);
  Random random(seed);
  for (Index i = 0; i < x.size(); ++i) {
    x.data()[i] = static_cast<std::int32_t>(random.below(static_cast<std::uint32_t>(vocabulary)));
  }
  return x;
}

nn::Labels two_classes(Index samples) {
  nn::Labels y(samples);
  for (Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(i % 2);
  return y;
}

auto classifier() {
  return nn::Sequential{nn::Input<7>{}, nn::Embedding<50, 5>{}, nn::GlobalAveragePooling1D{}, nn::Dense<2, nn::softmax>{}};
}

TEST_CASE("Embedding keeps the contract of a layer, for rows of every tail", "[layers/recurrent]") {
  check_layer<Shape<1>>(nn::Embedding<1, 1>{});
  check_layer<Shape<5>>(nn::Embedding<10, 3>{});
  check_layer<Shape<12>>(nn::Embedding<4, 16>{}, "with indices that occur several times");
  check_layer<Shape<2, 3>>(nn::Embedding<30, 37>{}, "of samples with two axes");
}

TEST_CASE("Embedding declares its shapes and parameters", "[layers/recurrent]") {
  using B = Bound<float, nn::Embedding<100, 8>, Shape<20>>;
  STATIC_REQUIRE(std::is_same_v<B::Output, Shape<20, 8>>);
  STATIC_REQUIRE(B::parameter_count == 800);
  STATIC_REQUIRE(B::parameters[0].name == "embeddings");
  STATIC_REQUIRE(B::parameters[0].dims[0] == 100);
  STATIC_REQUIRE(B::multiply_accumulates == 0);
  STATIC_REQUIRE(std::is_same_v<Bound<float, nn::Embedding<9, 2>, Shape<4, 3>>::Output, Shape<4, 3, 2>>);
}

TEST_CASE("Embedding begins with uniform numbers in [-0.05, 0.05], and takes others", "[layers/recurrent]") {
  const nn::Sequential model{nn::Input<4>{}, nn::Embedding<200, 8>{}};
  const auto table = model.parameter<0>(0);
  const auto [low, high] = std::minmax_element(table.begin(), table.end());
  CHECK(*low >= -0.05f);
  CHECK(*low < -0.048f);
  CHECK(*high <= 0.05f);
  CHECK(*high > 0.048f);
  const nn::Sequential ones{nn::Input<4>{}, nn::Embedding<200, 8>{.embeddings_initializer = nn::Ones{}}};
  CHECK(ones.parameter<0>(0)[77] == 1.0f);
}

TEST_CASE("Embedding looks up rows, for integers of every type", "[layers/recurrent]") {
  nn::Sequential model{nn::Input<3>{}, nn::Embedding<20, 2>{}};
  for (std::size_t i = 0; i < 40; ++i) model.parameter<0>(0)[i] = static_cast<float>(i);
  const std::vector<float> expected{6.0f, 7.0f, 38.0f, 39.0f, 0.0f, 1.0f};
  const auto check = [&]<class S>(S) {
    const auto y = model.predict(std::vector<S>{S(3), S(19), S(0)});
    CHECK(same_bits(std::span<const float>(y.data(), 6), std::span<const float>(expected)));
  };
  check(std::int8_t{});
  check(std::uint8_t{});
  check(std::int16_t{});
  check(std::uint16_t{});
  check(std::int32_t{});
  check(std::uint32_t{});
  check(std::int64_t{});
}

TEST_CASE("A model that takes indices gives the same bits on every home, alone and in a batch", "[layers/recurrent]") {
  const auto x = some_indices<70, 7>(50);
  const auto model = classifier();
  const nn::Tensor<2> y = model.predict(x);
  nn::StaticSequential fixed{nn::Input<7>{}, nn::Embedding<50, 5>{}, nn::GlobalAveragePooling1D{}, nn::Dense<2, nn::softmax>{}};
  const nn::FrozenSequential frozen(model.parameters().data(), nullptr, nn::Input<7>{}, nn::Embedding<50, 5>{},
                                    nn::GlobalAveragePooling1D{}, nn::Dense<2, nn::softmax>{});
  nn::Tensor<2> there(70, 2);
  const std::span<const float> expected(y.data(), 140), found(there.data(), 140);
  CHECK(allocations_of([&] { fixed.predict(x, there); }) == 0);
  CHECK(same_bits(found, expected));
  there.setZero();
  CHECK(allocations_of([&] { frozen.predict(std::span<const std::int32_t>(x.data(), 490), there); }) == 0);
  CHECK(same_bits(found, expected));
  there.setZero();
  decltype(frozen)::Memory memory;
  frozen.predict(x, there, memory);
  CHECK(same_bits(found, expected));
  there.setZero();
  CHECK(allocations_of([&] { model.predict(x, there); }) == 0);
  CHECK(same_bits(found, expected));
}

TEST_CASE("The memory of a model that takes indices includes them as numbers", "[layers/recurrent]") {
  using Model = decltype(classifier());
  STATIC_REQUIRE(Model::takes == nn::Takes::indices);
  STATIC_REQUIRE(Model::vocabulary == 50);
  STATIC_REQUIRE(Model::inference_bytes() == Model::Topology::inference_numbers(1) * 4 + 7 * 4);
  using Plain = nn::Sequential<nn::Input<7>, nn::Dense<2>>;
  STATIC_REQUIRE(Plain::takes == nn::Takes::numbers);
}

TEST_CASE("An index outside the vocabulary is named with its place before anything changes", "[layers/recurrent]") {
  auto x = some_indices<6, 7>(50);
  const auto y = two_classes(6);
  auto model = classifier();
  const std::vector<float> before(model.parameters().begin(), model.parameters().end());
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  auto wrong = x;
  wrong(3, 5) = 50;
  const std::string place = ": sample 3, step 5 has index 50, the vocabulary has 50 (0 .. 49)";
  CHECK_THROWS_WITH(training.fit(wrong, y), "fit" + place);
  CHECK_THROWS_WITH(training.fit(x, y, {.validation_data = {wrong, y}}), "fit: validation_data" + place);
  CHECK_THROWS_WITH(training.evaluate(wrong, y), "evaluate" + place);
  CHECK_THROWS_WITH(training.train_on_batch(wrong, y), "train_on_batch" + place);
  CHECK_THROWS_WITH(model.predict(wrong), "predict" + place);
  CHECK_THROWS_WITH(nn::predict_in_training(model, wrong), "predict_in_training" + place);
  wrong(3, 5) = -1;
  CHECK_THROWS_WITH(training.fit(wrong, y), "fit: sample 3, step 5 has index -1, the vocabulary has 50 (0 .. 49)");
  CHECK(same_bits(std::span<const float>(before), std::span<const float>(model.parameters())));
  CHECK(training.steps() == 0);
}

TEST_CASE("The homes without a heap name an index outside the vocabulary", "[layers/recurrent]") {
  auto x = some_indices<6, 7>(50);
  const auto y = two_classes(6);
  x(3, 5) = 50;
  nn::StaticSequential model{nn::Input<7>{}, nn::Embedding<50, 5>{}, nn::GlobalAveragePooling1D{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile<6>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  nn::Tensor<2> there(6, 2);
  there.setConstant(7.0f);
  const std::string place = ": sample 3, step 5 has index 50, the vocabulary has 50 (0 .. 49)";
  CHECK_THROWS_WITH(model.predict(x, there), "predict" + place);
  CHECK_THROWS_WITH(training.fit(x, y), "training" + place);
  CHECK_THROWS_WITH(training.evaluate(x, y), "training" + place);
  CHECK_THROWS_WITH(training.train_on_batch(x, y), "training" + place);
  CHECK(there(0, 0) == 7.0f);
  CHECK(training.steps() == 0);
}

TEST_CASE("Batches and validation data of numbers that are no integers are refused by a model that takes indices",
          "[layers/recurrent]") {
  auto model = classifier();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  nn::Tensor<2> x(2, 7);
  x.setConstant(2.5f);
  const std::vector<std::pair<nn::Tensor<2>, nn::Labels>> batches{{x, two_classes(2)}};
  CHECK_THROWS_WITH(training.fit(batches, {.verbose = 0}),
                    "fit: epoch 1, batch 1: sample 0, step 0 has index 2.5, the vocabulary has 50 (0 .. 49)");
}

TEST_CASE("Training with indices gives the same bits from arrays, shuffled or not, from batches and on both homes",
          "[layers/recurrent]") {
  const auto x = some_indices<24, 7>(50);
  const auto y = two_classes(24);
  const auto trained = [&](const auto& train) {
    auto model = classifier();
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.02f});
    train(training);
    return std::vector<float>(model.parameters().begin(), model.parameters().end());
  };
  const auto from_arrays =
      trained([&](auto& t) { t.fit(x, y, {.epochs = 3, .batch_size = 8, .shuffle = false, .verbose = 0}); });
  std::vector<std::pair<nn::Tensor<2, std::uint16_t>, nn::Labels>> batches;
  for (Index first = 0; first < 24; first += 8) {
    batches.emplace_back(nn::slice(x, first, 8).cast<std::uint16_t>(), nn::slice(y, first, 8));
  }
  const auto from_batches = trained([&](auto& t) { t.fit(batches, {.epochs = 3, .verbose = 0}); });
  CHECK(same_bits(std::span<const float>(from_arrays), std::span<const float>(from_batches)));

  nn::StaticSequential fixed{nn::Input<7>{}, nn::Embedding<50, 5>{}, nn::GlobalAveragePooling1D{}, nn::Dense<2, nn::softmax>{}};
  auto training = fixed.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.02f});
  CHECK(allocations_of([&] { training.fit(x, y, {.epochs = 3}); }) == 0);
  CHECK(same_bits(std::span<const float>(from_arrays), std::span<const float>(fixed.parameters())));

  const auto shuffled = trained([&](auto& t) { t.fit(x, y, {.epochs = 3, .batch_size = 8, .seed = 4, .verbose = 0}); });
  nn::StaticSequential other{nn::Input<7>{}, nn::Embedding<50, 5>{}, nn::GlobalAveragePooling1D{}, nn::Dense<2, nn::softmax>{}};
  auto shuffling = other.compile<8, 24>(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.02f});
  shuffling.seed(4);
  shuffling.fit(x, y, {.epochs = 3});
  CHECK(same_bits(std::span<const float>(shuffled), std::span<const float>(other.parameters())));
}

TEST_CASE("Tokens and their places are looked up in two branches", "[layers/recurrent]") {
  const nn::Sequential model{nn::Input<2, 6>{}, nn::Reshape<12>{},
                             nn::Add{nn::Branch{nn::Embedding<30, 4>{}}, nn::Branch{nn::Embedding<20, 4>{}}}};
  STATIC_REQUIRE(decltype(model)::vocabulary == 20);
  nn::Tensor<3, std::int32_t> x(1, 2, 6);
  x.setConstant(19);
  const auto y = model.predict(x);
  CHECK(y(0, 0, 0) == model.parameters()[76] + model.parameters()[120 + 8 + 76]);
  x(0, 1, 2) = 20;
  CHECK_THROWS_WITH(model.predict(x), "predict: sample 0, number 8 has index 20, the vocabulary has 20 (0 .. 19)");
}

TEST_CASE("A stream takes an index at a time, with the bits of predict", "[layers/recurrent]") {
  constexpr nn::RecurrentOptions sequences{.return_sequences = true};
  const nn::Sequential model{nn::Input<9>{}, nn::Embedding<50, 5>{}, nn::GRU<4, sequences>{}, nn::Dense<3>{}};
  const auto x = some_indices<1, 9>(50);
  const auto y = model.predict(x);
  auto stream = nn::stream(model);
  for (Index i = 0; i < 9; ++i) {
    const auto output = i % 2 == 0 ? stream.push(x(0, i)) : stream.push(std::array{static_cast<std::uint8_t>(x(0, i))});
    CHECK(same_bits(output, std::span<const float>(y.data() + 3 * i, 3)));
  }
  CHECK_THROWS_WITH(stream.push(50), "push: frame 9 has index 50, the vocabulary has 50 (0 .. 49); the stream is as before");
  CHECK_THROWS_WITH(stream.push(-1), "push: frame 9 has index -1, the vocabulary has 50 (0 .. 49); the stream is as before");
  CHECK_THROWS_WITH(stream.push(std::vector<int>(2)), "push: the frame has 2 numbers, a step of the model's input 1");
  CHECK(stream.frames() == 9);
}

TEST_CASE("An embedding goes through files, also from PyTorch and Keras, and through an exported header",
          "[layers/recurrent]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model.safetensors").string();
  const auto model = classifier();
  nn::save(model, path);
  auto other = classifier();
  other.initialize(5);
  nn::load(other, path);
  CHECK(same_bits(std::span<const float>(other.parameters()), std::span<const float>(model.parameters())));
  other.initialize(5);
  CHECK(nn::load_weights(other, path).complete());
  CHECK(same_bits(std::span<const float>(other.parameters()), std::span<const float>(model.parameters())));

  const auto kernel = model.parameter<2>(0);
  std::vector<float> transposed;
  for (std::size_t unit = 0; unit < 2; ++unit) {
    for (std::size_t i = 0; i < 5; ++i) transposed.push_back(kernel[i * 2 + unit]);
  }
  const std::array<Index, 2> table{50, 5}, linear{2, 5};
  const std::array<Index, 1> two{2};
  const std::string torch = (folder.path() / "torch.safetensors").string();
  detail::write_safetensors(torch,
                            {{"embedding.weight", "F32", table, std::as_bytes(model.parameter<0>(0))},
                             {"head.weight", "F32", linear, std::as_bytes(std::span(transposed))},
                             {"head.bias", "F32", two, std::as_bytes(model.parameter<2>(1))}},
                            {});
  other.initialize(5);
  CHECK(nn::load_weights(other, torch, {.layers = {"embedding", "head"}}).complete());
  CHECK(same_bits(std::span<const float>(other.parameters()), std::span<const float>(model.parameters())));

  const std::string header = (folder.path() / "words.hpp").string();
  nn::export_header(model, header, {.input = some_indices<2, 7>(50)});
  std::ifstream file(header);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  CHECK(text.find("linnet::Embedding<50, 5>,") != std::string::npos);
  CHECK_THROWS_WITH(nn::export_header(model, header, {.input = std::vector<int>(7, 50)}),
                    "export_header: sample 0, step 0 has index 50, the vocabulary has 50 (0 .. 49)");
}

TEST_CASE("The self test of a model in flash predicts the recorded indices", "[layers/recurrent]") {
  const auto model = classifier();
  using Frozen =
      nn::FrozenSequential<nn::Input<7>, nn::Embedding<50, 5>, nn::GlobalAveragePooling1D, nn::Dense<2, nn::softmax>>;
  const Frozen frozen(model.parameters().data(), nullptr, {}, {}, {}, {});
  const auto x = some_indices<1, 7>(50);
  nn::SelfTestRecord<Frozen> record{nn::checksum(frozen), true, {}, {}};
  std::copy_n(x.data(), 7, record.input);
  frozen.predict(x, record.output);
  CHECK(nn::self_test(frozen, record) == nn::SelfTestResult::ok);
  record.input[3] = record.input[3] < 1.0f ? 7.0f : 0.0f;
  CHECK(nn::self_test(frozen, record) == nn::SelfTestResult::wrong_output);
}

TEST_CASE("Cross-validation takes indices", "[layers/recurrent]") {
  const auto x = some_indices<12, 7>(50);
  const auto y = two_classes(12);
  const auto compile = [](auto& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}); };
  const auto all = nn::cross_validate(classifier, compile, x, y, nn::KFold{.folds = 3}.split(12), {.verbose = 0});
  CHECK(all.scores.size() == 3);
}

}  // namespace linnet::test::embedding_layer
