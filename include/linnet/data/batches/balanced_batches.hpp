// SPDX-License-Identifier: MIT
// BalancedBatches: batches for fit that have every class alike, however rare it is. Source of the idea: balanced_batch_generator of
// imbalanced-learn, and PyTorch's WeightedRandomSampler, which balances on average only.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/random.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>
#include <linnet/data/samples.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// Options of balanced_batches.
struct BalancedOptions {
  Index batch_size = 32;   ///< samples per batch, at least one of each class
  std::uint64_t seed = 0;  ///< of the order
};

/// A callable for fit that returns the batches of an epoch, and then nullopt. X and Y are references to the user's data, or hold it. The order
/// depends on the options and the number of the epoch alone: a fit that resumes continues with the same batches.
template <class X, class Y>
class BalancedBatches {
  using Class = std::remove_const_t<typename std::remove_cvref_t<Y>::Scalar>;
  static_assert(std::integral<Class> && detail::rank_of<std::remove_cvref_t<Y>>() == 1,
                "balanced_batches: y has the class of each sample, as linnet::Labels has");
  using Samples = detail::Samples<std::remove_cvref_t<X>>;

 public:
  /// Samples and their classes.
  struct Batch {
    decltype(std::declval<const Samples&>().copy({})) x;
    Tensor<1, Class> y;
  };

  BalancedBatches(X x, Y y, const BalancedOptions& options)
      : options_(options), x_(std::forward<X>(x)), y_(std::forward<Y>(y)) {
    const Index samples = Samples(x_).size();
    detail::require(samples == y_.size(),
                    [&] { return detail::text("balanced_batches: x has ", samples, " samples, y has ", y_.size()); });
    detail::require(samples > 0, [] { return std::string("balanced_batches: there is no sample"); });
    std::map<Class, std::vector<std::uint32_t>> of_class;
    for (Index i = 0; i < samples; ++i) of_class[y_.data()[i]].push_back(static_cast<std::uint32_t>(i));
    for (auto& [name, members] : of_class) classes_.push_back({std::move(members), 0});
    detail::require(options.batch_size >= classes(), [&] {
      return detail::text("balanced_batches: batch_size is ", options.batch_size, "; it must be at least ", classes(),
                          ", the number of classes");
    });
  }

  /// The classes that y has.
  Index classes() const { return static_cast<Index>(classes_.size()); }
  /// Batches of an epoch: of as many samples as the data has, in whole batches.
  Index size() const { return (y_.size() + options_.batch_size - 1) / options_.batch_size; }

  /// Begins with the first batch of this epoch, counted from 0; fit calls it.
  void begin_epoch(Index epoch) {
    next_epoch_ = epoch + 1;
    begun_ = true;
    batch_ = 0;
    random_ = Random(options_.seed + (static_cast<std::uint64_t>(epoch) + 1) * 0xd1342543de82ef95u);
    for (OfClass& members : classes_) {
      std::sort(members.samples.begin(), members.samples.end());
      begin_pass(members);
    }
  }

  /// Returns the next batch, or nullopt at the end of an epoch; the next call begins the next one.
  std::optional<Batch> operator()() {
    if (!begun_) begin_epoch(next_epoch_);
    if (batch_ == size()) {
      begun_ = false;
      return std::nullopt;
    }
    std::vector<Index> chosen;
    for (Index i = batch_ * options_.batch_size; i < (batch_ + 1) * options_.batch_size; ++i) {
      OfClass& members = classes_[static_cast<std::size_t>(i % classes())];
      if (members.next == members.samples.size()) begin_pass(members);
      chosen.push_back(static_cast<Index>(members.samples[members.next++]));
    }
    ++batch_;
    return Batch{Samples(x_).copy(chosen), take(y_, chosen)};
  }

 private:
  struct OfClass {
    std::vector<std::uint32_t> samples;
    std::size_t next;
  };

  /// All samples of a class, in a new order, before one of them comes again.
  void begin_pass(OfClass& members) {
    random_.shuffle(std::span(members.samples));
    members.next = 0;
  }

  BalancedOptions options_;
  X x_;
  Y y_;
  std::vector<OfClass> classes_{};
  Random random_{};
  Index next_epoch_ = 0;
  Index batch_ = 0;  ///< of the epoch, the next one
  bool begun_ = false;
};

/// Returns batches of x and y for fit in which each class of y has as many samples as the others, or one more or less if their number does not
/// divide batch_size. A sample of a rare class comes several times in an epoch, but never again before all others of its class.
///
/// x and y must outlive the batches unless they are temporaries. Throws InvalidInput if they have different numbers of samples, or for
/// batches smaller than the number of classes.
template <class X, class Y>
auto balanced_batches(X&& x, Y&& y, const BalancedOptions& options = {}) {
  using HeldX = std::conditional_t<std::is_lvalue_reference_v<X>, const std::remove_cvref_t<X>&, std::remove_cvref_t<X>>;
  using HeldY = std::conditional_t<std::is_lvalue_reference_v<Y>, const std::remove_cvref_t<Y>&, std::remove_cvref_t<Y>>;
  return BalancedBatches<HeldX, HeldY>(std::forward<X>(x), std::forward<Y>(y), options);
}

}  // namespace linnet
