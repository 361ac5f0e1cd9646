// SPDX-License-Identifier: MIT
// The operations of simd.hpp on Eigen's packets: scalar, NEON, AVX, AVX-512.
//
// Every operation here is exact IEEE arithmetic, lane by lane, so a lane has the bits of the scalar computation. Eigen's own
// psqrt and prsqrt are estimates that differ from width to width, and its scalar pmadd rounds twice: neither is used.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/math.hpp>
#include <linnet/core/shape.hpp>

#include <Eigen/Core>

#if LINNET_HAS_MVE
#include <arm_mve.h>
#endif

namespace linnet::simd {

namespace detail {

/// The available packets: the widest of T, and for each packet its lanes and the next narrower one (itself if there is none).
template <class T>
struct Widest {
  using type = typename Eigen::internal::packet_traits<T>::type;
};
template <class V>
struct PacketTraits {
  static constexpr int lanes = Eigen::internal::unpacket_traits<V>::size;
  using Half = typename Eigen::internal::unpacket_traits<V>::half;
};

#if LINNET_HAS_MVE
template <>
struct Widest<float> {
  using type = float32x4_t;
};
template <>
struct PacketTraits<float32x4_t> {
  static constexpr int lanes = 4;
  using Half = float;
};
#elif defined(__arm__) && defined(EIGEN_VECTORIZE_NEON)
// NEON of 32-bit ARM has no division and no square root, and treats denormal numbers as zeros: its FPU computes number by number.
template <>
struct Widest<float> {
  using type = float;
};
#endif

}  // namespace detail

/// Lanes of a packet; 1 for a scalar.
template <class V>
inline constexpr int lanes = detail::PacketTraits<V>::lanes;

namespace detail {

// Packets are passed by value and are never template arguments, because GCC warns that it drops their attributes there.
template <class V>
constexpr int lanes_of(V) {
  return lanes<V>;
}

template <class T, Index N, class V>
constexpr auto narrow(V packet) {
  using Half = typename PacketTraits<V>::Half;
  if constexpr (lanes<V> <= N) {
    return packet;
  } else if constexpr (lanes_of(Half{}) < lanes<V>) {
    return narrow<T, N>(Half{});
  } else {
    return T{};
  }
}

template <class T, Index N, class V>
constexpr auto exact(V packet) {
  using Half = typename PacketTraits<V>::Half;
  if constexpr (N % lanes<V> == 0) {
    return packet;
  } else if constexpr (lanes_of(Half{}) < lanes<V>) {
    return exact<T, N>(Half{});
  } else {
    return T{};
  }
}

}  // namespace detail

/// The widest packet of `T` with at most `N` lanes, or `T` itself.
template <class T, Index N>
using Packet = decltype(detail::narrow<T, N>(typename detail::Widest<T>::type{}));

/// The widest packet of `T` whose lanes divide N.
template <class T, Index N>
using ExactPacket = decltype(detail::exact<T, N>(typename detail::Widest<T>::type{}));

/// False if the CPU computes number by number, as most microcontrollers do.
inline constexpr bool has_vectors = lanes<Packet<float, 1024>> > 1;

/// Registers available to a kernel: they limit the accumulators of a register tile.
#if LINNET_HAS_MVE
inline constexpr int registers = 8;
#elif defined(EIGEN_VECTORIZE_AVX512) || defined(__aarch64__) || defined(_M_ARM64) || defined(__ARM_FP) || defined(__riscv_flen)
inline constexpr int registers = 32;
#else
inline constexpr int registers = 16;
#endif

template <class V, class T>
LINNET_ALWAYS_INLINE V load(const T* from) {
  if constexpr (lanes<V> == 1) {
    return *from;
  } else {
    return Eigen::internal::ploadu<V>(from);
  }
}
template <class V, class T>
LINNET_ALWAYS_INLINE void store(T* to, const V& v) {
  if constexpr (lanes<V> == 1) {
    *to = v;
  } else {
    Eigen::internal::pstoreu(to, v);
  }
}
/// All lanes set to `x`.
template <class V, class T>
LINNET_ALWAYS_INLINE V set(T x) {
  if constexpr (lanes<V> == 1) {
    return x;
  } else {
    return Eigen::internal::pset1<V>(x);
  }
}
/// The argument of fma for `x` in all lanes: a packet, or x itself if the CPU multiplies vectors by a number.
template <class V, class T>
LINNET_ALWAYS_INLINE auto broadcast(T x) {
  if constexpr (lanes < V >> 1 && LINNET_HAS_MVE) {
    return x;
  } else {
    return set<V>(x);
  }
}
/// a * b + c with one rounding (LINNET_HAS_FMA).
template <class V>
LINNET_ALWAYS_INLINE V fma(const V& a, const V& b, const V& c) {
  if constexpr (lanes<V> == 1) {
    return math::fma(a, b, c);
  } else {
    return Eigen::internal::pmadd(a, b, c);
  }
}
template <class V>
LINNET_ALWAYS_INLINE V add(const V& a, const V& b) {
  if constexpr (lanes<V> == 1) {
    return a + b;
  } else {
    return Eigen::internal::padd(a, b);
  }
}
template <class V>
LINNET_ALWAYS_INLINE V sub(const V& a, const V& b) {
  if constexpr (lanes<V> == 1) {
    return a - b;
  } else {
    return Eigen::internal::psub(a, b);
  }
}
template <class V>
LINNET_ALWAYS_INLINE V mul(const V& a, const V& b) {
  if constexpr (lanes<V> == 1) {
    return a * b;
  } else {
    return Eigen::internal::pmul(a, b);
  }
}
template <class V>
LINNET_ALWAYS_INLINE V div(const V& a, const V& b) {
  if constexpr (lanes<V> == 1) {
    return a / b;
  } else {
    return Eigen::internal::pdiv(a, b);
  }
}

/// Lanes below zero set to zero; -0 and NaN stay.
template <class V>
LINNET_ALWAYS_INLINE V zero_negative(const V& a) {
  if constexpr (lanes<V> == 1) {
    return a < V(0) ? V(0) : a;
  } else {
    return Eigen::internal::pandnot(a, Eigen::internal::pcmp_lt(a, Eigen::internal::pzero(a)));
  }
}

/// The larger one; a if they are equal. A NaN in either stays a NaN.
template <class V>
LINNET_ALWAYS_INLINE V maximum(const V& a, const V& b) {
  if constexpr (lanes<V> == 1) {
    return b > a || b != b ? b : a;
  } else {
    namespace e = Eigen::internal;
    return e::pselect(e::por(e::pcmp_lt(a, b), e::pcmp_lt_or_nan(b, b)), b, a);
  }
}
/// v in lanes with a == b and otherwise 0; and 0 in lanes with a == b and otherwise v.
template <class V>
LINNET_ALWAYS_INLINE V where_equal(const V& a, const V& b, const V& v) {
  if constexpr (lanes<V> == 1) {
    return a == b ? v : V(0);
  } else {
    return Eigen::internal::pand(v, Eigen::internal::pcmp_eq(a, b));
  }
}
template <class V>
LINNET_ALWAYS_INLINE V where_different(const V& a, const V& b, const V& v) {
  if constexpr (lanes<V> == 1) {
    return a == b ? V(0) : v;
  } else {
    return Eigen::internal::pandnot(v, Eigen::internal::pcmp_eq(a, b));
  }
}

/// Square root, correctly rounded: the exact instruction, never an estimate.
LINNET_ALWAYS_INLINE float sqrt(float a) { return math::sqrt(a); }
LINNET_ALWAYS_INLINE double sqrt(double a) { return math::sqrt(a); }
#if defined(EIGEN_VECTORIZE_SSE)
LINNET_ALWAYS_INLINE __m128 sqrt(__m128 a) { return _mm_sqrt_ps(a); }
LINNET_ALWAYS_INLINE __m128d sqrt(__m128d a) { return _mm_sqrt_pd(a); }
#endif
#if defined(EIGEN_VECTORIZE_AVX)
LINNET_ALWAYS_INLINE __m256 sqrt(__m256 a) { return _mm256_sqrt_ps(a); }
LINNET_ALWAYS_INLINE __m256d sqrt(__m256d a) { return _mm256_sqrt_pd(a); }
#endif
#if defined(EIGEN_VECTORIZE_AVX512)
// Uses a full mask, because GCC 12 warns about an uninitialized variable inside the form without one.
LINNET_ALWAYS_INLINE __m512 sqrt(__m512 a) { return _mm512_maskz_sqrt_ps(0xffff, a); }
LINNET_ALWAYS_INLINE __m512d sqrt(__m512d a) { return _mm512_maskz_sqrt_pd(0xff, a); }
#endif
#if defined(EIGEN_VECTORIZE_NEON) && defined(__aarch64__)
LINNET_ALWAYS_INLINE float32x4_t sqrt(float32x4_t a) { return vsqrtq_f32(a); }
LINNET_ALWAYS_INLINE float32x2_t sqrt(float32x2_t a) { return vsqrt_f32(a); }
LINNET_ALWAYS_INLINE float64x2_t sqrt(float64x2_t a) { return vsqrtq_f64(a); }
#endif

}  // namespace linnet::simd
