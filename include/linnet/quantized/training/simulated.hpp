// SPDX-License-Identifier: MIT
// Lowered layers as layers that round as int8 does, and back. For hosts.
//
//   a layer with weights              Rounding, then FakeQuantize, which also does an activation that is a clamp
//   another with a range of its own   the layer, then FakeQuantize
//   a convolution with its max pool   Rounding, the pool, then FakeQuantize: the largest number rounded is the rounded largest
//   a fixed range                     the layer, then FakeQuantize that does not move, but not behind the last layer
//   an average pool with windows      part of the FakeQuantize in front of it: RoundedPool
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/quantized/lowering/lower.hpp>
#include <linnet/quantized/network.hpp>
#include <linnet/quantized/observe.hpp>
#include <linnet/quantized/training/fake_quantize.hpp>
#include <linnet/quantized/training/rounded_pool.hpp>
#include <linnet/quantized/training/rounding.hpp>

namespace linnet::quantized {

template <class L>
inline constexpr bool rounds_outputs = requires {
  requires L::rounds_outputs;
};
template <class L>
inline constexpr bool rounds_weights = requires {
  requires L::rounds_weights;
};

template <class L>
inline constexpr bool rounds_pool = requires {
  requires L::rounds_pool;
};
template <class L>
inline constexpr bool is_average_pool = requires {
  requires !L::is_max_pool && L::quantized_range == QuantizedRange::as_input;
};

namespace simulation {

/// Joins average pools with the rounding in front of them.
template <class... L>
auto with_rounded_pools(const std::tuple<L...>& layers) {
  if constexpr (sizeof...(L) < 2) {
    return layers;
  } else {
    using First = std::tuple_element_t<0, std::tuple<L...>>;
    using Second = std::tuple_element_t<1, std::tuple<L...>>;
    const auto& [first, second] = std::tie(std::get<0>(layers), std::get<1>(layers));
    const auto rest = [&]<std::size_t... I>(std::index_sequence<I...>) { return std::make_tuple(std::get<I + 2>(layers)...); }
    (std::make_index_sequence<sizeof...(L) - 2>{});
    if constexpr (rounds_outputs<First> && is_average_pool<Second>) {
      return with_rounded_pools(std::tuple_cat(std::make_tuple(RoundedPool<First, Second>{first, second}), rest));
    } else {
      return std::tuple_cat(std::make_tuple(first), with_rounded_pools(std::tuple_cat(std::make_tuple(second), rest)));
    }
  }
}

/// The clamp of a FakeQuantize or RoundedPool as a layer; none if it is linear.
template <class Fake>
auto clamp_of(const Fake& fake) {
  if constexpr (rounds_pool<Fake>) {
    return clamp_of(fake.fake);
  } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(fake.activation)>, linear>) {
    return std::tuple<>{};
  } else {
    return std::tuple(Activation<std::remove_cvref_t<decltype(fake.activation)>>{fake.activation});
  }
}
/// The pools of a RoundedPool.
template <class Fake>
auto pools_of(const Fake& fake) {
  if constexpr (rounds_pool<Fake>) {
    return std::tuple_cat(pools_of(fake.fake), std::make_tuple(fake.pool));
  } else {
    return std::tuple<>{};
  }
}

/// The clamp that layer I of the lowered layers has behind it, linear if there is none.
template <class Top, std::size_t I, class Layers>
auto clamp_behind(const Layers& lowered) {
  if constexpr (I + 1 < Top::size) {
    if constexpr (is_clamp_layer<typename Top::template Layer<I + 1>::Layer>) {
      return std::get<I + 1>(lowered).activation;
    } else {
      return linear{};
    }
  } else {
    return linear{};
  }
}

/// Layer `layer` with input In and clamp `a` behind it as one that rounds its weights, and the FakeQuantize after it; `between` are the
/// layers that come between both.
template <class In, class L, class A, class... Between>
auto with_weights(const L& layer, const A& a, float momentum, const Between&... between) {
  if constexpr (!RoundsWeights<L, In>) {
    return std::tuple(layer, between..., FakeQuantize<A>{a, momentum});
  } else if constexpr (std::is_same_v<A, linear> && requires { layer.without_activation(); }) {
    using Own = std::remove_cvref_t<decltype(layer.activation)>;
    return std::tuple(Rounding{layer.without_activation()}, between..., FakeQuantize<Own>{layer.activation, momentum});
  } else {
    return std::tuple(Rounding<L>{layer}, between..., FakeQuantize<A>{a, momentum});
  }
}

/// The layers of lowered topology `Top` as they are simulated. `Outputs`: they end with the outputs of the model.
template <class Top, bool Outputs, class Layers>
auto layers(const Layers& lowered, float momentum) {
  const auto one = [&]<std::size_t I>() {
    using B = typename Top::template Layer<I>;
    using L = typename B::Layer;
    using In = typename B::Input;
    const L& layer = std::get<I>(lowered);
    const auto clamp = clamp_behind<Top, I>(lowered);
    if constexpr (is_clamp_layer<L>) {
      return std::tuple<>{};
    } else if constexpr (is_pooled_layer<L>) {
      return with_weights<In>(layer.convolution, layer.activation, momentum, layer.pool);
    } else if constexpr (linnet::detail::MadeOfBranches<L>) {
      return [&]<std::size_t... K>(std::index_sequence<K...>) {
        return std::tuple(layer.with_branches(
                              layers<linnet::detail::BranchTopology<B, K>, false>(std::get<K>(layer.branches()), momentum)...),
                          FakeQuantize<std::remove_const_t<decltype(clamp)>>{clamp, momentum});
      }
      (std::make_index_sequence<std::tuple_size_v<linnet::detail::BranchesOf<L>>>{});
    } else if constexpr (lowering::has_range<L>) {
      return with_weights<In>(layer, clamp, momentum);
    } else if constexpr (!is_alias<B> && linnet::detail::quantized_range<L> == QuantizedRange::fixed &&
                         !(Outputs && I + 1 == Top::size)) {
      return std::tuple(layer, FakeQuantize<linear, false>{});
    } else {
      return std::tuple(layer);
    }
  };
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    return with_rounded_pools(std::tuple_cat(one.template operator()<I>()...));
  }
  (std::make_index_sequence<Top::size>{});
}

/// The float layers that layers from I on simulate.
template <std::size_t I = 0, class Layers>
auto float_layers(const Layers& simulated) {
  if constexpr (I == std::tuple_size_v<Layers>) {
    return std::tuple<>{};
  } else {
    using L = std::tuple_element_t<I, Layers>;
    const L& layer = std::get<I>(simulated);
    const auto rest = float_layers<I + 1>(simulated);
    if constexpr (rounds_outputs<L>) {
      return std::tuple_cat(clamp_of(layer), pools_of(layer), rest);
    } else if constexpr (rounds_weights<L>) {
      return std::tuple_cat(std::tuple(layer.layer()), rest);
    } else if constexpr (linnet::detail::MadeOfBranches<L>) {
      return std::tuple_cat(
          std::apply([&](const auto&... branch) { return std::tuple(layer.with_branches(float_layers(branch)...)); },
                     layer.branches()),
          rest);
    } else {
      if constexpr (lowering::is_max_pool<L> && I + 1 < std::tuple_size_v<Layers>) {
        if constexpr (rounds_outputs<std::tuple_element_t<I + 1, Layers>>) {  // the clamp belongs to the convolution
          const auto& next = std::get<I + 1>(simulated);
          return std::tuple_cat(clamp_of(next), std::tuple(layer), pools_of(next), float_layers<I + 2>(simulated));
        } else {
          return std::tuple_cat(std::tuple(layer), rest);
        }
      } else {
        return std::tuple_cat(std::tuple(layer), rest);
      }
    }
  }
}

}  // namespace simulation
}  // namespace linnet::quantized
