// SPDX-License-Identifier: MIT
// A small check that a text is well-formed XML, for pictures.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::test {

/// Returns an empty text if every element is closed in its order, attributes are quoted and named once, and no stray < or & is in the
/// text; otherwise the error.
inline std::string xml_problem(std::string_view xml) {
  std::vector<std::string> open;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    if (xml[i] == '&') {
      const std::size_t end = xml.find(';', i);
      if (end == xml.npos || end - i > 6) return "a stray & at " + std::to_string(i);
    }
    if (xml[i] != '<') continue;
    const std::size_t end = xml.find('>', i);
    if (end == xml.npos) return "an element that does not end";
    std::string_view tag = xml.substr(i + 1, end - i - 1);
    if (tag.find('<') != tag.npos) return "a < within a tag";
    i = end;
    if (tag.front() == '/') {
      if (open.empty() || open.back() != tag.substr(1)) return "closed without being open: " + std::string(tag);
      open.pop_back();
      continue;
    }
    const bool closed = tag.back() == '/';
    if (closed) tag.remove_suffix(1);
    std::size_t at = std::min(tag.find(' '), tag.size());
    const std::string name(tag.substr(0, at));
    std::vector<std::string_view> seen;
    while (at < tag.size()) {
      while (at < tag.size() && tag[at] == ' ') ++at;
      if (at == tag.size()) break;
      const std::size_t equals = tag.find("=\"", at);
      if (equals == tag.npos) return "an attribute without a value in " + name;
      const std::string_view attribute = tag.substr(at, equals - at);
      for (const std::string_view other : seen) {
        if (other == attribute) return "twice in one element: " + std::string(attribute);
      }
      seen.push_back(attribute);
      const std::size_t quote = tag.find('"', equals + 2);
      if (quote == tag.npos) return "a value without its end in " + name;
      at = quote + 1;
    }
    if (!closed) open.push_back(name);
  }
  return open.empty() ? "" : "not closed: " + open.back();
}

/// Counts `part` in `whole`.
inline std::size_t occurrences(std::string_view whole, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = whole.find(part); at != whole.npos; at = whole.find(part, at + part.size())) ++count;
  return count;
}

}  // namespace linnet::test
