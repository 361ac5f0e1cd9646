// SPDX-License-Identifier: MIT
// Layers that exist only in int8: an activation that the layer before it applies by its range, and a convolution with its max pool.
#pragma once

#include <linnet/network/bound.hpp>
#include <linnet/quantized/forms/product.hpp>

#include <string_view>

namespace linnet::quantized {

/// Activation A, a clamp: the output of the layer before it has the range of A's output, beyond which int8 numbers saturate. Nothing is
/// computed.
template <class A>
struct Clamp {
  A activation{};

  static constexpr std::string_view name = A::name;
  static constexpr std::string_view cpp_name = "linnet::quantized::Clamp";
  static constexpr Placement placement = Placement::alias;
  static constexpr bool clamps = true;
  template <class In>
  using Output = In;
  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(activation);
  }
};

/// The product over windows `S`, then a max pool over windows `P`.
template <Windows S, Windows P>
struct PooledProduct : WithWeights<PooledProduct<S, P>> {
  static constexpr Index outputs = S.outputs, products = S.taps() * S.channels;
  static constexpr bool depthwise = false;
  template <class Isa>
  using Kernel = kernels::int8::Product<Isa, S, P>;
};

/// A convolution, activation A and a max pool in one step, which does not store the output of the convolution.
template <class Convolution, class A, class Pool>
struct Pooled {
  Convolution convolution{};
  A activation{};
  Pool pool{};

  static constexpr std::string_view name = Convolution::name;
  static constexpr std::string_view cpp_name = "linnet::quantized::Pooled";
  static constexpr bool pools = true;

  template <class In>
  using Middle = typename Convolution::template Output<In>;
  template <class In>
  using Output = typename Pool::template Output<Middle<In>>;
  template <class In>
  using Int8 = PooledProduct<Convolution::template windows<In>, Pool::template windows<Middle<In>>>;

  template <class In>
  static constexpr auto parameters() {
    return Convolution::template parameters<In>();
  }
  template <class In>
  static constexpr Index multiply_accumulates() {
    return Convolution::template multiply_accumulates<In>();
  }
  template <class In>
  static constexpr Windows windows = Convolution::template windows<In>;
  template <class B, class Hash>
  constexpr void add_settings(Hash& hash) const {
    constexpr Windows pooled = Pool::template windows<Middle<typename B::Input>>;
    for (const auto& w : {pooled.rows, pooled.columns}) {
      for (const Index number : {w.size, w.stride, w.before}) hash.add(number);
    }
  }
  template <class List>
  constexpr void cpp_arguments(List& list) const {
    list(convolution);
    list(activation);
    list(pool);
  }
};

}  // namespace linnet::quantized
