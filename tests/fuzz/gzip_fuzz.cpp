// SPDX-License-Identifier: MIT
// gzip files: what is unpacked keeps to the limit, and packed and unpacked again it is the same.
#include <linnet/files/gzip.hpp>

#include <tests/fuzz/fuzz.hpp>
#include <tests/support/idx_file.hpp>

using linnet::detail::unpack_gzip;
using linnet::fuzz::accepts;
using linnet::fuzz::expect;
using linnet::test::Bytes;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t limit = std::size_t{1} << 20;
  const Bytes packed(data, data + size);
  Bytes bytes;
  if (!accepts([&] { bytes = unpack_gzip("input", packed, limit); })) return 0;
  expect(bytes.size() <= limit, "no more bytes than the limit");
  expect(unpack_gzip("input", packed, bytes.size()) == bytes, "the same bytes within a limit that just holds them");
  if (!bytes.empty()) {
    expect(!accepts([&] { unpack_gzip("input", packed, bytes.size() - 1); }), "a refusal within a limit of one byte less");
  }
  expect(unpack_gzip("input", linnet::test::gzip_bytes(bytes), limit) == bytes, "the same bytes, packed again");
  return 0;
}
