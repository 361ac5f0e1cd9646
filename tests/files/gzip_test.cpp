// SPDX-License-Identifier: MIT
#include <linnet/files/gzip.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/idx_file.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace {

using linnet::read_file;
using linnet::test::Bytes;
using linnet::test::message_contains;
using linnet::test::TempDir;

constexpr std::size_t plenty = std::size_t{1} << 24;

TEST_CASE("read_file gives the bytes of a plain file", "[files]") {
  const TempDir folder;
  for (const Bytes& bytes : {Bytes{}, Bytes{0x1f}, Bytes{0x8b, 0x1f}, Bytes(100000, 7)}) {
    CHECK(read_file(folder.write("plain", bytes), plenty) == bytes);
    CHECK(read_file(folder.write("plain.gz", bytes), plenty) == bytes);
  }
}

TEST_CASE("read_file refuses what it cannot read", "[files]") {
  const TempDir folder;
  CHECK_THROWS_MATCHES(read_file(folder.path() / "absent", plenty), std::runtime_error, message_contains("absent: "));
  CHECK_THROWS_MATCHES(read_file(folder.path(), plenty), std::runtime_error, message_contains(folder.path().string() + ": "));
}

TEST_CASE("read_file refuses a plain file above the limit", "[files]") {
  const TempDir folder;
  const auto path = folder.write("large", Bytes(1000, 1));
  CHECK(read_file(path, 1000).size() == 1000);
  CHECK_THROWS_MATCHES(read_file(path, 999), std::runtime_error,
                       message_contains("large: expected at most 999 bytes, found more"));
}

#if LINNET_WITH_ZLIB

using linnet::test::gzip_bytes;

Bytes joined(Bytes first, const Bytes& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// Bytes that hardly compress, so that both sides of the unpacking take several blocks.
Bytes noise(std::size_t count) {
  Bytes bytes(count);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  return bytes;
}

TEST_CASE("read_file unpacks gzip under any name", "[files]") {
  const TempDir folder;
  for (const Bytes& bytes : {Bytes{}, Bytes{42}, Bytes(65536, 3), Bytes(65537, 3), noise(300000)}) {
    CHECK(read_file(folder.write("packed.gz", gzip_bytes(bytes)), plenty) == bytes);
    CHECK(read_file(folder.write("packed", gzip_bytes(bytes)), plenty) == bytes);
  }
}

TEST_CASE("read_file unpacks a gzip file with a name in its header", "[files]") {
  const TempDir folder;
  Bytes packed = gzip_bytes({1, 2, 3});
  packed[3] = 8;  // FNAME
  packed.insert(packed.begin() + 10, {'x', 0});
  CHECK(read_file(folder.write("named.gz", packed), plenty) == Bytes{1, 2, 3});
}

TEST_CASE("read_file unpacks all members of a gzip file", "[files]") {
  const TempDir folder;
  const Bytes packed = joined(joined(gzip_bytes(noise(70000)), gzip_bytes({})), gzip_bytes({1, 2, 3}));
  CHECK(read_file(folder.write("members.gz", packed), plenty) == joined(noise(70000), {1, 2, 3}));
  CHECK_THROWS_MATCHES(read_file(folder.path() / "members.gz", 70002), std::runtime_error, message_contains("at most 70002"));
}

TEST_CASE("read_file refuses gzip data that end too early, wherever", "[files]") {
  const TempDir folder;
  const Bytes packed = gzip_bytes(noise(200));
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const auto path = folder.write("short.gz", {packed.data(), size});
    CHECK_THROWS_MATCHES(read_file(path, plenty), std::runtime_error,
                         message_contains("short.gz: the gzip data end too early"));
  }
}

TEST_CASE("read_file never gives other bytes than were packed", "[files]") {
  const TempDir folder;
  const Bytes original(500, 9);
  const Bytes packed = gzip_bytes(original);
  int refused = 0;
  for (std::size_t i = 2; i < packed.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      Bytes damaged = packed;
      damaged[i] = static_cast<std::uint8_t>(damaged[i] ^ (1 << bit));
      const auto path = folder.write("damaged.gz", damaged);
      Bytes unpacked = original;
      try {
        unpacked = read_file(path, plenty);
      } catch (const std::runtime_error&) {
        ++refused;
      }
      CHECK(unpacked == original);
    }
  }
  CHECK(refused >= static_cast<int>(packed.size() - 10) * 8 - 16);  // all but padding bits, and bits of the header
}

TEST_CASE("read_file names what is wrong with gzip data", "[files]") {
  const TempDir folder;
  const Bytes packed = gzip_bytes(noise(200));
  const auto refuses = [&](const Bytes& bytes, const std::string& reason) {
    CHECK_THROWS_MATCHES(read_file(folder.write("bad.gz", bytes), plenty), std::runtime_error,
                         message_contains("bad.gz: " + reason));
  };
  Bytes wrong_crc = packed;
  wrong_crc[packed.size() - 8] ^= 1;
  refuses(wrong_crc, "damaged gzip data: incorrect data check");
  Bytes wrong_length = packed;
  wrong_length[packed.size() - 4] ^= 1;
  refuses(wrong_length, "damaged gzip data: incorrect length check");
  refuses(joined({0x1f, 0x8b}, noise(100)), "damaged gzip data: ");
  refuses(joined(packed, {0}), "bytes that are not gzip follow the gzip data: 1");
  refuses(joined(packed, noise(100)), "bytes that are not gzip follow the gzip data: 100");
  refuses(joined(packed, {0x1f, 0x8b}), "the gzip data end too early");
}

TEST_CASE("read_file stops unpacking at the limit", "[files]") {
  const TempDir folder;
  const Bytes zeros(std::size_t{1} << 22);
  const auto path = folder.write("bomb.gz", gzip_bytes(zeros));
  REQUIRE(std::filesystem::file_size(path) < 5000);
  CHECK(read_file(path, zeros.size()) == zeros);
  CHECK_THROWS_MATCHES(read_file(path, zeros.size() - 1), std::runtime_error,
                       message_contains("bomb.gz: expected at most 4194303 bytes, found more"));
  CHECK_THROWS_MATCHES(read_file(path, 5000), std::runtime_error, message_contains("expected at most 5000 bytes"));
}

#else

TEST_CASE("read_file without zlib says what to do about gzip", "[files]") {
  const TempDir folder;
  const Bytes packed{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  CHECK_THROWS_MATCHES(read_file(folder.write("packed.gz", packed), plenty), std::runtime_error,
                       message_contains("packed.gz: is gzip, which this program cannot unpack: link linnet::host"));
}

#endif

}  // namespace
