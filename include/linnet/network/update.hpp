// SPDX-License-Identifier: MIT
// The argument of an optimizer, once per step: flat blocks of equal length and, on request, the tensors in them.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/shape.hpp>
#include <linnet/kernels/elementwise.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace linnet {

/// The slot_count() blocks that an optimizer keeps, in order.
template <class T>
struct SlotBlocks {
  T* first;
  Index length;  ///< of a block

  constexpr T* operator[](Index k) const { return first + k * length; }
};

/// One update of `size` parameters. `slot[k]` is one of the optimizer's own blocks (its moments), 0 before the first step.
template <class T>
struct LINNET_OWN_CODE Update {
  using Scalar = T;

  Index size;
  T* LINNET_RESTRICT parameters;
  const T* LINNET_RESTRICT gradients;
  SlotBlocks<T> slot;
  T learning_rate;

  /// Calls `f.template operator()<V>(i)` for packets V from number i on; see kernels::for_each_packet.
  template <class Function>
  LINNET_ALWAYS_INLINE void for_each_packet(const Function& f) const {
    kernels::for_each_packet<T>(size, f);
  }
};

/// A parameter tensor within the blocks of an update: numbers [offset, offset + size).
struct TensorPlace {
  std::string_view name;  ///< as in ParameterInfo: "kernel", "bias", "gamma", ...
  int rank;
  std::size_t layer;  ///< its layer, counted as in model.parameter<layer>
  Index offset;
  Index size;
};

/// An update for optimizers that treat tensors differently (LAMB, decay without biases, a rate per layer) and whose `update` takes it
/// instead of Update. `tensors` has all parameter tensors in ascending order, including those inside branches; the numbers that align them
/// on a host belong to none. The table is a constant, and is not linked if no optimizer uses it.
template <class T>
struct LINNET_OWN_CODE TensorUpdate : Update<T> {
  std::span<const TensorPlace> tensors;
};

namespace detail {

/// True if optimizer O takes the tensors of an update.
template <class O, class T>
inline constexpr bool updates_tensors = !requires(const O& optimizer, typename O::State& state, const Update<T>& update) {
  optimizer.update(state, update);
};

/// Calls f(first, end) for the parts of the numbers [first, end) of a block that optimizer O moves: all of them, but for one that skips
/// those of frozen layers.
template <class O, class Function>
constexpr void for_each_moved(Index first, Index end, const Function& f) {
  if constexpr (requires { O::for_each_moved_part(first, end, f); }) {
    O::for_each_moved_part(first, end, f);
  } else if (first < end) {
    f(first, end);
  }
}

/// The optimizer of such a part.
template <class O>
constexpr const auto& without_gaps(const O& optimizer) {
  if constexpr (requires { typename O::WithoutGaps; }) {
    return static_cast<const typename O::WithoutGaps&>(optimizer);
  } else {
    return optimizer;
  }
}

/// True if the compiler knows the number of slots of O by default.
template <class O>
concept ConstantSlots = requires {
  typename std::integral_constant<int, O{}.slot_count()>;
};

/// The number of slots for which a StaticSequential has room: most_slots, or that of the default settings.
template <class O>
constexpr int slot_room() {
  if constexpr (requires { O::most_slots; }) {
    if constexpr (ConstantSlots<O>) {
      static_assert(O{}.slot_count() <= O::most_slots,
                    "compile: slot_count() of the optimizer is above its most_slots, the room that StaticSequential makes");
    }
    return O::most_slots;
  } else if constexpr (ConstantSlots<O>) {
    return O{}.slot_count();
  } else {
    static_assert(
        requires { O::most_slots; },
        "compile: StaticSequential must know how many slots to make room for; give the optimizer a `static "
        "constexpr int most_slots = 1;` or make its slot_count() constexpr");
    return 0;
  }
}

/// True if optimizer O makes its step within backward instead of in an update.
template <class O>
inline constexpr bool trains_in_place = false;
template <class O>
requires(O::in_place) inline constexpr bool trains_in_place<O> = true;

}  // namespace detail

/// Added to moments in each step: they decay to this instead of to denormal numbers, which are many times slower.
template <class T>
inline constexpr T moment_floor = T(1e-33);

}  // namespace linnet
