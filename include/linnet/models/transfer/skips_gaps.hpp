// SPDX-License-Identifier: MIT
// SkipsGaps: an optimizer that leaves alone the numbers of frozen layers between layers that train.
#pragma once

#include <linnet/network/bound.hpp>
#include <linnet/network/update.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>

namespace linnet::detail {

/// Optimizer O for a block of topology `Top` with gaps, whose numbers do not train: it moves the others, part by part.
template <class O, class Top>
struct SkipsGaps : O {
  using WithoutGaps = O;

  template <class U>
  void update(typename O::State& state, const U& all) const {
    using T = typename U::Scalar;
    const typename O::State before = state;
    for_each_moved_part(0, all.size, [&](Index first, Index end) {
      state = before;
      if (first == 0) {
        U part = all;
        part.size = end;
        O::update(state, part);
      } else {
        O::update(state, Update<T>{end - first, all.parameters + first, all.gradients + first,
                                   SlotBlocks<T>{all.slot.first + first, all.slot.length}, all.learning_rate});
      }
    });
  }

  /// Calls f(begin, end) for the parts of the numbers [first, last) of the block that lie in no gap.
  template <class Function>
  static constexpr void for_each_moved_part(Index first, Index last, const Function& f) {
    Index begin = 0, end = 0;
    const auto part = [&] {
      const Index from = (std::max)(begin, first), to = (std::min)(end, last);
      if (from < to) f(from, to);
    };
    for (std::size_t i = 0; i < Top::size; ++i) {
      if (gaps[i] > 0) {
        part();
        begin = end + gaps[i];
        end = begin;
      } else {
        end += slices[i];
      }
    }
    part();
  }

 private:
  static constexpr std::array<Index, Top::size> slices = []<class... B>(std::tuple<B...>*) {
    return std::array<Index, Top::size>{B::parameter_slice...};
  }(static_cast<typename Top::BoundLayers*>(nullptr));
  static constexpr std::array<Index, Top::size> gaps = []<class... B>(std::tuple<B...>*) {
    return std::array<Index, Top::size>{skipped<typename B::Layer>()[0]...};
  }(static_cast<typename Top::BoundLayers*>(nullptr));
};

/// True if numbers between those that train do not.
template <class Top>
inline constexpr bool has_gaps = []<class... B>(std::tuple<B...>*) {
  return (false || ... || (skipped<typename B::Layer>()[0] > 0));
}(static_cast<typename Top::BoundLayers*>(nullptr));

}  // namespace linnet::detail
