// SPDX-License-Identifier: MIT
#include <linnet/network/lookup/touched_rows.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

namespace linnet::test::touched_rows {

namespace nn = linnet;

/// The same optimizer, which moves all rows.
template <class O>
struct AllRows : O {
  static constexpr bool updates_rows = false;
};

constexpr Index vocabulary = 90, width = 5, steps = 7;
constexpr auto behind_table = static_cast<std::size_t>(aligned<float>(vocabulary * width));

auto network(nn::Regularizer regularizer = {}) {
  return nn::Sequential{nn::Input<steps>{}, nn::Embedding<vocabulary, width>{.embeddings_regularizer = regularizer},
                        nn::GlobalAveragePooling1D{}, nn::Dense<3, nn::softmax>{}};
}

struct Words {
  nn::Tensor<2, std::int32_t> x;
  nn::Labels y;

  Words(Index samples, std::uint64_t seed) : x(samples, steps), y(samples) {
    Random random(seed);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<std::int32_t>(random.below(vocabulary));
    for (Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(random.below(3));
  }
  std::set<Index> rows() const { return {x.data(), x.data() + x.size()}; }
};

/// A model after a step on each of some batches, and what its training holds.
struct After {
  std::vector<float> parameters, gradients, moments;
};
template <class O>
After train(const O& optimizer, const std::vector<Words>& batches, nn::Regularizer regularizer = {}) {
  auto model = network(regularizer);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, optimizer);
  for (const Words& words : batches) training.train_on_batch(words.x, words.y);
  const auto gradients = training.gradients();
  const auto moments = training.record().moments;
  const auto* const numbers = reinterpret_cast<const float*>(moments.data());
  return {{model.parameters().begin(), model.parameters().end()},
          {gradients.begin(), gradients.end()},
          {numbers, numbers + moments.size() / sizeof(float)}};
}
std::span<const float> row_of(const std::vector<float>& numbers, Index row, std::size_t block = 0) {
  return std::span(numbers).subspan(block + static_cast<std::size_t>(row * width), static_cast<std::size_t>(width));
}

TEST_CASE("SGD gives the bits of a step that moves all rows, and gradients too, in batches of changing size",
          "[network/lookup]") {
  const std::vector<Words> batches{Words(4, 1), Words(40, 2), Words(3, 3), Words(60, 4), Words(1, 5)};
  const nn::SGD sgd{.learning_rate = 0.5f}, clipped{.learning_rate = 0.5f, .clipvalue = 0.001f};
  for (const nn::SGD& optimizer : {sgd, clipped}) {
    const After some = train(optimizer, batches), all = train(AllRows<nn::SGD>{optimizer}, batches);
    CHECK(same_bits(std::span<const float>(some.parameters), std::span<const float>(all.parameters)));
    CHECK(same_bits(std::span<const float>(some.gradients), std::span<const float>(all.gradients)));
  }
}

TEMPLATE_TEST_CASE("The first step of each optimizer moves touched rows as all rows, and no others", "[network/lookup]",
                   nn::SGD, nn::Adam, nn::AdamW, nn::Nadam, nn::RMSprop, nn::Adagrad, nn::Lion) {
  const Words words(4, 1);
  const After start = train(TestType{}, {}), some = train(TestType{}, {words}), all = train(AllRows<TestType>{}, {words});
  CHECK(same_bits(std::span(some.parameters).subspan(behind_table), std::span(all.parameters).subspan(behind_table)));
  const std::set<Index> touched = words.rows();
  bool same = true, still = true;
  for (Index row = 0; row < vocabulary; ++row) {
    if (touched.contains(row)) {
      same = same && same_bits(row_of(some.parameters, row), row_of(all.parameters, row));
    } else {
      still = still && same_bits(row_of(some.parameters, row), row_of(start.parameters, row));
    }
  }
  CHECK(same);
  CHECK(still);
}

TEST_CASE("Rows that a batch does not touch keep their numbers and their moments", "[network/lookup]") {
  const Words first(30, 1), second(4, 2);
  const After before = train(nn::Adam{}, {first}), after = train(nn::Adam{}, {first, second});
  const std::set<Index> touched = second.rows();
  const std::size_t block = after.moments.size() / 2;
  for (Index row = 0; row < vocabulary; ++row) {
    for (const std::size_t slot : {std::size_t{0}, block}) {
      CHECK(same_bits(row_of(after.moments, row, slot), row_of(before.moments, row, slot)) != touched.contains(row));
    }
    CHECK(same_bits(row_of(after.parameters, row), row_of(before.parameters, row)) != touched.contains(row));
  }
}

TEST_CASE("Adam moves an embedding as SparseAdam of PyTorch does", "[network/lookup]") {
  const Golden golden("embedding");
  nn::Sequential model{nn::TypedInput<double, 4>{}, nn::Embedding<12, 3>{}, nn::GlobalAveragePooling1D{},
                       nn::Dense<2, nn::softmax>{}};
  std::ranges::copy(golden.values("embeddings"), model.parameter<0>(0).begin());
  std::ranges::copy(golden.values("kernel"), model.parameter<2>(0).begin());
  std::ranges::copy(golden.values("bias"), model.parameter<2>(1).begin());
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.02f});
  double worst = 0.0;
  for (std::size_t t = 0; t < 8; ++t) {
    nn::Tensor<2, std::int64_t> x(5, 4);
    nn::Labels y(5);
    for (std::size_t i = 0; i < 20; ++i) x.data()[i] = static_cast<std::int64_t>(golden.values("x")[t * 20 + i]);
    for (std::size_t i = 0; i < 5; ++i) y.data()[i] = static_cast<std::int32_t>(golden.values("labels")[t * 5 + i]);
    worst = std::max(worst, std::abs(training.train_on_batch(x, y).loss() - golden.values("losses")[t]));
  }
  const auto compare = [&](const char* name, std::span<const double> numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) worst = std::max(worst, std::abs(numbers[i] - golden.values(name)[i]));
  };
  compare("embeddings.after", model.parameter<0>(0));
  compare("kernel.after", model.parameter<2>(0));
  compare("bias.after", model.parameter<2>(1));
  CHECK(worst < 1e-6);  // bias corrections are floats
}

TEST_CASE("global_clipnorm is the norm over all gradients, of which those of other rows are 0", "[network/lookup]") {
  const std::vector<Words> batches{Words(20, 1), Words(20, 2)};
  const nn::SGD clipped{.learning_rate = 0.5f, .global_clipnorm = 0.01f};
  const After some = train(clipped, batches), all = train(AllRows<nn::SGD>{clipped}, batches);
  double worst = 0.0, squares = 0.0;
  for (std::size_t i = 0; i < some.parameters.size(); ++i) {
    worst = std::max(worst, static_cast<double>(std::abs(some.parameters[i] - all.parameters[i])));
    squares += static_cast<double>(some.gradients[i]) * static_cast<double>(some.gradients[i]);
  }
  CHECK(worst < 1e-7);
  CHECK(std::sqrt(squares) == Approx(0.01));
}

TEST_CASE("With a regularizer of the table a step moves all rows", "[network/lookup]") {
  const std::vector<Words> batches{Words(4, 1), Words(6, 2)};
  const After some = train(nn::Adam{}, batches, nn::L2{0.01f}), all = train(AllRows<nn::Adam>{}, batches, nn::L2{0.01f});
  CHECK(same_bits(std::span<const float>(some.parameters), std::span<const float>(all.parameters)));
  const After start = train(nn::Adam{}, {}, nn::L2{0.01f});
  for (Index row = 0; row < vocabulary; ++row)
    CHECK_FALSE(same_bits(row_of(some.parameters, row), row_of(start.parameters, row)));
}

TEST_CASE("A step whose gradients are not finite changes nothing", "[network/lookup]") {
  for (const bool clipped : {false, true}) {
    auto model = network();
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.clipvalue = clipped ? 1e30f : 0.0f});
    const Words words(5, 1);
    training.train_on_batch(words.x, words.y);
    std::ranges::fill(model.parameter<2>(0), 0.0f);
    model.parameter<2>(0)[0] = 3e38f;  // large gradients of the table, a small loss
    for (float& number : model.parameter<0>(0)) number = 0.0f;
    const std::vector<float> before(model.parameters().begin(), model.parameters().end());
    training.train_on_batch(words.x, words.y);
    CHECK(training.steps() == 1);
    CHECK(same_bits(std::span<const float>(before), std::span<const float>(model.parameters())));
    model.parameter<2>(0)[0] = 0.5f;
    training.train_on_batch(words.x, words.y);
    CHECK(training.steps() == 2);
  }
}

TEST_CASE("A StaticSequential makes the same steps, which allocate nothing", "[network/lookup]") {
  nn::StaticSequential model{nn::Input<steps>{}, nn::Embedding<vocabulary, width>{}, nn::GlobalAveragePooling1D{},
                             nn::Dense<3, nn::softmax>{}};
  auto training = model.compile<40>(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  const std::vector<Words> batches{Words(4, 1), Words(40, 2), Words(3, 3)};
  CHECK(allocations_of([&] {
          for (const Words& words : batches) {
            training.train_on_batch(words.x, words.y);
            training.evaluate(batches[1].x, batches[1].y);  // leaves the touched rows alone
          }
        }) == 0);
  const After expected = train(nn::Adam{}, batches);
  CHECK(same_bits(std::span<const float>(model.parameters()), std::span<const float>(expected.parameters)));
  CHECK(same_bits(training.gradients(), std::span<const float>(expected.gradients)));
}

TEST_CASE("A step on the host allocates nothing", "[network/lookup]") {
  auto model = network();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  const Words words(20, 1);
  training.train_on_batch(words.x, words.y);
  CHECK(allocations_of([&] { training.train_on_batch(words.x, words.y); }) == 0);
}

TEST_CASE("Rows come in ascending order, each once, for every kind of vocabulary", "[network/lookup]") {
  const auto check = [&]<Index Rows>(std::integral_constant<Index, Rows>) {
    Random random(7);
    std::vector<float> x(200), rows(200), gradient(static_cast<std::size_t>(Rows * 2), 0.0f);
    std::vector<unsigned char> set(static_cast<std::size_t>(kernels::bytes_of_row_set(Rows)), 0xff);
    Index count = 0;
    for (const Index indices : {200, 3, 150}) {
      for (float& index : x) index = static_cast<float>(random.below(static_cast<std::uint32_t>(Rows)));
      for (Index i = 0; i < count; ++i) gradient[static_cast<std::size_t>(rows[static_cast<std::size_t>(i)]) * 2] = 5.0f;
      count = kernels::change_rows<Rows, 2>(x.data(), indices, gradient.data(), rows.data(), count, set.data());
      const std::set<float> expected(x.begin(), x.begin() + indices);
      CHECK(std::equal(rows.begin(), rows.begin() + count, expected.begin(), expected.end()));
      CHECK(std::ranges::all_of(gradient, [](float g) { return g == 0.0f; }));
    }
  };
  check(std::integral_constant<Index, 1>{});
  check(std::integral_constant<Index, 63>{});
  check(std::integral_constant<Index, 64>{});
  check(std::integral_constant<Index, 65>{});
  check(std::integral_constant<Index, 5000>{});
}

TEST_CASE("Embeddings in branches train all rows", "[network/lookup]") {
  nn::Sequential model{nn::Input<steps>{},
                       nn::Add{nn::Branch{nn::Embedding<vocabulary, 3>{}}, nn::Branch{nn::Embedding<vocabulary, 3>{}}},
                       nn::Flatten{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.05f});
  const Words words(20, 1);
  const double first = training.train_on_batch(words.x, words.y).loss();
  for (int i = 0; i < 30; ++i) training.train_on_batch(words.x, words.y);
  CHECK(training.test_on_batch(words.x, words.y).loss() < 0.2 * first);
}

}  // namespace linnet::test::touched_rows
