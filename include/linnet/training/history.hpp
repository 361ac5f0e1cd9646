// SPDX-License-Identifier: MIT
// History: the result of fit. One column of numbers per quantity, one entry per epoch. Source: keras.callbacks.History.
#pragma once

#include <linnet/core/error.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet {

/// Columns "loss", each metric, the same with the prefix "val_" if there was validation data, and the "seconds" of each epoch.
class History {
 public:
  using Column = std::pair<std::string, std::vector<double>>;

  /// Number of completed epochs.
  std::size_t epochs() const { return columns_.empty() ? 0 : columns_.front().second.size(); }

  const std::vector<Column>& columns() const& { return columns_; }
  std::vector<Column> columns() && { return std::move(columns_); }

  bool contains(std::string_view name) const { return find(name) != nullptr; }

  /// Returns the column called `name`; throws InvalidInput that lists the existing columns.
  LINNET_COLD const std::vector<double>& operator[](std::string_view name) const& {
    if (const Column* column = find(name)) return column->second;
    std::string known;
    for (const Column& c : columns_) detail::append(known, detail::text(known.empty() ? "" : ", ", c.first));
    throw InvalidInput(detail::text("History: there is no \"", name, "\", only ", known.empty() ? "nothing" : known.c_str()));
  }

  /// A temporary History returns the column by value: `for (double loss : training.fit(x, y)["loss"])`.
  std::vector<double> operator[](std::string_view name) && { return std::as_const(*this)[name]; }

  /// The reason why training ended before its last epoch; empty if it did not.
  std::string stop_reason;

  /// Appends `value` to column `name`, which it creates if necessary.
  LINNET_COLD void append(std::string_view name, double value) {
    for (Column& c : columns_) {
      if (c.first == name) return c.second.push_back(value);
    }
    columns_.emplace_back(std::string(name), std::vector<double>{value});
  }

 private:
  const Column* find(std::string_view name) const {
    for (const Column& c : columns_) {
      if (c.first == name) return &c;
    }
    return nullptr;
  }

  std::vector<Column> columns_;
};

}  // namespace linnet
