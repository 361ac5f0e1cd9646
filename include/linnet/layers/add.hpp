// SPDX-License-Identifier: MIT
// Add: the sum of branches. Source: keras.layers.Add.
#pragma once

#include <linnet/layers/branch.hpp>
#include <linnet/network/branched.hpp>

namespace linnet {

/// y = branch 0 (x) + branch 1 (x) + ..., from left to right: Add{Branch{...}, Branch{...}}. An empty Branch{} adds x itself.
///
/// Input (N, ...); output (N, ...), the common shape of all branches. Parameters and state: those of the branches, in order.
template <class... B>
class Add : public Branched<Merge::add, detail::BranchLayers<B>...> {
  using Base = Branched<Merge::add, detail::BranchLayers<B>...>;

 public:
  static constexpr std::string_view name = "add";
  static constexpr std::string_view cpp_name = "linnet::Add";
  constexpr auto cpp_entries() const { return detail::as_branches(this->branches()); }

  explicit(false) constexpr Add(B... branches) : Base({std::move(branches.layers)...}) {}
  explicit constexpr Add(std::tuple<detail::BranchLayers<B>...> branches) : Base(std::move(branches)) {}

  template <class In>
  static constexpr auto output_shape() {
    using Out = typename TopologyOf<float, In, std::tuple_element_t<0, std::tuple<detail::BranchLayers<B>...>>>::Output;
    static_assert((std::is_same_v<Out, typename TopologyOf<float, In, detail::BranchLayers<B>>::Output> && ...),
                  "Add: the branches give different shapes; give them the same strides, padding and filters, and an empty "
                  "Branch{} only where the others keep the shape of their input");
    return Out{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  /// Returns the same layer with other branches.
  template <class... Layers>
  static constexpr auto with_branches(Layers... branches) {
    return Add<detail::BranchOf<Layers>...>(std::tuple<Layers...>(std::move(branches)...));
  }
};

template <class... B>
Add(B...) -> Add<B...>;

}  // namespace linnet
