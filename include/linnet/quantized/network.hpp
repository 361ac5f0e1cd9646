// SPDX-License-Identifier: MIT
// A network of int8 layers: the places of its constants and outputs, which the compiler knows, and its prediction in integers.
//
// Step<Isa, B> is the int8 form of one bound layer for instruction set Isa; Network<Isa, Top> is that of a list of layers. Both have:
// bytes of constants; memory_bytes(most), the memory for at most so many samples; records, the number of QuantizedLayers;
// pack(record, in, to), which makes the constants, advances the record, and returns the quantisation of the output; and run<most>, which
// computes n <= most samples.
#pragma once

#include <linnet/kernels/int8/target.hpp>
#include <linnet/network/branches.hpp>
#include <linnet/quantized/forms.hpp>
#include <linnet/quantized/fused.hpp>

#include <array>
#include <cstddef>
#include <cstring>

namespace linnet::quantized {

template <class L, class In>
concept HasForm = requires {
  typename L::template Int8<In>;
};
template <class B>
inline constexpr bool is_alias = B::inference_placement == Placement::alias;

/// Constants for instruction set `Isa`, and the outputs between layers, start at multiples of this number of bytes. A host knows the bytes of a
/// model on a chip by it.
template <class Isa>
inline constexpr Index constants_alignment = [] {
  if constexpr (requires { Isa::alignment; }) {
    return Index{Isa::alignment};
  } else {
    return Index{LINNET_HOST ? 64 : 4};
  }
}();
template <class Isa>
constexpr Index aligned_bytes(Index bytes) {
  return (bytes + constants_alignment<Isa> - 1) / constants_alignment<Isa> * constants_alignment<Isa>;
}

/// Refuses a layer without an int8 form, in its own sentence if it has one.
template <class L, class In>
constexpr bool require_form() {
  if constexpr (requires { L::template refuse_int8<In>(); }) {
    L::template refuse_int8<In>();
  } else {
    static_assert(
        HasForm<L, In>,
        "quantize: this layer has no int8 form; give it Int8<In> (network/int8_form.hpp), or quantise the layers before it "
        "and keep it in float behind them");
  }
  return true;
}

/// The int8 form of a bound layer.
template <class B>
struct form_of {
  static_assert(require_form<typename B::Layer, typename B::Input>());
  using type = typename B::Layer::template Int8<typename B::Input>;
};

template <class Isa, class B>
struct Step {
  using Form = typename form_of<B>::type;
  using Kernel = typename Form::template Kernel<Isa>;
  static constexpr Index bytes = aligned_bytes<Isa>(Kernel::bytes);
  static_assert(constants_alignment<Isa> % static_cast<Index>(Kernel::alignment) == 0);
  static constexpr std::size_t records = 1;
  static constexpr Index memory_bytes(Index) { return aligned_bytes<Isa>(Kernel::scratch_bytes); }

  template <class Record>
  static Quantization pack(const Record*& record, Quantization in, std::byte* to) {
    require_valid(*record, in);
    Form::template pack<Isa>(*record, in, to);
    return (record++)->output;
  }
  template <class Record>
  static void require_valid(const Record& record, Quantization in) {
    require_quantization("the output of ", record.name, record.output);
    if constexpr (requires { Form::require_valid(record, in); }) Form::require_valid(record, in);
  }
  template <Index>
  static void run(const std::byte* constants, const std::int8_t* x, std::int8_t* y, Index n, std::byte* memory) {
    Form::template run<Isa>(constants, x, y, n, memory);
  }
};

/// A layer that only gives its input another shape.
template <class Isa, class B>
requires is_alias<B>
struct Step<Isa, B> {
  static constexpr Index bytes = 0;
  static constexpr std::size_t records = 0;
  static constexpr Index memory_bytes(Index) { return 0; }
  template <class Record>
  static Quantization pack(const Record*&, Quantization in, std::byte*) {
    return in;
  }
};

template <class Isa, class Top>
class Network {
  template <std::size_t I>
  using At = Step<Isa, typename Top::template Layer<I>>;
  static constexpr std::size_t size = Top::size;

  static constexpr Index region_bytes(std::size_t region, Index most) {
    return aligned_bytes<Isa>(Top::inference_regions[region] * most);
  }
  /// Bytes of a region that layer `i` reads or writes.
  static constexpr Index used_bytes(std::size_t i, int region, Index most) {
    Index numbers = Top::inference_plan[i] == region ? Top::output_sizes[i] : 0;
    if (i > 0 && Top::inference_plan[i - 1] == region) numbers = (std::max)(numbers, Top::output_sizes[i - 1]);
    return aligned_bytes<Isa>(numbers * most);
  }
  /// First byte of the working memory of layer I: behind its part of the first region, if there is room, or behind that of the second.
  template <std::size_t I>
  static constexpr Index working_offset(Index most) {
    const Index first = used_bytes(I, 0, most);
    return first + At<I>::memory_bytes(most) <= region_bytes(0, most) ? first : region_bytes(0, most) + used_bytes(I, 1, most);
  }

  /// f.template operator()<I>() for each layer.
  template <class Function>
  static constexpr void for_each(const Function& f) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (f.template operator()<I>(), ...); }
    (std::make_index_sequence<size>{});
  }

 public:
  /// First byte of the constants of layer `i`; `i` = size gives the length.
  static constexpr Index offset(std::size_t i) {
    Index bytes_before = 0;
    for_each([&]<std::size_t I>() {
      if (I < i) bytes_before += At<I>::bytes;
    });
    return bytes_before;
  }
  static constexpr Index bytes = offset(size);
  static constexpr std::size_t records = [] {
    std::size_t count = 0;
    for_each([&]<std::size_t I>() { count += At<I>::records; });
    return count;
  }();

  /// The layers that compute, and for each of them the place of its record.
  static constexpr std::size_t computing = [] {
    std::size_t count = 0;
    for_each([&]<std::size_t I>() { count += At<I>::records > 0; });
    return count;
  }();
  static constexpr auto record_of = [] {
    std::array<std::size_t, computing + 1> places{};
    std::size_t layer = 0, count = 0;
    for_each([&]<std::size_t I>() {
      count += At<I>::records;
      if (At<I>::records > 0) places[layer++] = count - 1;  // behind those of its branches
    });
    return places;
  }();

  /// Bytes of the outputs between layers and of working memory.
  static constexpr Index memory_bytes(Index most) {
    Index largest = region_bytes(0, most) + region_bytes(1, most);
    for_each([&]<std::size_t I>() { largest = (std::max)(largest, working_offset<I>(most) + At<I>::memory_bytes(most)); });
    return largest;
  }

  template <class Record>
  static Quantization pack(const Record*& record, Quantization in, std::byte* to) {
    Quantization q = in;
    for_each([&]<std::size_t I>() { q = At<I>::pack(record, q, to + offset(I)); });
    return q;
  }

  /// Computes y (n, Output) of x (n, Input) in memory_bytes(Most), n <= Most, and returns y, or x if no layer computes.
  template <Index Most>
  static const std::int8_t* run(const std::byte* constants, const std::int8_t* x, std::int8_t* y, Index n, std::byte* memory) {
    const std::int8_t* in = x;
    [&]<std::size_t... I>(std::index_sequence<I...>) { ((in = run_layer<Most, I>(constants, in, y, n, memory)), ...); }
    (std::make_index_sequence<size>{});
    return in;
  }

 private:
  /// Computes layer I and returns its output. No object is captured by reference here: small compilers would keep it in memory.
  template <Index Most, std::size_t I>
  static const std::int8_t* run_layer(const std::byte* constants, const std::int8_t* in, std::int8_t* y, Index n,
                                      std::byte* memory) {
    if constexpr (is_alias<typename Top::template Layer<I>>) {
      return in;
    } else {
      constexpr int place = Top::inference_plan[I];
      constexpr Index first = place == 0 ? 0 : region_bytes(0, Most), working = working_offset<I>(Most);
      std::int8_t* const out = place == 2 ? y : reinterpret_cast<std::int8_t*>(memory + first);
      At<I>::template run<Most>(constants + offset(I), in, out, n, memory + working);
      return out;
    }
  }
};

}  // namespace linnet::quantized
