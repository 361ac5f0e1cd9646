// SPDX-License-Identifier: MIT
// The three products of a dense layer on the register tile. N samples, K inputs, M units; every matrix is row-major and packed.
//
//   forward          y (N, M)  = x (N, K) w (K, M) + bias (M)     sum: bias, then inputs ascending
//   weight gradient  dw (K, M) = x^T dy                           sum: samples ascending
//   bias gradient    db (M)    = column sums of dy                sum: samples ascending
//   input gradient   dx (N, K) = dy w^T                           sum: units ascending
//
// K and M are compile-time constants. The order of each sum is fixed, so results depend neither on N, on the vector width nor on the tile.
// Panels take them as run-time values all the same where vectors have 16 registers or more: layers of different sizes then share their code,
// which halves the compile time of a large model. Wide products cost one or two percent more for it, some narrow ones up to twelve.
#pragma once

#include <linnet/kernels/tile.hpp>
#include <linnet/kernels/transpose.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// True if layers of all sizes share panels.
inline constexpr bool shares_panels = simd::has_vectors && simd::registers >= 16;

/// Size N of a product as its panels take it: an Index if they are shared, otherwise an Extent.
template <Index N>
inline constexpr auto size = [] {
  if constexpr (shares_panels) {
    return N;
  } else {
    return Extent<N>{};
  }
}();
template <Index N>
using Size = std::remove_const_t<decltype(size<N>)>;

/// y = store(x w + start) for n rows, an Index or Extent<1>: start is FromBias<T>{bias} or FromZero{}, store is StoreSum or StoreRelu.
template <Index K, Index M, class T, class Rows, class Start, class Store = StoreSum>
LINNET_ALWAYS_INLINE void dense_forward(const T* x, const T* w, T* y, Rows n, const Start& start, const Store& store = {}) {
  using O = Operands<T, Size<K>, Extent<1>, Size<M>, Size<M>>;
  const O o{x, size<K>, {}, w, size<M>, y, size<M>};
  constexpr bool one_row = std::is_same_v<Rows, Extent<1>>;
  if (one_row || (n == 1 && !shares_code)) {
    row_product<M, T>(o, size<K>, start, store);
  } else if constexpr (!one_row) {
    product<M, T>(o, Index{n}, K, start, store);
  }
}

/// Units per pass of the input gradient: its transposed block of w stays in the first-level cache.
inline constexpr Index input_gradient_units = 64;

/// Samples whose dy the weight gradient copies into one packed panel: rows at distances of a power of two evict each other from the
/// first-level cache, and each row is read K / P times. Scalar code copies nothing.
template <class V>
inline constexpr Index packed_samples = simd::lanes<V> > 1 ? 128 : 0;

namespace detail {

/// Numbers in one row of a full panel of N columns.
template <class T, Index N>
constexpr Index panel_width() {
  using V = simd::Packet<T, N>;
  return panel_vectors<V> * simd::lanes<V>;
}

/// Copies F vectors of each of n rows of `from`, the last one from column `last`, to `packed` (n, F * lanes).
template <int F, class V, class T>
LINNET_NOINLINE void pack(const T* from, Index row, Index last, Index n, T* packed) {
  constexpr int L = simd::lanes<V>;
  for (Index i = 0; i < n; ++i) {
    for (int f = 0; f < F; ++f) {
      const Index column = f == F - 1 ? last : f * L;
      simd::store(packed + i * F * L + column, simd::load<V>(from + i * row + column));
    }
  }
}

}  // namespace detail

/// Numbers of scratch for the two gradients of a layer: a panel of packed dy, and a transposed block of w. None for scalar code.
template <Index K, Index M, class T>
inline constexpr Index dense_scratch =
    !simd::has_vectors ? 0
                       : (std::max)(detail::panel_width<T, M>() * packed_samples<simd::Packet<T, M>>,
                                    detail::panel_width<T, K>() * (std::min)(M, input_gradient_units));

namespace detail {

/// dw = store(start + x^T dy).
template <Index K, Index M, class T, class Store, class Start>
void weight_gradient(const T* x, const T* dy, T* dw, T* scratch, Index n, const Store& store, const Start& start) {
  constexpr bool reads_dw = !std::is_same_v<Store, StoreSum> || !std::is_same_v<Start, FromZero>;  // vectors must not overlap
  using V = std::conditional_t<reads_dw, simd::ExactPacket<T, M>, simd::Packet<T, M>>;
  constexpr int L = simd::lanes<V>;
  if constexpr (!simd::has_vectors) {
    using O = Operands<T, Extent<1>, Extent<K>, Extent<M>, Extent<M>>;
    product<M, T>(O{x, {}, {}, dy, {}, dw, {}}, Extent<K>{}, n, start, store);
  } else {
    using O = Operands<T, Extent<1>, Size<K>, Index, Size<M>>;
    for_each_panel<M, L, panel_vectors<V>>([&]<int F>(Index j, Index j_last) {
      O o{x, {}, size<K>, dy + j, M, dw + j, size<M>};
      const Index last = j_last - j;
      if (M > F * L && n > 1 && n <= packed_samples<V>) {
        pack<F, V>(o.b, M, last, n, scratch);
        o.b = scratch;
        o.b_step = F * L;
      }
      panel<F, V, T>(o, size<K>, 0, last_column<M, L>(last), n, start, store);
    });
  }
}

/// db = column sums of dy (n, m).
template <class T>
void column_sums(const T* dy, T* LINNET_RESTRICT db, Index n, Index m, StoreSum) {
  for (Index j = 0; j < m; ++j) db[j] = dy[j];
  for (Index i = 1; i < n; ++i) {
    for (Index j = 0; j < m; ++j) db[j] += dy[i * m + j];
  }
}
/// Makes a step of the bias b (m) with the same sums.
template <class T>
void column_sums(const T* dy, T* b, Index n, Index m, const StoreStep<T>& store) {
  for (Index j = 0; j < m; ++j) {
    T sum = dy[j];
    for (Index i = 1; i < n; ++i) sum += dy[i * m + j];
    b[j] = store(sum, b + j);
  }
}
template <class T>
LINNET_NOINLINE void continue_column_sums(const T* dy, T* LINNET_RESTRICT db, Index n, Index m) {
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < m; ++j) db[j] += dy[i * m + j];
  }
}
template <class T, class Store>
LINNET_NOINLINE void shared_column_sums(const T* dy, T* db, Index n, Index m, const Store& store) {
  column_sums(dy, db, n, m, store);
}

}  // namespace detail

/// dw = store(x^T dy): store is StoreSum, or StoreStep on the weights themselves. `scratch` has dense_scratch numbers; batches of more
/// than packed_samples read dy in place. If it `adds` (a bool, or std::false_type), the sums continue those in dw.
template <Index K, Index M, class T, class Store = StoreSum, class Adds = std::false_type>
void dense_weight_gradient(const T* x, const T* dy, T* dw, T* scratch, Index n, const Store& store = {}, Adds adds = {}) {
  if constexpr (!std::is_same_v<Adds, std::false_type>) {
    if (adds) return detail::weight_gradient<K, M>(x, dy, dw, scratch, n, store, FromOutput{});
  }
  detail::weight_gradient<K, M>(x, dy, dw, scratch, n, store, FromZero{});
}

/// db = store(column sums of dy (n, m)): store is StoreSum, or StoreStep on the bias itself. If it `adds`, the sums continue those in db.
template <class T, class Store = StoreSum, class Adds = std::false_type>
void bias_gradient(const T* dy, T* db, Index n, Index m, const Store& store = {}, Adds adds = {}) {
  if constexpr (!std::is_same_v<Adds, std::false_type>) {
    if (adds) return detail::continue_column_sums(dy, db, n, m);
  }
  if constexpr (shares_panels) {
    detail::shared_column_sums(dy, db, n, m, store);
  } else {
    detail::column_sums(dy, db, n, m, store);
  }
}

/// dx = dy w^T. For each panel of inputs it transposes a block of w into `scratch`, so that lanes run across inputs; scalar code reads w in
/// place.
template <Index K, Index M, class T>
void dense_input_gradient(const T* dy, const T* w, T* dx, T* scratch, Index n) {
  using V = simd::Packet<T, K>;
  constexpr int L = simd::lanes<V>;
  if constexpr (!simd::has_vectors) {
    using O = Operands<T, Extent<M>, Extent<1>, Extent<1>, Extent<K>, Extent<M>>;
    product<K, T>(O{dy, {}, {}, w, {}, dx, {}}, n, M, FromZero{});
    return;
  }
  for_each_panel<K, L, panel_vectors<V>>([&]<int F>(Index j, Index j_last) {
    using O = Operands<T, Size<M>, Extent<1>, Extent<F * L>, Size<K>>;
    const Index last = j_last - j;
    for (Index first = 0; first < M; first += input_gradient_units) {
      const Index units = (std::min)(M - first, input_gradient_units);
      for (int f = 0; f < F; ++f) {  // scratch (units, F * L): its columns are inputs j, j + 1, ...
        const Index column = f == F - 1 ? last : f * L;
        transpose<L>(w + (j + column) * M + first, M, scratch + column, F * L, units);
      }
      const O o{dy + first, size<M>, {}, scratch, {}, dx + j, size<K>};
      if constexpr (M > input_gradient_units) {
        if (first > 0) {
          detail::panel<F, V, T>(o, n, 0, detail::last_column<K, L>(last), units, FromOutput{}, StoreSum{});
          continue;
        }
      }
      detail::panel<F, V, T>(o, n, 0, detail::last_column<K, L>(last), units, FromZero{}, StoreSum{});
    }
  });
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
