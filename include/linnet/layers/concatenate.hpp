// SPDX-License-Identifier: MIT
// Concatenate: branches next to each other along the last axis. Sources: keras.layers.Concatenate with axis -1; Szegedy et al., Going
// Deeper with Convolutions (2014).
#pragma once

#include <linnet/layers/branch.hpp>
#include <linnet/network/branched.hpp>

namespace linnet {

/// y = [branch 0 (x), branch 1 (x), ...] along the last axis: Concatenate{Branch{...}, Branch{...}}. An empty Branch{} gives x itself.
///
/// Input (N, ...); output (N, ..., C): all branches have the same extents except the last, and C is the sum of their last extents.
/// Parameters and state: those of the branches, in order.
template <class... B>
class Concatenate : public Branched<Merge::concatenate, detail::BranchLayers<B>...> {
  using Base = Branched<Merge::concatenate, detail::BranchLayers<B>...>;

 public:
  static constexpr std::string_view name = "concatenate";
  static constexpr std::string_view cpp_name = "linnet::Concatenate";
  constexpr auto cpp_entries() const { return detail::as_branches(this->branches()); }

  explicit(false) constexpr Concatenate(B... branches) : Base({std::move(branches.layers)...}) {}
  explicit constexpr Concatenate(std::tuple<detail::BranchLayers<B>...> branches) : Base(std::move(branches)) {}

  template <class In>
  static constexpr auto output_shape() {
    return []<class First, class... Others>(std::tuple<First, Others...>*) {
      static_assert((std::is_same_v<ReplaceLast<First, 1>, ReplaceLast<Others, 1>> && ...),
                    "Concatenate: the branches differ in more than their last extent; give them the same strides and padding, "
                    "or Flatten{} at the end of each");
      return ReplaceLast<First, (last_dim<First> + ... + last_dim<Others>)>{};
    }(static_cast<std::tuple<typename TopologyOf<float, In, detail::BranchLayers<B>>::Output...>*>(nullptr));
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  /// Returns the same layer with other branches.
  template <class... Layers>
  static constexpr auto with_branches(Layers... branches) {
    return Concatenate<detail::BranchOf<Layers>...>(std::tuple<Layers...>(std::move(branches)...));
  }
};

template <class... B>
Concatenate(B...) -> Concatenate<B...>;

}  // namespace linnet
