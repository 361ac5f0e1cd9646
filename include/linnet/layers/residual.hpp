// SPDX-License-Identifier: MIT
// Residual: a list of layers whose output is added to its input. Source: He et al., Deep Residual Learning (2015).
#pragma once

#include <linnet/network/branched.hpp>

namespace linnet {

/// First entry of a Residual: layers that bring its input to the shape of its output, usually a 1x1 convolution with strides.
template <class... L>
struct Projection {
  static_assert(sizeof...(L) > 0, "Projection: name at least one layer");
  detail::Flat<L...> layers;
  explicit(false) constexpr Projection(L... entries) : layers(detail::flat(entries...)) {}

  static constexpr std::string_view cpp_name = "linnet::Projection";
  constexpr const auto& cpp_entries() const { return layers; }
};

/// y = layers(x) + x, or layers(x) + projection(x): Residual{Conv2D<...>{}, ...} or Residual{Projection{...}, Conv2D<...>{}, ...}.
///
/// Without a projection the layers must keep the shape of their input. To activate the sum, put an Activation after it.
/// Parameters and state: those of the layers, then those of the projection.
template <class Skip, class Main>
class Residual;

template <class... P, class... L>
class Residual<std::tuple<P...>, std::tuple<L...>> : public Branched<Merge::add, std::tuple<L...>, std::tuple<P...>> {
  static_assert(sizeof...(L) > 0, "Residual: name at least one layer");
  using Base = Branched<Merge::add, std::tuple<L...>, std::tuple<P...>>;

 public:
  static constexpr std::string_view name = "residual";
  static constexpr std::string_view cpp_name = "linnet::Residual";
  /// The name in summary of a branch with its own line above its layers.
  static constexpr std::array<std::string_view, 2> branch_names{"", "projection"};

  template <class... E>
  requires(sizeof...(P) == 0 &&
           std::is_same_v<detail::Flat<E...>, std::tuple<L...>>) explicit(false) constexpr Residual(E... entries)
      : Base({detail::flat(entries...), {}}) {}
  template <class... S, class... E>
  explicit(false) constexpr Residual(Projection<S...> projection, E... entries)
      : Base({detail::flat(entries...), std::move(projection.layers)}) {}
  constexpr Residual(std::tuple<P...> projection, std::tuple<L...> layers) : Base({std::move(layers), std::move(projection)}) {}

  template <class In>
  static constexpr auto output_shape() {
    using Out = typename Topology<float, In, L...>::Output;
    using Skip = typename Topology<float, In, P...>::Output;
    static_assert(
        sizeof...(P) > 0 || std::is_same_v<Out, In>,
        "Residual: the layers change the shape of their input, so it cannot be added to their output; make Projection{...} "
        "the first entry, with a 1x1 convolution of the same strides and filters");
    static_assert(sizeof...(P) == 0 || std::is_same_v<Out, Skip>,
                  "Residual: the projection gives another shape than the layers; give it their strides and filters");
    return Out{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(std::get<1>(this->branches()));
    list(std::get<0>(this->branches()));
  }
  constexpr auto cpp_entries() const {
    const auto& [layers, skip] = this->branches();
    if constexpr (sizeof...(P) > 0) {
      const auto projection = [](const P&... layer) { return std::tuple(Projection<P...>(layer...)); };
      return std::tuple_cat(std::apply(projection, skip), layers);
    } else {
      return layers;
    }
  }

  template <class Main, class Skip>
  static constexpr auto with_branches(Main main, Skip skip) {
    return linnet::Residual<Skip, Main>(std::move(skip), std::move(main));
  }
};

template <class... L>
Residual(L...) -> Residual<std::tuple<>, detail::Flat<L...>>;
template <class... P, class... L>
Residual(Projection<P...>, L...) -> Residual<detail::Flat<P...>, detail::Flat<L...>>;
template <class Skip, class Main>  // not a copy: one within another
Residual(Residual<Skip, Main>)->Residual<std::tuple<>, std::tuple<Residual<Skip, Main>>>;

}  // namespace linnet
