// SPDX-License-Identifier: MIT
// Bidirectional: a recurrent layer that reads the sequence forwards, and one that reads it backwards. Sources: Schuster and Paliwal (1997);
// keras.layers.Bidirectional.
#pragma once

#include <linnet/network/branched.hpp>
#include <linnet/network/torch.hpp>

#include <algorithm>

namespace linnet {

/// The steps of a sequence from the last to the first: (N, S, ...) keeps its shape. Bidirectional puts it behind the layer that reads backwards.
struct ReverseSteps {
  static constexpr std::string_view name = "reverse_steps";
  static constexpr std::string_view cpp_name = "linnet::ReverseSteps";
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool keeps_range = true;
  template <class In>
  using Output = In;

  template <class Pass>
  void forward(const Pass& f) const {
    reverse<typename Pass::Input>(f.x, f.y, f.n);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    if constexpr (Pass::input_gradient_needed) reverse<typename Pass::Input>(f.dy, f.dx, f.n);
  }

 private:
  template <class In, class T>
  static void reverse(const T* from, T* to, Index n) {
    constexpr Index steps = In::dims[0], frame = In::size / steps;
    for (Index i = 0; i < n * steps; ++i) {
      const Index s = i % steps;
      std::copy_n(from + i * frame, frame, to + (i - s + steps - 1 - s) * frame);
    }
  }
};

namespace detail {

template <class L>
concept Reversible = requires(const L& layer) {
  layer.reversed();
};

/// The layers of Bidirectional's backward branch; with outputs of all steps these are brought into the order of time.
template <class L>
constexpr auto backward_branch(const L&) {
  static_assert(never<L>, "Bidirectional: name one recurrent layer, SimpleRNN, LSTM or GRU: Bidirectional{GRU<32>{}}");
  return std::tuple<>();
}
template <Reversible L>
constexpr auto backward_branch(const L& layer) {
  const auto backwards = layer.reversed();
  if constexpr (L::options.return_sequences) {
    return std::tuple<std::remove_cvref_t<decltype(backwards)>, ReverseSteps>(backwards, ReverseSteps{});
  } else {
    return std::tuple<std::remove_cvref_t<decltype(backwards)>>(backwards);
  }
}
template <class L>
using BackwardBranch = decltype(backward_branch(std::declval<const L&>()));

}  // namespace detail

/// The ways in which Bidirectional merges its two outputs: Bidirectional{GRU<32>{}, merge_mode::sum}.
namespace merge_mode {
inline constexpr std::false_type concat{};
inline constexpr std::true_type sum{};
}  // namespace merge_mode

/// y = [forward(x), backward(x)] along the last axis: Bidirectional{GRU<32>{}}; or their sum: Bidirectional{GRU<32>{}, merge_mode::sum}.
///
/// Input (N, S, C); output (N, 2 U), or (N, S, 2 U) in the order of time if the layer returns sequences; U instead of 2 U for the sum.
/// Parameters: those of the layer that reads forwards, then those of its copy that reads backwards. A stream refuses it: the end of a window
/// comes first.
template <class L, bool Sum>
class Bidirectional : public Branched<Sum ? Merge::add : Merge::concatenate, std::tuple<L>, detail::BackwardBranch<L>> {
  static_assert(!L::options.go_backwards, "Bidirectional: name the layer that reads forwards, without go_backwards");
  using Base = Branched<Sum ? Merge::add : Merge::concatenate, std::tuple<L>, detail::BackwardBranch<L>>;

 public:
  static constexpr std::string_view name = "bidirectional";
  static constexpr std::string_view cpp_name = "linnet::Bidirectional";
  static constexpr std::array<std::string_view, 2> branch_names{"forward", "backward"};
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;

  explicit(false) constexpr Bidirectional(L layer) : Base({std::tuple<L>(layer), detail::backward_branch(layer)}) {}
  constexpr Bidirectional(L layer, std::bool_constant<Sum>) : Bidirectional(layer) {}

  template <class In>
  static constexpr auto output_shape() {
    using One = typename Topology<float, In, L>::Output;
    if constexpr (Sum) {
      return One{};
    } else {
      return ReplaceLast<One, 2 * last_dim<One>>{};
    }
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(std::get<0>(std::get<0>(this->branches())));
    list(Sum);
  }
  constexpr const auto& cpp_entries() const { return std::get<0>(this->branches()); }

  /// Returns the branches as they are: nothing folds into a recurrent layer.
  template <class Forward, class Backward>
  static constexpr auto with_branches(Forward forward, Backward) {
    return Bidirectional(std::get<0>(forward));
  }
};

template <class L>
Bidirectional(L) -> Bidirectional<L, false>;
template <class L, bool Sum>
Bidirectional(L, std::bool_constant<Sum>) -> Bidirectional<L, Sum>;
template <class L, bool Sum>  // not a copy: one within another, which is refused
Bidirectional(Bidirectional<L, Sum>)->Bidirectional<Bidirectional<L, Sum>, false>;

}  // namespace linnet
