// SPDX-License-Identifier: MIT
// int8 kernels with AVX-512 VNNI: 16 channels in a vector, four products in a lane.
#pragma once

#include <linnet/kernels/int8/tiles/depthwise.hpp>
#include <linnet/kernels/int8/tiles/product.hpp>

#include <bit>
#include <utility>

#if LINNET_HAS_VNNI
#include <immintrin.h>
#endif
#if LINNET_HAS_AMX
#include <linnet/kernels/int8/x86/amx.hpp>
#endif

namespace linnet::kernels::int8 {

/// The tag of AVX-512 VNNI. vpdpbusd multiplies unsigned by signed bytes: x + 128 by the weights. It does not saturate.
struct Vnni {
  static constexpr const char* name = "vnni";  ///< as users write it
  static constexpr Index lanes = 16, panel_vectors = 4, taps = 4, number_bytes = 1;
  static constexpr std::int32_t offset = 128;
};

template <Windows S, Windows Pool>
struct Product<Vnni, S, Pool> : TiledProduct<Vnni, S, Pool> {};
template <Windows S>
struct Depthwise<Vnni, S> : TiledDepthwise<Vnni, S> {};

#if LINNET_HAS_VNNI
LINNET_PUSH_NO_UNINITIALIZED_WARNING
inline namespace LINNET_CODE {

template <>
struct Lanes<Vnni> {
  static constexpr Index lanes = 16;
#if LINNET_HAS_AMX
  using Matrix = Amx;
#endif
  using Number = std::uint8_t;
  using Vector = __m512i;
  using Sum = Vector;
  using Input = Vector;
  using Weights = Vector;
  template <int F>
  static constexpr int rows = F == 4 ? 6 : 8;

  static Vector zero() { return _mm512_setzero_si512(); }
  static Vector load(const void* from) { return _mm512_loadu_si512(from); }
  static Weights load_weights(const std::int8_t* from) { return load(from); }
  static Input broadcast(const Number* from) {
    int four;
    std::memcpy(&four, from, 4);
    return _mm512_set1_epi32(four);
  }
  static Vector total(Sum sum) { return sum; }
  static Vector add(Vector a, Vector b) { return _mm512_add_epi32(a, b); }
  static Vector maximum(Vector a, Vector b) { return _mm512_max_epi32(a, b); }

  static LINNET_ALWAYS_INLINE Vector dot(Vector sum, Input in, Vector weights) {
#if defined(__GNUC__) && !defined(__clang__)
    asm("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(in), "v"(weights));  // GCC 12 copies and spills the sums of its own intrinsic
    return sum;
#else
    return _mm512_dpbusd_epi32(sum, in, weights);
#endif
  }

  static LINNET_ALWAYS_INLINE Index nonzero_steps(const Number* numbers, Index count, std::int32_t* list) {
    Vector offsets = _mm512_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60);
    Index found = 0;
    for (Index i = 0; i < count; i += 16, offsets = add(offsets, _mm512_set1_epi32(64))) {
      const auto rest = static_cast<__mmask16>(count - i < 16 ? (1 << (count - i)) - 1 : 0xffff);
      const Vector steps = _mm512_maskz_loadu_epi32(rest, numbers + 4 * i);
      const __mmask16 mask = _mm512_test_epi32_mask(steps, steps);
      _mm512_storeu_si512(list + found, _mm512_maskz_compress_epi32(mask, offsets));
      found += std::popcount(static_cast<unsigned>(mask));
    }
    return found;
  }

  static Sum start(const ChannelLanes<16>& c) { return load(c.bias); }

  static Vector scaled_up(Vector sum, const ChannelLanes<16>& c) {
    return _mm512_srai_epi32(_mm512_sllv_epi32(sum, load(c.left)), 1);
  }

  /// With as few shifts as possible, which only half of the units do.
  static LINNET_ALWAYS_INLINE Vector requantize(Vector sum, const ChannelLanes<16>& c) {
    const Vector fraction = load(c.fraction), doubled = add(fraction, fraction);
    const Vector half = _mm512_set1_epi64(std::int64_t{1} << 31);
    const Vector even = _mm512_add_epi64(_mm512_mul_epu32(sum, doubled), half);
    const Vector odd = _mm512_add_epi64(_mm512_mul_epu32(_mm512_srli_epi64(sum, 32), _mm512_srli_epi64(doubled, 32)), half);
    const Vector h = _mm512_mask_shuffle_epi32(odd, 0x5555, even, _MM_PERM_DDBB);  // the upper halves
    const Vector round = _mm512_mask_mov_epi32(load(c.round), _mm512_movepi32_mask(sum), load(c.round_negative));
    return _mm512_srav_epi32(add(h, round), load(c.right));
  }

  template <std::size_t R, std::size_t F>
  static LINNET_ALWAYS_INLINE void store(std::int8_t* to, Index step, const Vector (&v)[R][F], std::int32_t zero_out,
                                         Index last) {
    constexpr int together = F == 3 ? 1 : 4 / F;  // rows
    const Vector zero = _mm512_set1_epi16(static_cast<short>(zero_out));
    const Vector order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const auto mask = static_cast<__mmask64>(~std::uint64_t{0} >> (64 - 16 * (F - 1) - static_cast<std::size_t>(last)));
    LINNET_UNROLL
    for (std::size_t r = 0; r < R; r += std::size_t{together}) {
      const auto vector = [&](std::size_t i) LINNET_INLINE_LAMBDA { return v[(std::min)(r + i / F, R - 1)][i % F]; };
      const auto words = [&](std::size_t i) LINNET_INLINE_LAMBDA {
        return _mm512_adds_epi16(_mm512_packs_epi32(vector(i), vector(i + 1)), zero);
      };
      const Vector all = _mm512_permutexvar_epi32(order, _mm512_packs_epi16(words(0), words(2)));  // 16 numbers of each vector
      const auto store_row = [&]<int I>() LINNET_INLINE_LAMBDA {
        if (r + I >= R) return;
        std::int8_t* const row = to + static_cast<Index>(r + I) * step;
        if constexpr (F == 1) {
          _mm_mask_storeu_epi8(row, static_cast<__mmask16>(mask), _mm512_extracti32x4_epi32(all, I));
        } else if constexpr (F == 2) {
          _mm256_mask_storeu_epi8(row, static_cast<__mmask32>(mask), _mm512_extracti64x4_epi64(all, I));
        } else {
          _mm512_mask_storeu_epi8(row, mask, all);
        }
      };
      [&]<int... I>(std::integer_sequence<int, I...>) LINNET_INLINE_LAMBDA { (store_row.template operator()<I>(), ...); }
      (std::make_integer_sequence<int, together>{});
    }
  }

  static Vector zero_vector() { return zero(); }
  static Vector load_taps(const Number* from) { return load(from); }
  static Vector load_tap_weights(const std::int8_t* from) { return load(from); }
  static LINNET_ALWAYS_INLINE Vector dot_taps(Vector sum, Vector in, Vector weights) { return dot(sum, in, weights); }
  static LINNET_ALWAYS_INLINE void interleave(Number* to, const Number* const (&from)[4]) {
    const auto part = [&](int t) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from[t])); };
    Vector taps = _mm512_castsi128_si512(part(0));
    taps = _mm512_inserti32x4(taps, part(1), 1);
    taps = _mm512_inserti32x4(taps, part(2), 2);
    taps = _mm512_inserti32x4(taps, part(3), 3);
    const Vector dwords =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);  // four channels to each 128 bits
    const Vector order = _mm512_set4_epi32(0x0f0b0703, 0x0e0a0602, 0x0d090501, 0x0c080400);
    _mm512_storeu_si512(to, _mm512_shuffle_epi8(_mm512_permutexvar_epi32(dwords, taps), order));
  }

  static LINNET_ALWAYS_INLINE void interleave_row(Number* to, const Number* from, Index step, Index count) {
    const Vector order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    Index i = 0;
    for (; i + 64 <= count; i += 64) {
      const auto part = [&](Index t)
                            LINNET_INLINE_LAMBDA { return _mm512_permutexvar_epi32(order, load(from + i + t * step)); };
      const Vector a = part(0), b = part(1), c = part(2), d = part(3);
      const Vector low = _mm512_unpacklo_epi8(a, b), high = _mm512_unpackhi_epi8(a, b);
      const Vector next_low = _mm512_unpacklo_epi8(c, d), next_high = _mm512_unpackhi_epi8(c, d);
      _mm512_storeu_si512(to + 4 * i, _mm512_unpacklo_epi16(low, next_low));
      _mm512_storeu_si512(to + 4 * i + 64, _mm512_unpackhi_epi16(low, next_low));
      _mm512_storeu_si512(to + 4 * i + 128, _mm512_unpacklo_epi16(high, next_high));
      _mm512_storeu_si512(to + 4 * i + 192, _mm512_unpackhi_epi16(high, next_high));
    }
    for (; i < count; i += 16) interleave(to + 4 * i, {from + i, from + i + step, from + i + 2 * step, from + i + 3 * step});
  }

  static void copy(Number* to, const std::int8_t* from, Index count) {
    const Vector sign = _mm512_set1_epi8(-128);
    Index i = 0;
    for (; i + 64 <= count; i += 64) _mm512_storeu_si512(to + i, _mm512_xor_si512(load(from + i), sign));
    const auto mask = static_cast<__mmask64>((std::uint64_t{1} << (count - i)) - 1);
    _mm512_mask_storeu_epi8(to + i, mask, _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, from + i), sign));
  }
};

}  // namespace LINNET_CODE
LINNET_POP_WARNINGS
#endif

}  // namespace linnet::kernels::int8
