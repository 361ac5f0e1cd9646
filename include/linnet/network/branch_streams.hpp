// SPDX-License-Identifier: MIT
// The streamed form of a layer that is made of branches: each of them takes every frame, and their frames are merged.
#pragma once

#include <linnet/network/branches.hpp>
#include <linnet/network/stream_engine.hpp>

namespace linnet::detail {

/// Branches B (std::tuple of layers each) at input shape In.
template <class T, class In, Merge M, class... B>
struct BranchStreams {
  template <class Inner>
  using Streaming = StreamEngine<TopologyOf<T, In, Inner>, Inner>;

  /// Numbers of the largest frame that a branch writes.
  static constexpr Index frame = aligned<T>((std::max)({Streaming<B>::output_frame...}));

  static constexpr Streamed form = [] {
    Streamed sum;
    bool first = true, same = true;
    const auto add = [&](const Streamed& branch) {
      same = same && (first || (branch.first == sum.first && branch.stride == sum.stride && branch.ends_time == sum.ends_time));
      sum.carried += branch.carried;
      sum.scratch = (std::max)(sum.scratch, branch.scratch);
      sum.first = branch.first;
      sum.stride = branch.stride;
      sum.ends_time = branch.ends_time;
      sum.looks_back = sum.looks_back || branch.looks_back;
      sum.has_window = sum.has_window || branch.has_window;
      first = false;
    };
    (add(Streaming<B>::all), ...);
    sum.scratch += frame;
    if (!same) sum.stride = 0;
    return sum;
  }();

  /// Takes a frame; see StreamPass.
  template <class Pass>
  static bool push(const std::tuple<B...>& branches, const Pass& f) {
    static_assert(form.stride > 0,
                  "stream: branches give their outputs at different frames; give them the same strides and paddings");
    using Bound = typename Pass::Bound;
    bool due = false;
    T* carried = f.carried;
    Index column = 0;
    const auto one = [&]<std::size_t I>(std::integral_constant<std::size_t, I>) {
      using Inner = std::tuple_element_t<I, std::tuple<B...>>;
      constexpr Index width = last_dim<typename TopologyOf<T, In, Inner>::Output>, all = last_dim<typename Pass::Output>;
      constexpr bool direct = M == Merge::add && I == 0;
      T* const y = direct ? f.y : f.scratch;  // (output frame of the branch)
      due = Streaming<Inner>::push(std::get<I>(branches), f.x, y, f.parameters + branch_parameters<Bound, I>,
                                   f.state + branch_state<Bound, I>, carried, f.scratch + frame);
      carried += Streaming<Inner>::all.carried;
      if (due && M == Merge::concatenate) {
        for (Index row = 0; row < Streaming<Inner>::output_frame / width; ++row) {
          std::copy_n(y + row * width, width, f.y + row * all + column);
        }
      } else if (due && !direct) {
        for (Index i = 0; i < Streaming<Inner>::output_frame; ++i) f.y[i] += y[i];
      }
      column += width;
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) { (one(std::integral_constant<std::size_t, I>{}), ...); }
    (std::index_sequence_for<B...>{});
    return due;
  }
};

}  // namespace linnet::detail
