// SPDX-License-Identifier: MIT
// StaticRecord: the canonical int8 numbers of any one layer of a network, in memory whose size the compiler knows.
#pragma once

#include <linnet/core/check.hpp>
#include <linnet/quantized/branched.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace linnet::quantized {

/// A list of at most `Most` numbers.
template <class T, std::size_t Most>
class FixedList {
 public:
  void assign(std::size_t count, T number) {
    resize(count);
    std::fill_n(numbers_.data(), count, number);
  }
  template <class Iterator>
  void assign(Iterator first, Iterator last) {
    resize(static_cast<std::size_t>(last - first));
    std::copy(first, last, numbers_.data());
  }
  void clear() { size_ = 0; }

  std::size_t size() const { return size_; }
  T* data() { return numbers_.data(); }
  const T* data() const { return numbers_.data(); }
  T& operator[](std::size_t i) { return numbers_[i]; }
  const T& operator[](std::size_t i) const { return numbers_[i]; }
  const T* begin() const { return numbers_.data(); }
  const T* end() const { return numbers_.data() + size_; }

 private:
  void resize(std::size_t count) {
    linnet::detail::expect(count <= Most, "int8: a form has more numbers than it states (record_weights, record_outputs)");
    size_ = count;
  }

  std::array<T, Most> numbers_;
  std::size_t size_ = 0;
};

/// As QuantizedLayer.
template <std::size_t Weights, std::size_t Outputs>
struct StaticRecord {
  std::string_view name{};
  Quantization output{};
  FixedList<std::int8_t, Weights> weights{};
  FixedList<float, Outputs> weight_scales{};
  FixedList<std::int32_t, Outputs> bias{};

  void make_room(std::size_t weight_count, std::size_t outputs) {
    weights.assign(weight_count, 0);
    weight_scales.assign(outputs, 0.0f);
    bias.assign(outputs, 0);
  }
};

/// The most numbers of a layer's record, at least one of each kind.
struct RecordSizes {
  std::size_t weights = 1, outputs = 1;

  constexpr RecordSizes with(RecordSizes other) const {
    return {(std::max)(weights, other.weights), (std::max)(outputs, other.outputs)};
  }
};

/// The sizes of form F: products of each output, or what it states; without either it has no numbers.
template <class F>
inline constexpr RecordSizes record_sizes = [] {
  if constexpr (requires { F::record_weights; }) {
    return RecordSizes{}.with({static_cast<std::size_t>(F::record_weights), static_cast<std::size_t>(F::record_outputs)});
  } else if constexpr (requires { F::products; }) {
    return RecordSizes{static_cast<std::size_t>(F::outputs * F::products), static_cast<std::size_t>(F::outputs)};
  } else {
    return RecordSizes{};
  }
}();

/// The largest of all layers of topology `Top`.
template <class Top>
constexpr RecordSizes most_record_sizes() {
  RecordSizes most;
  const auto add = [&]<class B>(std::type_identity<B>) {
    if constexpr (linnet::detail::MadeOfBranches<typename B::Layer>) {
      linnet::detail::for_each_branch<typename B::Layer>(
          [&]<std::size_t I>() { most = most.with(most_record_sizes<linnet::detail::BranchTopology<B, I>>()); });
    } else if constexpr (!is_alias<B>) {
      most = most.with(record_sizes<typename form_of<B>::type>);
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (add(std::type_identity<typename Top::template Layer<I>>{}), ...); }
  (std::make_index_sequence<Top::size>{});
  return most;
}
template <class Top>
using RecordFor = StaticRecord<most_record_sizes<Top>().weights, most_record_sizes<Top>().outputs>;

}  // namespace linnet::quantized
