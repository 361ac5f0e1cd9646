// SPDX-License-Identifier: MIT
// int8 kernels with AVX2: 8 channels in a vector, four products in a lane.
#pragma once

#include <linnet/kernels/int8/tiles/depthwise.hpp>
#include <linnet/kernels/int8/tiles/product.hpp>

#if LINNET_HAS_AVX2
#include <immintrin.h>
#endif

namespace linnet::kernels::int8 {

/// The tag of AVX2. Numbers of x are widened to 16 bits once, weights in each step of a tile.
struct Avx2 {
  static constexpr const char* name = "avx2";  ///< as users write it
  static constexpr Index lanes = 8, panel_vectors = 2, taps = 2, number_bytes = 2;
  static constexpr std::int32_t offset = 0;
  static constexpr Index step_places[4] = {0, 2, 1, 3};  ///< shifts make pairs of 16 bits of them: numbers 0 and 1, 2 and 3
};

template <Windows S, Windows Pool>
struct Product<Avx2, S, Pool> : TiledProduct<Avx2, S, Pool> {};
template <Windows S>
struct Depthwise<Avx2, S> : TiledDepthwise<Avx2, S> {};

#if LINNET_HAS_AVX2
inline namespace LINNET_CODE {

namespace avx2 {

/// The end of a product, whatever its sums were made of.
struct Outputs {
  static constexpr Index lanes = 8;
  using Vector = __m256i;

  static Vector load(const void* from) { return _mm256_loadu_si256(static_cast<const __m256i*>(from)); }
  static Vector zero_vector() { return _mm256_setzero_si256(); }
  static Vector add(Vector a, Vector b) { return _mm256_add_epi32(a, b); }
  static Vector maximum(Vector a, Vector b) { return _mm256_max_epi32(a, b); }

  static Vector start(const ChannelLanes<8>& c) { return load(c.bias); }

  static Vector scaled_up(Vector sum, const ChannelLanes<8>& c) {
    return _mm256_srai_epi32(_mm256_sllv_epi32(sum, load(c.left)), 1);
  }

  static LINNET_ALWAYS_INLINE Vector requantize(Vector sum, const ChannelLanes<8>& c) {
    const Vector fraction = load(c.fraction), doubled = add(fraction, fraction);
    const Vector half = _mm256_set1_epi64x(std::int64_t{1} << 31);
    const Vector even = _mm256_add_epi64(_mm256_mul_epu32(sum, doubled), half);
    const Vector odd = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(sum, 32), _mm256_srli_epi64(doubled, 32)), half);
    const Vector h = _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA);  // the upper halves
    const auto as_float = [](Vector v) { return _mm256_castsi256_ps(v); };
    const Vector round =
        _mm256_castps_si256(_mm256_blendv_ps(as_float(load(c.round)), as_float(load(c.round_negative)), as_float(sum)));
    return _mm256_srav_epi32(add(h, round), load(c.right));
  }

  template <std::size_t R, std::size_t F>
  static LINNET_ALWAYS_INLINE void store(std::int8_t* to, Index step, const Vector (&v)[R][F], std::int32_t zero_out,
                                         Index last) {
    constexpr std::size_t together = 4 / F;  // rows
    const Vector zero = _mm256_set1_epi16(static_cast<short>(zero_out)), order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
    LINNET_UNROLL
    for (std::size_t r = 0; r < R; r += together) {
      const auto vector = [&](std::size_t i) LINNET_INLINE_LAMBDA { return v[(std::min)(r + i / F, R - 1)][i % F]; };
      const auto words = [&](std::size_t i) LINNET_INLINE_LAMBDA {
        return _mm256_adds_epi16(_mm256_packs_epi32(vector(i), vector(i + 1)), zero);
      };
      const Vector all =
          _mm256_permutevar8x32_epi32(_mm256_packs_epi16(words(0), words(2)), order);  // 8 numbers of each vector
      std::int8_t* const row = to + static_cast<Index>(r) * step;
      if (last == 8) {
        const __m128i low = _mm256_castsi256_si128(all), high = _mm256_extracti128_si256(all, 1);
        if constexpr (F == 2) {
          _mm_storeu_si128(reinterpret_cast<__m128i*>(row), low);
          if (r + 1 < R) _mm_storeu_si128(reinterpret_cast<__m128i*>(row + step), high);
        } else {
          const auto store_row = [&](std::size_t i, __m128i numbers) LINNET_INLINE_LAMBDA {
            if (r + i < R) _mm_storel_epi64(reinterpret_cast<__m128i*>(row + static_cast<Index>(i) * step), numbers);
          };
          store_row(0, low);
          store_row(1, _mm_unpackhi_epi64(low, low));
          store_row(2, high);
          store_row(3, _mm_unpackhi_epi64(high, high));
        }
      } else {
        std::int8_t numbers[32];
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(numbers), all);
        for (std::size_t i = 0; i < together && r + i < R; ++i) {
          std::memcpy(row + static_cast<Index>(i) * step, numbers + 8 * F * i, 8 * (F - 1) + static_cast<std::size_t>(last));
        }
      }
    }
  }
};

/// A single row, in bytes. vpmaddubsw multiplies unsigned by signed bytes and saturates sums of two: |x| times the weights with the sign of x
/// are at most 2 * 128 * 127 < 2^15, unlike (x + 128) times the weights.
struct OneRow : Outputs {
  using Number = std::int8_t;
  using Sum = Vector;
  using Weights = Vector;
  struct Input {
    Vector x, magnitude;
  };
  template <int F>
  static constexpr int rows = 1;

  static Sum zero() { return zero_vector(); }
  static Weights load_weights(const std::int8_t* from) { return load(from); }
  static Input broadcast(const Number* from) {
    int four = 0;
    std::memcpy(&four, from, 4);
    const Vector x = _mm256_set1_epi32(four);
    return {x, _mm256_abs_epi8(x)};
  }
  static LINNET_ALWAYS_INLINE Sum dot(Sum sum, const Input& in, Weights weights) {
    const Vector pairs = _mm256_maddubs_epi16(in.magnitude, _mm256_sign_epi8(weights, in.x));
    return add(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
  }
  static Vector total(Sum sum) { return sum; }
  /// In the places of the weights.
  static void copy(Number* to, const std::int8_t* from, Index count) {
    const Vector order = _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 2, 1, 3, 4, 6, 5, 7, 8, 10, 9, 11, 12, 14, 13, 15));
    Index i = 0;
    for (; i + 32 <= count; i += 32) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), _mm256_shuffle_epi8(load(from + i), order));
    }
    for (; i < count; ++i) to[i / 4 * 4 + Avx2::step_places[i % 4]] = from[i];
  }
};

}  // namespace avx2

/// Products of 16 bits: two instructions for 16 of them, where those of bytes need three of the two slowest pipes for 32.
template <>
struct Lanes<Avx2> : avx2::Outputs {
  using OneRow = avx2::OneRow;
  using Number = std::int16_t;
  /// Numbers 0 and 1 of a step, and 2 and 3.
  struct Pairs {
    Vector first, second;
  };
  using Sum = Vector;
  using Input = Pairs;
  using Weights = Pairs;
  template <int F>
  static constexpr int rows = 4;

  static Sum zero() { return zero_vector(); }
  static LINNET_ALWAYS_INLINE Weights load_weights(const std::int8_t* from) {
    const Vector bytes = load(from);
    return {_mm256_srai_epi16(_mm256_slli_epi16(bytes, 8), 8), _mm256_srai_epi16(bytes, 8)};
  }
  static LINNET_ALWAYS_INLINE Input broadcast(const Number* from) {
    int first = 0, second = 0;
    std::memcpy(&first, from, 4);
    std::memcpy(&second, from + 2, 4);
    return {_mm256_set1_epi32(first), _mm256_set1_epi32(second)};
  }
  /// GCC 12 adds the products first, those of all pixels, and has no register left for sums.
  static LINNET_ALWAYS_INLINE Vector in_register(Vector sum) {
#if defined(__GNUC__) && !defined(__clang__)
    asm("" : "+x"(sum));
#endif
    return sum;
  }
  static LINNET_ALWAYS_INLINE Sum dot(Sum sum, const Input& in, const Weights& weights) {
    sum = in_register(add(sum, _mm256_madd_epi16(in.first, weights.first)));
    sum = in_register(add(sum, _mm256_madd_epi16(in.second, weights.second)));
    return sum;
  }
  static Vector total(Sum sum) { return sum; }

  static LINNET_ALWAYS_INLINE Vector widened(const std::int8_t* from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from)));
  }
  static Vector load_taps(const Number* from) { return load(from); }
  static Vector load_tap_weights(const std::int8_t* from) { return widened(from); }
  static Vector dot_taps(Vector sum, Vector in, Vector weights) { return add(sum, _mm256_madd_epi16(in, weights)); }
  using RowNumber = std::int8_t;
  static LINNET_ALWAYS_INLINE void interleave(Number* to, const RowNumber* const (&from)[2]) {
    const auto part = [&](int t) LINNET_INLINE_LAMBDA { return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from[t])); };
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(part(0), part(1))));
  }

  static LINNET_ALWAYS_INLINE void interleave_row(Number* to, const RowNumber* from, Index step, Index count) {
    for (Index i = 0; i < count; i += 8) interleave(to + 2 * i, {from + i, from + i + step});
  }

  static void copy(Number* to, const std::int8_t* from, Index count) {
    const Index whole = count / 16 * 16;
    for (Index i = 0; i < whole; i += 16) _mm256_storeu_si256(reinterpret_cast<__m256i*>(to + i), widened(from + i));
    std::copy_n(from + whole, count - whole, to + whole);
  }
};

}  // namespace LINNET_CODE
#endif

}  // namespace linnet::kernels::int8
