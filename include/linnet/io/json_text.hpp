// SPDX-License-Identifier: MIT
// JSON, read token by token: strictly, because a file may be hostile. For hosts. Source: RFC 8259.
//
// No value is kept and nothing recurses: the caller names what may come next, and everything else is refused with a sentence.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/utf8.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace linnet::detail {

/// Appends a text with its quotes. Throws InvalidInput if it is not UTF-8.
LINNET_COLD inline void append_json(std::string& to, std::string_view text) {
  constexpr std::string_view plain = "\"\\\b\f\n\r\t", letters = "\"\\bfnrt";
  to += '"';
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t bytes = utf8_bytes(text.substr(at)), escape = plain.find(text[at]);
    if (bytes == 0) throw_invalid(detail::text({"a text for JSON is not UTF-8 at byte ", at}));
    if (escape != std::string_view::npos) {
      to += '\\';
      to += letters[escape];
    } else if (static_cast<unsigned char>(text[at]) < 0x20) {
      to += text[at] < 0x10 ? "\\u000" : "\\u001";
      to += "0123456789abcdef"[text[at] & 15];
    } else {
      to += text.substr(at, bytes);
    }
    at += bytes;
  }
  to += '"';
}

/// A position in a text of JSON. Each function takes what it names, after white space, or throws std::runtime_error.
class JsonText {
 public:
  /// `path` and `what` begin the messages; offsets in them count from `first`, the place of the text in its file.
  JsonText(const std::string& path, const char* what, std::string_view all, std::size_t first)
      : path_(path), what_(what), all_(all), first_(first) {}

  /// Takes `open`, and `close` if it follows. Returns true if there is an entry: for (bool more = open(..); more; more = another(..)).
  LINNET_COLD bool open(char open, char close) {
    if (next() != open) unexpected();
    ++at_;
    return !take(close);
  }
  /// Takes what follows an entry: a comma, or `close`.
  LINNET_COLD bool another(char close) {
    if (take(',')) return true;
    if (!take(close)) not_json();
    return false;
  }
  /// Takes the name of a member and the colon.
  LINNET_COLD std::string key() {
    if (next() != '"') not_json();
    key_ = characters();
    if (!take(':')) not_json();
    return key_;
  }
  LINNET_COLD std::string text() {
    if (next() != '"') unexpected();
    return characters();
  }
  /// Takes an integer from 0 to the largest std::int64_t.
  LINNET_COLD std::int64_t count() {
    const char first = next();
    const std::size_t start = at_;
    std::uint64_t value = 0;
    if (first >= '0' && first <= '9' && number(value)) return static_cast<std::int64_t>(value);
    at_ = start;
    unexpected();
  }
  LINNET_COLD void end() {
    if (next() != 0 || at_ < all_.size()) not_json();
  }

  [[noreturn]] LINNET_COLD void refuse(const std::string& problem) const {
    file_error(path_, detail::text({what_, ": ", problem}));
  }
  /// Refuses the value that follows.
  [[noreturn]] LINNET_COLD void unexpected() {
    const char first = next();
    std::uint64_t value = 0;
    const char* found = nullptr;
    if (first == '{') found = "an object";
    if (first == '[') found = "an array";
    if (first == '"') found = (characters(), "a text");
    if (first == '-' || (first >= '0' && first <= '9')) {
      const bool negative = first == '-';
      found = number(value) ? "a number"
              : whole_      ? negative ? "a negative number" : "a huge number"
                            : "a number that is not an integer";
    }
    const std::string_view rest = all_.substr(at_);
    if (rest.starts_with("true") || rest.starts_with("false")) found = "true or false";
    if (rest.starts_with("null")) found = "null";
    if (!found) not_json();
    refuse(detail::text({found, " where none may be", key_.empty() ? "" : ", after \"", key_, key_.empty() ? "" : "\""}));
  }

 private:
  /// The next byte that is not white space, which it leaves; 0 at the end.
  LINNET_COLD char next() {
    while (at_ < all_.size() && std::string_view(" \t\n\r").find(all_[at_]) != std::string_view::npos) ++at_;
    return here();
  }
  char here() const { return at_ < all_.size() ? all_[at_] : '\0'; }
  LINNET_COLD bool take(char wanted) {
    if (next() != wanted) return false;
    ++at_;
    return true;
  }
  [[noreturn]] LINNET_COLD void not_json() const { refuse(detail::text({"no JSON at offset ", first_ + at_})); }

  /// Takes a text, which begins here.
  LINNET_COLD std::string characters() {
    std::string all;
    for (++at_; here() != '"';) {
      const std::size_t bytes = utf8_bytes(all_.substr(at_));
      if (bytes == 0 || static_cast<unsigned char>(here()) < 0x20) not_json();
      if (here() == '\\') {
        append_utf8(all, escaped());
      } else {
        all += all_.substr(at_, bytes);
        at_ += bytes;
      }
    }
    ++at_;
    return all;
  }
  /// Takes an escape sequence, or two that are the halves of a character.
  LINNET_COLD std::uint32_t escaped() {
    constexpr std::string_view letters = "\"\\/bfnrt", codes = "\"\\/\b\f\n\r\t";
    ++at_;
    const std::size_t letter = letters.find(here());
    if (here() != 'u' && letter == std::string_view::npos) not_json();
    ++at_;
    if (letter != std::string_view::npos) return static_cast<unsigned char>(codes[letter]);
    const std::uint32_t code = four_digits();
    if (code >> 11 != 0x1b) return code;
    if (code >= 0xdc00 || !all_.substr(at_).starts_with("\\u")) not_json();
    at_ += 2;
    const std::uint32_t low = four_digits();
    if (low >> 10 != 0x37) not_json();
    return 0x10000 + ((code & 0x3ff) << 10 | (low & 0x3ff));
  }
  LINNET_COLD std::uint32_t four_digits() {
    constexpr std::string_view digits = "0123456789abcdefABCDEF";
    std::uint32_t code = 0;
    for (int i = 0; i < 4; ++i, ++at_) {
      const std::size_t digit = digits.find(here());
      if (digit == std::string_view::npos) not_json();
      code = code << 4 | static_cast<std::uint32_t>(digit < 16 ? digit : digit - 6);
    }
    return code;
  }

  /// Takes a number. Returns true, with its value, if it is an integer that a std::int64_t holds and is written without a sign.
  LINNET_COLD bool number(std::uint64_t& value) {
    constexpr std::uint64_t most = static_cast<std::uint64_t>((std::numeric_limits<std::int64_t>::max)());
    bool fits = true;
    whole_ = true;
    const auto digits = [&] {
      if (here() < '0' || here() > '9') not_json();
      for (; here() >= '0' && here() <= '9'; ++at_) {
        const std::uint64_t digit = static_cast<std::uint64_t>(here() - '0');
        fits = fits && value <= (most - digit) / 10;
        value = fits ? value * 10 + digit : 0;
      }
    };
    if (here() == '-') {
      fits = false;
      ++at_;
    }
    if (here() == '0') {
      ++at_;
    } else {
      digits();
    }
    if (here() == '.') {
      whole_ = false;
      ++at_;
      digits();
    }
    if (here() == 'e' || here() == 'E') {
      whole_ = false;
      ++at_;
      if (here() == '+' || here() == '-') ++at_;
      digits();
    }
    return fits && whole_;
  }

  const std::string& path_;
  const char* what_;
  std::string_view all_;
  std::size_t first_;
  std::size_t at_ = 0;
  std::string key_{};   ///< the last one
  bool whole_ = false;  ///< the last number was an integer
};

}  // namespace linnet::detail
