// SPDX-License-Identifier: MIT
#include <linnet/files/mapped_file.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using linnet::detail::MappedBytes;
using linnet::detail::MappedFile;
using linnet::test::message_contains;
using linnet::test::TempDir;

TEST_CASE("MappedFile maps any bytes of a file", "[files]") {
  const TempDir folder;
  std::vector<std::uint8_t> bytes(200000);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 7 + i / 256);
  const MappedFile file(folder.write("file", bytes));
  CHECK(file.size() == 200000);
  for (const std::size_t offset : {0u, 1u, 65535u, 65536u, 131073u, 199999u}) {
    for (const std::size_t count : {1u, 100u, 65537u, 200000u}) {
      if (offset + count > bytes.size()) continue;
      const MappedBytes window = file.map(offset, count);
      REQUIRE(window.bytes().size() == count);
      CHECK(std::equal(window.bytes().begin(), window.bytes().end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset)));
    }
  }
  CHECK(file.map(100, 0).bytes().empty());
}

TEST_CASE("MappedBytes moves, and outlives its file", "[files]") {
  const TempDir folder;
  MappedBytes kept;
  CHECK(kept.bytes().empty());
  {
    const MappedFile file(folder.write("file", std::vector<std::uint8_t>{1, 2, 3}));
    MappedBytes window = file.map(1, 2);
    kept = std::move(window);
  }
  REQUIRE(kept.bytes().size() == 2);
  CHECK(kept.bytes()[1] == 3);
}

TEST_CASE("MappedFile takes an empty file", "[files]") {
  const TempDir folder;
  const MappedFile file(folder.write("empty", {}));
  CHECK(file.size() == 0);
  CHECK(file.map(0, 0).bytes().empty());
}

TEST_CASE("MappedFile names the file and the reason", "[files]") {
  const TempDir folder;
  CHECK_THROWS_MATCHES(MappedFile((folder.path() / "absent").string()), std::runtime_error,
                       message_contains("absent: No such file"));
  CHECK_THROWS_MATCHES(MappedFile(folder.path().string()), std::runtime_error, message_contains(": Is a directory"));
}

TEST_CASE("MappedFile refuses a file that has become shorter", "[files]") {
  const TempDir folder;
  const auto path = folder.write("shrinks", std::vector<std::uint8_t>(1000));
  const MappedFile file(path);
  std::filesystem::resize_file(path, 999);
  CHECK_THROWS_MATCHES(file.map(0, 10), std::runtime_error,
                       message_contains("shrinks: expected 1000 bytes, as when the file was opened, found 999"));
}

}  // namespace
