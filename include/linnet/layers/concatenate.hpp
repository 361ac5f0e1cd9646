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

  template <class In>
  struct Fit {
    template <class... Out>
    static constexpr bool fit(std::tuple<Out...>*) {
      using First = ReplaceLast<std::tuple_element_t<0, std::tuple<Out...>>, 1>;
      return (std::is_same_v<First, ReplaceLast<Out, 1>> && ...);
    }
    template <class... Out>
    static constexpr Index channels(std::tuple<Out...>*) {
      return (Index{0} + ... + last_dim<Out>);
    }
    using Outputs = std::tuple<typename TopologyOf<float, In, detail::BranchLayers<B>>::Output...>;
    static_assert(fit(static_cast<Outputs*>(nullptr)),
                  "Concatenate: the branches differ in more than their last extent; give them the same strides and padding, or "
                  "Flatten{} at the end of each");
    using type = ReplaceLast<std::tuple_element_t<0, Outputs>, channels(static_cast<Outputs*>(nullptr))>;
  };

 public:
  static constexpr std::string_view name = "concatenate";
  static constexpr std::string_view cpp_name = "linnet::Concatenate";
  constexpr auto cpp_entries() const { return detail::as_branches(this->branches()); }

  explicit(false) constexpr Concatenate(B... branches) : Base({std::move(branches.layers)...}) {}
  explicit constexpr Concatenate(std::tuple<detail::BranchLayers<B>...> branches) : Base(std::move(branches)) {}

  template <class In>
  using Output = typename Fit<In>::type;

  /// Returns the same layer with other branches.
  template <class... Layers>
  static constexpr auto with_branches(Layers... branches) {
    return Concatenate<detail::BranchOf<Layers>...>(std::tuple<Layers...>(std::move(branches)...));
  }
};

template <class... B>
Concatenate(B...) -> Concatenate<B...>;

}  // namespace linnet
