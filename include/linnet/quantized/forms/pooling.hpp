// SPDX-License-Identifier: MIT
// The int8 forms of pooling, the mean over an image, and padding.
#pragma once

#include <linnet/kernels/int8/factors.hpp>
#include <linnet/kernels/int8/pooling.hpp>
#include <linnet/network/int8_form.hpp>
#include <linnet/quantized/forms/number_checks.hpp>

namespace linnet::quantized {

/// A form without numbers of its own.
struct NoNumbers {
  template <class B, class Record>
  static void quantize(const typename B::Layer&, const float*, const float*, Quantization, Record&) {}
  template <class Record>
  static void require_valid(const Record& record, Quantization in) {
    require_counts(record, 0, 0);
    require_output(record, in);
  }
};

/// The same without constants. `Derived` has image(x, y) for one sample, of `in` and `out` numbers.
template <class Derived>
struct NoConstants : NoNumbers {
  template <class Isa>
  struct Kernel {
    static constexpr Index bytes = 0, scratch_bytes = 0;
    static constexpr std::size_t alignment = 1;
  };
  template <class Isa, class Record>
  static void pack(const Record&, Quantization, void*) {}
  template <class Isa>
  static void run(const void*, const std::int8_t* x, std::int8_t* y, Index n, void*) {
    for (Index i = 0; i < n; ++i) Derived::image(x + i * Derived::in, y + i * Derived::out);
  }
};

template <Windows S>
struct MaxPool : NoConstants<MaxPool<S>> {
  static constexpr Index in = S.in_sample(), out = S.out_sample();
  static void image(const std::int8_t* x, std::int8_t* y) { kernels::int8::max_pool<S>(x, y); }
};

template <Windows S>
struct AveragePool : NoConstants<AveragePool<S>> {
  static constexpr Index in = S.in_sample(), out = S.out_sample();
  static void image(const std::int8_t* x, std::int8_t* y) { kernels::int8::average_pool<S>(x, y); }
};

/// Its constants: the zero of the input.
template <Windows S>
struct Pad : NoNumbers {
  template <class Isa>
  struct Kernel {
    static constexpr Index bytes = 1, scratch_bytes = 0;
    static constexpr std::size_t alignment = 1;
  };
  template <class Isa, class Record>
  static void pack(const Record&, Quantization in, void* to) {
    *static_cast<std::int8_t*>(to) = static_cast<std::int8_t>(in.zero);
  }
  template <class Isa>
  static void run(const void* constants, const std::int8_t* x, std::int8_t* y, Index n, void*) {
    kernels::int8::pad<S>(x, y, n, *static_cast<const std::int8_t*>(constants));
  }
};

/// Its constants: the factor and the zeros.
template <Windows S>
struct Mean : NoNumbers {
  struct Constants {
    kernels::int8::Multiplier factor;
    std::int32_t zero_in, zero_out;
  };
  template <class Isa>
  struct Kernel {
    static constexpr Index bytes = sizeof(Constants), scratch_bytes = 0;
    static constexpr std::size_t alignment = alignof(Constants);
  };
  static constexpr std::int32_t count = static_cast<std::int32_t>(S.rows.in * S.columns.in);
  template <class Record>
  static void require_valid(const Record& record, Quantization in) {
    require_counts(record, 0, 0);
    require_factor(record.name, 255.0 * count, kernels::int8::mean_factor(in.scale, record.output.scale, count));
  }
  template <class Isa, class Record>
  static void pack(const Record& record, Quantization in, void* to) {
    *static_cast<Constants*>(to) = {kernels::int8::mean_factor(in.scale, record.output.scale, count), in.zero,
                                    record.output.zero};
  }
  template <class Isa>
  static void run(const void* constants, const std::int8_t* x, std::int8_t* y, Index n, void*) {
    const auto& c = *static_cast<const Constants*>(constants);
    for (Index i = 0; i < n; ++i) {
      kernels::int8::mean<S.channels>(x + i * S.in_sample(), count, c.factor, c.zero_in, c.zero_out, y + i * S.channels);
    }
  }
};

}  // namespace linnet::quantized
