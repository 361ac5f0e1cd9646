// SPDX-License-Identifier: MIT
// InUse: in a debug build on a host it detects a second user of a training, which supports one at a time, or a prediction with its model at
// the same time: by another thread, or by a layer that calls its own model. Only without NDEBUG; a target has neither the check nor the flag.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/check.hpp>

#if LINNET_HOST
#include <atomic>
#endif

namespace linnet::detail {

#if LINNET_HOST

/// The users of an object: one exclusive user, or any number that share it. It is part of the object even with NDEBUG, so that files
/// compiled with it and without agree on the object's layout. A copy is a new object without users.
class InUse {
 public:
  InUse() = default;
  InUse(const InUse&) noexcept {}
  InUse& operator=(const InUse&) noexcept { return *this; }

  /// Begins exclusive use of the object. Returns false if it is in use.
  bool begin() {
    int nobody = 0;
    return users_.compare_exchange_strong(nobody, -1, std::memory_order_acquire, std::memory_order_relaxed);
  }
  void end() { users_.store(0, std::memory_order_release); }

  /// Begins to share the object. Returns the number of other sharers, or -1 if it is in exclusive use.
  int share() {
    int others = users_.load(std::memory_order_relaxed);
    while (others >= 0) {
      if (users_.compare_exchange_weak(others, others + 1, std::memory_order_acquire, std::memory_order_relaxed)) break;
    }
    return others;
  }
  void leave() { users_.fetch_sub(1, std::memory_order_release); }

 private:
  std::atomic<int> users_{0};  // -1: one exclusive user
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

/// Uses an object exclusively as long as it lives. Fails with `sentence` if another user has it, who may continue.
template <bool Checked = LINNET_DEBUG_CHECKS>
class [[nodiscard]] Using {
 public:
  constexpr Using(const InUse&, const char*) {}
};

/// Shares an object as long as it lives. Fails with `sentence` if it is in exclusive use, which may continue.
template <bool Counted = LINNET_DEBUG_CHECKS>
class [[nodiscard]] Sharing {
 public:
  constexpr Sharing(const InUse&, const char*) {}
  /// True if it found no other user: until it ends, no other is the first.
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
