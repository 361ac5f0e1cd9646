// SPDX-License-Identifier: MIT
// Embedding: each index of a vocabulary becomes a row of numbers that are trained. Source: keras.layers.Embedding.
#pragma once

#include <linnet/initializers/random.hpp>
#include <linnet/kernels/recurrent/embedding.hpp>
#include <linnet/network/lookup/touched_rows.hpp>
#include <linnet/network/lookup/vocabulary.hpp>
#include <linnet/network/streamed.hpp>
#include <linnet/network/torch.hpp>
#include <linnet/regularizers/regularizer.hpp>

namespace linnet {

namespace detail {

template <class In, Index Size, class = std::make_index_sequence<In::rank>>
struct with_last;
template <class In, Index Size, std::size_t... I>
struct with_last<In, Size, std::index_sequence<I...>> {
  using type = Shape<In::dims[I]..., Size>;
};

}  // namespace detail

/// y = embeddings[x], a row for each index.
///
/// Input (N, S) of indices 0 .. Vocabulary - 1 (or any shape of them), output (N, S, Size). Parameters: embeddings (Vocabulary, Size). It is
/// the first layer of a model, which then takes integers for x: fit, evaluate, predict and push refuse others, and name an index that is
/// outside the vocabulary before anything changes. Within the model indices are numbers of its type, exact up to 2^24.
///
/// A step costs the batch and not the vocabulary: the optimizer moves only the rows that the batch touches, and leaves its moments of the
/// others as they are, as SparseAdam of PyTorch does; Keras moves all rows by their decaying moments. It moves all of them here too with
/// a regularizer, behind branches, and with an optimizer of your own that does not state updates_rows.
template <Index Vocabulary, Index Size>
struct Embedding {
  Initializer embeddings_initializer{};  ///< default: RandomUniform{}, in [-0.05, 0.05]
  Regularizer embeddings_regularizer{};

  static constexpr std::string_view name = "embedding";
  static constexpr bool adds_gradients = true;
  static constexpr std::string_view cpp_name = "linnet::Embedding";
  static constexpr std::array<TorchTensor, 1> torch{{{"embeddings", "weight", "RC"}}};
  static constexpr TorchOrder torch_order = TorchOrder::channels_last;
  static constexpr OutputUse output_use = OutputUse::nothing;
  static constexpr bool probabilities = false;
  static constexpr Index vocabulary = Vocabulary;  ///< see network/lookup/vocabulary.hpp
  static constexpr bool touches_rows = true;       ///< see network/lookup/touched_rows.hpp

  template <class In>
  static constexpr auto output_shape() {
    static_assert(Vocabulary > 0 && Size > 0, "Embedding: the vocabulary and the size of a row must be at least 1");
    static_assert(Vocabulary <= (Index{1} << 24), "Embedding: a float counts up to 2^24; the vocabulary is larger");
    return typename detail::with_last<In, (Size > 0 ? Size : 1)>::type{};
  }
  template <class In>
  using Output = decltype(output_shape<In>());

  template <class In>
  static constexpr auto parameters() {
    return std::array{ParameterInfo{"embeddings", {Vocabulary, Size, 1, 1}, 2, Vocabulary, Size}};
  }

  template <class T, class In>
  static constexpr LayerMemory memory() {
    constexpr Index bytes = sizeof(T);
    return {.per_sample = In::size,
            .per_batch = TouchedRows<T>::size(0),
            .scratch = (kernels::bytes_of_row_set(Vocabulary) + bytes - 1) / bytes};
  }

  template <class Previous>
  static constexpr void follows() {
    static_assert(
        detail::only_reshapes<Previous>,
        "Embedding: it looks up the model's input, so it is the first layer; only a Reshape or a Flatten may precede it");
  }

  constexpr Initializer initializer(std::size_t) const { return embeddings_initializer.otherwise(RandomUniform{}); }
  constexpr Regularizer regularizer(std::size_t) const { return embeddings_regularizer; }

  template <class List>
  static constexpr void cpp_arguments(List& list) {
    list(Vocabulary);
    list(Size);
  }

  /// There is no int8 form; see network/int8_form.hpp.
  template <class In>
  static constexpr void refuse_int8() {
    static_assert(detail::never<In>,
                  "quantize: Embedding has no int8 form, its indices are no numbers on a scale; quantise the layers behind it");
  }

  template <class Pass>
  void forward(const Pass& f) const {
    kernels::gather_rows<Size>(f.template parameter<0>(), f.x, f.y, f.n * Pass::Input::size);
  }

  template <class Pass>
  void backward(const Pass& f) const {
    using T = typename Pass::Scalar;
    const Index indices = f.n * Pass::Input::size;
    T* const gradient = f.template gradient<0>();
    const TouchedRows<T> touched{f.remembered};
    if (f.only_touched_rows) {
      auto* const set = reinterpret_cast<unsigned char*>(f.scratch);
      touched.set_count(kernels::change_rows<Vocabulary, Size>(f.x, indices, gradient, touched.rows(), touched.count(), set));
    } else {
      f.begin_sums(gradient, Vocabulary * Size);
    }
    const T squares = kernels::add_to_rows<Size>(f.dy, f.x, gradient, indices);
    if (f.only_touched_rows) touched.set_bound(squares * static_cast<T>(indices));
    if constexpr (Pass::input_gradient_needed) std::fill_n(f.dx, f.n * Pass::Input::size, T(0));  // an index has none
  }

  /// The streamed form: a frame is the indices of a step; see network/streamed.hpp.
  template <class T, class In>
  static constexpr Streamed streamed() {
    return {};
  }
  template <class Pass>
  bool push(const Pass& f) const {
    constexpr Index indices = Pass::Input::size / Pass::Input::dims[0];
    kernels::gather_rows<Size>(f.template parameter<0>(), f.x, f.y, indices);
    return true;
  }
};

}  // namespace linnet
