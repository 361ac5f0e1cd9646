// SPDX-License-Identifier: MIT
// One kind of sorted list for everything that the readers of weight files sort and look up, so that it is compiled once. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/config.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::detail {

/// The text by which entry number `place` of a list is sorted.
struct SortKey {
  std::string text;
  std::size_t place = 0;
};
using SortKeys = std::vector<SortKey>;

/// Sorts by text, and equal texts by place. With std::sort, this header would cost a program four times the compile time.
LINNET_COLD inline void sort_keys(SortKeys& keys) {
  const auto less = [](const SortKey& a, const SortKey& b) {
    const int order = a.text.compare(b.text);
    return order != 0 ? order < 0 : a.place < b.place;
  };
  std::make_heap(keys.begin(), keys.end(), less);
  std::sort_heap(keys.begin(), keys.end(), less);
}

/// Appends a number, so that texts are sorted as their lists of numbers are.
LINNET_COLD inline void append_number(std::string& key, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift & 0xff);
}

/// Returns the last of the sorted keys that has this text, or null.
LINNET_COLD inline const SortKey* find_key(const SortKeys& keys, std::string_view text) {
  const auto after = std::upper_bound(keys.begin(), keys.end(), text,
                                      [](std::string_view wanted, const SortKey& key) { return wanted < key.text; });
  return after != keys.begin() && std::prev(after)->text == text ? &*std::prev(after) : nullptr;
}

/// Returns the first text that two of the sorted keys have, or null.
LINNET_COLD inline const std::string* text_of_two(const SortKeys& keys) {
  const auto two =
      std::adjacent_find(keys.begin(), keys.end(), [](const SortKey& a, const SortKey& b) { return a.text == b.text; });
  return two != keys.end() ? &two->text : nullptr;
}

}  // namespace linnet::detail
