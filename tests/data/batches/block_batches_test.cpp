// SPDX-License-Identifier: MIT
#include <linnet/data/batches/block_batches.hpp>
#include <linnet/io/checkpoint.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using linnet::block_batches;
using linnet::BlockOptions;
using linnet::Index;
using linnet::InvalidInput;
using linnet::Labels;
using linnet::map_npy;
using linnet::Tensor;
using linnet::test::message_contains;
using linnet::test::TempDir;

/// x (samples, 2) with numbers 2 i and 2 i + 1, y with i, in memory and in files.
struct Counted {
  TempDir folder;
  Tensor<2> x;
  Labels y;

  explicit Counted(Index samples) : x(samples, 2), y(samples) {
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(i);
    for (Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(i);
    linnet::write_npy(folder.path() / "x.npy", x);
    linnet::write_npy(folder.path() / "y.npy", y);
  }
  auto batches(const BlockOptions& options) const {
    return block_batches(map_npy<2>(folder.path() / "x.npy"), map_npy<1, std::int32_t>(folder.path() / "y.npy"), options);
  }
};

/// The samples of an epoch in their order; checks that x belongs to y and that only the last batch is smaller.
template <class Batches>
std::vector<Index> epoch_of(Batches& batches, Index batch_size) {
  std::vector<Index> order;
  Index count = 0, smaller = 0;
  while (const auto batch = batches()) {
    ++count;
    CHECK(smaller == 0);
    smaller += batch->y.size() < batch_size;
    REQUIRE(batch->x.dimension(0) == batch->y.size());
    for (Index i = 0; i < batch->y.size(); ++i) {
      order.push_back(batch->y(i));
      CHECK(batch->x(i, 1) == 2.0f * static_cast<float>(batch->y(i)) + 1.0f);
    }
  }
  CHECK(count == batches.size());
  return order;
}

std::vector<Index> sorted(std::vector<Index> list) {
  std::sort(list.begin(), list.end());
  return list;
}
std::vector<Index> range(Index first, Index count) {
  std::vector<Index> list;
  for (Index i = 0; i < count; ++i) list.push_back(first + i);
  return list;
}

TEST_CASE("block_batches gives each sample once in an epoch, in a new order each time", "[data/batches]") {
  const Counted data(103);
  const BlockOptions options{.batch_size = 10, .block_size = 8, .blocks = 3, .seed = 1};
  auto batches = data.batches(options);
  CHECK(batches.size() == 11);
  const auto first = epoch_of(batches, 10), second = epoch_of(batches, 10);
  CHECK(sorted(first) == range(0, 103));
  CHECK(sorted(second) == range(0, 103));
  CHECK(first != second);
  auto again = data.batches(options);
  CHECK(epoch_of(again, 10) == first);
  again.begin_epoch(0);
  again();
  again.begin_epoch(1);
  CHECK(epoch_of(again, 10) == second);
  auto other = data.batches({.batch_size = 10, .block_size = 8, .blocks = 3, .seed = 2});
  CHECK(epoch_of(other, 10) != first);
}

TEST_CASE("block_batches mixes blocks of one group, and no others", "[data/batches]") {
  const Counted data(64);
  auto batches = data.batches({.batch_size = 16, .block_size = 4, .blocks = 4, .seed = 3});
  while (const auto batch = batches()) {  // a batch is a group here
    std::vector<Index> blocks;
    for (Index i = 0; i < 16; ++i) blocks.push_back(batch->y(i) / 4);
    CHECK(!std::is_sorted(blocks.begin(), blocks.end()));
    std::sort(blocks.begin(), blocks.end());
    for (std::size_t i = 0; i < 16; ++i) CHECK(blocks[i] == blocks[i / 4 * 4]);
    CHECK(std::unique(blocks.begin(), blocks.end()) - blocks.begin() == 4);
  }
}

TEST_CASE("block_batches has the same order on every machine", "[data/batches]") {
  const Counted data(12);
  auto batches = data.batches({.batch_size = 5, .block_size = 2, .blocks = 3, .seed = 7});
  CHECK(epoch_of(batches, 5) == std::vector<Index>{3, 4, 5, 9, 8, 2, 1, 6, 7, 0, 10, 11});
}

TEST_CASE("block_batches gives data in memory in the same order", "[data/batches]") {
  const Counted data(50);
  const BlockOptions options{.batch_size = 7, .block_size = 4, .blocks = 2, .seed = 5};
  auto mapped = data.batches(options);
  auto in_memory = block_batches(data.x, data.y, options);
  auto moved = block_batches(Tensor<2>(data.x), Labels(data.y), options);
  auto mixed = block_batches(map_npy<2>(data.folder.path() / "x.npy"), data.y, options);
  const auto order = epoch_of(mapped, 7);
  CHECK(epoch_of(in_memory, 7) == order);
  CHECK(epoch_of(moved, 7) == order);
  CHECK(epoch_of(mixed, 7) == order);
}

TEST_CASE("block_batches without shuffle has the order of the file", "[data/batches]") {
  const Counted data(50);
  auto batches = data.batches({.batch_size = 8, .block_size = 6, .blocks = 2, .shuffle = false});
  CHECK(epoch_of(batches, 8) == range(0, 50));
  CHECK(epoch_of(batches, 8) == range(0, 50));
}

TEST_CASE("block_batches takes a part of the samples", "[data/batches]") {
  const Counted data(50);
  auto past = data.batches({.batch_size = 8, .block_size = 6, .blocks = 2, .count = 40});
  CHECK(sorted(epoch_of(past, 8)) == range(0, 40));
  auto rest = data.batches({.batch_size = 8, .block_size = 6, .blocks = 2, .first = 40});
  CHECK(sorted(epoch_of(rest, 8)) == range(40, 10));
}

TEST_CASE("block_batches has blocks of 1 MiB by default", "[data/batches]") {
  const Counted data(10);
  auto batches = data.batches({});  // all samples are one block
  CHECK(sorted(epoch_of(batches, 32)) == range(0, 10));
  Tensor<2, std::uint8_t> rows(3, (1 << 20) + 1);  // a sample is larger than a block
  rows.setZero();
  Labels y(3);
  y.setValues({0, 1, 2});
  auto large = block_batches(rows, y, {.batch_size = 2});
  CHECK(large.size() == 2);
  CHECK(large()->x.dimension(0) == 2);
}

TEST_CASE("block_batches allocates nothing from batch to batch", "[data/batches]") {
  const Counted data(64);
  auto batches = block_batches(data.x, data.y, {.batch_size = 8, .block_size = 64, .blocks = 1});
  batches();
  CHECK(linnet::test::allocations_of([&] {
          for (int i = 0; i < 6; ++i) batches();
        }) == 0);
}

TEST_CASE("block_batches refuses what it cannot do", "[data/batches]") {
  const Counted data(10);
  const auto refuses = [&](const BlockOptions& options, const std::string& reason) {
    CHECK_THROWS_MATCHES(data.batches(options), InvalidInput, message_contains("block_batches: " + reason));
  };
  refuses({.batch_size = 0}, "batch_size is 0; it must be at least 1");
  refuses({.block_size = -1}, "expected blocks of at least 1 sample");
  refuses({.blocks = 0}, "expected blocks of at least 1 sample, at least 1 of them");
  refuses({.block_size = 1 << 20, .blocks = 1 << 20}, "expected blocks of at least 1 sample");
  refuses({.first = 8, .count = 3}, "there are 10 samples; 3 from sample 8 on are asked for");
  refuses({.first = -1}, "there are 10 samples; 0 from sample -1 on are asked for");
  refuses({.first = 10}, "there is no sample");
  CHECK_THROWS_MATCHES(block_batches(data.x, linnet::slice(data.y, 0, 9)), InvalidInput,
                       message_contains("block_batches: x has 10 samples, y has 9"));
}

struct Files : linnet::test::Samples {
  TempDir folder;
  Files() : Samples(linnet::test::three_classes(90)) {
    linnet::write_npy(folder.path() / "x.npy", x);
    linnet::write_npy(folder.path() / "y.npy", y);
  }
  auto batches(bool shuffle) const {
    return block_batches(map_npy<2>(folder.path() / "x.npy"), map_npy<1, std::int32_t>(folder.path() / "y.npy"),
                         {.batch_size = 8, .block_size = 5, .blocks = 3, .shuffle = shuffle, .seed = 4});
  }
};

TEST_CASE("A fit over files has the bits of a fit over arrays", "[data/batches]") {
  const Files data;
  auto of_files = linnet::test::classifier(), of_arrays = linnet::test::classifier();
  linnet::test::compile(of_files).fit(data.batches(false), {.epochs = 2, .verbose = 0});
  linnet::test::compile(of_arrays).fit(data.x, data.y, {.epochs = 2, .batch_size = 8, .shuffle = false, .verbose = 0});
  CHECK(linnet::test::parameters_of(of_files) == linnet::test::parameters_of(of_arrays));
}

TEST_CASE("A fit over shuffled blocks resumes in the middle of any epoch with the same bits", "[data/batches]") {
  const Files data;
  const std::string path = data.folder.path() / "checkpoint";
  auto whole = linnet::test::classifier();
  linnet::test::compile(whole).fit(data.batches(true), {.epochs = 4, .verbose = 0});
  for (const std::uint64_t steps : {5u, 12u, 24u, 30u}) {
    auto stopped = linnet::test::classifier(), resumed = linnet::test::classifier();
    auto training = linnet::test::compile(stopped);
    training.fit(data.batches(true), {.epochs = 4,
                                      .callbacks = {linnet::LambdaCallback{.on_batch_end =
                                                                               [&](linnet::FitState& state) {
                                                                                 if (training.steps() != steps) return;
                                                                                 linnet::save_checkpoint(training, path);
                                                                                 state.stop_training = true;
                                                                               }}},
                                      .verbose = 0});
    auto continued = linnet::test::compile(resumed);
    linnet::resume(continued, path);
    continued.fit(data.batches(true), {.epochs = 4, .verbose = 0});
    CHECK(linnet::test::parameters_of(resumed) == linnet::test::parameters_of(whole));
  }
}

}  // namespace
