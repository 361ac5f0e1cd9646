// SPDX-License-Identifier: MIT
// One aligned heap block: the only way in which linnet allocates numbers on a host.
#pragma once

#include <linnet/core/parameter.hpp>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

namespace linnet {

/// `size` numbers, 64-byte aligned, zero at first. Copies are deep; assigning a copy of the same size keeps the block in its place.
template <class T>
class Storage {
 public:
  Storage() = default;
  explicit Storage(Index size) : size_(size), data_(allocate(size)) { std::fill_n(data_.get(), size, T(0)); }
  Storage(const Storage& other) : size_(other.size_), data_(allocate(other.size_)) {
    std::copy_n(other.data_.get(), size_, data_.get());
  }
  Storage(Storage&& other) noexcept : size_(std::exchange(other.size_, 0)), data_(std::move(other.data_)) {}
  Storage& operator=(const Storage& other) {
    if (size_ != other.size_) return *this = Storage(other);
    std::copy_n(other.data_.get(), size_, data_.get());
    return *this;
  }
  Storage& operator=(Storage&& other) noexcept {
    std::swap(size_, other.size_);
    std::swap(data_, other.data_);
    return *this;
  }

  T* data() const { return data_.get(); }
  Index size() const { return size_; }

 private:
  struct Release {
    void operator()(T* data) const { ::operator delete (static_cast<void*>(data), std::align_val_t{64}); }
  };
  static std::unique_ptr<T, Release> allocate(Index size) {
    return std::unique_ptr<T, Release>(
        static_cast<T*>(::operator new (static_cast<std::size_t>(size) * sizeof(T), std::align_val_t{64})));
  }

  Index size_ = 0;
  std::unique_ptr<T, Release> data_;
};

}  // namespace linnet
