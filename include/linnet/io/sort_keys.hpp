// SPDX-License-Identifier: MIT
// One kind of sorted list for everything that the readers of weight files sort and look up, so that it is compiled once. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/config.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet::detail {

/// What entry number `place` of a list is sorted by.
struct SortKey {
  std::string text;
  std::size_t place = 0;
};
using SortKeys = std::vector<SortKey>;

/// Sorts by text, and equal texts by place. It is a heap sort: std::sort costs more compile time than all users of this header.
LINNET_COLD inline void sort_keys(SortKeys& keys) {
  const auto less = [&](std::size_t a, std::size_t b) {
    const int order = keys[a].text.compare(keys[b].text);
    return order != 0 ? order < 0 : keys[a].place < keys[b].place;
  };
  const auto swap = [&](std::size_t a, std::size_t b) {
    keys[a].text.swap(keys[b].text);
    std::swap(keys[a].place, keys[b].place);
  };
  const std::size_t count = keys.size();
  for (std::size_t step = 0; step < count / 2 + count; ++step) {  // first builds the heap, then takes the largest key off it
    std::size_t at = step < count / 2 ? count / 2 - 1 - step : 0, end = step < count / 2 ? count : count / 2 + count - 1 - step;
    if (end < count) swap(0, end);
    for (std::size_t below = 2 * at + 1; below < end; below = 2 * at + 1) {
      if (below + 1 < end && less(below, below + 1)) ++below;
      if (!less(at, below)) break;
      swap(at, below);
      at = below;
    }
  }
}

/// Appends a number, so that texts are sorted as their lists of numbers are.
LINNET_COLD inline void append_number(std::string& key, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift & 0xff);
}

/// Returns the last of the sorted keys that has this text, or null.
LINNET_COLD inline const SortKey* find_key(const SortKeys& keys, std::string_view text) {
  std::size_t begin = 0, end = keys.size();
  while (begin < end) {
    const std::size_t middle = begin + (end - begin) / 2;
    if (keys[middle].text <= text) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin > 0 && keys[begin - 1].text == text ? &keys[begin - 1] : nullptr;
}

/// Returns the first text that two of the sorted keys have, or null.
LINNET_COLD inline const std::string* text_of_two(const SortKeys& keys) {
  for (std::size_t i = 1; i < keys.size(); ++i) {
    if (keys[i - 1].text == keys[i].text) return &keys[i].text;
  }
  return nullptr;
}

}  // namespace linnet::detail
