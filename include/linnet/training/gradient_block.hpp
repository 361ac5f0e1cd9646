// SPDX-License-Identifier: MIT
// GradientBlock: the gradients of a step, clipped before the optimizer sees them.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/kernels/elementwise.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/lookup/touched_rows.hpp>

#include <functional>
#include <span>

namespace linnet::detail {

/// The part of `gradients` that belongs to `some` of `parameters`, which have the same layout.
template <class T>
std::span<T> gradient_of(std::span<const T> some, std::span<const T> parameters, std::span<T> gradients) {
  const std::less_equal<> before{};
  expect(gradients.size() == parameters.size() && !some.empty() && before(parameters.data(), some.data()) &&
             before(some.data() + some.size(), parameters.data() + parameters.size()),
         "gradient: these are no parameters of the training's model, or their layer is frozen; call it as "
         "training.gradient(model.parameter<1>(0))");
  return gradients.subspan(static_cast<std::size_t>(some.data() - parameters.data()), some.size());
}

/// The gradients of the layers of topology `Top`, (parameter_block), which are 0 for rows of `Table` that are not touched.
template <class Top, class Layers, class Table>
struct LINNET_OWN_CODE GradientBlock {
  using T = typename Top::Scalar;

  const Layers& layers;
  T* g;
  TouchedRows<T> touched;  ///< none: all rows have a gradient

  /// Clamps the gradients, or scales them to the largest allowed norm. Returns false if their norm is not finite: they must neither be
  /// applied nor squared into moments.
  template <class O>
  bool clip(const O& optimizer) const {
    if constexpr (requires { optimizer.clipvalue; }) {
      if (optimizer.clipvalue > 0.0f) {
        const T limit = static_cast<T>(optimizer.clipvalue);
        for_each_part([=, this](Index first, Index size) {
          for (Index i = first; i < first + size; ++i) g[i] = g[i] > limit ? limit : (g[i] < -limit ? -limit : g[i]);
        });
      }
    }
    if constexpr (LINNET_HOST && requires { optimizer.clipnorm; }) {
      if (optimizer.clipnorm > 0.0f) return clip_tensors(static_cast<T>(optimizer.clipnorm));
    }
    if constexpr (requires { optimizer.global_clipnorm; }) {
      if (optimizer.global_clipnorm > 0.0f) {
        const T norm = math::sqrt(sum_of_squares());
        const T limit = static_cast<T>(optimizer.global_clipnorm);
        if (norm > limit) {
          const T scale = limit / norm;
          for_each_part([=, this](Index first, Index size) {
            for (Index i = first; i < first + size; ++i) g[i] *= scale;
          });
        }
        return math::is_finite(norm);
      }
    }
    if constexpr (Table::end > 0) {
      if (touched) {
        if constexpr (requires { optimizer.clipvalue; }) {
          if (optimizer.clipvalue > 0.0f) return math::is_finite(sum_of_squares());
        }
        return math::is_finite(touched.bound() +
                               kernels::rough_sum_of_squares(g + Table::end, Top::parameter_block - Table::end));
      }
    }
    return math::is_finite(kernels::rough_sum_of_squares(g, Top::parameter_block));
  }

 private:
  /// Scales each tensor to the norm `limit` at most. Returns false if a norm is not finite.
  bool clip_tensors(T limit) const {
    bool finite = true;
    Engine<Top, Layers>::for_each_parameter(layers, [&](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
      const auto each_part = [&](const auto& f) {
        if constexpr (Table::end > 0) {
          if (touched && offset == 0) {
            for (Index i = 0; i < touched.count(); ++i) f(touched[i] * Table::width, Table::width);
            return;
          }
        }
        f(offset, info.size());
      };
      T squares = T(0);
      each_part([&](Index first, Index size) { squares += kernels::sum_of_squares(g + first, size); });
      const T norm = math::sqrt(squares);
      finite = finite && math::is_finite(norm);
      if (!(norm > limit)) return;
      const T scale = limit / norm;
      each_part([&](Index first, Index size) {
        for (Index i = first; i < first + size; ++i) g[i] *= scale;
      });
    });
    return finite;
  }

  /// Calls f(first, size) for the parts of the block that have a gradient.
  template <class Function>
  void for_each_part(const Function& f) const {
    if constexpr (Table::end > 0) {
      if (touched) {
        for (Index i = 0; i < touched.count(); ++i) f(touched[i] * Table::width, Table::width);
        return f(Table::end, Top::parameter_block - Table::end);
      }
    }
    f(Index{0}, Top::parameter_block);
  }

  /// Of the gradients, tensor by tensor, so that gaps between them do not change the order of the sum; of a table row by row.
  T sum_of_squares() const {
    T squares = T(0);
    Engine<Top, Layers>::for_each_parameter(layers, [&](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
      if constexpr (Table::end > 0) {
        if (touched && offset == 0) {
          for (Index i = 0; i < touched.count(); ++i)
            squares += kernels::sum_of_squares(g + touched[i] * Table::width, Table::width);
          return;
        }
      }
      squares += kernels::sum_of_squares(g + offset, info.size());
    });
    return squares;
  }
};

}  // namespace linnet::detail
