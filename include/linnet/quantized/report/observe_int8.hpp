// SPDX-License-Identifier: MIT
// A walk of int8 numbers through lowered layers that shows the output of each one. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/storage.hpp>
#include <linnet/quantized/branched.hpp>

#include <array>
#include <vector>

namespace linnet::quantized {

using Integers = std::vector<std::int8_t>;

/// Runs all layers of topology `Top` on x (n, Input) with the constants of instruction set `Isa` and returns the output. Calls
/// seen(record, numbers) with the output of each layer that has a record, in the order of the records.
template <class Isa, class Top, class Seen>
Integers observe_int8(const std::byte* constants, Integers x, Index n, std::size_t& record, const Seen& seen) {
  const auto one = [&]<std::size_t I>() {
    using B = typename Top::template Layer<I>;
    if constexpr (!is_alias<B>) {
      using S = Step<Isa, B>;
      const std::byte* const own = constants + Network<Isa, Top>::offset(I);
      Integers y(static_cast<std::size_t>(n * B::Output::size));
      if constexpr (linnet::detail::MadeOfBranches<typename B::Layer>) {
        std::array<Integers, S::branches> ends;
        std::array<const std::int8_t*, S::branches> starts;
        linnet::detail::for_each_branch<typename B::Layer>([&]<std::size_t K>() {
          ends[K] = observe_int8<Isa, linnet::detail::BranchTopology<B, K>>(own + S::offset(K), x, n, record, seen);
          starts[K] = ends[K].data();
        });
        S::merge(own, starts, y.data(), n);
      } else {
        Storage<std::int8_t> memory(S::memory_bytes(n) + 1);
        S::template run<0>(own, x.data(), y.data(), n, reinterpret_cast<std::byte*>(memory.data()));
      }
      seen(record++, y);
      x = std::move(y);
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (one.template operator()<I>(), ...); }
  (std::make_index_sequence<Top::size>{});
  return x;
}

}  // namespace linnet::quantized
