// SPDX-License-Identifier: MIT
// PNG files: as they are, and with right checksums, without which nearly every variation would end at the first chunk.
#include <linnet/deploy/crc32.hpp>
#include <linnet/files/byte_order.hpp>

#include <tests/fuzz/decode.hpp>

#include <vector>

namespace {

void correct_checksums(std::span<std::uint8_t> bytes) {
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const auto length = static_cast<std::size_t>(linnet::detail::big_endian(bytes.data() + at, 4));
    if (length > bytes.size() - at - 12) return;
    linnet::Crc32 crc;
    crc.add(std::as_bytes(bytes.subspan(at + 4, length + 4)));
    for (std::size_t i = 0; i < 4; ++i) bytes[at + 8 + length + i] = static_cast<std::uint8_t>(crc.value() >> (24 - 8 * i));
    at += length + 12;
  }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  linnet::fuzz::decode({data, size});
  std::vector<std::uint8_t> bytes(data, data + size);
  correct_checksums(bytes);
  linnet::fuzz::decode(bytes);
  return 0;
}
