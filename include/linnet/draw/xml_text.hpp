// SPDX-License-Identifier: MIT
// Words of a caller as text and attributes of XML, whatever bytes they are. Source: W3C, Extensible Markup Language 1.0, section 2.2.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/utf8.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace linnet::detail {

/// Returns text for XML: replaces <, >, & and quotes, control characters by blanks, and bytes that are no character of UTF-8 or none that
/// XML allows by U+FFFD.
LINNET_COLD inline std::string escaped(std::string_view plain) {
  constexpr std::string_view replacement = "\xef\xbf\xbd";
  std::string all;
  while (!plain.empty()) {
    const std::size_t bytes = utf8_bytes(plain);
    const std::string_view character = plain.substr(0, bytes == 0 ? 1 : bytes);
    plain.remove_prefix(character.size());
    switch (character[0]) {
      case '<': all += "&lt;"; break;
      case '>': all += "&gt;"; break;
      case '&': all += "&amp;"; break;
      case '"': all += "&quot;"; break;
      default:
        if (bytes == 1) {
          all += static_cast<unsigned char>(character[0]) < 0x20 ? ' ' : character[0];
        } else {
          const bool allowed = bytes > 0 && character != "\xef\xbf\xbe" && character != "\xef\xbf\xbf";  // U+FFFE and U+FFFF
          all += allowed ? character : replacement;
        }
    }
  }
  return all;
}

}  // namespace linnet::detail
