// SPDX-License-Identifier: MIT
// InUse: tells in a debug build on a host that a training, which is for one user at a time, has a second one, or that somebody predicts with
// its model meanwhile: another thread, or a layer that calls the model which it is part of. Without NDEBUG alone; a target has neither
// the check nor the flag.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/check.hpp>

#if LINNET_HOST
#include <atomic>
#endif

namespace linnet::detail {

#if LINNET_HOST

/// The users of an object: one alone, or any number that share it. Part of the object with NDEBUG too, so that files that are compiled
/// with it and without agree on the object's layout. A copy is an object of its own, which nobody uses yet.
class InUse {
 public:
  InUse() = default;
  InUse(const InUse&) noexcept {}
  InUse& operator=(const InUse&) noexcept { return *this; }

  /// Begins to use the object alone. False if anybody uses it.
  bool begin() {
    int nobody = 0;
    return users_.compare_exchange_strong(nobody, -1, std::memory_order_acquire, std::memory_order_relaxed);
  }
  void end() { users_.store(0, std::memory_order_release); }

  /// Begins to share the object. Returns how many others do so, or -1 if somebody uses it alone.
  int share() {
    int others = users_.load(std::memory_order_relaxed);
    while (others >= 0) {
      if (users_.compare_exchange_weak(others, others + 1, std::memory_order_acquire, std::memory_order_relaxed)) break;
    }
    return others;
  }
  void leave() { users_.fetch_sub(1, std::memory_order_release); }

 private:
  std::atomic<int> users_{0};  // -1: one, alone
};

/// Refers to the flag of another object.
class InUseOf {
 public:
  explicit InUseOf(InUse& flag) : flag_(&flag) {}
  InUse& flag() const { return *flag_; }

 private:
  InUse* flag_;
};

#else

struct InUse {};
struct InUseOf {
  explicit InUseOf(InUse&) {}
  InUse flag() const { return {}; }
};

#endif

/// Uses an object alone as long as it lives. Fails with `sentence` if somebody else uses it, who may go on.
template <bool Checked = LINNET_DEBUG_CHECKS>
class [[nodiscard]] Using {
 public:
  constexpr Using(const InUse&, const char*) {}
};

/// Shares an object as long as it lives. Fails with `sentence` if somebody uses it alone, who may go on.
template <bool Counted = LINNET_DEBUG_CHECKS>
class [[nodiscard]] Sharing {
 public:
  constexpr Sharing(const InUse&, const char*) {}
  /// True for one that found nobody else: until it ends, no other is the first.
  constexpr bool first() const { return true; }
};

#if LINNET_HOST
template <>
class [[nodiscard]] Using<true> {
 public:
  Using(InUse& flag, const char* sentence) : flag_(flag) { expect(flag_.begin(), sentence); }
  Using(const Using&) = delete;
  Using& operator=(const Using&) = delete;
  ~Using() { flag_.end(); }

 private:
  InUse& flag_;
};

template <>
class [[nodiscard]] Sharing<true> {
 public:
  Sharing(InUse& flag, const char* sentence) : flag_(flag), others_(flag.share()) { expect(others_ >= 0, sentence); }
  Sharing(const Sharing&) = delete;
  Sharing& operator=(const Sharing&) = delete;
  ~Sharing() { flag_.leave(); }
  bool first() const { return others_ == 0; }

 private:
  InUse& flag_;
  int others_;
};
#endif

inline constexpr const char* predict_in_use =
    "predict: a training is using this model, in another thread or around a layer, loss or metric that calls predict; predict "
    "between its steps, or with a copy of the model";
inline constexpr const char* training_in_use =
    "training: its model is being used by another thread, or by what a layer, loss or metric of its own calls; give each "
    "thread a copy of the model, and a training of its own";

}  // namespace linnet::detail
