// SPDX-License-Identifier: MIT
// Bytes as a safetensors file, for fuzz targets.
#pragma once

#include <linnet/io/safetensors.hpp>

#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace fuzz {

using namespace linnet::detail;

inline SafetensorsFile open(std::vector<std::byte>& bytes) {
  return {"file", File(fmemopen(bytes.data(), bytes.size(), "rb")), bytes.size()};
}

/// A checksum would keep the fuzzer out: puts the right one into a file that has one.
inline void mend_checksum(std::vector<std::byte>& bytes) {
  std::uint64_t length = 0;
  if (bytes.size() < sizeof length) return;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > bytes.size() - sizeof length) return;
  char* const begin = reinterpret_cast<char*>(bytes.data()) + sizeof length;
  std::string header(begin, length);
  SafetensorsChecksum sum(header);
  if (sum.at == std::string::npos) return;
  try {
    const SafetensorsFile file = open(bytes);
    for (const SafetensorsEntry& entry : file.tensors()) {
      sum.add(std::span(bytes).subspan(sizeof length + length + entry.begin, entry.end - entry.begin));
    }
    std::memcpy(begin + sum.at, sum.value().data(), SafetensorsChecksum::digits);
  } catch (const std::runtime_error&) {  // it is refused before the checksum is looked at
  }
}

}  // namespace fuzz
