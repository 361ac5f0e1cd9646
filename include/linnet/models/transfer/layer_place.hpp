// SPDX-License-Identifier: MIT
// The places of layers in a model: positions, also from its end as in Python, and the names of summary(). All known to the compiler.
#pragma once

#include <linnet/network/branches.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>

namespace linnet {

/// A position among the layers of a model, or a name: the template arguments of freeze_layers<0, 4> and freeze_layers<"conv2d", "dense">.
struct LayerPlace {
  int position = 0;
  std::array<char, 48> name{};  ///< empty: the position counts

  template <std::integral I>
  explicit(false) constexpr LayerPlace(I i) : position(static_cast<int>(i)) {}
  template <std::size_t N>
  explicit(false) constexpr LayerPlace(const char (&text)[N]) {
    static_assert(N <= 48, "layer: its name in summary() is shorter than 48 letters");
    for (std::size_t i = 0; i + 1 < N; ++i) name[i] = text[i];
  }

  constexpr bool named() const { return name[0] != '\0'; }
};

namespace detail {

/// Layers of this name among bound layers, and in their branches.
template <class... B>
constexpr int count_named(std::string_view name, std::tuple<B...>*) {
  int count = 0;
  [[maybe_unused]] const auto look = [&]<class One>(std::type_identity<One>) {
    count += One::Layer::name == name ? 1 : 0;
    if constexpr (MadeOfBranches<typename One::Layer>) {
      for_each_branch<typename One::Layer>([&]<std::size_t I>() {
        count += count_named(name, static_cast<typename BranchTopology<One, I>::BoundLayers*>(nullptr));
      });
    }
  };
  (look(std::type_identity<B>{}), ...);
  return count;
}

/// True if `place` is the name that summary gives a layer `plain` behind `earlier` others that are called so: dense, dense_1, dense_2.
constexpr bool is_name(const LayerPlace& place, std::string_view plain, int earlier) {
  std::array<char, 12> number{};
  std::size_t digits = 0;
  for (int rest = earlier; rest > 0; rest /= 10) number[digits++] = static_cast<char>('0' + rest % 10);
  if (earlier > 0) number[digits++] = '_';
  if (plain.size() + digits >= place.name.size()) return false;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (place.name[i] != plain[i]) return false;
  }
  for (std::size_t i = 0; i < digits; ++i) {
    if (place.name[plain.size() + i] != number[digits - 1 - i]) return false;
  }
  return place.name[plain.size() + digits] == '\0';
}

/// The position of the layer of topology `Top` that is called so; `size` if none is.
template <class Top>
constexpr std::size_t position_of(const LayerPlace& place) {
  return [&]<class... B>(std::tuple<B...>*) {
    std::size_t found = Top::size, i = 0;
    std::array<std::string_view, Top::size> names{B::Layer::name...};
    std::array<int, Top::size> earlier{};
    [[maybe_unused]] const auto count = [&]<class One>(std::type_identity<One>) {
      for (std::size_t k = i + 1; k < Top::size; ++k) {
        earlier[k] += count_named(names[k], static_cast<std::tuple<One>*>(nullptr));
      }
      ++i;
    };
    (count(std::type_identity<B>{}), ...);
    for (i = 0; i < Top::size && found == Top::size; ++i) {
      if (is_name(place, names[i], earlier[i])) found = i;
    }
    return found;
  }(static_cast<typename Top::BoundLayers*>(nullptr));
}

/// The layers [first, last) of a model; not valid if a position is outside it or no layer is in the range.
struct LayerRange {
  std::size_t first, last, size;
  bool named = true;  ///< all names were found

  constexpr bool valid() const { return first < last && last <= size; }
};

/// The layers of topology `Top` at `place`: a name is one layer, a number the first ones, or the last ones if it is negative.
template <class Top>
constexpr LayerRange layers_at(const LayerPlace& place) {
  if (place.named()) {
    const std::size_t i = position_of<Top>(place);
    return {i, i + 1, Top::size, i < Top::size};
  }
  const auto count = static_cast<std::size_t>(place.position < 0 ? -place.position : place.position);
  if (count > Top::size) return {0, 0, Top::size};
  return place.position < 0 ? LayerRange{Top::size - count, Top::size, Top::size} : LayerRange{0, count, Top::size};
}

/// The layers from `begin` to `end`: for numbers a slice as in Python, where `end` is the first layer that is not meant; a name is meant
/// itself.
template <class Top>
constexpr LayerRange layers_between(const LayerPlace& begin, const LayerPlace& end) {
  const LayerRange first = layers_at<Top>(begin), last = layers_at<Top>(end);
  LayerRange range{0, 0, Top::size, first.named && last.named};
  const bool fits = (begin.named() || begin.position == 0 || first.valid()) && (end.named() || last.valid());
  if (!fits) return range;
  range.first = begin.named() || begin.position < 0 ? first.first : first.last;
  range.last = end.named() || end.position >= 0 ? last.last : last.first;
  return range;
}

}  // namespace detail
}  // namespace linnet
