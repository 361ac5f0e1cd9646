// SPDX-License-Identifier: MIT
// TableEncoder: the columns of a Table as tensors; it learns an encoding from the training data and applies it to any other table.
// Sources: sklearn.impute.SimpleImputer, sklearn.preprocessing.OrdinalEncoder and LabelEncoder.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/math.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/data/table.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numeric>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// The treatment of missing numbers.
enum class Missing {
  refuse,    ///< throws, with line and column
  constant,  ///< fill_value
  mean,      ///< the mean of the column in the training data
  median,    ///< its median
};

/// The roles of the columns of a table.
struct TableOptions {
  std::string label{};                     ///< column of the classes to predict; or
  std::string target{};                    ///< column of the numbers to predict
  std::vector<std::string> features{};     ///< columns to predict from, in this order; default: all others
  std::vector<std::string> categorical{};  ///< the features that are categories; the others are numbers
  Missing missing = Missing::refuse;
  double fill_value = 0.0;  ///< for Missing::constant
};

/// Converts tables to tensors: built from the training data, used on that and on any other table with the same column names.
///
/// Categories and classes are the unchanged texts of the file; their indices follow alphabetical order, or numerical order if all of them
/// are numbers. The encoder refuses a category that is empty, one of CsvOptions::na_values, or unknown from the training data, and a
/// missing class or target. Errors in a table are std::runtime_error with file, line and column.
class TableEncoder {
 public:
  /// Learns categories, classes and substitutes for missing numbers. Throws InvalidInput for contradictory options.
  explicit TableEncoder(const Table& training, TableOptions options = {}) : options_(std::move(options)) {
    detail::require(training.rows() > 0, [] { return std::string("TableEncoder: the table has no rows"); });
    detail::require(options_.label.empty() || options_.target.empty(), [] {
      return std::string(
          "TableEncoder: both label and target are set; a column of classes is the label, one of numbers the target");
    });
    std::vector<std::string> names = options_.features;
    if (names.empty()) {
      for (const std::string& name : training.names()) {
        if (name.empty() || (name != options_.label && name != options_.target)) names.push_back(name);
      }
    }
    for (const std::string& name : options_.categorical) {
      detail::require(std::find(names.begin(), names.end(), name) != names.end(), [&] {
        return detail::text("TableEncoder: the categorical column ", detail::in_quotes(name), " is not among the features");
      });
    }
    for (const std::string& name : names) features_.push_back(learn(training, name));
    if (!options_.label.empty()) classes_ = categories_of(training, training.column(options_.label));
  }

  /// Returns the features (rows, features): numbers, and indices of categories. Throws if T cannot represent a number (1e300 as float).
  template <class T = float>
  Tensor<2, T> features(const Table& table) const {
    require_floating<T>();
    Tensor<2, T> x(table.rows(), static_cast<Index>(features_.size()));
    for (Index j = 0; j < x.dimension(1); ++j) {
      const Feature& feature = features_[static_cast<std::size_t>(j)];
      const Index column = table.column(feature.name);
      const auto set = [&](const auto& numbers) {
        for (Index i = 0; i < x.dimension(0); ++i) x(i, j) = static_cast<T>(numbers[static_cast<std::size_t>(i)]);
      };
      feature.categories.empty() ? set(numbers_of<T>(table, column, feature.fill))
                                 : set(indices_of(table, column, feature.categories));
    }
    return x;
  }

  /// Returns the class indices (rows) of the column `label`.
  Labels labels(const Table& table) const {
    detail::require(!options_.label.empty(), [] { return std::string("TableEncoder: labels needs the option label"); });
    const std::vector<std::int32_t> indices = indices_of(table, table.column(options_.label), classes_);
    Labels y(table.rows());
    std::copy(indices.begin(), indices.end(), y.data());
    return y;
  }

  /// Returns the numbers (rows, 1) of the column `target`.
  template <class T = float>
  Tensor<2, T> targets(const Table& table) const {
    require_floating<T>();
    detail::require(!options_.target.empty(), [] { return std::string("TableEncoder: targets needs the option target"); });
    const std::vector<double> numbers =
        numbers_of<T>(table, table.column(options_.target), std::numeric_limits<double>::quiet_NaN());
    Tensor<2, T> y(table.rows(), Index{1});
    for (Index i = 0; i < y.size(); ++i) y(i, 0) = static_cast<T>(numbers[static_cast<std::size_t>(i)]);
    return y;
  }

  /// Returns the names of the features, in the order of the columns of x.
  std::vector<std::string> feature_names() const {
    std::vector<std::string> names;
    for (const Feature& feature : features_) names.push_back(feature.name);
    return names;
  }
  /// Returns the names of the classes: class k is classes()[k]. Empty without a label.
  const std::vector<std::string>& classes() const { return classes_; }
  /// Returns the same for a feature that is a category; empty for a number.
  const std::vector<std::string>& categories(std::string_view feature) const {
    const auto found = std::find_if(features_.begin(), features_.end(), [&](const Feature& f) { return f.name == feature; });
    detail::require(found != features_.end(),
                    [&] { return detail::text("TableEncoder: there is no feature ", detail::in_quotes(feature)); });
    return found->categories;
  }

 private:
  template <class T>
  static constexpr void require_floating() {
    static_assert(std::is_floating_point_v<T>,
                  "TableEncoder: numbers of a table are float or double; convert the tensor where they are to be integers");
  }

  struct Feature {
    std::string name;
    std::vector<std::string> categories{};                   ///< sorted; empty: numbers
    double fill = std::numeric_limits<double>::quiet_NaN();  ///< for a missing number; NaN: refuse
  };

  Feature learn(const Table& table, const std::string& name) const {
    const Index column = table.column(name);
    Feature feature{name};
    if (std::find(options_.categorical.begin(), options_.categorical.end(), name) != options_.categorical.end()) {
      feature.categories = categories_of(table, column);
    } else if (options_.missing == Missing::constant) {
      feature.fill = options_.fill_value;
    } else if (options_.missing != Missing::refuse) {
      std::vector<double> numbers = table.numbers(column);
      std::erase_if(numbers, [](double number) { return std::isnan(number); });
      detail::require(!numbers.empty(), [&] {
        return detail::text("TableEncoder: the column ", detail::in_quotes(name),
                            " has no number to fill its missing ones with");
      });
      feature.fill = options_.missing == Missing::mean
                         ? std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size())
                         : median_of(numbers);
    }
    return feature;
  }

  /// Sorts `numbers`.
  static double median_of(std::vector<double>& numbers) {
    std::sort(numbers.begin(), numbers.end());
    const std::size_t half = numbers.size() / 2;
    return numbers.size() % 2 == 1 ? numbers[half] : std::midpoint(numbers[half - 1], numbers[half]);
  }

  /// Returns the distinct texts of a column, in order.
  static std::vector<std::string> categories_of(const Table& table, Index column) {
    std::vector<std::string_view> found;
    for (Index i = 0; i < table.rows(); ++i) {
      found.push_back(table.field(i, column));
      if (table.is_missing(i, column)) table.refuse(i, column, "a category");
    }
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    if (std::all_of(found.begin(), found.end(), [](auto name) { return math::is_finite(detail::number_of(name)); })) {
      std::sort(found.begin(), found.end(), [](auto a, auto b) {
        const double x = detail::number_of(a), y = detail::number_of(b);
        return x != y ? x < y : a < b;
      });
    }
    return {found.begin(), found.end()};
  }

  static std::vector<std::int32_t> indices_of(const Table& table, Index column, const std::vector<std::string>& categories) {
    std::map<std::string_view, std::int32_t> index;
    for (const std::string& name : categories) index.emplace(name, static_cast<std::int32_t>(index.size()));
    std::vector<std::int32_t> indices;
    for (Index i = 0; i < table.rows(); ++i) {
      const auto found = index.find(table.field(i, column));
      if (found == index.end() || table.is_missing(i, column))
        table.refuse(i, column, detail::text("one of ", detail::in_quotes(categories)));
      indices.push_back(found->second);
    }
    return indices;
  }

  /// Returns the numbers of a column as T, with `fill` for missing ones.
  template <class T>
  static std::vector<double> numbers_of(const Table& table, Index column, double fill) {
    std::vector<double> numbers = table.numbers(column);
    for (Index i = 0; i < table.rows(); ++i) {
      double& number = numbers[static_cast<std::size_t>(i)];
      if (std::isnan(number)) number = fill;
      if (std::isnan(number)) table.refuse(i, column, "a number (TableOptions::missing says what fills one that is missing)");
      if ((std::abs)(number) > static_cast<double>((std::numeric_limits<T>::max)())) {
        table.refuse(i, column, "a number that the tensor's type holds");
      }
    }
    return numbers;
  }

  TableOptions options_;
  std::vector<Feature> features_;
  std::vector<std::string> classes_;
};

}  // namespace linnet
