// SPDX-License-Identifier: MIT
// AnyStep: the TrainStep of any model, with its memory. A Training is made of it, so that a program compiles fit once and not once for each
// model, and messages of the compiler about a training do not list its layers.
#pragma once

#include <linnet/core/checks.hpp>
#include <linnet/core/storage.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/training/train_step.hpp>
#include <linnet/training/training_record.hpp>

#include <memory>

namespace linnet::detail {

/// The facts about a TrainStep that do not change.
struct StepFacts {
  std::span<const Index> input;  ///< extents of a sample
  Index input_size;              ///< numbers of a sample
  Index target_width;            ///< numbers of its target
  TargetRule rule;
  std::span<const std::string_view> names;             ///< "loss", then the metrics
  std::span<const std::string_view> validation_names;  ///< the same with val_ in front
};

/// A TrainStep with gradients, the optimizer's slots and the memory of a batch. Refers to the parameters and the state of its model.
template <class Step>
struct HeldStep;

template <class T, class In, class Layers, class L, class O, class... M>
struct HeldStep<TrainStep<T, In, Layers, L, O, M...>> {
  using Step = TrainStep<T, In, Layers, L, O, M...>;
  using Topology = typename Step::Topology;
  static constexpr Index block = Topology::parameter_block;
  static constexpr StepFacts facts{
      In::dims, In::size, Step::target_width, target_rule<L, typename Step::Output>(), Step::names, metric_names<true, M...>};

  Step step;
  Storage<T> fixed;    // gradients (parameter_block), then the slots (parameter_block each)
  Storage<T> batch{};  // outputs, remembered, scratch, two deltas

  template <class Model>
  HeldStep(Model& model, const L& loss, const O& optimizer, const M&... metrics)
      : step(model.layers(), loss, optimizer, metrics...),
        fixed(block * (Step::gradient_blocks + (std::max)(0, optimizer.slot_count()))) {
    expect(model.parameters().data() != nullptr, not_constructed_or_moved);
    require(optimizer.slot_count() >= 0,
            [&] { return text("compile: the optimizer asks for ", optimizer.slot_count(), " slots; it must be 0 or more"); });
    step.blocks.parameters = model.parameters().data();
    step.blocks.state = model.state().data();
    step.blocks.gradients = fixed.data();
    step.slot_blocks = fixed.data() + block * Step::gradient_blocks;
  }

  LINNET_COLD void reserve(Index batch_size) {
    if (batch_size <= step.blocks.capacity) return;
    const Index capacity = aligned<T>(batch_size);
    batch = Storage<T>(Topology::batch_numbers(capacity));
    step.blocks.template place<Topology>(batch.data(), capacity);
  }

  std::span<const T> gradients() const { return {fixed.data(), static_cast<std::size_t>(block * Step::gradient_blocks)}; }

  /// The parts of a record that are here.
  LINNET_COLD TrainingRecord record() {
    constexpr std::size_t numbers = static_cast<std::size_t>(block);
    TrainingRecord r;
    r.description = text("optimizer ", O::name, " with ", step.optimizer.slot_count(), " slots, loss ", L::name);
    if constexpr (sizeof...(M) > 0) append(r.description, text(", metrics ", joined(facts.names.subspan(1), ", ")));
    r.scalar_bytes = sizeof(T);
    r.fingerprint = fingerprint_with_frozen<TopologyOf<T, In, Layers>>(step.layers());
    r.parameters = std::as_writable_bytes(std::span(step.blocks.parameters, numbers));
    r.state = std::as_writable_bytes(std::span(step.blocks.state, static_cast<std::size_t>(Topology::state_block)));
    r.moments = std::as_writable_bytes(
        std::span(fixed.data(), static_cast<std::size_t>(fixed.size())).subspan(Step::gradient_blocks * numbers));
    if constexpr (!std::is_empty_v<typename O::State>) {
      r.optimizer_state = std::as_writable_bytes(std::span(&step.optimizer_state, 1));
    }
    std::apply([&](auto&... metric) { (add_accumulated(r.metrics, metric), ...); }, step.metrics);
    r.figures = facts.names.size();
    r.learning_rate = &step.optimizer.learning_rate;
    r.steps = &step.steps;
    return r;
  }
};

/// A HeldStep for samples of numbers T and targets Target, whatever its model.
template <class T, class Target>
class AnyStep {
 public:
  template <class Held>
  explicit AnyStep(std::unique_ptr<Held> held)
      : calls_(&calls<Held>),
        learning_rate_(&held->step.optimizer.learning_rate),
        steps_(&held->step.steps),
        held_(held.release(), [](void* h) { delete static_cast<Held*>(h); }) {}

  const StepFacts& facts() const { return calls_->facts; }
  float& learning_rate() const { return *learning_rate_; }
  std::uint64_t steps() const { return *steps_; }

  T operator()(const Batch<T, Target>& batch, bool train, Random& random) {
    return calls_->step(held_.get(), batch, train, random);
  }
  void reset_metrics() { calls_->reset_metrics(held_.get()); }
  /// Writes `loss` and the metrics since they were reset.
  void results(double loss, std::span<double> values) const { calls_->results(held_.get(), loss, values); }
  /// Makes room for batches of `batch_size`.
  void reserve(Index batch_size) { calls_->reserve(held_.get(), batch_size); }
  std::span<const T> gradients() const { return calls_->gradients(held_.get()); }
  TrainingRecord record() const { return calls_->record(held_.get()); }

 private:
  struct Calls {
    StepFacts facts;
    T (*step)(void*, const Batch<T, Target>&, bool, Random&);
    void (*reset_metrics)(void*);
    void (*results)(void*, double, std::span<double>);
    void (*reserve)(void*, Index);
    std::span<const T> (*gradients)(void*);
    TrainingRecord (*record)(void*);
  };
  template <class Held>
  static constexpr Calls calls{Held::facts,
                               [](void* h, const Batch<T, Target>& batch, bool train, Random& random) {
                                 return static_cast<Held*>(h)->step(batch, train, random);
                               },
                               [](void* h) { static_cast<Held*>(h)->step.reset_metrics(); },
                               [](void* h, double loss, std::span<double> values) {
                                 std::ranges::copy(static_cast<Held*>(h)->step.results(loss).values, values.begin());
                               },
                               [](void* h, Index batch_size) { static_cast<Held*>(h)->reserve(batch_size); },
                               [](void* h) { return static_cast<Held*>(h)->gradients(); },
                               [](void* h) { return static_cast<Held*>(h)->record(); }};

  const Calls* calls_;
  float* learning_rate_;
  const std::uint64_t* steps_;
  std::unique_ptr<void, void (*)(void*)> held_;
};

}  // namespace linnet::detail
