// SPDX-License-Identifier: MIT
// Scaled dot-product attention of one head of one sample. S steps; q, k, v, o are (S, K), rows `Row` numbers apart, q divided by sqrt(K).
//
//   p = softmax over the keys of (q k^T),  o = p v
//   dv = p^T do,  dp = do v^T,  dz = p (dp - sum dp p),  dq = dz k,  dk = dz^T q
//
// p and its gradients are stored with the keys as rows, (keys, queries): then the lanes of the softmax run across queries and its sums from
// key to key, and no product needs a transpose of p. Sums of products run over steps or over K, ascending.
// Source: Vaswani et al. (2017), arXiv:1706.03762.
#pragma once

#include <linnet/kernels/dense.hpp>
#include <linnet/kernels/dropout.hpp>
#include <linnet/kernels/transformer/softmax_columns.hpp>

namespace linnet::kernels {
inline namespace LINNET_CODE {

/// The sizes of a head. Causal: the query of a step sees no key of a later one.
template <Index S_, Index K_, Index Row_, bool Causal_>
struct AttentionHead {
  static constexpr Index S = S_, K = K_, Row = Row_;
  static constexpr bool causal = Causal_;
  static constexpr Index scores = S * S;
  /// A transposed copy of rows, which code without vectors does not need.
  static constexpr Index transposed = simd::has_vectors ? K * S : 0;
  static constexpr Index forward_scratch = transposed + scores;
  static constexpr Index backward_scratch = transposed + scores + S * K;
};

namespace detail {

/// p (keys, queries) = a b^T for a, b (S, K). `transposed` holds b^T.
template <class Head, class T>
void attention_scores(const T* a, const T* b, T* p, T* transposed) {
  constexpr Index S = Head::S, K = Head::K, Row = Head::Row;
  if constexpr (simd::has_vectors) {
    constexpr int L = simd::lanes<simd::Packet<T, S>>;
    for (Index s = 0; s < S; s += L) {
      const Index first = (std::min)(s, S - L);
      transpose<L>(b + first * Row, Row, transposed + first, S, K);
    }
    using O = Operands<T, Size<Row>, Extent<1>, Size<S>, Size<S>>;
    product<S, T>(O{a, size<Row>, {}, transposed, size<S>, p, size<S>}, S, K, FromZero{});
  } else {
    using O = Operands<T, Extent<Row>, Extent<1>, Extent<1>, Extent<S>, Extent<Row>>;
    product<S, T>(O{a, {}, {}, b, {}, p, {}}, S, K, FromZero{});
  }
}

/// c (queries, K) = p^T b for p (keys, queries) and b (keys, K).
template <class Head, class T>
void sum_over_keys(const T* p, const T* b, T* c) {
  using O = Operands<T, Extent<1>, Size<Head::S>, Index, Size<Head::Row>>;
  product<Head::K, T>(O{p, {}, size<Head::S>, b, Head::Row, c, size<Head::Row>}, Head::S, Head::S, FromZero{});
}

/// c (keys, K), packed, = p b for p (keys, queries) and b (queries, K).
template <class Head, class T>
void sum_over_queries(const T* p, const T* b, T* c) {
  using O = Operands<T, Size<Head::S>, Extent<1>, Size<Head::Row>, Size<Head::K>>;
  product<Head::K, T>(O{p, size<Head::S>, {}, b, size<Head::Row>, c, size<Head::K>}, Head::S, Head::S, FromZero{});
}

/// Copies packed rows (S, K) to rows that are Row numbers apart.
template <class Head, class T>
void spread(const T* from, T* to) {
  for (Index s = 0; s < Head::S; ++s) std::copy_n(from + s * Head::K, Head::K, to + s * Head::Row);
}

}  // namespace detail

/// The dropout of the scores of a head: its first is number `first` of the mask. Inactive without a mask.
template <class T>
struct ScoreDropout {
  const DropoutMask<T>* mask = nullptr;
  Index first = 0;

  void operator()(const T* from, T* to, Index count) const {
    for (Index i = 0; i < count; ++i) to[i] = (*mask)(first + i, from[i]);
  }
};

/// Writes p (S, S) and o. `scratch` has Head::forward_scratch numbers.
template <class Head, class T>
LINNET_NOINLINE void attention_forward(const T* q, const T* k, const T* v, T* p, T* o, T* scratch,
                                       const ScoreDropout<T>& drop) {
  detail::attention_scores<Head>(k, q, p, scratch);
  softmax_columns<Head::S, Head::causal>(p, Head::S);
  const T* kept = p;
  if (drop.mask) {
    T* dropped = scratch + Head::transposed;
    drop(p, dropped, Head::scores);
    kept = dropped;
  }
  detail::sum_over_keys<Head>(kept, v, o);
}

/// Replaces q, k and v by their gradients, q's being that of the divided q. `scratch` has Head::backward_scratch numbers.
template <class Head, class T>
LINNET_NOINLINE void attention_backward(T* q, T* k, T* v, const T* p, const T* dout, T* scratch, const ScoreDropout<T>& drop) {
  T* dp = scratch + Head::transposed;  // (keys, queries)
  T* rows = dp + Head::scores;         // (S, K)
  const T* kept = p;
  if (drop.mask) {
    drop(p, dp, Head::scores);
    kept = dp;
  }
  detail::sum_over_queries<Head>(kept, dout, rows);
  detail::attention_scores<Head>(v, dout, dp, scratch);
  detail::spread<Head>(rows, v);
  if (drop.mask) drop(dp, dp, Head::scores);
  softmax_columns_gradient<Head::S>(p, dp, dp, Head::S);
  detail::sum_over_queries<Head>(dp, q, rows);
  detail::sum_over_keys<Head>(dp, k, q);
  detail::spread<Head>(rows, k);
}

}  // namespace LINNET_CODE
}  // namespace linnet::kernels
