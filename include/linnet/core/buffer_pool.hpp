// SPDX-License-Identifier: MIT
// BufferPool: buffers of one size that threads borrow, without a lock. For hosts.
#pragma once

#include <linnet/core/storage.hpp>

#include <atomic>
#include <utility>

namespace linnet::detail {

/// Starts with one buffer and adds another when all are lent; it keeps as many as were ever borrowed at the same time. So a single thread
/// never waits for an allocation, nor do others after each of them has been served once.
///
/// A copy is a separate pool; assignment does not change a pool. A moved-from pool is empty, and makes new buffers.
template <class T>
class BufferPool {
  struct alignas(64) Buffer {
    explicit Buffer(Index size, bool is_lent) : numbers(size), lent(is_lent) {}
    const Storage<T> numbers;  // (size)
    std::atomic<bool> lent;
    Buffer* next = nullptr;  // never changes once the list has the buffer
  };

 public:
  /// Pool of buffers of `size` numbers each. `empty`: the first loan makes the first one.
  LINNET_COLD explicit BufferPool(Index size, bool empty = false)
      : size_(size), first_(empty ? nullptr : new Buffer(size, false)) {}
  BufferPool(const BufferPool& other) : BufferPool(other.size_, other.first_.load() == nullptr) {}
  BufferPool(BufferPool&& other) noexcept : size_(other.size_), first_(other.first_.exchange(nullptr)) {}
  BufferPool& operator=(const BufferPool&) { return *this; }
  LINNET_COLD ~BufferPool() {
    for (Buffer* buffer = first_; buffer;) delete std::exchange(buffer, buffer->next);
  }

  /// A buffer that belongs to the borrower as long as this object lives.
  class [[nodiscard]] Loan {
   public:
    explicit Loan(Buffer& buffer) : buffer_(buffer) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() { buffer_.lent.store(false, std::memory_order_release); }
    T* data() const { return buffer_.numbers.data(); }

   private:
    Buffer& buffer_;
  };

  Loan borrow() {
    for (Buffer* buffer = first_.load(std::memory_order_acquire); buffer; buffer = buffer->next) {
      if (!buffer->lent.load(std::memory_order_relaxed) && !buffer->lent.exchange(true, std::memory_order_acquire)) {
        return Loan(*buffer);
      }
    }
    return Loan(*add_lent());
  }

 private:
  LINNET_COLD Buffer* add_lent() {
    auto* const added = new Buffer(size_, true);
    added->next = first_.load(std::memory_order_relaxed);
    while (!first_.compare_exchange_weak(added->next, added, std::memory_order_release, std::memory_order_relaxed)) {
    }
    return added;
  }

  Index size_;
  std::atomic<Buffer*> first_;  // of a list that only grows, at this end
};

}  // namespace linnet::detail
