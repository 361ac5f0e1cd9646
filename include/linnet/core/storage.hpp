// SPDX-License-Identifier: MIT
// One aligned heap block: linnet allocates numbers on a host only in this way.
#pragma once

#include <linnet/core/parameter.hpp>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include LINNET_MEMORY_HEADER

namespace linnet {

/// `size` numbers, 64-byte aligned, initially zero. Copies are deep; assigning a copy of the same size keeps the block in its place.
template <class T>
class Storage {
 public:
  Storage() = default;
  LINNET_COLD explicit Storage(Index size) : Storage(size, Unfilled{}) { std::fill_n(data_.get(), size, T(0)); }

  /// Tag: leaves memory uninitialised; the caller writes every number.
  struct Unfilled {};
  Storage(Index size, Unfilled) : size_(size), data_(allocate(size)) {}

  Storage(const Storage& other) : size_(other.size_), data_(allocate(other.size_)) {
    std::copy_n(other.data_.get(), size_, data_.get());
  }
  Storage(Storage&& other) noexcept : size_(std::exchange(other.size_, 0)), data_(std::move(other.data_)) {}
  Storage& operator=(const Storage& other) {
    if (size_ != other.size_) *this = Storage(other.size_, Unfilled{});
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
    std::align_val_t alignment;
    void operator()(T* data) const { ::operator delete(static_cast<void*>(data), alignment); }
  };
  using Data = std::unique_ptr<T, Release>;
  LINNET_COLD static Data allocate(Index size) {
    constexpr std::size_t huge_page = std::size_t{1} << 21;
    const std::size_t bytes = static_cast<std::size_t>(size) * sizeof(T);
    const std::align_val_t alignment{bytes >= 2 * huge_page ? huge_page : std::size_t{64}};
    void* const block = ::operator new(bytes, alignment);
    if (bytes >= 2 * huge_page) LINNET_ADVISE_HUGE_PAGES(block, bytes / huge_page * huge_page);
    return Data(static_cast<T*>(block), Release{alignment});
  }

  Index size_ = 0;
  Data data_{nullptr, Release{std::align_val_t{64}}};
};

}  // namespace linnet
