// SPDX-License-Identifier: MIT
// Paths that contain the epoch and logged numbers: "w.{epoch:02d}-{val_loss:.2f}.ck". For hosts. Source: Python's str.format, with which
// keras.callbacks.ModelCheckpoint makes its paths.
//
// A field is {name} or {name:format}; {{ and }} are braces. The format is [0][width][.digits][type]: a width pads with blanks, or after
// a 0 with zeros; the type is d for the epoch, f, e or g for any number. Without a format a number has as many digits as it needs.
#pragma once

#include <linnet/core/error.hpp>
#include <linnet/core/number_text.hpp>

#include <algorithm>
#include <utility>

namespace linnet::detail {

/// The format of a field, after its colon.
struct FieldFormat {
  bool zeros = false;
  int width = 0;
  int digits = -1;  ///< decimals; for g significant digits; -1: not given
  char type = 0;    ///< d, f, e, g; 0: not given

  /// Returns false if `text` is not a known format.
  LINNET_COLD bool read(std::string_view text) {
    const auto number = [&](int& to) {
      std::size_t length = 0;
      for (to = 0; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length) {
        to = (std::min)(10 * to + (text[length] - '0'), 1000);
      }
      text.remove_prefix(length);
      return length > 0;
    };
    zeros = !text.empty() && text[0] == '0';
    number(width);
    if (!text.empty() && text[0] == '.') {
      text.remove_prefix(1);
      if (!number(digits) || text.empty()) return false;
    }
    if (!text.empty()) {
      type = text[0];
      text.remove_prefix(1);
    }
    constexpr int most = 50;  // enough for a file name
    return text.empty() && std::string_view("dfeg").find(type == 0 ? 'g' : type) != std::string_view::npos && width <= most &&
           digits <= most && (type != 'd' || digits < 0);
  }

  LINNET_COLD std::string operator()(double value) const {
    std::array<char, 400> all;
    char* const end = all.data() + all.size();
    std::string number = shortest(value);
    if (type != 0 && type != 'd') {
      const auto form = type == 'f'   ? std::chars_format::fixed
                        : type == 'e' ? std::chars_format::scientific
                                      : std::chars_format::general;
      number.assign(all.data(), std::to_chars(all.data(), end, value, form, digits < 0 ? 6 : digits).ptr);
    }
    return filled(std::move(number));
  }
  std::string operator()(Index value) const {
    return type == 0 || type == 'd' ? filled(std::to_string(value)) : (*this)(static_cast<double>(value));
  }

 private:
  LINNET_COLD std::string filled(std::string number) const {
    const std::size_t wanted = static_cast<std::size_t>(width), sign = number.rfind('-', 0) == 0 ? 1 : 0;
    if (number.size() < wanted) number.insert(zeros ? sign : 0, wanted - number.size(), zeros ? '0' : ' ');
    return number;
  }
};

/// Returns `pattern` with its fields replaced: {epoch} by `epoch`, {name} by the number of this name in `logs`. Throws InvalidInput that
/// lists the possible fields; `who` begins the message.
LINNET_COLD inline std::string path_of(const char* who, std::string_view pattern, Index epoch,
                                       std::span<const std::pair<std::string_view, double>> logs) {
  std::string path;
  const auto refuse = [&](const std::string& reason) {
    throw_invalid(text(who, ": path \"", pattern, "\": ", reason, "; {{ and }} stand for braces"));
  };
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char c = pattern[at];
    if (c != '{' && c != '}') {
      path += c;
    } else if (at + 1 < pattern.size() && pattern[at + 1] == c) {
      path += pattern[at++];
    } else {
      const std::size_t end = pattern.find('}', at);
      if (c == '}' || end == std::string_view::npos) refuse(text("there is a single ", std::string_view(&c, 1)));
      const std::string_view field = pattern.substr(at + 1, end - at - 1), name = field.substr(0, field.find(':'));
      FieldFormat format;
      const bool known = format.read(name.size() < field.size() ? field.substr(name.size() + 1) : std::string_view());
      if (!known || (format.type == 'd' && name != "epoch")) {
        refuse(text("{", field, "} has a format that is not known; write {epoch}, {epoch:02d}, or {val_loss:.2f} (f, e or g)"));
      }
      std::string names = "epoch";
      bool found = name == "epoch";
      if (found) path += format(epoch);
      for (const auto& [logged, value] : logs) {
        if (logged == name) path += format(value);
        found = found || logged == name;
        names += text(", ", logged);
      }
      if (!found) refuse(text("there is no \"", name, "\", only ", names));
      at = end;
    }
  }
  return path;
}

}  // namespace linnet::detail
