// SPDX-License-Identifier: MIT
// Models in a program: members, containers, moves and threads, with the types that ModelOf and TrainingOf name.
#include <linnet/models/model_of.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

namespace linnet::test::model_of {
namespace {

namespace nn = linnet;

auto make_model() { return nn::Sequential{nn::Input<4>{}, nn::Dense<16, nn::relu>{}, nn::Dense<3, nn::softmax>{}}; }
auto make_with_rate(float rate) { return nn::Sequential{nn::Input<4>{}, nn::Dropout{rate}, nn::Dense<3, nn::softmax>{}}; }
constexpr auto make_by_lambda = [] { return nn::Sequential{nn::TypedInput<double, 2>{}, nn::Dense<1>{}}; };
auto make_static() { return nn::StaticSequential{nn::Input<4>{}, nn::Dense<3, nn::softmax>{}}; }

using Model = nn::ModelOf<make_model>;
static_assert(std::is_same_v<Model, nn::Sequential<nn::Input<4>, nn::Dense<16, nn::relu>, nn::Dense<3, nn::softmax>>>);
static_assert(std::is_same_v<nn::ModelOf<make_with_rate, float>, decltype(make_with_rate(0.5f))>);
static_assert(std::is_same_v<nn::ModelOf<make_by_lambda>::Scalar, double>);
static_assert(std::is_same_v<nn::ModelOf<make_static>, decltype(make_static())>);
static_assert(std::is_nothrow_move_constructible_v<Model>, "a std::vector that grows moves its models");

auto compile_model(Model& model) { return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{}); }
constexpr auto compile_any = [](auto& model) { return model.compile(nn::MeanSquaredError{}, nn::SGD{}); };
static_assert(std::is_same_v<nn::TrainingOf<compile_model, Model>, decltype(compile_model(std::declval<Model&>()))>);

/// A class with a model and its training.
struct Learner {
  Model model = make_model();
  nn::TrainingOf<compile_model, Model> training = compile_model(model);

  Learner() = default;
  Learner(const Learner&) = delete;
};
static_assert(!std::is_copy_constructible_v<Learner> && !std::is_move_constructible_v<Learner> &&
              !std::is_move_assignable_v<Learner>);

/// A class with a model: copies are deep, and moves take the parameters along.
struct Classifier {
  std::string name;
  Model model = make_model();
};

Model drawn(std::uint64_t seed) {
  Model model = make_model();
  model.initialize(seed);
  return model;
}

nn::Tensor<2> samples(nn::Index count) {
  nn::Random random(9);
  nn::Tensor<2> x(count, 4);
  for (nn::Index i = 0; i < x.size(); ++i) x.data()[i] = random.normal<float>();
  return x;
}

bool predicts(const Model& model, std::uint64_t seed) {
  const nn::Tensor<2> x = samples(5), wanted = drawn(seed).predict(x), found = model.predict(x);
  return equal_bits(found.data(), wanted.data(), wanted.size());
}

TEST_CASE("A class with a model is copied deeply and moved with its parameters", "[models]") {
  Classifier a{"a", drawn(1)};
  Classifier b = a;
  b.model.initialize(2);
  CHECK(predicts(a.model, 1));
  CHECK(predicts(b.model, 2));
  const float* const block = b.model.parameters().data();
  Classifier c = std::move(b);
  CHECK(c.model.parameters().data() == block);
  CHECK(predicts(c.model, 2));
  std::swap(a, c);
  CHECK(predicts(a.model, 2));
  CHECK(predicts(c.model, 1));
  b = c;  // what was moved from can be assigned
  CHECK(predicts(b.model, 1));
}

TEST_CASE("Models are in containers", "[models]") {
  std::vector<Model> models;
  for (std::uint64_t seed = 0; seed < 9; ++seed) models.push_back(drawn(seed));
  for (std::uint64_t seed = 0; seed < 9; ++seed) CHECK(predicts(models[seed], seed));
  models.erase(models.begin() + 1);
  std::ranges::reverse(models);
  CHECK(predicts(models.front(), 8));
  CHECK(predicts(models[6], 2));
  CHECK(predicts(models.back(), 0));

  std::map<std::string, Model> named;
  named.emplace("first", drawn(1));
  named.insert_or_assign("first", drawn(2));
  CHECK(predicts(named.at("first"), 2));

  std::optional<Model> perhaps;
  perhaps = drawn(3);
  CHECK(predicts(*perhaps, 3));
  std::array pair{drawn(4), drawn(5)};
  CHECK(predicts(pair[1], 5));
}

TEST_CASE("A class with a model and its training moves behind a pointer", "[models]") {
  std::vector<std::unique_ptr<Learner>> learners;
  for (int i = 0; i < 5; ++i) learners.push_back(std::make_unique<Learner>());
  const nn::Tensor<2> x = samples(30);
  nn::Labels y(30);
  for (nn::Index i = 0; i < 30; ++i) y(i) = static_cast<std::int32_t>(i % 3);
  Model alone = make_model();
  compile_model(alone).fit(x, y, {.epochs = 2, .verbose = 0});
  learners[1]->training.fit(x, y, {.epochs = 2, .verbose = 0});
  std::swap(learners[0], learners[1]);
  CHECK(equal_bits(learners[0]->model.parameters().data(), alone.parameters().data(), Model::parameter_count()));
  CHECK(predicts(learners[1]->model, 0));

  auto by_lambda = make_by_lambda();
  nn::TrainingOf<compile_any, nn::ModelOf<make_by_lambda>> training = compile_any(by_lambda);
  const nn::Tensor<2, double> a = nn::Tensor<2, double>(3, 2).setConstant(1.0);
  const nn::Tensor<2, double> b = nn::Tensor<2, double>(3, 1).setConstant(1.0);
  const double before = training.evaluate(a, b).loss();
  training.fit(a, b, {.epochs = 3, .verbose = 0});
  CHECK(training.evaluate(a, b).loss() < before);
}

TEST_CASE("Threads share a const model, and a new one takes its place while they predict", "[models]") {
  std::shared_ptr<const Model> current = std::make_shared<const Model>(drawn(1));
  const nn::Tensor<2> x = samples(8);
  const nn::Tensor<2> old = current->predict(x), next = drawn(2).predict(x);
  std::array<bool, 4> same{};
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < same.size(); ++t) {
    threads.emplace_back([&same, &x, &old, t, mine = current] {
      same[t] = true;
      for (int i = 0; i < 50; ++i) {
        const nn::Tensor<2> p = mine->predict(x);
        same[t] = same[t] && equal_bits(p.data(), old.data(), old.size());
      }
    });
  }
  current = std::make_shared<const Model>(drawn(2));
  const nn::Tensor<2> now = current->predict(x);
  for (std::thread& thread : threads) thread.join();
  CHECK(same == std::array{true, true, true, true});
  CHECK(equal_bits(now.data(), next.data(), next.size()));
}

}  // namespace
}  // namespace linnet::test::model_of
