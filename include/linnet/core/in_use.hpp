// SPDX-License-Identifier: MIT
// InUse: tells in a debug build on a host that an object which is not made for two users at a time has two: another thread, or a layer
// that calls the model which it is part of. Without NDEBUG alone; a target has neither the check nor the flag.
#pragma once

#include <linnet/config.hpp>
#include <linnet/core/check.hpp>

#if LINNET_HOST
#include <atomic>
#endif

namespace linnet::detail {

#if LINNET_HOST

/// The flag of an object: part of it with NDEBUG too, so that files that are compiled with it and without agree on the object's layout.
/// A copy is an object of its own, which nobody uses yet.
class InUse {
 public:
  InUse() = default;
  InUse(const InUse&) noexcept {}
  InUse& operator=(const InUse&) noexcept { return *this; }

  bool begin() { return !used_.exchange(true, std::memory_order_acquire); }
  void end() { used_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> used_{false};
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

/// Uses an object as long as it lives. Fails with `sentence` if somebody else does, who may go on.
template <bool Checked = LINNET_DEBUG_CHECKS>
class [[nodiscard]] Using {
 public:
  constexpr Using(const InUse&, const char*) {}
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
#endif

inline constexpr const char* predict_in_use =
    "predict: this model is being used by another thread, or by what a layer of its own calls; give each thread its own copy, "
    "or a "
    "FrozenSequential, which may be shared";
inline constexpr const char* training_in_use =
    "training: its model is being used by another thread, or by what a layer, loss or metric of its own calls; give each "
    "thread a copy "
    "of the model, and a training of its own";

}  // namespace linnet::detail
