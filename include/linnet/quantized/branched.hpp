// SPDX-License-Identifier: MIT
// The int8 form of layers made of branches: sums and concatenations of int8 numbers of several scales.
#pragma once

#include <linnet/kernels/int8/factors.hpp>
#include <linnet/quantized/network.hpp>

#include <array>

namespace linnet::quantized {

/// Its constants: for each branch the zero and the factor of its output, for the result the zero and, of a sum, a factor; then those of the
/// layers of the branches. Its memory: the outputs of the branches, then what a branch needs.
template <class Isa, class B>
requires linnet::detail::MadeOfBranches<typename B::Layer>
struct Step<Isa, B> {
  using Layer = typename B::Layer;
  static constexpr std::size_t branches = std::tuple_size_v<linnet::detail::BranchesOf<Layer>>;
  static constexpr bool adds = Layer::merge == Merge::add;
  template <std::size_t I>
  using Top = linnet::detail::BranchTopology<B, I>;
  template <std::size_t I>
  using Branch = Network<Isa, Top<I>>;

  struct Constants {
    struct Input {
      std::int32_t zero;
      kernels::int8::Multiplier factor;
    } inputs[branches];
    std::int32_t zero_out;
    kernels::int8::Multiplier output;
  };

  static constexpr Index offset(std::size_t i) {
    Index at = aligned_bytes<Isa>(sizeof(Constants));
    linnet::detail::for_each_branch<Layer>([&]<std::size_t I>() {
      if (I < i) at += Branch<I>::bytes;
    });
    return at;
  }
  static constexpr Index bytes = offset(branches);
  static constexpr std::size_t records = [] {
    std::size_t count = 1;
    linnet::detail::for_each_branch<Layer>([&]<std::size_t I>() { count += Branch<I>::records; });
    return count;
  }();
  static constexpr Index outputs_bytes(std::size_t i, Index most) {
    Index at = 0;
    linnet::detail::for_each_branch<Layer>([&]<std::size_t I>() {
      if (I < i) at += aligned_bytes<Isa>(Top<I>::Output::size * most);
    });
    return at;
  }
  static constexpr Index memory_bytes(Index most) {
    Index largest = 0;
    linnet::detail::for_each_branch<Layer>(
        [&]<std::size_t I>() { largest = (std::max)(largest, Branch<I>::memory_bytes(most)); });
    return outputs_bytes(branches, most) + largest;
  }

  template <class Record>
  static Quantization pack(const Record*& record, Quantization in, std::byte* to) {
    std::array<Quantization, branches> ends;
    linnet::detail::for_each_branch<Layer>([&]<std::size_t I>() { ends[I] = Branch<I>::pack(record, in, to + offset(I)); });
    const Record& own = *record++;
    require_counts(own, 0, 0);
    *reinterpret_cast<Constants*>(to) = constants_of(own.name, ends, own.output);
    return own.output;
  }
  /// The constants for branches with these outputs, and output `out`. Fails, with the name of the layer, for sums that could overflow.
  template <class Name>
  static Constants constants_of(const Name& name, const std::array<Quantization, branches>& ends, Quantization out) {
    Constants constants;
    require_quantization("the output of ", name, out);
    if constexpr (adds) {
      std::array<float, branches> scales;
      for (std::size_t i = 0; i < branches; ++i) scales[i] = ends[i].scale;
      const auto factors = kernels::int8::sum_factors(scales, out.scale);
      require_factor(name, branches * 134217728.0, factors.output);  // each below 255 * 2^20 / 2
      for (std::size_t i = 0; i < branches; ++i) constants.inputs[i] = {ends[i].zero, factors.inputs[i]};
      constants.output = factors.output;
    } else {
      for (std::size_t i = 0; i < branches; ++i) {
        constants.inputs[i] = {ends[i].zero, kernels::int8::scale_factor(ends[i].scale, out.scale)};
        require_factor(name, 255.0, constants.inputs[i].factor);
      }
      constants.output = {};
    }
    constants.zero_out = out.zero;
    return constants;
  }

  template <Index Most>
  static void run(const std::byte* packed, const std::int8_t* x, std::int8_t* y, Index n, std::byte* memory) {
    std::array<const std::int8_t*, branches> ends;
    linnet::detail::for_each_branch<Layer>([&]<std::size_t I>() {
      auto* const to = reinterpret_cast<std::int8_t*>(memory + outputs_bytes(I, Most));
      ends[I] = Branch<I>::template run<Most>(packed + offset(I), x, to, n, memory + outputs_bytes(branches, Most));
    });
    merge(packed, ends, y, n);
  }
  /// y (n, Output) of the outputs of the branches.
  static void merge(const std::byte* packed, const std::array<const std::int8_t*, branches>& ends, std::int8_t* y, Index n) {
    const auto& constants = *reinterpret_cast<const Constants*>(packed);
    if constexpr (adds) {
      for (Index i = 0; i < n * B::Output::size; ++i) {
        std::int32_t total = 0;
        for (std::size_t k = 0; k < branches; ++k) {
          const auto& in = constants.inputs[k];
          total += kernels::int8::scaled((ends[k][i] - in.zero) * (std::int32_t{1} << 20), in.factor);
        }
        y[i] = kernels::int8::requantize(total, constants.output, constants.zero_out);
      }
    } else {
      Index first = 0;
      linnet::detail::for_each_branch<Layer>([&]<std::size_t I>() {
        constexpr Index width = last_dim<typename Top<I>::Output>, all = last_dim<typename B::Output>;
        const auto& in = constants.inputs[I];
        for (Index row = 0; row < n * (B::Output::size / all); ++row) {
          for (Index j = 0; j < width; ++j) {
            y[row * all + first + j] =
                kernels::int8::requantize(ends[I][row * width + j] - in.zero, in.factor, constants.zero_out);
          }
        }
        first += width;
      });
    }
  }
};

}  // namespace linnet::quantized
