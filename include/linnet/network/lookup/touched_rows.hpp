// SPDX-License-Identifier: MIT
// Tables of which a batch touches only a few rows: a step then costs the batch, and not the table. The layer that looks the model's input up in
// such a table, its only parameter tensor (rows, width), states
//
//   touches_rows            static constexpr bool: true
//
// and remembers TouchedRows. In a pass with `only_touched_rows` its backward
//
//   - finds in its remembered numbers the rows that the last such pass touched (before the first one they are 0), and sets the gradient of
//     these rows to 0: the rest of it is 0 already
//   - writes the gradient of the rows that this batch touches, and these rows, in ascending order, to its remembered numbers.
//
// The optimizer then moves these rows, and everything behind the table (RowUpdate). Its moments of other rows stay as they are.
#pragma once

#include <linnet/network/topology.hpp>
#include <linnet/network/update.hpp>

namespace linnet {

/// The rows of a table that a batch touched, in the remembered numbers of a layer: their count, a bound, then their indices.
template <class T>
struct TouchedRows {
  T* numbers = nullptr;  ///< null: not known, any row

  explicit operator bool() const { return numbers != nullptr; }
  static constexpr Index size(Index rows) { return 2 + rows; }

  Index count() const { return static_cast<Index>(numbers[0]); }
  void set_count(Index count) const { numbers[0] = static_cast<T>(count); }
  /// At least the sum of squares of the gradient, but for rounding: it is finite if this is.
  T bound() const { return numbers[1]; }
  void set_bound(T bound) const { numbers[1] = bound; }
  T* rows() const { return numbers + 2; }
  Index operator[](Index i) const { return static_cast<Index>(rows()[i]); }
};

/// The place of the table of topology `Top` in the blocks: numbers 0 .. rows * width - 1; other tensors begin at `end`.
template <Index Width, Index End>
struct TablePlace {
  static constexpr Index width = Width;
  static constexpr Index end = End;
};

/// An update of the touched rows of a table, and of everything behind it; see Update.
template <class T, class Table>
struct LINNET_OWN_CODE RowUpdate : Update<T> {
  TouchedRows<const T> touched;

  template <class Function>
  LINNET_ALWAYS_INLINE void for_each_packet(const Function& f) const {
    for (Index i = 0, count = touched.count(); i < count; ++i) {
      const Index row = touched[i] * Table::width;
      kernels::for_each_packet<T>(Table::width, [&]<class V>(Index k) { f.template operator()<V>(row + k); });
    }
    kernels::for_each_packet<T>(this->size - Table::end, [&]<class V>(Index k) { f.template operator()<V>(Table::end + k); });
  }
};

namespace detail {

template <class L>
concept TouchesRows = requires {
  requires L::touches_rows;
};

/// The layer of topology `Top` with such a table; `size` if there is none. It is the first one that computes: its table begins at number 0.
template <class Top, std::size_t I = 0>
constexpr std::size_t layer_that_touches_rows() {
  if constexpr (I < Top::size) {
    using B = typename Top::template Layer<I>;
    if constexpr (TouchesRows<typename B::Layer>) return I;
    if constexpr (B::placement == Placement::alias) return layer_that_touches_rows<Top, I + 1>();
  }
  return Top::size;
}

/// The table of that layer.
template <class Top>
constexpr auto table_place() {
  constexpr std::size_t layer = layer_that_touches_rows<Top>();
  if constexpr (layer < Top::size) {
    using B = typename Top::template Layer<layer>;
    static_assert(Top::parameter_offsets[layer] == 0 && B::parameters.size() == 1);
    return TablePlace<B::parameters[0].size() / B::parameters[0].dims[0], B::parameter_slice>{};
  } else {
    return TablePlace<1, 0>{};
  }
}

/// True if optimizer O moves touched rows alone: each number of an update by itself.
template <class O>
concept UpdatesRows = requires {
  requires O::updates_rows;
};

}  // namespace detail
}  // namespace linnet
