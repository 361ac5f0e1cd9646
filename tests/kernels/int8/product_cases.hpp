// SPDX-License-Identifier: MIT
// Products over many windows, compared with the reference: what every instruction set's kernel must pass.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/kernels/int8/depthwise_portable.hpp>
#include <linnet/kernels/int8/product_portable.hpp>
#include <linnet/kernels/int8/reference.hpp>

#include <cstddef>
#include <cstring>

namespace linnet::test {

/// Windows of a square kernel over an image.
constexpr Windows image_windows(Index height, Index width, Index channels, Index outputs, Index kernel, Index stride = 1,
                                Padding padding = Padding::valid, Index dilation = 1) {
  return {make_window(height, kernel, stride, dilation, padding), make_window(width, kernel, stride, dilation, padding),
          channels, outputs};
}
/// The windows of a max pool over the output of S.
constexpr Windows pool_windows(Windows S, Index size, Index stride, Padding padding = Padding::valid) {
  return {make_window(S.rows.out, size, stride, 1, padding), make_window(S.columns.out, size, stride, 1, padding), S.outputs,
          S.outputs};
}

/// Memory for one case at a time, also on a target that has no heap.
class Arena {
 public:
#if LINNET_HOST
  static constexpr std::size_t size = 1 << 20;
#elif defined(__ARM_ARCH_6M__)
  static constexpr std::size_t size = 9 << 10;  // of the 16 KB of a Cortex-M0
#else
  static constexpr std::size_t size = 36 << 10;
#endif
  /// Starts anew; false if what is asked for exceeds the memory.
  static bool reset(std::size_t bytes) {
    used_ = 0;
    return bytes <= size;
  }
  /// Memory for `count` of T that starts at a multiple of 64 bytes.
  template <class T>
  static T* take(Index count) {
    T* const at = reinterpret_cast<T*>(bytes_ + used_);
    used_ += rounded<T>(count);
    return at;
  }
  /// Bytes that take<T>(count) uses.
  template <class T>
  static constexpr std::size_t rounded(Index count) {
    return (static_cast<std::size_t>(count) * sizeof(T) + 63) / 64 * 64;
  }

 private:
  alignas(64) static inline std::byte bytes_[size];
  static inline std::size_t used_ = 0;
};

/// Random numbers of a layer. `factor` is the typical factor of a sum; those of the channels differ. `ends` takes only the largest and the
/// smallest weights and inputs, for the largest sums.
struct RandomLayer {
  std::int8_t *weights, *x;
  std::int32_t* bias;
  kernels::int8::Multiplier* factors;
  std::int32_t zero_in, zero_out;

  static constexpr std::size_t bytes(Index weight_count, Index outputs, Index inputs) {
    return Arena::rounded<std::int8_t>(weight_count) + Arena::rounded<std::int8_t>(inputs) +
           Arena::rounded<std::int32_t>(outputs) + Arena::rounded<kernels::int8::Multiplier>(outputs);
  }

  RandomLayer(Index weight_count, Index outputs, Index inputs, std::uint64_t seed, double factor, bool ends)
      : weights(Arena::take<std::int8_t>(weight_count)),
        x(Arena::take<std::int8_t>(inputs)),
        bias(Arena::take<std::int32_t>(outputs)),
        factors(Arena::take<kernels::int8::Multiplier>(outputs)) {
    Random random(seed);
    const auto number = [&](int from, int to) {
      return from + static_cast<int>(random() % static_cast<std::uint32_t>(to - from + 1));
    };
    for (Index i = 0; i < weight_count; ++i) {
      weights[i] = static_cast<std::int8_t>(ends ? (number(0, 1) ? 127 : -127) : number(-127, 127));
    }
    for (Index i = 0; i < inputs; ++i) {
      x[i] = static_cast<std::int8_t>(ends ? (number(0, 3) ? 127 : -128) : number(-128, 127));
      if (i / 8 % 4 == 1) x[i] = -128;  // as behind a ReLU
    }
    for (Index o = 0; o < outputs; ++o) {
      bias[o] = number(-3000, 3000);
      factors[o] = kernels::int8::make_multiplier(factor * (0.5 + number(0, 1000) / 700.0));
    }
    zero_in = ends ? -128 : number(-128, 127);
    zero_out = number(-128, 127);
  }
  kernels::int8::LayerNumbers numbers() const { return {weights, bias, factors, zero_in, zero_out}; }
};

/// Cases that did not fit into the memory of a small target.
inline Index left_out = 0;

/// Numbers of y of `Kernel` over windows S that differ from the reference, and those written behind y, for a batch of n samples. `wanted(layer, x, y, sums)` computes
/// one sample, with memory for the numbers before a pool.
template <class Kernel, Windows S, class Wanted>
Index kernel_differences(std::uint64_t seed, Index n, Index weight_count, Index out, bool ends, double factor,
                         const Wanted& wanted) {
  if constexpr (static_cast<std::size_t>(Kernel::bytes) > Arena::size) {
    ++left_out;
    return 0;
  }
  const std::size_t bytes = RandomLayer::bytes(weight_count, S.outputs, n * S.in_sample()) +
                            2 * Arena::rounded<std::int8_t>(n * out) + Arena::rounded<std::byte>(Kernel::bytes) +
                            Arena::rounded<std::byte>(Kernel::scratch_bytes) + Arena::rounded<std::int8_t>(S.out_sample());
  if (!Arena::reset(bytes)) {
    ++left_out;
    return 0;
  }
  const RandomLayer layer(weight_count, S.outputs, n * S.in_sample(), seed, factor, ends);
  void* const constants = Arena::take<std::byte>(Kernel::bytes);
  void* const scratch = Arena::take<std::byte>(Kernel::scratch_bytes);
  std::int8_t* const y = Arena::take<std::int8_t>(n * out);
  std::int8_t* const expected = Arena::take<std::int8_t>(n * out);
  std::int8_t* const sums = Arena::take<std::int8_t>(S.out_sample());
  std::memset(y, 55, Arena::rounded<std::int8_t>(n * out));
  Kernel::pack(layer.numbers(), constants);
  Kernel::run(constants, layer.x, y, n, scratch);
  for (Index i = 0; i < n; ++i) wanted(layer, layer.x + i * S.in_sample(), expected + i * out, sums);
  Index differences = 0;
  for (Index i = 0; i < n * out; ++i) differences += y[i] != expected[i];
  for (Index i = n * out; i < static_cast<Index>(Arena::rounded<std::int8_t>(n * out)); ++i) differences += y[i] != 55;
  return differences;
}

/// Numbers of y of kernel `Isa` that differ from the reference, for a batch of n samples.
template <class Isa, Windows S, Windows Pool = kernels::int8::no_pool>
Index product_differences(std::uint64_t seed, Index n = 3, bool ends = false, double factor = 0.0) {
  using namespace kernels::int8;
  constexpr Index K = S.taps() * S.channels;
  constexpr bool pools = Pool != no_pool;
  constexpr Index out = pools ? Pool.positions() * S.outputs : S.out_sample();
  const auto wanted = [](const RandomLayer& layer, const std::int8_t* x, std::int8_t* y, std::int8_t* sums) {
    reference::product(S, x, layer.weights, layer.bias, layer.factors, layer.zero_in, layer.zero_out, pools ? sums : y);
    if (pools) reference::max_pool(Pool, sums, y);
  };
  return kernel_differences<Product<Isa, S, Pool>, S>(seed, n, K * S.outputs, out, ends,
                                                      factor == 0.0 ? 1.0 / (40.0 * static_cast<double>(K)) : factor, wanted);
}

template <class Isa, Windows S>
Index depthwise_differences(std::uint64_t seed, Index n = 3, bool ends = false, double factor = 0.0) {
  using namespace kernels::int8;
  const auto wanted = [](const RandomLayer& layer, const std::int8_t* x, std::int8_t* y, std::int8_t*) {
    reference::depthwise(S, x, layer.weights, layer.bias, layer.factors, layer.zero_in, layer.zero_out, y);
  };
  return kernel_differences<Depthwise<Isa, S>, S>(seed, n, S.taps() * S.outputs, S.out_sample(), ends,
                                                  factor == 0.0 ? 1.0 / (40.0 * static_cast<double>(S.taps())) : factor,
                                                  wanted);
}

/// All cases: the sum of the differences.
template <class Isa>
Index product_differences_of_all() {
  Index d = 0;
  const auto dense = [](Index inputs, Index outputs) constexpr {
    return Windows{make_window(1, 1), make_window(1, 1), inputs, outputs};
  };
  d += product_differences<Isa, dense(1, 1)>(1);
  d += product_differences<Isa, dense(3, 5)>(2, 7);
  d += product_differences<Isa, dense(17, 16)>(3, 1);
  d += product_differences<Isa, dense(64, 32)>(4, 9);
  d += product_differences<Isa, dense(100, 33)>(5, 2);
  d += product_differences<Isa, dense(784, 10)>(6, 5);
  d += product_differences<Isa, dense(784, 10)>(7, 4, true);
  d += product_differences<Isa, dense(1500, 6)>(8, 2, true);
  d += product_differences<Isa, dense(20, 7)>(9, 3, false, 0.8);   // no shift to the right
  d += product_differences<Isa, dense(20, 7)>(10, 3, false, 3.0);  // a shift to the left
  d += product_differences<Isa, dense(20, 7)>(11, 3, false, 1e-9);
  d += product_differences<Isa, image_windows(7, 6, 1, 5, 3)>(12);
  d += product_differences<Isa, image_windows(7, 6, 2, 16, 3, 1, Padding::same)>(13);
  d += product_differences<Isa, image_windows(8, 9, 3, 17, 3, 2, Padding::same)>(14);
  d += product_differences<Isa, image_windows(9, 9, 5, 8, 3, 1, Padding::same, 2)>(15);
  d += product_differences<Isa, image_windows(6, 5, 16, 17, 1)>(16);
  d += product_differences<Isa, image_windows(6, 5, 17, 16, 1, 2)>(17);
  d += product_differences<Isa, image_windows(5, 5, 32, 12, 3)>(18, 2, true);
  d += product_differences<Isa, image_windows(5, 6, 16, 4, 5, 3, Padding::same)>(19);
  d += product_differences<Isa, Windows{make_window(1, 1), make_window(21, 5, 2, 1, Padding::same), 3, 6}>(20);
  d += product_differences<Isa, Windows{make_window(1, 1), make_window(13, 3, 1, 4, Padding::causal), 3, 6}>(24);
  d += product_differences<Isa, Windows{make_window(1, 1), make_window(9, 2, 2, 1, Padding::causal), 4, 5}>(25);
  constexpr Windows conv = image_windows(11, 12, 3, 9, 3), same = image_windows(9, 8, 8, 16, 3, 1, Padding::same);
  d += product_differences<Isa, conv, pool_windows(conv, 2, 2)>(21);
  d += product_differences<Isa, same, pool_windows(same, 2, 2)>(22, 2, true);
  d += product_differences<Isa, same, pool_windows(same, 3, 2, Padding::same)>(23);
  constexpr Windows whole = image_windows(7, 6, 16, 6, 3);
  d += product_differences<Isa, whole, pool_windows(whole, 2, 2)>(51, 2);
  // As many outputs as fill several panels of the widest vectors, not evenly.
  constexpr Windows many = image_windows(7, 6, 4, 75, 3), steps{make_window(1, 1), make_window(15, 4), 3, 50};
  d += product_differences<Isa, dense(70, 75)>(24, 13);
  d += product_differences<Isa, many>(25, 2, true);
  d += product_differences<Isa, many, pool_windows(many, 2, 2)>(26, 2);
  d += product_differences<Isa, steps, Windows{make_window(1, 1), make_window(12, 2, 2), 50, 50}>(27, 2);
  // Deep and long windows, other factors.
  d += product_differences<Isa, image_windows(5, 6, 28, 5, 3)>(51, 1);
  d += product_differences<Isa, image_windows(4, 5, 64, 3, 3, 1, Padding::same)>(52, 2, true);
  d += product_differences<Isa, image_windows(3, 7, 96, 8, 1)>(53);
  d += product_differences<Isa, image_windows(2, 3, 520, 5, 1)>(54);
  d += product_differences<Isa, image_windows(5, 5, 8, 7, 3)>(55, 2, false, 0.8);
  d += product_differences<Isa, Windows{make_window(9, 3, 1, 2), make_window(8, 2), 4, 4}>(56);
  constexpr Windows deep = image_windows(5, 5, 64, 3, 3), wide = image_windows(3, 4, 520, 5, 1);
  d += product_differences<Isa, deep, pool_windows(deep, 2, 1)>(57, 1, true);
  d += product_differences<Isa, wide, pool_windows(wide, 2, 1)>(58, 1);
  d += product_differences<Isa, same, pool_windows(same, 2, 2)>(59, 1, false, 0.7);
  return d;
}
template <class Isa>
Index depthwise_differences_of_all() {
  Index d = 0;
  d += depthwise_differences<Isa, image_windows(5, 7, 1, 1, 3)>(31);
  d += depthwise_differences<Isa, image_windows(8, 6, 5, 5, 3, 1, Padding::same)>(32);
  d += depthwise_differences<Isa, image_windows(9, 9, 16, 16, 3, 1, Padding::same)>(33, 3, true);
  d += depthwise_differences<Isa, image_windows(9, 10, 17, 17, 3, 2, Padding::same)>(34);
  d += depthwise_differences<Isa, image_windows(7, 7, 3, 6, 3)>(35);
  d += depthwise_differences<Isa, image_windows(9, 9, 8, 8, 5, 1, Padding::same)>(36);
  d += depthwise_differences<Isa, image_windows(9, 9, 8, 8, 3, 1, Padding::valid, 2)>(37);
  d += depthwise_differences<Isa, image_windows(6, 6, 32, 32, 3, 1, Padding::same)>(38, 2, false, 0.9);
  d += depthwise_differences<Isa, image_windows(4, 4, 16, 16, 1)>(39, 2, false, 2.5);
  d += depthwise_differences<Isa, Windows{make_window(1, 1), make_window(21, 5, 2, 1, Padding::same), 6, 6}>(40);
  d += depthwise_differences<Isa, image_windows(8, 8, 3, 3, 3, 2, Padding::same)>(61);
  d += depthwise_differences<Isa, image_windows(7, 9, 4, 4, 3, 2)>(62, 2, true);
  d += depthwise_differences<Isa, image_windows(3, 4, 260, 260, 3, 1, Padding::same)>(63, 1);
  d += depthwise_differences<Isa, image_windows(3, 3, 2, 2, 3)>(64);
  d += depthwise_differences<Isa, Windows{make_window(13, 3, 4), make_window(6, 3), 3, 3}>(65);
  d += depthwise_differences<Isa, image_windows(5, 6, 20, 20, 4)>(66);
  return d;
}

}  // namespace linnet::test
