// SPDX-License-Identifier: MIT
// Callbacks: fit calls them while it trains. A type with one or more of the members below is a callback; there is no base class.
//
//   on_train_begin(FitState&)    on_epoch_begin(FitState&)    on_batch_end(FitState&)
//   on_epoch_end(FitState&)      on_train_end(FitState&)
//
// Order and meaning are those of keras.callbacks.Callback. Optional: skips_batches() const, which returns true if on_batch_end has nothing
// to do with the callback's settings at the time when it enters the list.
#pragma once

#include <linnet/core/shape.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

struct TrainingRecord;

/// The progress of fit, and the values that a callback may change.
struct FitState {
  Index epoch = 0;  ///< counted from 0
  Index epochs = 0;
  Index batch = 0;    ///< counted from 0
  Index batches = 0;  ///< of this epoch; 0 if unknown, in the first pass over a generator
  std::vector<std::pair<std::string_view, double>>
      logs;                                 ///< loss and metrics so far; at the end of an epoch also the val_ ones
  std::vector<std::string_view> log_names;  ///< the names in `logs` at the end of an epoch; known when fit begins
  float learning_rate = 0.0f;               ///< writable: the next step uses it
  bool stop_training = false;               ///< writable: ends fit after the current batch or epoch
  bool loss_failed = false;                 ///< fit ends because the loss is not finite
  std::string stop_reason;                  ///< writable: goes into History::stop_reason
  std::span<std::byte> parameters{};        ///< the model's parameter block: may be saved and restored
  std::span<std::byte> state{};             ///< the model's state block
  std::size_t scalar_bytes = 0;             ///< of one number of either
  std::uint64_t fingerprint = 0;            ///< of the model's topology (network/fingerprint.hpp)
  TrainingRecord* training = nullptr;       ///< the contents of a checkpoint of the training (training/training_record.hpp)
};

namespace detail {

template <class C>
concept HasTrainBegin = requires(C c, FitState& s) {
  c.on_train_begin(s);
};
template <class C>
concept HasEpochBegin = requires(C c, FitState& s) {
  c.on_epoch_begin(s);
};
template <class C>
concept HasBatchEnd = requires(C c, FitState& s) {
  c.on_batch_end(s);
};
template <class C>
concept HasEpochEnd = requires(C c, FitState& s) {
  c.on_epoch_end(s);
};
template <class C>
concept HasTrainEnd = requires(C c, FitState& s) {
  c.on_train_end(s);
};

/// A lambda or a function.
template <class F>
concept OnlyCalled = requires {
  &F::operator();
}
|| requires(F f, FitState& s) { f(s); }
|| std::is_function_v<std::remove_pointer_t<F>>;

}  // namespace detail

/// A type with at least one of the five members.
template <class C>
concept Callback = detail::HasTrainBegin<C> || detail::HasEpochBegin<C> || detail::HasBatchEnd<C> || detail::HasEpochEnd<C> ||
    detail::HasTrainEnd<C>;

/// Any callback. It refers to an lvalue, whose state can be read after fit; it moves a temporary or copies a const object, and its copies
/// share that.
class AnyCallback {
 public:
  template <class C>
  requires(Callback<std::remove_cvref_t<C>> && !std::is_same_v<std::remove_cvref_t<C>, AnyCallback>)
      AnyCallback(C&& callback) {  // implicit: fit options list callbacks directly
    using Type = std::remove_cvref_t<C>;
    if constexpr (std::is_lvalue_reference_v<C> && !std::is_const_v<std::remove_reference_t<C>>) {
      object_ = std::shared_ptr<void>(std::shared_ptr<void>{}, &callback);
    } else {
      object_ = std::make_shared<Type>(std::forward<C>(callback));
    }
    has_batch_end_ = detail::HasBatchEnd<Type>;
    if constexpr (requires(const Type& c) { c.skips_batches(); }) {
      has_batch_end_ = !static_cast<const Type*>(object_.get())->skips_batches();
    }
    call_ = [](void* object, Event event, FitState& state) {
      Type& c = *static_cast<Type*>(object);
      if constexpr (detail::HasTrainBegin<Type>) {
        if (event == Event::train_begin) c.on_train_begin(state);
      }
      if constexpr (detail::HasEpochBegin<Type>) {
        if (event == Event::epoch_begin) c.on_epoch_begin(state);
      }
      if constexpr (detail::HasBatchEnd<Type>) {
        if (event == Event::batch_end) c.on_batch_end(state);
      }
      if constexpr (detail::HasEpochEnd<Type>) {
        if (event == Event::epoch_end) c.on_epoch_end(state);
      }
      if constexpr (detail::HasTrainEnd<Type>) {
        if (event == Event::train_end) c.on_train_end(state);
      }
    };
  }

  /// A function is an error that says how to make a callback of it.
  template <class F>
  requires(!Callback<std::remove_cvref_t<F>> && !std::is_same_v<std::remove_cvref_t<F>, AnyCallback> &&
           detail::OnlyCalled<std::remove_cvref_t<F>>) AnyCallback(F&&) {
    static_assert(
        sizeof(F) == 0,
        "fit: a function is not a callback; write LambdaCallback{.on_epoch_end = [](FitState& s) { ... }}, or a type with "
        "such a member");
  }

  enum class Event { train_begin, epoch_begin, batch_end, epoch_end, train_end };
  void operator()(Event event, FitState& state) const { call_(object_.get(), event, state); }

  /// Returns true if it reads each batch, for which fit then computes the metrics.
  bool has_batch_end() const { return has_batch_end_; }

 private:
  std::shared_ptr<void> object_;
  void (*call_)(void*, Event, FitState&) = nullptr;
  bool has_batch_end_ = false;
};

}  // namespace linnet
