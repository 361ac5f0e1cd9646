// SPDX-License-Identifier: MIT
// StaticQuantized: the numbers of an int8 model in memory of their own, which save_weights and load_weights keep in a device's flash pages: a
// device that is given new int8 weights finds them again after a reset.
#pragma once

#include <linnet/deploy/weight_record.hpp>
#include <linnet/quantized/frozen_quantized.hpp>

#if LINNET_HOST
#include <linnet/quantized/deploy/numbers_fingerprint.hpp>
#endif

namespace linnet {

namespace quantized {

/// The access of quantize to the numbers of a StaticQuantized.
struct StaticQuantizedAccess {
  template <class To>
  static auto& numbers(To& to) {
    return to.numbers_;
  }
  template <class To>
  static std::byte* constants(To& to) {
    return to.constants_.data();
  }
};

}  // namespace quantized

/// Begins with the numbers of an exported model. `model()` reads them here, so this object must stay where it is while that is used.
///
///   static StaticQuantized base(digits::model);
///   if (load_weights(flash, base) != RecordResult::ok) { ... }  // the exported numbers remain
///   base.model().predict(x, y);
///
/// A record has the constants as they are packed for `Isa`, which must be that of the device.
template <class Isa, class Input_, class... Layers>
class StaticQuantized {
  static constexpr auto channels = static_cast<std::size_t>(last_dim<typename Input_::Output>);

 public:
  using Model = FrozenQuantizedFor<Isa, Input_, Layers...>;
  using Topology = typename Model::Topology;
  using Network = typename Model::Network;

 private:
  static constexpr auto bytes = static_cast<std::size_t>(Network::bytes);
  struct Numbers {
    std::uint64_t fingerprint = 0;
    std::uint32_t normalizes = 0, filled = 0;
    Quantization input{}, output{};
    std::array<Quantization, Network::computing + 1> outputs{};
    std::array<float, channels> mean{}, factor{};
  };

 public:
  /// Without numbers, which quantize (quantized/on_chip/static_quantize.hpp) or load_weights gives it.
  StaticQuantized() = default;
  /// Fails if the model does not know the outputs of its layers; that of an exported header does.
  explicit StaticQuantized(const Model& model) {
    const FrozenQuantizedFacts& facts = model.facts();
    detail::expect(
        facts.outputs != nullptr || Network::computing == 0,
        "StaticQuantized: this FrozenQuantized does not know the outputs of its layers; that of an exported header does");
    const auto stored = model.constant_bytes();
    std::copy(stored.begin(), stored.end(), constants_.begin());
    numbers_.filled = 1;
    numbers_.fingerprint = facts.fingerprint;
    numbers_.input = model.input_quantization();
    numbers_.output = model.output_quantization();
    for (std::size_t i = 0; i < Network::computing; ++i) numbers_.outputs[i] = facts.outputs[i];
    set_normalization(facts.normalization);
  }
#if LINNET_HOST
  /// The numbers that a device of instruction set `Isa` shall load; see static_quantized.
  explicit StaticQuantized(const QuantizedSequential<Input_, Layers...>& model) {
    const QuantizedLayer* record = model.records().data();
    Network::pack(record, model.input_quantization(), constants_.data());
    numbers_.filled = 1;
    numbers_.fingerprint = quantized::numbers_fingerprint(model);
    numbers_.input = model.input_quantization();
    numbers_.output = model.output_quantization();
    for (std::size_t i = 0; i < Network::computing; ++i) numbers_.outputs[i] = model.records()[Network::record_of[i]].output;
    set_normalization(model.normalization());
  }
#endif

  /// The int8 model with these numbers.
  Model model() const {
    detail::expect(numbers_.filled == 1, "StaticQuantized: it has no numbers yet; quantize or load_weights gives them");
    InputNormalization normalization;
    if (numbers_.normalizes) normalization = {numbers_.mean.data(), numbers_.factor.data()};
    return {constants_.data(), numbers_.input, numbers_.output, {normalization, numbers_.outputs.data(), numbers_.fingerprint}};
  }

  /// For records: the constants, then what the model knows beside them. See deploy/weight_record.hpp.
  static constexpr std::size_t record_data_bytes = bytes + sizeof(Numbers);
  template <class Function>
  bool for_each_block(const Function& f) {
    return f(std::span(constants_).first(bytes)) && f(std::as_writable_bytes(std::span(&numbers_, 1)));
  }
  template <class Function>
  bool for_each_block(const Function& f) const {
    return f(std::span(constants_).first(bytes)) && f(std::as_bytes(std::span(&numbers_, 1)));
  }

 private:
  friend quantized::StaticQuantizedAccess;

  void set_normalization(InputNormalization n) {
    if (!n.mean) return;
    numbers_.normalizes = 1;
    std::copy_n(n.mean, channels, numbers_.mean.begin());
    std::copy_n(n.factor, channels, numbers_.factor.begin());
  }

  alignas(Model::alignment) std::array<std::byte, bytes + 1> constants_{};
  Numbers numbers_{};
};

template <class Isa, class Input_, class... Layers>
StaticQuantized(const FrozenQuantizedFor<Isa, Input_, Layers...>&) -> StaticQuantized<Isa, Input_, Layers...>;

/// The fingerprint of records: the layers, their windows, and the instruction set of the constants, which say what activations do.
template <class Isa, class Input_, class... Layers>
LINNET_COLD std::uint64_t model_fingerprint(const StaticQuantized<Isa, Input_, Layers...>&) {
  using Top = typename StaticQuantized<Isa, Input_, Layers...>::Topology;
  detail::Fnv1a all{fingerprint<Top>};
  detail::add_settings<Top>(all, std::tuple<Layers...>{});
  all.add(std::string_view(Isa::name));
  all.add(Index{StaticQuantized<Isa, Input_, Layers...>::record_data_bytes});
  return all.hash;
}

#if LINNET_HOST
/// Returns the numbers of an int8 model as a device of instruction set `Isa` loads them: saved with save_weights to a PageStorage in memory,
/// its pages are those of the device.
template <class Isa = kernels::int8::Native, class Input_, class... Layers>
auto static_quantized(const QuantizedSequential<Input_, Layers...>& model) {
  return StaticQuantized<Isa, Input_, Layers...>(model);
}
#endif

}  // namespace linnet
