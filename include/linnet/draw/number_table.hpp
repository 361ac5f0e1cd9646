// SPDX-License-Identifier: MIT
// NumberTable: rows and columns of numbers for a picture, from whatever the caller has.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/no_data.hpp>
#include <linnet/core/shape.hpp>

#include <initializer_list>
#include <string>
#include <vector>

namespace linnet {

/// A table of numbers for a picture: rows in braces, {{1, 2}, {3, 4}}, a Tensor<2> or a matrix of Eigen, or one image with one channel:
/// Tensor<3> (height, width, 1), Tensor<4> (1, height, width, 1). Throws InvalidInput for rows of different lengths and other shapes.
class NumberTable {
 public:
  NumberTable(std::initializer_list<std::initializer_list<double>> rows)
      : rows_(static_cast<Index>(rows.size())), columns_(rows.size() == 0 ? 0 : static_cast<Index>(rows.begin()->size())) {
    for (const auto& row : rows) {
      detail::require(static_cast<Index>(row.size()) == columns_, [&] {
        return detail::text("NumberTable: the rows have different lengths: row 0 has ", columns_, ", row ", &row - rows.begin(),
                            " has ", row.size());
      });
      numbers_.insert(numbers_.end(), row.begin(), row.end());
    }
    require_numbers();
  }
  template <detail::EigenData A>
  NumberTable(const A& numbers) {
    if constexpr (detail::EigenMatrix<A>) {
      copy(numbers.rows(), numbers.cols(), numbers);
    } else {
      static_assert(A::NumIndices >= 2 && A::NumIndices <= 4, "NumberTable: the tensor must have 2, 3 or 4 dimensions");
      const auto dims = numbers.dimensions();
      constexpr std::size_t first = A::NumIndices == 4 ? 1 : 0;
      detail::require((A::NumIndices < 4 || dims[0] == 1) && (A::NumIndices < 3 || dims[first + 2] == 1), [&] {
        return detail::text("NumberTable: expected one image with one channel, found ", detail::joined(dims, " x "));
      });
      copy(dims[first], dims[first + 1], [&](Index r, Index c) {
        if constexpr (A::NumIndices == 2) return numbers(r, c);
        if constexpr (A::NumIndices == 3) return numbers(r, c, 0);
        if constexpr (A::NumIndices == 4) return numbers(0, r, c, 0);
      });
    }
    require_numbers();
  }
  /// A table whose number in (row, column) is number(row, column).
  template <class Function>
  static NumberTable filled(Index rows, Index columns, const Function& number) {
    return NumberTable(rows, columns, number);
  }

  Index rows() const { return rows_; }
  Index columns() const { return columns_; }
  double operator()(Index row, Index column) const { return numbers_[static_cast<std::size_t>(row * columns_ + column)]; }
  const std::vector<double>& numbers() const { return numbers_; }

 private:
  template <class Function>
  NumberTable(Index rows, Index columns, const Function& number) {
    copy(rows, columns, number);
    require_numbers();
  }
  template <class Numbers>
  void copy(Index rows, Index columns, const Numbers& numbers) {
    rows_ = rows;
    columns_ = columns;
    for (Index r = 0; r < rows; ++r) {
      for (Index c = 0; c < columns; ++c) numbers_.push_back(static_cast<double>(numbers(r, c)));
    }
  }
  LINNET_COLD void require_numbers() const {
    detail::require(!numbers_.empty(), [] { return std::string("NumberTable: there are no numbers"); });
  }

  Index rows_ = 0, columns_ = 0;
  std::vector<double> numbers_{};
};

}  // namespace linnet
