// SPDX-License-Identifier: MIT
// The int8 forms of layers with weights: fully connected layers, convolutions, depthwise convolutions, channel-wise affine layers.
#pragma once

#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/numbers.hpp>
#include <linnet/kernels/int8/product_portable.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/quantized/forms/weights.hpp>

namespace linnet::quantized {

/// Shared by the forms with weights. `Derived` has outputs, products (of an output) and depthwise; its Kernel<Isa> computes.
template <class Derived>
struct WithWeights {
  template <class B, class Record>
  static void quantize(const typename B::Layer&, const float* parameters, const float*, Quantization in, Record& record) {
    const float* const kernel = parameters + B::parameter_offset(0);
    const float* bias = nullptr;
    if constexpr (B::parameters.size() > 1) bias = parameters + B::parameter_offset(1);
    quantize_weights(Derived::outputs, Derived::products, Derived::depthwise, kernel, bias, in, record);
  }
  template <class Record>
  static void require_valid(const Record& record, Quantization in) {
    require_weights(Derived::outputs, Derived::products, Derived::depthwise, record, in);
  }
  template <class Isa, class Record>
  static void pack(const Record& record, Quantization in, void* to) {
    const Factors<Derived::outputs, Record> factors(record, in);
    Derived::template Kernel<Isa>::pack(factors.numbers(), to);
  }
  template <class Isa>
  static void run(const void* constants, const std::int8_t* x, std::int8_t* y, Index n, void* scratch) {
    Derived::template Kernel<Isa>::run(constants, x, y, n, scratch);
  }
};

template <Windows S>
struct Product : WithWeights<Product<S>> {
  static constexpr Index outputs = S.outputs, products = S.taps() * S.channels;
  static constexpr bool depthwise = false;
  template <class Isa>
  using Kernel = kernels::int8::Product<Isa, S>;
};

template <Windows S>
struct Depthwise : WithWeights<Depthwise<S>> {
  static constexpr Index outputs = S.outputs, products = S.taps();
  static constexpr bool depthwise = true;
  template <class Isa>
  using Kernel = kernels::int8::Depthwise<Isa, S>;
};

}  // namespace linnet::quantized
