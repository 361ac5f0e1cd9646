// SPDX-License-Identifier: MIT
// One update of an optimizer: of all parameters, of the touched rows of a table, or with learning rates of single tensors.
#pragma once

#include <linnet/network/lookup/touched_rows.hpp>
#include <linnet/network/tensor_places.hpp>

#include <span>

namespace linnet {

/// Numbers [offset, offset + size) of the parameter block, and the factor of their learning rate.
struct RateScale {
  Index offset;
  Index size;
  float factor;
};

namespace detail {

/// The update of an optimizer that treats each number by itself, part by part. Each part begins with the state before the step.
template <class O, class State, class T>
void update_by_rates(const O& optimizer, State& state, const Update<T>& all, std::span<const RateScale> scales) {
  const State before = state;
  const auto part = [&](Index first, Index end, float factor) {
    for_each_moved<O>(first, end, [&](Index from, Index to) {
      state = before;
      without_gaps(optimizer).update(
          state, Update<T>{to - from, all.parameters + from, all.gradients + from,
                           SlotBlocks<T>{all.slot.first + from, all.slot.length}, all.learning_rate * static_cast<T>(factor)});
    });
  };
  Index done = 0;
  for (const RateScale& scale : scales) {
    part(done, scale.offset, 1.0f);
    done = scale.offset + scale.size;
    part(scale.offset, done, scale.factor);
  }
  part(done, all.size, 1.0f);
}

/// The update of topology `Top`, of which only the `rows` of a table if they are known.
template <class Top, class Table, class O, class State, class T>
LINNET_ALWAYS_INLINE void apply_update(const O& optimizer, State& state, const Update<T>& update, TouchedRows<T> rows,
                                       std::span<const RateScale> scales) {
  if constexpr (LINNET_HOST && UpdatesRows<O>) {
    if (!scales.empty()) return update_by_rates(optimizer, state, update, scales);
  }
  if constexpr (updates_tensors<O, T>) {
    optimizer.update(state, TensorUpdate<T>{update, tensor_places<Top>});
  } else {
    if constexpr (Table::end > 0 && UpdatesRows<O>) {
      if (rows) return optimizer.update(state, RowUpdate<T, Table>{update, {rows.numbers}});
    }
    optimizer.update(state, update);
  }
}

}  // namespace detail
}  // namespace linnet
