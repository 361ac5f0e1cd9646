// SPDX-License-Identifier: MIT
// WithOptimizer: a StaticTraining with all that its next step depends on, for save_weights and load_weights of deploy/weight_record.hpp.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/core/random.hpp>
#include <linnet/network/engine.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/network/update.hpp>
#include <linnet/training/train_step.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>

namespace linnet {

namespace detail {

struct StaticTrainingAccess {
  template <class Training>
  static auto& step(Training& of) {
    return of.step_;
  }
  template <class Training>
  static auto& random(Training& of) {
    return of.random_;
  }
};

/// The types of the step of a StaticTraining.
template <class Step>
struct StepParts;
template <class T, class In, class Layers, class L, class O, class... M>
struct StepParts<TrainStep<T, In, Layers, L, O, M...>> {
  using Optimizer = O;
};

}  // namespace detail

/// The numbers that save_weights and load_weights keep of a training, if they get it instead of the model: the model's parameters and
/// state, the slots and the state of the optimizer, its learning rate, the steps and the random numbers. After load_weights a training goes on with the bits that
/// it would have had without the reset. Gradients that compute_gradients has left are not among them.
///
///   nn::WithOptimizer everything{training};  // refers to the training
///   nn::save_weights(flash, everything);
template <class Training>
class WithOptimizer {
  using Step = std::remove_reference_t<decltype(detail::StaticTrainingAccess::step(std::declval<Training&>()))>;
  using Optimizer = typename detail::StepParts<Step>::Optimizer;
  using State = typename Optimizer::State;
  static constexpr bool has_state = !std::is_empty_v<State>;
  static_assert(std::is_trivially_copyable_v<State> && std::is_trivially_copyable_v<Random>,
                "WithOptimizer: the State of the optimizer must be trivially copyable");

 public:
  using Scalar = typename Training::Scalar;
  using Topology = typename Training::Topology;
  /// Each has parameters of its own.
  static constexpr int slot_blocks = detail::slot_room<Optimizer>();
  static constexpr std::size_t record_data_bytes =
      static_cast<std::size_t>(Topology::parameter_bytes) * (1 + static_cast<std::size_t>(slot_blocks)) +
      static_cast<std::size_t>(Topology::state_bytes) + sizeof(std::uint64_t) + sizeof(float) + sizeof(Random) +
      (has_state ? sizeof(State) : 0);

  explicit WithOptimizer(Training& of)
      : step_(detail::StaticTrainingAccess::step(of)), random_(detail::StaticTrainingAccess::random(of)) {}

  /// Calls f(numbers) with each tensor, slots last, and then with the bytes of all else, until it returns false; returns false if it did.
  template <class Function>
  bool for_each_block(const Function& f) const {
    const auto bytes = [&](auto& object) { return f(std::span<std::byte>(std::as_writable_bytes(std::span(&object, 1)))); };
    if (!for_each_tensor(f) || !bytes(step_.steps) || !bytes(step_.optimizer.learning_rate) || !bytes(random_)) return false;
    if constexpr (has_state) return bytes(step_.progress.optimizer_state);
    return true;
  }
  /// Returns true if all tensors are.
  bool is_finite() const {
    return for_each_tensor([](std::span<Scalar> numbers) {
      for (const Scalar number : numbers) {
        if (!math::is_finite(number)) return false;
      }
      return true;
    });
  }
  /// That of the layers in training.
  std::uint64_t fingerprint_of_model() const {
    detail::Fnv1a all{fingerprint<Topology>};
    detail::add_settings<Topology>(all, step_.layers());
    all.add(std::string_view(Optimizer::name));
    all.add(static_cast<Index>(record_data_bytes));
    return all.hash;
  }

 private:
  template <class Function>
  bool for_each_tensor(const Function& f) const {
    using Walk = Engine<Topology, typename Step::Layers>;
    bool going = true;
    const auto visit = [&](Scalar* block) {
      return [&going, &f, block](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
        going = going && f(std::span<Scalar>(block + offset, static_cast<std::size_t>(info.size())));
      };
    };
    Walk::for_each_parameter(step_.layers(), visit(step_.blocks.parameters));
    Walk::for_each_state(step_.layers(), visit(step_.blocks.state));
    for (Index slot = 0; slot < slot_blocks; ++slot) {
      Walk::for_each_parameter(step_.layers(), visit(step_.slot_blocks + slot * Topology::parameter_block));
    }
    return going;
  }

  Step& step_;
  Random& random_;
};

/// The fingerprint of records: that of the layers, with the name of the optimizer.
template <class Training>
LINNET_COLD std::uint64_t model_fingerprint(const WithOptimizer<Training>& whole) {
  return whole.fingerprint_of_model();
}

}  // namespace linnet
