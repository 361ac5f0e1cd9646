// SPDX-License-Identifier: MIT
// ConstantsMaker: the constants of int8 layers from their float numbers and ranges, a layer at a time, without a heap.
#pragma once

#include <linnet/quantized/extent.hpp>
#include <linnet/quantized/on_chip/static_record.hpp>
#include <linnet/quantized/record_hash.hpp>

namespace linnet::quantized {

/// Makes the constants of layers, one after another.
template <class Isa, class Record>
class ConstantsMaker {
 public:
  ConstantsMaker(const Extent* ranges, Record& record, linnet::detail::Fnv1a& hash)
      : ranges_(ranges), record_(record), hash_(hash) {}

  /// Makes those of topology `Top` at `to`, or only checks the numbers if it is null, and returns the quantisation of the output. Those of
  /// the outputs of layers that compute go to `outputs`, unless it is null.
  template <class Top, class Layers>
  Quantization make(const Layers& layers, const float* parameters, const float* state, Quantization in, std::byte* to,
                    Quantization* outputs) {
    Quantization q = in;
    const auto one = [&]<std::size_t I>() {
      using B = typename Top::template Layer<I>;
      if constexpr (!is_alias<B>) {
        q = layer<B>(std::get<I>(layers), parameters + Top::parameter_offsets[I], state + Top::state_offsets[I], q,
                     to ? to + Network<Isa, Top>::offset(I) : nullptr);
        if (outputs) *outputs++ = q;
      }
    };
    [&]<std::size_t... I>(std::index_sequence<I...>) { (one.template operator()<I>(), ...); }
    (std::make_index_sequence<Top::size>{});
    return q;
  }

 private:
  template <class B>
  LINNET_COLD Quantization layer(const typename B::Layer& layer, const float* parameters, const float* state, Quantization in,
                                 std::byte* to) {
    using L = typename B::Layer;
    using S = Step<Isa, B>;
    if constexpr (linnet::detail::MadeOfBranches<L>) {
      std::array<Quantization, S::branches> ends;
      linnet::detail::for_each_branch<L>([&]<std::size_t I>() {
        ends[I] = make<linnet::detail::BranchTopology<B, I>>(
            std::get<I>(layer.branches()), parameters + linnet::detail::branch_parameters<B, I>,
            state + linnet::detail::branch_state<B, I>, in, to ? to + S::offset(I) : nullptr, nullptr);
      });
      begin<B>(in);
      const auto constants = S::constants_of(record_.name, ends, record_.output);
      if (to) *reinterpret_cast<typename S::Constants*>(to) = constants;
    } else {
      begin<B>(in);
      S::Form::template quantize<B>(layer, parameters, state, in, record_);
      S::require_valid(record_, in);
      if (to) S::Form::template pack<Isa>(record_, in, to);
    }
    if (to) add_record(hash_, record_);
    return record_.output;
  }

  /// Empties the record, and gives it the name and the output of a layer.
  template <class B>
  void begin(Quantization in) {
    using L = typename B::Layer;
    const Extent& range = ranges_[at_++];
    record_.name = L::name;
    record_.weights.clear();
    record_.weight_scales.clear();
    record_.bias.clear();
    if constexpr (linnet::detail::quantized_range<L> == QuantizedRange::own) {
      record_.output = range.quantization("the output of ", record_.name);
    } else if constexpr (linnet::detail::quantized_range<L> == QuantizedRange::fixed) {
      record_.output = form_of<B>::type::output;
    } else {
      record_.output = in;
    }
  }

  const Extent* ranges_;
  std::size_t at_ = 0;
  Record& record_;
  linnet::detail::Fnv1a& hash_;
};

}  // namespace linnet::quantized
