// SPDX-License-Identifier: MIT
// FiniteCheck: looks at the tensors of a model's layers for NaN and infinity. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/finite.hpp>
#include <linnet/core/parameter.hpp>
#include <linnet/models/layer_names.hpp>

#include <span>
#include <string>
#include <string_view>

namespace linnet::detail {

/// Returns "dense/kernel has nan at [2, 0]" for number `i` of a tensor with extents `dims`.
LINNET_COLD inline std::string not_finite_text(std::string_view name, double number, std::span<const Index> dims, Index i) {
  std::string place;
  for (std::size_t axis = dims.size(); axis-- > 0; i /= dims[axis]) {
    place = text({i % dims[axis], place.empty() ? "" : ", ", place});
  }
  return text({name, " has ", number, " at [", place, "]; every weight must be finite"});
}

/// Takes the layers of a model one by one, and remembers the first number that is not finite. A tensor begins at a multiple of `alignment`
/// numbers.
class FiniteCheck {
 public:
  explicit FiniteCheck(Index alignment) : alignment_(alignment) {}

  LINNET_COLD void add(std::string_view name, std::span<const ParameterInfo> parameters, std::span<const ParameterInfo> state,
                       const float* first_parameter, const float* first_state) {
    if (!problem_.empty() || (parameters.empty() && state.empty())) return;
    const std::string layer = layer_names_.next(name);
    LayerNames tensor_names;
    for (const bool is_state : {false, true}) {
      const float* numbers = is_state ? first_state : first_parameter;
      for (const ParameterInfo& info : is_state ? state : parameters) {
        const std::string tensor = tensor_names.next(text({layer, "/", info.name}));
        const Index bad = first_not_finite(numbers, info.size());
        if (bad >= 0) {
          problem_ = not_finite_text(tensor, static_cast<double>(numbers[bad]),
                                     std::span(info.dims).first(static_cast<std::size_t>(info.rank)), bad);
          return;
        }
        numbers += (info.size() + alignment_ - 1) / alignment_ * alignment_;
      }
    }
  }

  /// The text of not_finite_text for that number; empty if all are finite.
  const std::string& problem() const { return problem_; }

 private:
  Index alignment_;
  LayerNames layer_names_{};
  std::string problem_{};
};

}  // namespace linnet::detail
