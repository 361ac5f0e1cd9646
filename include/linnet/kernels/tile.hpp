// SPDX-License-Identifier: MIT
// The register tile: P rows by F vectors of accumulators that stay in registers while the inner dimension runs.
//
//   c[r][j] = store(start(r, j) + sum over k of a[r * a_row + k * a_step] * b[k * b_step + j])
//
// A step of k loads F vectors of b, broadcasts P numbers of a, and makes P * F fused multiply-adds. The sum runs over k in
// ascending order, lanes run across j: a tile may interrupt a sum (start from the contents of c) but never reorders it, so every
// vector width gives the same bits. Strides are passed by value as Index or as std::integral_constant; a constant saves
// address registers. Dense layers and direct convolutions both run on this: the steps of a convolution's sum are nested loops.
#pragma once

#include <linnet/kernels/shared_product.hpp>

#include <algorithm>
#include <array>

namespace linnet::kernels {
inline namespace LINNET_CODE {

namespace detail {

/// Replaces j_last below: the last vector follows its neighbour without overlap, as in every panel if columns fill whole vectors.
struct SideBySide {};

/// True if a step of a single row loads its weights by eights.
template <int P, int F, class O>
inline constexpr bool by_eights = LINNET_HAS_VFP != 0 && P == 1 && F >= 8 && std::is_same_v<decltype(O::b_column), Extent<1>>;

/// One tile: rows row..row+P-1, F vectors from column `j`, the last of them at column `j_last` (it may overlap its neighbour).
template <int P, int F, class V, class T, class O, class Last, class Depth, class Start, class Store>
LINNET_ALWAYS_INLINE void tile(const O& o, Index row, Index j, Last j_last, const Depth& depth, const Start& start,
                               const Store& store) {
  [[maybe_unused]] constexpr int L = simd::lanes<V>;
  static_assert(L == 1 || std::is_same_v<decltype(o.b_column), Extent<1>>,
                "tile: lanes run across columns that stand side by side");
  const Index last = [&] {
    if constexpr (std::is_same_v<Last, SideBySide>) {
      return Index{(F - 1) * L};
    } else {
      return j_last - j;
    }
  }();
  const auto column = [&](int f) { return L == 1 ? f : (f == F - 1 ? last : f * L); };
  const T* a = o.a + row * o.a_row;
  const T* b = o.b + j * o.b_column;
  T* c = o.c + row * o.c_row + j;
  const Start from = start.at(j);
  V sum[std::size_t{P}][std::size_t{F}];
  LINNET_UNROLL
  for (int p = 0; p < P; ++p) {
    LINNET_UNROLL
    for (int f = 0; f < F; ++f) sum[p][f] = from.template operator()<V>(c + p * o.c_row + column(f), column(f));
  }
  const auto steps = steps_of(depth);
  for (Index outer = 0; outer < steps.outer; ++outer) {
    for (Index middle = 0; middle < steps.middle; ++middle) {
      const T* ak = a + outer * steps.a_outer + middle * steps.a_middle;
      const T* bk = b + outer * steps.b_outer + middle * steps.b_middle;
      const auto step = [&]() LINNET_INLINE_LAMBDA {
        constexpr int eights = by_eights<P, F, O> ? F / 8 * 8 : 0;
        if constexpr (eights > 0) {
          LINNET_UNROLL
          for (int f = 0; f < eights; f += 8) simd::fma_eight(*ak, bk + f, &sum[0][f]);
        }
        V bv[std::size_t{F}];
        LINNET_UNROLL
        for (int f = eights; f < F; ++f) bv[f] = simd::load<V>(bk + column(f) * o.b_column);
        LINNET_UNROLL
        for (int p = 0; p < P; ++p) {
          const auto av = simd::broadcast<V>(ak[p * o.a_row]);
          LINNET_UNROLL
          for (int f = eights; f < F; ++f) sum[p][f] = simd::fma(av, bv[f], sum[p][f]);
        }
        ak += o.a_step;
        bk += o.b_step;
      };
      Index k = 0;
      if constexpr (P == 1 && !simd::has_vectors) {  // the loop would cost much of a step
        for (; k + 2 <= steps.inner; k += 2) {
          step();
          step();
        }
      }
      if constexpr (P == 1 && F < 8 && simd::has_vectors &&
                    simd::registers >= 16) {  // the same, for a CPU that looks far ahead
        for (; k + 8 <= steps.inner; k += 8) {
          LINNET_UNROLL
          for (int i = 0; i < 8; ++i) step();
        }
      }
      // NOLINTNEXTLINE(bugprone-branch-clone): the pragma is the difference
      if constexpr (simd::has_vectors && P * F >= 8 && std::is_same_v<std::remove_cv_t<decltype(steps.inner)>, Index>) {
        LINNET_UNROLL_TWICE  // Clang would do so eight times, and spill the rows' addresses of all steps
            for (; k < steps.inner; ++k) step();
      } else {
        for (; k < steps.inner; ++k) step();
      }
    }
  }
  LINNET_UNROLL
  for (int p = 0; p < P; ++p) {
    LINNET_UNROLL
    for (int f = 0; f < F; ++f) {
      T* to = c + p * o.c_row + column(f);
      simd::store(to, store(sum[p][f], to));
    }
  }
}

/// Rows of a tile with F vectors: at most 24 accumulators in 32 registers, 12 in 16 and 6 in 8 (more spill). Without vectors 4
/// rows, which leave few remaining rows and need few sizes of code. A shared panel has fewer rows: each takes an
/// address register, and fewer remain.
template <int F, bool Shared = false>
inline constexpr int tile_rows = [] {
  if (!simd::has_vectors) return 4;
#ifdef __clang__  // 16 accumulators of half a register are too many for Clang 14: it uses the lower 16 of 32 registers
  if (Shared && simd::registers == 32 && F == 2) return 6;
#endif
  if (Shared && simd::registers == 32 && F < 3) return 8;
  if (simd::registers == 32) return std::array{14, 12, 8, 6}[F - 1];
  if (simd::registers == 16) return std::array{8, 6, 4, 1}[F - 1];
  return std::array{6, 3, 1, 1}[F - 1];
}();

/// Computes all rows of a panel of F vectors. If the compiler knows the number of rows, it is split into tiles that differ by at most one
/// row; otherwise the rows that remain after the full tiles are split greedily into 4, 2 and 1.
template <int F, class V, class T, class O, class Rows, class Last, class Depth, class Start, class Store>
LINNET_ALWAYS_INLINE void tiles(const O& o, Rows rows, Index j, Last j_last, const Depth& depth, const Start& start,
                                const Store& store) {
  constexpr int P = tile_rows<F, std::is_same_v<decltype(o.c_row), Index>>;
  Index r = 0;
  if constexpr (!std::is_same_v<Rows, Index>) {
    constexpr Index count = (Rows::value + P - 1) / P;
    constexpr int high = static_cast<int>((Rows::value + count - 1) / count);
    constexpr Index high_rows = (Rows::value - count * (high - 1)) * high;
    for (; r < high_rows; r += high) tile<high, F, V, T>(o, r, j, j_last, depth, start, store);
    if constexpr (high_rows < Rows::value) {
      for (; r < rows; r += high - 1) tile<high - 1, F, V, T>(o, r, j, j_last, depth, start, store);
    }
  } else {
    for (; r + P <= rows; r += P) tile<P, F, V, T>(o, r, j, j_last, depth, start, store);
    if constexpr (P > 4) {
      for (; r + 4 <= rows; r += 4) tile<4, F, V, T>(o, r, j, j_last, depth, start, store);
    }
    if constexpr (P > 2 && simd::has_vectors) {
      for (; r + 2 <= rows; r += 2) tile<2, F, V, T>(o, r, j, j_last, depth, start, store);
    }
    if constexpr (P > 1 && simd::has_vectors) {
      if (r < rows) tile<1, F, V, T>(o, r, j, j_last, depth, start, store);
    } else if constexpr (P > 1) {
      for (; r < rows; ++r) tile<1, F, V, T>(o, r, j, j_last, depth, start, store);
    }
  }
}

/// The product by the code that all layers share. A single row, as in a prediction, does not link larger tiles.
template <Index Columns, class T, class O, class Rows, class Depth, class Start, class Store>
LINNET_ALWAYS_INLINE void share(const O& o, Rows rows, const Depth& depth, const Start& start, const Store& store) {
  const auto s = steps_of(depth);
  const Operands<T, Index, Index, Index, Index, Index> operands{o.a,      o.a_row, o.a_step, o.b,
                                                                o.b_step, o.c,     o.c_row,  o.b_column};
  const Steps<Index, Index, Index> steps{s.outer, s.middle, s.inner, s.a_outer, s.a_middle, s.b_outer, s.b_middle};
  const SharedStart<T> from = shared_start(start, o.c, o.c_row);
  if constexpr (std::is_same_v<Rows, Extent<1>>) {
    shared_row(operands, 0, 0, Columns, steps, from, store);
  } else {
    shared_product(operands, rows, Columns, steps, from, store);
  }
}

/// A panel as a separate function.
template <int F, class V, class T, class O, class Rows, class Last, class Start, class Store>
LINNET_NOINLINE void panel(O o, Rows rows, Index j, Last j_last, Index depth, Start start, Store store) {
  tiles<F, V, T>(o, rows, j, j_last, depth, start, store);
}

/// A panel with a single row.
template <int F, class V, class T, class O, class Last, class Depth, class Start, class Store>
LINNET_NOINLINE void row_panel(O o, Index j, Last j_last, Depth depth, Start start, Store store) {
  tile<1, F, V, T>(o, 0, j, j_last, depth, start, store);
}

/// All panels of F columns of a single row without vectors, in a loop: a call for each would cost as much as a few steps.
template <int F, class T, class O, class Depth, class Start, class Store>
LINNET_NOINLINE void row_panels(O o, Index panels, Depth depth, Start start, Store store) {
  for (; panels > 0; --panels) {
    tile<1, F, T, T>(o, 0, 0, SideBySide{}, depth, start, store);
    o.b += F * o.b_column;
    o.c += F;
    start = start.at(F);
  }
}

/// j_last for a panel of a matrix with `Columns` columns.
template <Index Columns, int Lanes>
LINNET_ALWAYS_INLINE auto last_column(Index j_last) {
  if constexpr (Columns % Lanes == 0) {
    return SideBySide{};
  } else {
    return j_last;
  }
}

}  // namespace detail

/// The panels of `Columns` columns have at most `Widest` vectors and differ by at most one, so at most two sizes are instantiated.
template <Index Columns, int Lanes, int Widest>
struct Panels {
  static constexpr Index vectors = (Columns + Lanes - 1) / Lanes;
  static constexpr Index count = (vectors + Widest - 1) / Widest;
  static constexpr int wide{(vectors + count - 1) / count};  ///< vectors of the first panels; the others have one less
  static constexpr Index wide_count = vectors - count * (wide - 1);
};

/// Calls `f.operator()<F>(j, j_last)` for each panel of `Columns` columns: F vectors from column j, the last one at j_last >= j.
template <Index Columns, int Lanes, int Widest, class Function>
LINNET_ALWAYS_INLINE void for_each_panel(const Function& f) {
  using P = Panels<Columns, Lanes, Widest>;
  constexpr Index vectors = P::vectors;
  constexpr int wide = P::wide;
  constexpr Index wide_vectors = P::wide_count * wide;
  const auto panel = [&]<int F>(Index v) {
    const Index j_last = std::min<Index>((v + F - 1) * Lanes, Columns - Lanes);
    f.template operator()<F>((std::min)(v * Lanes, j_last), j_last);
  };
  Index v = 0;
  for (; v < wide_vectors; v += wide) panel.template operator()<wide>(v);
  if constexpr (wide_vectors < vectors) {
    for (; v < vectors; v += wide - 1) panel.template operator()<wide - 1>(v);
  }
}

/// Vectors of a full panel: 4 by 6 rows is the best shape with 32 registers, 2 by 6 with 16, 4 by 4 for scalars.
template <class V>
inline constexpr int panel_vectors = simd::registers == 32 || simd::lanes<V> == 1 ? 4 : 2;

/// c (rows, Columns) = store(start + a (rows, depth) * b (depth, Columns)); strides as in Operands, `rows` an Index or an Extent.
/// A last vector that overlaps its neighbour computes the columns that do not fill a vector: `store` overwrites, and if Columns is not a
/// multiple of the lanes, `start` must not depend on the contents of c.
template <Index Columns, class T, class O, class Rows, class Start, class Store = StoreSum>
void product(const O& o, Rows rows, Index depth, const Start& start, const Store& store = {}) {
  using V = simd::Packet<T, Columns>;
  if constexpr (shares_code) {
    detail::share<Columns, T>(o, rows, depth, start, store);
  } else {
    for_each_panel<Columns, simd::lanes<V>, panel_vectors<V>>([&]<int F>(Index j, Index j_last) {
      detail::panel<F, V, T>(o, rows, j, detail::last_column<Columns, simd::lanes<V>>(j_last), depth, start, store);
    });
  }
}

/// Vectors of a full panel of one row: 8 sums must be in flight to hide the latency of an fma; more loads pay only if a load costs as much
/// as an fma.
template <class V>
inline constexpr int row_vectors = simd::registers == 8 ? 4 : (!simd::has_vectors && simd::registers == 32 ? 16 : 8);

/// The product for a single row.
template <Index Columns, class T, class O, class Depth, class Start, class Store = StoreSum>
void row_product(const O& o, Depth depth, const Start& start, const Store& store = {}) {
  using V = simd::Packet<T, Columns>;
  if constexpr (shares_code) {
    detail::share<Columns, T>(o, Extent<1>{}, depth, start, store);
  } else if constexpr (!simd::has_vectors) {
    using P = Panels<Columns, 1, row_vectors<T>>;
    detail::row_panels<P::wide, T>(o, P::wide_count, depth, start, store);
    if constexpr (P::wide_count < P::count) {
      constexpr Index j = P::wide_count * P::wide;
      const O rest{o.a, o.a_row, o.a_step, o.b + j * o.b_column, o.b_step, o.c + j, o.c_row, o.b_column};
      detail::row_panels<P::wide - 1, T>(rest, P::count - P::wide_count, depth, start.at(j), store);
    }
  } else {
    for_each_panel<Columns, simd::lanes<V>, row_vectors<V>>([&]<int F>(Index j, Index j_last) {
      detail::row_panel<F, V, T>(o, j, detail::last_column<Columns, simd::lanes<V>>(j_last), depth, start, store);
    });
  }
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
