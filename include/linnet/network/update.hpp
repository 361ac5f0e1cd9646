// SPDX-License-Identifier: MIT
// What an optimizer is handed, once a step: flat blocks of the same length and, if it asks for them, the tensors in them.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/shape.hpp>

#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>

namespace linnet {

/// The blocks that an optimizer keeps, one after the other: as many as its slot_count() says.
template <class T>
struct SlotBlocks {
  T* first;
  Index length;  ///< of a block

  constexpr T* operator[](Index k) const { return first + k * length; }
};

/// One update of `size` parameters. `slot[k]` is a block of the optimizer's own (its moments), 0 before the first step.
template <class T>
struct LINNET_OWN_CODE Update {
  Index size;
  T* LINNET_RESTRICT parameters;
  const T* LINNET_RESTRICT gradients;
  SlotBlocks<T> slot;
  T learning_rate;
};

/// A parameter tensor within the blocks of an update: numbers [offset, offset + size).
struct TensorPlace {
  std::string_view name;  ///< as in ParameterInfo: "kernel", "bias", "gamma", ...
  int rank;
  std::size_t layer;  ///< its layer, counted as model.parameter<layer> does
  Index offset;
  Index size;
};

/// An update for optimizers that treat tensors differently (LAMB, decay without biases, a rate for each layer): one whose `update` takes
/// this instead of Update is handed it. `tensors` has all parameter tensors in ascending order, those inside of layers made of layers too;
/// numbers between them, which align them on a host, belong to none. The table is a constant, and not linked if no optimizer asks for it.
template <class T>
struct LINNET_OWN_CODE TensorUpdate : Update<T> {
  std::span<const TensorPlace> tensors;
};

namespace detail {

/// True if optimizer O asks for the tensors of an update.
template <class O, class T>
inline constexpr bool updates_tensors = !requires(const O& optimizer, typename O::State& state, const Update<T>& update) {
  optimizer.update(state, update);
};

/// True if the number of slots that O asks for by default is known to the compiler.
template <class O>
concept ConstantSlots = requires {
  typename std::integral_constant<int, O{}.slot_count()>;
};

/// How many slots a StaticSequential makes room for: most_slots, or as many as the default settings ask for.
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

/// True if optimizer O makes its step within backward, in the place of an update.
template <class O>
inline constexpr bool trains_in_place = false;
template <class O>
requires(O::in_place) inline constexpr bool trains_in_place<O> = true;

}  // namespace detail

/// Added to moments in each step: they decay to this instead of to denormal numbers, which are many times slower.
template <class T>
inline constexpr T moment_floor = T(1e-33);

}  // namespace linnet
