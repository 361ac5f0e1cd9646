// SPDX-License-Identifier: MIT
#include <linnet/data/text/pad_sequences.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using linnet::Index;
using linnet::pad_sequences;
using linnet::PadOptions;
using linnet::SequenceEnd;

const std::vector<std::vector<std::int32_t>> sequences{{1, 2, 3}, {4}, {}, {5, 6, 7, 8, 9}};

void pads_as_keras(const std::string& name, const PadOptions& options) {
  INFO(name);
  const linnet::test::Golden golden("keras_text");
  const auto& values = golden.values("pad." + name);
  const auto padded = pad_sequences(sequences, options);
  REQUIRE(padded.dimension(1) == static_cast<Index>(golden.dims("pad." + name)[1]));
  REQUIRE(padded.size() == static_cast<Index>(values.size()));
  for (Index i = 0; i < padded.size(); ++i) CHECK(padded.data()[i] == values[static_cast<std::size_t>(i)]);
}

TEST_CASE("pad_sequences adds and cuts as Keras does", "[data/text]") {
  pads_as_keras("default", {});
  pads_as_keras("short", {.maxlen = 4});
  pads_as_keras("post", {.maxlen = 4, .padding = SequenceEnd::post, .truncating = SequenceEnd::post, .value = 7});
  pads_as_keras("mixed", {.maxlen = 2, .padding = SequenceEnd::post});
}

TEST_CASE("pad_sequences takes any lists of integers, and none", "[data/text]") {
  const std::array<std::array<std::uint8_t, 2>, 3> bytes{{{1, 2}, {3, 4}, {5, 255}}};
  const auto padded = pad_sequences(bytes, {.maxlen = 3});
  CHECK(padded(2, 0) == 0);
  CHECK(padded(2, 2) == 255);
  CHECK(pad_sequences(std::vector<std::vector<int>>{}).size() == 0);
  CHECK_THROWS_MATCHES(pad_sequences(bytes, {.maxlen = -1}), linnet::InvalidInput,
                       linnet::test::message_contains("pad_sequences: maxlen is -1; it must not be negative"));
}

TEST_CASE("pad_sequences refuses an integer that is no index of 32 bits", "[data/text]") {
  const std::vector<std::vector<std::int64_t>> large{{1, 2}, {3, 5'000'000'000}};
  CHECK_THROWS_MATCHES(
      pad_sequences(large), linnet::InvalidInput,
      linnet::test::message_contains("pad_sequences: sequence 1 has 5000000000; an index has at most 32 bits"));
  CHECK_THROWS_AS(pad_sequences(std::vector<std::vector<std::uint32_t>>{{4'000'000'000u}}), linnet::InvalidInput);
  CHECK(pad_sequences(large, {.maxlen = 1, .truncating = SequenceEnd::post})(1, 0) == 3);  // what is cut does not count
}

}  // namespace
