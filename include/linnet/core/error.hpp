// SPDX-License-Identifier: MIT
// Errors in data and settings on a host: an exception whose text names the expected and the actual value.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/shape.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace linnet {

/// Thrown for bad input, before anything changes.
struct InvalidInput : std::invalid_argument {
  using std::invalid_argument::invalid_argument;
};

namespace detail {

/// A part of a message: text or a number. One small type, so that messages cost users little compile time.
struct TextPart {
  union {
    const char* text;
    double real;
    long long integer;
  };
  std::uint32_t length = 0;  ///< of text that does not end with a zero
  enum class Kind : std::uint32_t { c_string, text, real, integer, natural } kind;

  TextPart(const char* part) : text(part), kind(Kind::c_string) {}
  TextPart(std::string_view part) : text(part.data()), length(static_cast<std::uint32_t>(part.size())), kind(Kind::text) {}
  TextPart(const std::string& part) : TextPart(std::string_view(part)) {}
  template <class Number>
  requires std::is_arithmetic_v<Number> TextPart(Number number)
      : kind(!std::is_integral_v<Number> ? Kind::real
             : std::is_signed_v<Number>  ? Kind::integer
                                         : Kind::natural) {
    if constexpr (std::is_integral_v<Number>) {
      integer = static_cast<long long>(number);
    } else {
      real = static_cast<double>(number);
    }
  }
};

LINNET_COLD inline void append(std::string& to, const TextPart& part) {
  switch (part.kind) {
    case TextPart::Kind::c_string: to += part.text; break;
    case TextPart::Kind::text: to.append(part.text, part.length); break;
    case TextPart::Kind::real: {
      char digits[32];
      std::snprintf(digits, sizeof digits, "%g", part.real);
      to += digits;
      break;
    }
    case TextPart::Kind::integer: to += std::to_string(part.integer); break;
    case TextPart::Kind::natural: to += std::to_string(static_cast<unsigned long long>(part.integer)); break;
  }
}

/// Joins the parts; numbers that are not integers have six digits: 0.5, -1e-09.
LINNET_COLD inline std::string text(std::initializer_list<TextPart> parts) {
  std::string all;
  for (const TextPart& part : parts) append(all, part);
  return all;
}
template <class... Parts>
std::string text(const Parts&... parts) {
  return text({TextPart(parts)...});
}

/// Returns the system's reason for the last failure: "No such file or directory".
LINNET_COLD inline std::string last_failure() { return std::generic_category().message(errno != 0 ? errno : EIO); }

/// Throws std::runtime_error about a file.
[[noreturn]] LINNET_COLD inline void file_error(const std::string& path, const std::string& reason) {
  throw std::runtime_error(text({path, ": ", reason}));
}

[[noreturn]] LINNET_COLD inline void throw_invalid(const std::string& sentence) { throw InvalidInput(sentence); }

/// Throws InvalidInput unless `condition`; calls `sentence` for the text only then.
template <class Sentence>
void require(bool condition, const Sentence& sentence) {
  if (!condition) [[unlikely]]
    throw_invalid(sentence());
}

/// Joins the entries of a list with `separator`.
template <class List>
LINNET_COLD std::string joined(const List& list, std::string_view separator) {
  std::string all;
  for (const auto& entry : list) {
    if (!all.empty()) all += separator;
    append(all, entry);
  }
  return all;
}

/// "28 x 28 x 1"
inline std::string extents(std::span<const Index> dims) { return joined(dims, " x "); }

}  // namespace detail
}  // namespace linnet
