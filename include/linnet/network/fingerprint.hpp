// SPDX-License-Identifier: MIT
// Fingerprints: numbers that distinguish models whose weights must not be mixed up. The compiler knows that of a topology; that of a model
// includes its settings.
#pragma once

#include <linnet/network/topology.hpp>

#include <bit>
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
    add(static_cast<unsigned char>(0));  // an end, so that "ab", "c" differs from "a", "bc"
  }
  /// Adds eight bytes, the lowest first on every machine.
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
  /// Adds up to 64 bits in one step, for fast passes over all weights.
  constexpr void add_bits(std::uint64_t bits) { hash = (hash ^ bits) * 0x100000001b3u; }
  constexpr void add(float number) { add_bits(std::bit_cast<std::uint32_t>(number)); }
  constexpr void add(double number) { add_bits(std::bit_cast<std::uint64_t>(number)); }
};

}  // namespace detail

/// FNV-1a of the scalar type, the input shape, and of each layer its name, its output shape, and the names and shapes of its parameters
/// and its state. Models of equal fingerprint have blocks of the same layout; settings (activations, strides, rates) do not count.
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

namespace detail {

constexpr float value_of(float setting) { return setting; }
constexpr float value_of(const Setting& setting) { return setting.value; }

/// Adds the settings that a layer or an activation states.
template <class Described>
constexpr void add_own_settings(Fnv1a& all, const Described& described) {
  if constexpr (requires { described.settings(); }) {
    for (const auto& setting : described.settings()) all.add(value_of(setting));
  }
}

/// Adds everything that changes the inference of the layers and is in neither shapes nor parameters.
template <class Top, class... L>
void add_settings(Fnv1a& all, const std::tuple<L...>& layers) {
  const auto add = [&]<class B>(std::type_identity<B>, const auto& layer) {
    if constexpr (requires { B::Layer::template windows<typename B::Input>.rows; }) {
      constexpr auto windows = B::Layer::template windows<typename B::Input>;
      for (const auto& w : {windows.rows, windows.columns}) {
        for (const Index number : {w.size, w.stride, w.dilation, w.before}) all.add(number);
      }
    }
    if constexpr (requires { layer.activation; }) {
      all.add(std::string_view(layer.activation.name));
      add_own_settings(all, layer.activation);
    }
    if constexpr (requires { layer.recurrent_activation; }) {
      all.add(std::string_view(layer.recurrent_activation.name));
      add_own_settings(all, layer.recurrent_activation);
    }
    add_own_settings(all, layer);
    if constexpr (requires { layer.template add_settings<B>(all); }) layer.template add_settings<B>(all);
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add(std::type_identity<typename Top::template Layer<I>>{}, std::get<I>(layers)), ...);
  }
  (std::index_sequence_for<L...>{});
}

/// The fingerprint in checkpoints: that of the topology, and, for layers that are frozen, of these with all their numbers.
template <class Top, class Layers>
LINNET_COLD std::uint64_t fingerprint_with_frozen(const Layers& layers) {
  Fnv1a all{fingerprint<Top>};
  const auto add = [&]<class B>(std::type_identity<B>, const auto& layer) {
    if constexpr (requires { B::Layer::frozen; }) layer.template add_settings<B>(all);
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (add(std::type_identity<typename Top::template Layer<I>>{}, std::get<I>(layers)), ...);
  }
  (std::make_index_sequence<Top::size>{});
  return all.hash;
}

}  // namespace detail

/// FNV-1a of the fingerprint of the topology, of everything else that changes inference except parameters and state (activations, windows,
/// the `settings()` of layers), and of the numbers of frozen layers. A model's weights fit only models of the same fingerprint.
template <class Model>
LINNET_COLD std::uint64_t model_fingerprint(const Model& model) {
  detail::Fnv1a all{fingerprint<typename Model::Topology>};
  detail::add_settings<typename Model::Topology>(all, model.layers());
  return all.hash;
}

}  // namespace linnet
