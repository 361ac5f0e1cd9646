// SPDX-License-Identifier: MIT
// BatchCursor: batches in order, from a range or from a generator. BatchParts: the contents of a batch.
#pragma once

#include <linnet/core/sample_view.hpp>

#include <algorithm>  // and with it the concepts of ranges: all of <ranges> would cost every user a quarter of a second
#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace linnet::detail {

/// Views of the contents of a batch with members x, y and optionally sample_weight, or with two or three elements in this order.
template <class T>
struct BatchParts {
  SampleView<T> x;
  TargetView y;
  ArrayView<T> sample_weight{};

  template <class Batch>
  static BatchParts of(const Batch& batch) {
    if constexpr (requires { batch.sample_weight; }) {
      return {batch.x, batch.y, batch.sample_weight};
    } else if constexpr (requires { batch.x, batch.y; }) {
      return {batch.x, batch.y};
    } else if constexpr (std::tuple_size_v<Batch> == 3) {
      return {std::get<0>(batch), std::get<1>(batch), std::get<2>(batch)};
    } else {
      return {std::get<0>(batch), std::get<1>(batch)};
    }
  }
};

template <class Batch>
concept BatchStruct = requires(const Batch& batch) {
  batch.x;
  batch.y;
};
template <class Batch>
concept BatchTuple = requires(const Batch& batch) {
  std::tuple_size<Batch>::value;
  std::get<1>(batch);
};
template <class Batch>
concept AnyBatch = BatchStruct<std::remove_cvref_t<Batch>> || BatchTuple<std::remove_cvref_t<Batch>>;

template <class R>
inline constexpr bool is_optional = false;
template <class B>
inline constexpr bool is_optional<std::optional<B>> = true;

/// A callable that returns the next batch, optionally in an optional. It may have two members more, as BlockBatches has: begin_epoch(epoch),
/// called before each epoch, and size(), the batches of one.
template <class Batches>
class BatchCursor {
  using Made = std::remove_cvref_t<std::invoke_result_t<Batches&>>;

 public:
  static constexpr bool endless = !is_optional<Made>;

  explicit BatchCursor(Batches& batches) : batches_(batches) {}

  /// Of an epoch; 0 if unknown.
  Index size() const {
    if constexpr (requires { static_cast<Index>(batches_.size()); }) return static_cast<Index>(batches_.size());
    return 0;
  }

  /// If the last epoch stopped early, the first nullopt still belongs to it, unless the callable is told that an epoch begins.
  void begin_epoch([[maybe_unused]] Index epoch) {
    if constexpr (requires { batches_.begin_epoch(epoch); }) {
      batches_.begin_epoch(epoch);
    } else {
      left_ = going_;
    }
  }

  /// The next batch, null at the end of the epoch. The one before it is gone.
  auto next() {
    draw();
    if constexpr (endless) {
      return &*made_;
    } else {
      if (!*made_ && left_) draw();
      left_ = false;
      going_ = made_->has_value();
      return *made_ ? &**made_ : nullptr;
    }
  }

 private:
  void draw() {
    made_.reset();
    made_.emplace(batches_());
  }

  Batches& batches_;
  std::optional<Made> made_;
  bool going_ = false;  ///< the last batch was not the end
  bool left_ = false;
};

/// A range of batches.
template <std::ranges::input_range Batches>
class BatchCursor<Batches> {
  using Reference = std::ranges::range_reference_t<Batches>;
  static constexpr bool in_place = std::is_lvalue_reference_v<Reference>;

 public:
  static constexpr bool endless = false;

  explicit BatchCursor(Batches& batches) : batches_(batches) {}

  Index size() const {
    if constexpr (std::ranges::sized_range<Batches>) return static_cast<Index>(std::ranges::size(batches_));
    return 0;
  }

  /// A range that can be read only once continues at its position.
  void begin_epoch(Index) {
    if (std::ranges::forward_range<Batches> || !at_) {
      at_.emplace(std::ranges::begin(batches_));
      stands_on_used_ = false;
    }
  }

  auto next() {
    made_.reset();
    if (stands_on_used_) ++*at_;
    stands_on_used_ = *at_ != std::ranges::end(batches_);
    if constexpr (in_place) {
      return stands_on_used_ ? std::addressof(**at_) : nullptr;
    } else {
      if (stands_on_used_) made_.emplace(**at_);
      return made_ ? &*made_ : nullptr;
    }
  }

 private:
  Batches& batches_;
  std::optional<std::ranges::iterator_t<Batches>> at_;
  bool stands_on_used_ = false;  ///< the batch at at_ was returned
  std::optional<std::conditional_t<in_place, std::nullptr_t, std::remove_cvref_t<Reference>>> made_;
};

template <class Batches>
concept BatchRange = std::ranges::input_range<Batches> && AnyBatch<std::ranges::range_reference_t<Batches>>;

template <class Made>
concept GeneratedBatch = AnyBatch<Made> ||(is_optional<Made>&& AnyBatch<typename Made::value_type>);
template <class Batches>
concept BatchGenerator = std::invocable<Batches&> && GeneratedBatch<std::remove_cvref_t<std::invoke_result_t<Batches&>>>;

}  // namespace linnet::detail
