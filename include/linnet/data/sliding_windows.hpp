// SPDX-License-Identifier: MIT
// sliding_windows: the windows of a series and what follows them, as samples and targets. No row is copied before its batch.
// Source: keras.utils.timeseries_dataset_from_array; the WindowGenerator of TensorFlow's tutorial on time series.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/checks.hpp>
#include <linnet/core/dataset.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// Options of sliding_windows.
struct WindowTargets {
  std::vector<Index> columns{};  ///< the columns that are targets, counted from 0 (none: all)
  Index steps = 1;               ///< rows that are targets, one behind the other
};

/// Windows over a series of numbers S: views of named data that must outlive them, or the data itself if it was a temporary. fit, evaluate,
/// predict, adapt, cross_validate and validation_data take them as one argument.
template <class S>
struct SlidingWindows : detail::NoData {
  SlidingView<S> x;   ///< (windows, length, columns)
  TargetView y;       ///< (windows, steps, target columns), without `steps` if it is 1
  Index stride;       ///< rows from the beginning of a window to that of the next one
  Index rows;         ///< from the first row of a window to the last row of its targets
  Index first_row{};  ///< of the first window

  SlidingWindows(SlidingView<S> samples, TargetView targets, Index stride_, Index rows_)
      : x(std::move(samples)), y(std::move(targets)), stride(stride_), rows(rows_) {}

  Index size() const { return x.samples(); }
  /// The windows behind a window that share rows with it or its targets: the gap of a TimeSeriesSplit that keeps them apart.
  Index overlap() const { return x.overlap(); }

  /// Returns windows first .. first + count - 1. Throws InvalidInput if there are fewer.
  SlidingWindows slice(Index first, Index count) const {
    SlidingWindows part = *this;
    part.x = x.slice(first, count);
    part.y = y.slice(first, count);
    part.first_row += first * stride;
    return part;
  }
  /// Returns the windows whose rows and targets all lie in front of `row`: the past. Throws InvalidInput if there is none.
  SlidingWindows before(Index row) const {
    const Index room = row - first_row - rows;
    detail::require(room >= 0, [&] { return detail::text("before: no window of ", rows, " rows ends in front of row ", row); });
    return slice(0, (std::min)(room / stride + 1, size()));
  }
  /// Returns the windows that begin with `row` or behind it. Throws InvalidInput if there is none.
  SlidingWindows from(Index row) const {
    const Index first = row <= first_row ? 0 : (row - first_row - 1) / stride + 1;
    detail::require(first < size(), [&] { return detail::text("from: no window begins with row ", row, " or behind it"); });
    return slice(first, size() - first);
  }

  operator const SlidingView<S>&() const { return x; }
  template <class T>
  operator Dataset<T>() const {
    return {x, y};
  }
  template <class T, Takes takes>
  operator SampleView<T, takes>() const {
    return x;
  }
};

namespace detail {

/// A series (rows, columns), or (rows) of one column.
template <class A>
concept TimeSeries = EigenData<std::remove_cvref_t<A>> || NumberList<std::remove_cvref_t<A>>;

/// Looks at a series; `what` names it. Throws InvalidInput if it is empty or not finite.
template <class A>
auto series_view(const char* who, const char* what, A&& series) {
  using S = typename decltype(number_type<std::remove_cvref_t<A>>())::type;
  if constexpr (EigenData<A>) {
    static_assert(rank_of<std::remove_cvref_t<A>>() <= 2,
                  "sliding_windows: a series is (rows, columns), or (rows) of one column");
  }
  ArrayView<S> view(std::forward<A>(series));
  require(!view.empty() && view.features() > 0, [&] { return text(who, ": the ", what, " has no rows"); });
  if constexpr (std::is_floating_point_v<S>) {
    const Index columns = view.features(), bad = first_not_finite(view.data(), view.samples() * columns);
    require(bad < 0, [&] {
      return text(who, ": the ", what, " has ", view.data()[bad], " in row ", bad / columns, ", column ", bad % columns,
                  "; every number must be finite");
    });
  }
  return view;
}

/// Checks that windows of `length` rows fit into a series of `rows`.
LINNET_COLD inline void require_windows(const char* who, Index rows, Index length, Index stride) {
  require(length >= 1, [&] { return text(who, ": length is ", length, "; a window has at least 1 row"); });
  require(stride >= 1, [&] { return text(who, ": stride is ", stride, "; it must be at least 1"); });
  require(length <= rows, [&] { return text(who, ": a window has ", length, " rows, the series only ", rows); });
}

/// Windows over `series`, whose targets are rows of `targets`, the first of them `horizon` rows behind the last one of the window.
template <class S, class Y>
SlidingWindows<S> make_windows(const ArrayView<S>& series, const ArrayView<Y>& targets, Index length, Index stride,
                               Index horizon, const WindowTargets& options) {
  const char* const who = "sliding_windows";
  const Index rows = series.samples(), columns = targets.features(), steps = options.steps;
  require_windows(who, rows, length, stride);
  require(steps >= 1, [&] { return text(who, ": steps is ", steps, "; it must be at least 1"); });
  for (const Index column : options.columns) {
    require(column >= 0 && column < columns,
            [&] { return text(who, ": columns has ", column, "; the targets have the columns 0 to ", columns - 1); });
  }
  require(horizon <= rows - length && steps - 1 <= rows - length - horizon, [&] {
    return text(who, ": ",
                steps == 1 ? text("a target ", horizon) : text("the last of ", steps, " targets, the first of them ", horizon),
                horizon == 1 ? " row" : " rows", " behind a window of ", length, steps == 1 ? "" : ",",
                " is beyond the end of the series, which has ", rows);
  });
  const Index reach = length + horizon + steps - 1, windows = (rows - reach) / stride + 1;
  const SlidingView<Y> y(targets, length - 1 + horizon, windows, steps, stride, steps);
  return {SlidingView<S>(series, 0, windows, length, stride, reach), TargetView(y, options.columns), stride, reach};
}

}  // namespace detail

/// Returns the windows of a series (rows, columns), with targets that follow them: window i is the rows i * stride .. i * stride + length - 1,
/// its target row i * stride + length - 1 + horizon, or `steps` rows from there on.
///
///   training.fit(sliding_windows(series, 24), {.epochs = 10});                            // the next row from the last 24
///   sliding_windows(series, 24, 1, 1, {.columns = {0}, .steps = 6})                       // column 0 of the next 6 rows
///
/// The series is a tensor, a row-major matrix or, with one column, a list, of the model's numbers or of integers of a sensor. Throws
/// InvalidInput if it is not finite, which names row and column, or too short.
template <detail::TimeSeries A>
auto sliding_windows(A&& series, Index length, Index stride = 1, Index horizon = 1, const WindowTargets& targets = {}) {
  const auto view = detail::series_view("sliding_windows", "series", std::forward<A>(series));
  detail::require(horizon >= 1, [&] {
    return detail::text("sliding_windows: horizon is ", horizon, "; a target lies at least 1 row behind its window");
  });
  return detail::make_windows(view, view, length, stride, horizon, targets);
}

/// The same with targets of another series, (rows) or (rows, columns) of any numbers: labels, for example. By default a window has the
/// label of its last row.
template <detail::TimeSeries A, detail::TimeSeries B>
auto sliding_windows(A&& series, B&& labels, Index length, Index stride = 1, Index horizon = 0,
                     const WindowTargets& targets = {}) {
  const auto view = detail::series_view("sliding_windows", "series", std::forward<A>(series));
  const auto y = detail::series_view("sliding_windows", "series of targets", std::forward<B>(labels));
  detail::require(view.samples() == y.samples(), [&] {
    return detail::text("sliding_windows: the series has ", view.samples(), " rows, that of the targets ", y.samples());
  });
  detail::require(horizon >= 0,
                  [&] { return detail::text("sliding_windows: horizon is ", horizon, "; it must not be negative"); });
  return detail::make_windows(view, y, length, stride, horizon, targets);
}

/// Returns windows without targets, up to the one that ends with the last row: for a forecast of what is not in the series yet, and for an
/// autoencoder, whose targets are its inputs: training.fit(x, x).
template <detail::TimeSeries A>
auto sliding_inputs(A&& series, Index length, Index stride = 1) {
  const auto view = detail::series_view("sliding_inputs", "series", std::forward<A>(series));
  detail::require_windows("sliding_inputs", view.samples(), length, stride);
  using S = std::remove_cvref_t<decltype(*view.data())>;
  return SlidingView<S>(view, 0, (view.samples() - length) / stride + 1, length, stride, length);
}

}  // namespace linnet
