// SPDX-License-Identifier: MIT
// Fingerprint of a topology: a number that tells models apart whose files must not be mixed up. Known to the compiler.
#pragma once

#include <linnet/core/topology.hpp>

#include <cstdint>
#include <span>
#include <string_view>

namespace linnet {

namespace detail {

/// FNV-1a with 64 bits (Fowler, Noll and Vo).
struct Fnv1a {
  std::uint64_t hash = 0xcbf29ce484222325u;

  constexpr void add(unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3u; }
  constexpr void add(std::string_view text) {
    for (const char c : text) add(static_cast<unsigned char>(c));
    add(static_cast<unsigned char>(0));  // an end, so that "ab", "c" is not "a", "bc"
  }
  /// Eight bytes, the lowest first on every machine.
  constexpr void add(Index number) {
    for (int i = 0; i < 8; ++i) add(static_cast<unsigned char>(static_cast<std::uint64_t>(number) >> (8 * i)));
  }
  constexpr void add(std::span<const Index> list) {
    add(static_cast<Index>(list.size()));
    for (const Index number : list) add(number);
  }
  constexpr void add(std::span<const ParameterInfo> tensors) {
    add(static_cast<Index>(tensors.size()));
    for (const ParameterInfo& tensor : tensors) {
      add(tensor.name);
      add(std::span(tensor.dims).first(static_cast<std::size_t>(tensor.rank)));
    }
  }
};

}  // namespace detail

/// FNV-1a of the scalar type, the input shape, and of each layer its name, its output shape, and the names and shapes of its parameters
/// and its state. Models of equal fingerprint have blocks of the same layout; settings (activations, rates) do not count.
template <class Topology>
inline constexpr std::uint64_t fingerprint = [] {
  detail::Fnv1a all;
  all.add(static_cast<Index>(sizeof(typename Topology::Scalar)));
  all.add(Topology::Input::dims);
  const auto add = [&]<class B>(B*) {
    all.add(std::string_view(B::Layer::name));
    all.add(std::span<const Index>(B::Output::dims));
    all.add(std::span<const ParameterInfo>(B::parameters));
    all.add(std::span<const ParameterInfo>(B::state));
  };
  [&]<class... B>(std::tuple<B...>*) {
    (add(static_cast<B*>(nullptr)), ...);
  }(static_cast<typename Topology::BoundLayers*>(nullptr));
  return all.hash;
}();

}  // namespace linnet
