// SPDX-License-Identifier: MIT
#include <linnet/files/whole_file.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/full_disk.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linnet::test::whole_file {

using linnet::detail::write_whole;

constexpr std::size_t piece = std::size_t{1} << 20;  // as much as is written at once

std::vector<std::uint8_t> numbered(std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  std::uint32_t x = 1;
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>((x = x * 1664525 + 1013904223) >> 24);
  return bytes;
}

TEST_CASE("A file has the bytes of its parts in their order, also of large and empty ones", "[files]") {
  const TempDir folder;
  const std::string path = (folder.path() / "file").string();
  const std::vector<std::uint8_t> bytes = numbered(4 * piece + 13);
  const auto all = std::as_bytes(std::span(bytes));
  write_whole("file", path,
              {all.first(8), {}, all.subspan(8, piece), all.subspan(piece + 8, 2 * piece + 1), all.subspan(3 * piece + 9)});
  CHECK(file_bytes(path) == bytes);
  write_whole("file", path, {});
  CHECK(file_bytes(path).empty());
  CHECK(folder.count() == 1);  // nothing is left beside it
}

#if LINNET_TEST_FULL_DISK
TEST_CASE("A disk that is full in the middle of a large part leaves the older file alone", "[files]") {
  const TempDir folder;
  const std::string path = (folder.path() / "file").string();
  const std::vector<std::uint8_t> old = numbered(10), bytes = numbered(4 * piece);
  write_whole("file", path, {std::as_bytes(std::span(old))});
  for (const std::size_t room : {std::size_t{100}, piece + 5, 3 * piece, 4 * piece - 1}) {
    const FullDisk full(room);
    CHECK_THROWS_MATCHES(write_whole("file", path, {std::as_bytes(std::span(bytes))}), std::runtime_error,
                         message_contains("file " + path + ": cannot be written: File too large"));
  }
  CHECK(file_bytes(path) == old);
  CHECK(folder.count() == 1);
}
#endif

}  // namespace linnet::test::whole_file
