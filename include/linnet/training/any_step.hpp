// SPDX-License-Identifier: MIT
// AnyStep: the TrainStep of any model, with its memory. A Training is made of it, so that a program compiles fit once and not once for each
// model, and messages of the compiler about a training do not list its layers.
#pragma once

#include <linnet/core/storage.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/training/target_checks.hpp>
#include <linnet/training/train_step.hpp>
#include <linnet/training/training_record.hpp>

#include <algorithm>
#include <memory>
#include <vector>

namespace linnet::detail {

/// The facts about a TrainStep that do not change.
struct StepFacts {
  SampleRule samples;
  Index input_size;    ///< numbers of a sample
  Index target_width;  ///< numbers of its target
  TargetRule rule;
  std::span<const std::string_view> names;             ///< "loss", then the metrics
  std::span<const std::string_view> validation_names;  ///< the same with val_ in front
};

/// The model of which a training trains a part; a model that is trained as a whole is it itself.
template <class Model>
auto& whole_model(Model& model) {
  if constexpr (requires { model.model(); }) {
    return model.model();
  } else {
    return model;
  }
}

/// A TrainStep with gradients, the optimizer's slots and the memory of a batch. Refers to the parameters and the state of its model.
template <class Step>
struct HeldStep;

template <class T, class In, class Layers, class L, class O, class... M>
struct HeldStep<TrainStep<T, In, Layers, L, O, M...>> {
  using Step = TrainStep<T, In, Layers, L, O, M...>;
  using Topology = typename Step::Topology;
  static constexpr Index block = Topology::parameter_block;
  static constexpr StepFacts facts{{In::dims, Topology::vocabulary},
                                   In::size,
                                   Step::target_width,
                                   target_rule<L, typename Step::Output>(Step::target_rows),
                                   Step::names,
                                   metric_names<true, M...>};

  Step step;
  Storage<T> fixed;    // gradients (parameter_block), then the slots (parameter_block each), then numbers to spare
  Storage<T> batch{};  // outputs, remembered, scratch, two deltas
  std::span<T> whole_parameters{}, whole_state{};  // of the whole model, also if only some layers train
  const void* whole;                               // that model
  std::uint64_t (*fingerprint)(const void* whole);
  std::string frozen{};  // ", frozen layers 0, 1"
  std::vector<RateScale> rate_scales{};

  template <class Model>
  HeldStep(Model& model, const L& loss, const O& optimizer, const M&... metrics)
      : step(model.layers(), loss, optimizer, metrics...),
        fixed(block * (Step::gradient_blocks + (std::max)(0, optimizer.slot_count())) + detail::spare_numbers<Topology>),
        whole(&whole_model(model)),
        fingerprint(&fingerprint_of<Whole<Model>>) {
    expect(model.parameters().data() != nullptr, not_constructed_or_moved);
    whole_parameters = whole_model(model).parameters();  // NOLINT(cppcoreguidelines-prefer-member-initializer)
    whole_state = whole_model(model).state();            // NOLINT(cppcoreguidelines-prefer-member-initializer): after the check
    require(optimizer.slot_count() >= 0,
            [&] { return text("compile: the optimizer asks for ", optimizer.slot_count(), " slots; it must be 0 or more"); });
    step.blocks.parameters = model.parameters().data();
    step.blocks.state = model.state().data();
    step.blocks.gradients = fixed.data();
    step.slot_blocks = fixed.data() + block * Step::gradient_blocks;
    step.spare = fixed.data() + (fixed.size() - detail::spare_numbers<Topology>);
    if constexpr (!std::is_same_v<Whole<Model>, Model>) {
      for (std::size_t i = 0; i < Model::frozen.size(); ++i) {
        if (Model::frozen[i]) append(frozen, text(frozen.empty() ? ", frozen layers " : ", ", i));
      }
    }
  }

  template <class Model>
  using Whole = std::remove_reference_t<decltype(whole_model(std::declval<Model&>()))>;
  template <class Model>
  static std::uint64_t fingerprint_of(const void* model) {
    return fingerprint_with_frozen<typename Model::Topology>(static_cast<const Model*>(model)->layers());
  }

  LINNET_COLD void reserve(Index batch_size) {
    if (batch_size <= step.blocks.capacity) return;
    const Index capacity = aligned<T>(batch_size);
    const Storage<T> before = std::exchange(batch, Storage<T>(Step::batch_numbers(capacity)));
    const std::span<const T> touched = step.touched_rows();  // in `before`
    step.blocks.template place<Topology>(batch.data(), capacity);
    step.put_touched_rows(touched);
  }

  std::span<T> gradients() { return {fixed.data(), static_cast<std::size_t>(block * Step::gradient_blocks)}; }

  std::span<const T> parameters() const { return {step.blocks.parameters, static_cast<std::size_t>(block)}; }

  T compute_gradients(const Batch<T, typename Step::Target>& samples, Random& random) {
    if constexpr (Step::in_place) {
      expect(false, "compute_gradients: InPlaceSGD has no memory for gradients; use SGD");
      return T(0);
    } else {
      return step.compute_gradients(samples, step.batches_per_step(), random);
    }
  }
  bool apply_gradients() {
    if constexpr (Step::in_place) {
      expect(false, "apply_gradients: InPlaceSGD has no memory for gradients; use SGD");
      return false;
    } else {
      return step.apply_gradients();
    }
  }

  /// Sets the factor of the learning rate of a tensor.
  LINNET_COLD void scale_learning_rate(std::span<const T> tensor, float factor) {
    expect(UpdatesRows<O>, "scale_learning_rate: the optimizer does not treat each number by itself (updates_rows)");
    expect(math::is_finite(factor) && factor >= 0.0f, "scale_learning_rate: the factor must be finite and not negative");
    bool found = false;
    const auto look = [&](const auto&, std::size_t, const ParameterInfo& info, Index offset) {
      if (step.blocks.parameters + offset != tensor.data() || info.size() != static_cast<Index>(tensor.size())) return;
      found = true;
      std::erase_if(rate_scales, [&](const RateScale& scale) { return scale.offset == offset; });
      const auto behind = std::ranges::upper_bound(rate_scales, offset, {}, &RateScale::offset);
      if (factor != 1.0f) rate_scales.insert(behind, {offset, aligned<T>(info.size()), factor});
    };
    Engine<Topology, std::remove_cvref_t<decltype(step.layers())>>::for_each_parameter(step.layers(), look);
    expect(found,
           "scale_learning_rate: this is no parameter tensor of the training's model, or its layer is frozen; call it as "
           "training.scale_learning_rate(model.parameter<1>(0), 0.1f)");
    step.rate_scales = rate_scales;
  }

  /// The parts of a record that are here.
  LINNET_COLD TrainingRecord record() {
    TrainingRecord r;
    r.description = text("optimizer ", O::name, " with ", step.optimizer.slot_count(), " slots, loss ", L::name);
    if constexpr (sizeof...(M) > 0) append(r.description, text(", metrics ", joined(facts.names.subspan(1), ", ")));
    append(r.description, frozen);
    const bool accumulates = step.batches_per_step() > 1;  // then gradients of a step that has begun are there
    if (accumulates) append(r.description, text(", steps of ", step.batches_per_step(), " batches"));
    r.scalar_bytes = sizeof(T);
    r.fingerprint = fingerprint(whole);
    r.parameters = std::as_writable_bytes(whole_parameters);
    r.state = std::as_writable_bytes(whole_state);
    const std::size_t first = accumulates ? 0 : static_cast<std::size_t>(block * Step::gradient_blocks);
    const auto kept = static_cast<std::size_t>(fixed.size() - detail::spare_numbers<Topology>);
    r.moments = std::as_writable_bytes(std::span(fixed.data() + first, kept - first));
    if (accumulates) {
      r.optimizer_state = std::as_writable_bytes(std::span(&step.progress, 1));
    } else if constexpr (!std::is_empty_v<typename O::State>) {
      r.optimizer_state = std::as_writable_bytes(std::span(&step.progress.optimizer_state, 1));
    }
    r.batches_per_step = static_cast<std::uint64_t>(step.batches_per_step());
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
  std::span<T> gradients() const { return calls_->gradients(held_.get()); }
  std::span<const T> parameters() const { return calls_->parameters(held_.get()); }
  T compute_gradients(const Batch<T, Target>& batch, Random& random) {
    return calls_->compute_gradients(held_.get(), batch, random);
  }
  bool apply_gradients() { return calls_->apply_gradients(held_.get()); }
  void finalize_variable_values() { calls_->finalize(held_.get()); }
  void scale_learning_rate(std::span<const T> parameters, float factor) { calls_->scale_rate(held_.get(), parameters, factor); }
  TrainingRecord record() const { return calls_->record(held_.get()); }

 private:
  struct Calls {
    StepFacts facts;
    T (*step)(void*, const Batch<T, Target>&, bool, Random&);
    void (*reset_metrics)(void*);
    void (*results)(void*, double, std::span<double>);
    void (*reserve)(void*, Index);
    std::span<T> (*gradients)(void*);
    std::span<const T> (*parameters)(void*);
    T (*compute_gradients)(void*, const Batch<T, Target>&, Random&);
    bool (*apply_gradients)(void*);
    void (*finalize)(void*);
    void (*scale_rate)(void*, std::span<const T>, float);
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
                               [](void* h) { return static_cast<Held*>(h)->parameters(); },
                               [](void* h, const Batch<T, Target>& batch, Random& random) {
                                 return static_cast<Held*>(h)->compute_gradients(batch, random);
                               },
                               [](void* h) { return static_cast<Held*>(h)->apply_gradients(); },
                               [](void* h) { static_cast<Held*>(h)->step.finalize_variable_values(); },
                               [](void* h, std::span<const T> parameters, float factor) {
                                 static_cast<Held*>(h)->scale_learning_rate(parameters, factor);
                               },
                               [](void* h) { return static_cast<Held*>(h)->record(); }};

  const Calls* calls_;
  float* learning_rate_;
  const std::uint64_t* steps_;
  std::unique_ptr<void, void (*)(void*)> held_;
};

}  // namespace linnet::detail
