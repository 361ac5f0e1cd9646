// SPDX-License-Identifier: MIT
// points and curve: Series for draw_chart, of data, of functions and of models.
#pragma once

#include <linnet/core/views.hpp>
#include <linnet/draw/series.hpp>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace linnet {

/// Returns dots for samples with one feature: x and y are arrays or lists of as many numbers, also of the same samples of a Split, after
/// take(x, split.test). Throws InvalidInput for other shapes.
LINNET_COLD inline Series points(std::string name, const TargetView& x, const TargetView& y) {
  detail::require(x.samples() == y.samples() && x.features() == 1 && y.features() == 1, [&] {
    return detail::text("points: expected one number in x and one in y for each sample; x is ", x.samples(), " times ",
                        x.features(), ", y ", y.samples(), " times ", y.features());
  });
  Series s{std::move(name), {}, {}, {}, {}, SeriesStyle::points};
  for (Index i = 0; i < x.samples(); ++i) {
    s.x.push_back(x[i]);
    s.y.push_back(y[i]);
  }
  return s;
}

/// Returns the line of `f` over the range of x: of a function of one number, or of the predictions of a model with one input and one output.
template <class F>
Series curve(std::string name, const F& f, std::array<double, 2> range) {
  constexpr int parts = 240;
  Series s{std::move(name), {}, {}};
  for (int i = 0; i <= parts; ++i) s.x.push_back(range[0] + (range[1] - range[0]) * i / parts);
  if constexpr (requires { typename F::Scalar; }) {
    static_assert(F::Input::size == 1 && F::Output::size == 1,
                  "curve: a curve shows models with one input and one output, which end in Dense<1>; this one has others");
    const std::vector<typename F::Scalar> x(s.x.begin(), s.x.end());
    std::vector<typename F::Scalar> y(x.size());
    f.predict(x, y);
    s.y.assign(y.begin(), y.end());
  } else {
    for (const double x : s.x) s.y.push_back(static_cast<double>(f(x)));
  }
  return s;
}

}  // namespace linnet
