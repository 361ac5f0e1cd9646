// SPDX-License-Identifier: MIT
// The int8 forms of activations: functions of one number and softmax, by tables.
#pragma once

#include <linnet/kernels/activations.hpp>
#include <linnet/kernels/int8/softmax_table.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/quantized/forms/number_checks.hpp>

namespace linnet::quantized {

/// Sigmoid and tanh are those of TFLite Micro, in fixed point; any other function is computed in float and rounded.
template <class A, Index Size>
struct Table {
  static constexpr bool is_tanh = std::is_same_v<A, linnet::tanh>;
  static constexpr Index record_weights = 256, record_outputs = 0;
  static constexpr bool fixed_point = is_tanh || std::is_same_v<A, sigmoid>;
  static constexpr Quantization output =
      is_tanh ? kernels::int8::tanh_quantization : kernels::int8::probability_quantization;  ///< if the range is fixed

  template <class Isa>
  struct Kernel {
    static constexpr Index bytes = sizeof(kernels::int8::Table), scratch_bytes = 0;
    static constexpr std::size_t alignment = 1;
  };
  template <class B, class Record>
  static void quantize(const typename B::Layer& layer, const float*, const float*, Quantization in, Record& record) {
    const auto table = [&] {
      if constexpr (fixed_point) {
        return kernels::int8::make_sigmoid_table(in, is_tanh);
      } else {
        return kernels::int8::make_table(in, record.output, [&](float x) {
          if constexpr (requires { layer(x); }) {
            return layer(x);
          } else {
            return layer.activation(x);
          }
        });
      }
    }();
    record.weights.assign(table.begin(), table.end());
  }
  template <class Record>
  static void require_valid(const Record& record, Quantization) {
    require_counts(record, 256, 0);
    if constexpr (fixed_point) require_output(record, output);
  }
  template <class Isa, class Record>
  static void pack(const Record& record, Quantization, void* to) {
    std::copy(record.weights.begin(), record.weights.end(), static_cast<std::int8_t*>(to));
  }
  template <class Isa>
  static void run(const void* constants, const std::int8_t* x, std::int8_t* y, Index n, void*) {
    const std::int8_t* const table = static_cast<const std::int8_t*>(constants) + 128;
    for (Index i = 0; i < n * Size; ++i) y[i] = table[x[i]];
  }
};

/// Its constants: the exponentials of all differences (256).
template <Index Size, Index Width>
struct Softmax {
  static_assert(Width <= kernels::int8::most_softmax_numbers,
                "quantize: an int8 softmax is over at most 8191 numbers; quantise the model without it, softmax does not "
                "change the largest");
  static constexpr Quantization output = kernels::int8::probability_quantization;
  struct Constants {
    std::int32_t exponentials[256];
  };
  template <class Isa>
  struct Kernel {
    static constexpr Index bytes = sizeof(Constants), scratch_bytes = 0;
    static constexpr std::size_t alignment = alignof(Constants);
  };
  template <class B, class Record>
  static void quantize(const typename B::Layer&, const float*, const float*, Quantization, Record&) {}
  template <class Record>
  static void require_valid(const Record& record, Quantization) {
    require_counts(record, 0, 0);
    require_output(record, output);
  }
  template <class Isa, class Record>
  static void pack(const Record&, Quantization in, void* to) {
    const auto table = kernels::int8::make_exp_table(in.scale);
    std::copy(table.begin(), table.end(), static_cast<Constants*>(to)->exponentials);
  }
  template <class Isa>
  static void run(const void* constants, const std::int8_t* x, std::int8_t* y, Index n, void*) {
    const std::int32_t* const table = static_cast<const Constants*>(constants)->exponentials;
    if constexpr (LINNET_HOST) {
      kernels::int8::softmax_rows(table, x, y, n * Size, Width);
    } else {  // the width known to the compiler
      for (Index i = 0; i < n * Size; i += Width) kernels::int8::softmax_row(table, x + i, y + i, Width);
    }
  }
};

}  // namespace linnet::quantized
