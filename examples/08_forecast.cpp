// SPDX-License-Identifier: MIT
// A forecast of a real series: carbon dioxide in the air at Mauna Loa, month by month (data/README.md tells its origin). A GRU sees the
// changes of two years and predicts those of the next twelve months. It learns from the years until 1991; the ten after them judge it,
// beside the guess that each month changes as it did a year ago. Writes forecast.svg.
#include <linnet/data/csv.hpp>
#include <linnet/data/sliding_windows.hpp>
#include <linnet/draw/chart.hpp>
#include <linnet/linnet.hpp>

#include <cmath>
#include <cstdio>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index length = 24, ahead = 12;

/// Mean errors in ppm of a month that is `ahead` months after the last known one.
struct Errors {
  double network = 0.0, last_year = 0.0;
};

}  // namespace

int main() {
  const std::vector<double> co2 = nn::read_csv("data/mauna_loa_co2.csv").numbers(1);
  std::vector<float> change;
  for (std::size_t i = 1; i < co2.size(); ++i) change.push_back(static_cast<float>(co2[i] - co2[i - 1]));
  const auto months = static_cast<nn::Index>(change.size()), past = months - 120;

  const auto windows = nn::sliding_windows(change, length, 1, 1, {.steps = ahead});
  nn::Sequential model{nn::Input<length, 1>{}, nn::GRU<16>{}, nn::Dense<ahead>{}, nn::Reshape<ahead, 1>{}};
  model.summary();
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{.learning_rate = 0.005f}, nn::MeanAbsoluteErrorMetric{});
  training.fit(windows.before(past), {.epochs = 80, .batch_size = 16, .seed = 1, .verbose = 0});

  // All windows whose twelve months lie in the last ten years.
  const auto judged = windows.from(past - length);
  std::printf("changes from month to month, ppm: mean error %.2f\n", training.evaluate(judged)["mean_absolute_error"]);
  const nn::Tensor<3> p = model.predict(judged);
  Errors errors;
  nn::Series truth{"measured", {}, {}}, forecast{"a forecast each January", {}, {}};
  for (nn::Index i = 0; i < p.dimension(0); ++i) {
    const nn::Index first =
        judged.first_row + i + length;  // the first month of the forecast; co2[first] is the last known level
    double level = co2[static_cast<std::size_t>(first)], as_last_year = level;
    const bool shown = (first + 3) % 12 == 0;  // the series begins with March, its changes with April
    for (nn::Index s = 0; s < ahead; ++s) {
      level += static_cast<double>(p(i, s, 0));
      as_last_year += static_cast<double>(change[static_cast<std::size_t>(first + s - 12)]);
      if (!shown) continue;
      const double year = 1958.0 + static_cast<double>(first + s + 3) / 12.0;
      forecast.x.push_back(year);
      forecast.y.push_back(level);
      truth.x.push_back(year);
      truth.y.push_back(co2[static_cast<std::size_t>(first + s + 1)]);
    }
    const double measured = co2[static_cast<std::size_t>(first + ahead)];
    errors.network += std::abs(level - measured) / static_cast<double>(p.dimension(0));
    errors.last_year += std::abs(as_last_year - measured) / static_cast<double>(p.dimension(0));
  }
  std::printf("level a year ahead, ppm: mean error %.2f; with the growth of last year %.2f\n", errors.network,
              errors.last_year);
  nn::draw_chart({truth, forecast}, {.x_label = "year", .y_label = "carbon dioxide, ppm"}).save("forecast.svg");
  return errors.network < errors.last_year ? 0 : 1;
}
