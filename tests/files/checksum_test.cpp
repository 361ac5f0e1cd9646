// SPDX-License-Identifier: MIT
#include <linnet/files/checksum.hpp>

#include <tests/support/catch.hpp>

#include <set>
#include <vector>

namespace linnet::test {
namespace {

std::uint64_t checksum(std::span<const std::byte> bytes) {
  detail::Checksum sum;
  sum.add(bytes);
  return sum.value();
}

std::vector<std::byte> numbered(std::size_t size) {
  std::vector<std::byte> bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>(i * 7 + 1);
  return bytes;
}

}  // namespace

TEST_CASE("The checksum is the same on every machine", "[files]") {
  CHECK(checksum({}) == 0x9389238291ed9ad9u);
  CHECK(checksum(numbered(1)) == 0x185f9f1f5f8a041u);
  CHECK(checksum(numbered(200)) == 0x92aaffb7d00aaa69u);
}

TEST_CASE("Lengths and single bits change the checksum", "[files]") {
  for (const std::size_t size : {1u, 7u, 8u, 63u, 64u, 65u, 130u}) {
    std::vector<std::byte> bytes = numbered(size);
    std::set<std::uint64_t> sums{checksum(bytes)};
    for (std::size_t bit = 0; bit < 8 * size; ++bit) {
      const std::byte mask = std::byte{1} << (bit % 8);
      bytes[bit / 8] ^= mask;
      sums.insert(checksum(bytes));
      bytes[bit / 8] ^= mask;
    }
    CHECK(sums.size() == 8 * size + 1);
    bytes.push_back(std::byte{0});
    CHECK(sums.insert(checksum(bytes)).second);
  }
}

TEST_CASE("Runs are told apart", "[files]") {
  const std::vector<std::byte> bytes = numbered(16);
  detail::Checksum one, two;
  one.add(bytes);
  two.add(std::span(bytes).first(8));
  two.add(std::span(bytes).last(8));
  CHECK(one.value() != two.value());
}

TEST_CASE("A run may come in pieces", "[files]") {
  const std::vector<std::byte> bytes = numbered(300);
  detail::Checksum pieces;
  pieces.add_piece(std::span(bytes).first(128));
  pieces.add_piece(std::span(bytes).subspan(128, 64));
  pieces.add_piece(std::span(bytes).subspan(192));
  pieces.end_run();
  CHECK(pieces.value() == checksum(bytes));
}

}  // namespace linnet::test
