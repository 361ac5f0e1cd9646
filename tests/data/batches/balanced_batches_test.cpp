// SPDX-License-Identifier: MIT
#include <linnet/data/batches/balanced_batches.hpp>
#include <linnet/io/checkpoint.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace {

using linnet::balanced_batches;
using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::Tensor;
using linnet::test::message_contains;

/// 100 samples of the classes 3 (90 of them), 5 (7) and 9 (3); x is the number of the sample.
struct Rare {
  Tensor<2> x{100, 1};
  Labels y{100};

  Rare() {
    for (Index i = 0; i < 100; ++i) {
      x(i, 0) = static_cast<float>(i);
      y(i) = i % 33 == 1 ? 9 : i % 14 == 3 ? 5 : 3;
    }
  }
};

TEST_CASE("balanced_batches gives each class as many samples of a batch", "[data/batches]") {
  const Rare data;
  REQUIRE(std::count(data.y.data(), data.y.data() + 100, 9) == 3);
  auto batches = balanced_batches(data.x, data.y, {.batch_size = 12, .seed = 1});
  CHECK(batches.classes() == 3);
  CHECK(batches.size() == 9);
  Index count = 0;
  while (const auto batch = batches()) {
    ++count;
    REQUIRE(batch->x.dimension(0) == 12);
    for (const int k : {3, 5, 9}) CHECK(std::count(batch->y.data(), batch->y.data() + 12, k) == 4);
    for (Index i = 0; i < 12; ++i) CHECK(batch->y(i) == data.y(static_cast<Index>(batch->x(i, 0))));
  }
  CHECK(count == 9);
}

TEST_CASE("balanced_batches differ by one where the classes do not divide the batch, and not over an epoch", "[data/batches]") {
  const Rare data;
  auto batches = balanced_batches(data.x, data.y, {.batch_size = 10});
  std::array<Index, 10> total{};
  while (const auto batch = batches()) {
    for (const std::size_t k : {std::size_t{3}, std::size_t{5}, std::size_t{9}}) {
      const Index n = std::count(batch->y.data(), batch->y.data() + 10, static_cast<std::int32_t>(k));
      CHECK((n == 3 || n == 4));
      total[k] += n;
    }
  }
  CHECK(total[3] == 34);
  CHECK(total[5] == 33);
  CHECK(total[9] == 33);
}

TEST_CASE("A sample of a class comes again after all others of it", "[data/batches]") {
  const Rare data;
  auto batches = balanced_batches(data.x, data.y, {.batch_size = 9, .seed = 2});
  std::vector<Index> of_rare;
  while (const auto batch = batches()) {
    for (Index i = 0; i < 9; ++i) {
      if (batch->y(i) == 9) of_rare.push_back(static_cast<Index>(batch->x(i, 0)));
    }
  }
  REQUIRE(of_rare.size() == 36);
  for (auto pass = of_rare.begin(); pass != of_rare.end(); pass += 3) {
    CHECK(std::set<Index>(pass, pass + 3) == std::set<Index>{1, 34, 67});
  }
}

/// The samples of an epoch, in their order.
template <class Batches>
std::vector<Index> epoch_of(Batches& batches) {
  std::vector<Index> order;
  while (const auto batch = batches()) {
    for (Index i = 0; i < batch->x.dimension(0); ++i) order.push_back(static_cast<Index>(batch->x(i, 0)));
  }
  return order;
}

TEST_CASE("balanced_batches have an order by seed and epoch, the same on every machine", "[data/batches]") {
  const Rare data;
  auto batches = balanced_batches(data.x, data.y, {.batch_size = 8, .seed = 1});
  auto again = balanced_batches(Tensor<2>(data.x), Labels(data.y), {.batch_size = 8, .seed = 1});
  auto other = balanced_batches(data.x, data.y, {.batch_size = 8, .seed = 2});
  const auto first = epoch_of(batches), second = epoch_of(batches);
  CHECK(first.size() == 104);
  CHECK(first != second);
  CHECK(epoch_of(other) != first);
  again.begin_epoch(1);
  again();
  again.begin_epoch(1);
  CHECK(epoch_of(again) == second);
  CHECK(std::vector<Index>(first.begin(), first.begin() + 12) ==
        std::vector<Index>{0, 73, 1, 82, 31, 34, 23, 59, 67, 8, 87, 67});
}

TEST_CASE("balanced_batches refuses what it cannot balance", "[data/batches]") {
  const Rare data;
  CHECK_THROWS_MATCHES(balanced_batches(data.x, data.y, {.batch_size = 2}), InvalidInput,
                       message_contains("balanced_batches: batch_size is 2; it must be at least 3, the number of classes"));
  CHECK_THROWS_MATCHES(balanced_batches(data.x, linnet::slice(data.y, 0, 99)), InvalidInput,
                       message_contains("balanced_batches: x has 100 samples, y has 99"));
  CHECK_THROWS_MATCHES(balanced_batches(Tensor<2>(0, 4), Labels(0)), InvalidInput, message_contains("there is no sample"));
}

TEST_CASE("A fit over balanced batches resumes with the same bits", "[data/batches]") {
  const auto data = linnet::test::three_classes(50);
  const linnet::test::TempDir folder;
  const std::string path = folder.path() / "checkpoint";
  const auto batches = [&] { return balanced_batches(data.x, data.y, {.batch_size = 8, .seed = 4}); };
  auto whole = linnet::test::classifier(), stopped = linnet::test::classifier(), resumed = linnet::test::classifier();
  linnet::test::compile(whole).fit(batches(), {.epochs = 3, .verbose = 0});
  auto training = linnet::test::compile(stopped);
  const linnet::LambdaCallback stop{.on_batch_end = [&](linnet::FitState& state) {
    if (training.steps() != 10) return;
    linnet::save_checkpoint(training, path);
    state.stop_training = true;
  }};
  training.fit(batches(), {.epochs = 3, .callbacks = {stop}, .verbose = 0});
  auto continued = linnet::test::compile(resumed);
  linnet::resume(continued, path);
  continued.fit(batches(), {.epochs = 3, .verbose = 0});
  CHECK(linnet::test::parameters_of(resumed) == linnet::test::parameters_of(whole));
}

}  // namespace
