// SPDX-License-Identifier: MIT
// IndexView: the indices of chosen samples, without a copy.
#pragma once

#include <linnet/core/views.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

namespace linnet {

/// Indices of samples: any contiguous list of std::uint32_t, such as std::vector, std::array and std::span. A temporary list is moved in.
class IndexView {
 public:
  IndexView() = default;

  template <class List>
  requires(!std::is_same_v<std::remove_cvref_t<List>, IndexView> &&
           std::is_convertible_v<const std::remove_cvref_t<List>&, std::span<const std::uint32_t>>) IndexView(List&& list) {
    if constexpr (!std::ranges::borrowed_range<List>) {
      indices_ = detail::keep(owner_, std::forward<List>(list));
    } else {
      indices_ = list;
    }
  }

  operator std::span<const std::uint32_t>() const { return indices_; }
  auto begin() const { return indices_.begin(); }
  auto end() const { return indices_.end(); }
  std::size_t size() const { return indices_.size(); }
  bool empty() const { return indices_.empty(); }

 private:
  std::span<const std::uint32_t> indices_{};
  std::shared_ptr<const void> owner_{};
};

}  // namespace linnet
