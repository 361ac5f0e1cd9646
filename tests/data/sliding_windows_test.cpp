// SPDX-License-Identifier: MIT
#include <linnet/data/sliding_windows.hpp>

#include <linnet/linnet.hpp>
#include <linnet/model_selection/cross_validation.hpp>
#include <linnet/model_selection/time_series_split.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>

#include <limits>
#include <span>
#include <vector>

namespace linnet::test::sliding_windows {

namespace nn = linnet;

/// Row r of a series of 60 rows and 2 columns.
nn::Tensor<2> waves(Index rows = 60) {
  nn::Tensor<2> series(rows, 2);
  Random random(4);
  for (Index i = 0; i < series.size(); ++i) series.data()[i] = random.uniform(-1.0f, 1.0f);
  return series;
}

/// The windows of `series` and the rows behind them, copied by the definition.
struct Copied {
  nn::Tensor<3> x;
  nn::Tensor<2> y;

  Copied(const nn::Tensor<2>& series, Index length, Index stride, Index horizon, std::vector<Index> columns, Index steps) {
    Index windows = 0;
    while (windows * stride + length - 1 + horizon + steps - 1 < series.dimension(0)) ++windows;
    x.resize(windows, length, series.dimension(1));
    const Index width = static_cast<Index>(columns.size());
    y.resize(windows, steps * width);
    for (Index i = 0; i < windows; ++i) {
      for (Index r = 0; r < length; ++r) {
        for (Index c = 0; c < series.dimension(1); ++c) x(i, r, c) = series(i * stride + r, c);
      }
      for (Index r = 0; r < steps; ++r) {
        for (std::size_t c = 0; c < columns.size(); ++c) {
          y(i, r * width + static_cast<Index>(c)) = series(i * stride + length - 1 + horizon + r, columns[c]);
        }
      }
    }
  }
};

auto forecaster() {
  nn::Sequential model{nn::Input<8, 2>{}, nn::Flatten{}, nn::Dense<6, nn::tanh>{}, nn::Dense<2>{}};
  model.initialize(3);
  return model;
}
using Forecaster = decltype(forecaster());
const auto compile_forecaster = [](Forecaster& model) { return model.compile(nn::MeanSquaredError{}, nn::Adam{}); };

TEST_CASE("Windows are the rows of the series, targets the rows behind them", "[data]") {
  const nn::Tensor<2> series = waves(30);
  for (const Index stride : {1, 3}) {
    for (const Index horizon : {1, 4}) {
      for (const Index steps : {1, 3}) {
        INFO("stride " << stride << ", horizon " << horizon << ", steps " << steps);
        const auto windows = nn::sliding_windows(series, 5, stride, horizon, {.columns = {1, 0}, .steps = steps});
        const Copied want(series, 5, stride, horizon, {1, 0}, steps);
        REQUIRE(windows.size() == want.x.dimension(0));
        CHECK(same_bits(nn::slice(windows.x, 0, windows.size()), want.x));
        REQUIRE(windows.y.samples() == windows.size());
        REQUIRE(windows.y.features() == steps * 2);
        for (Index i = 0; i < want.y.size(); ++i) CHECK(windows.y[i] == static_cast<double>(want.y.data()[i]));
      }
    }
  }
}

TEST_CASE("fit, evaluate and predict over windows have the bits of copied windows", "[data]") {
  const nn::Tensor<2> series = waves();
  const auto windows = nn::sliding_windows(series, 8);
  const Copied copied(series, 8, 1, 1, {0, 1}, 1);
  for (const bool shuffle : {false, true}) {
    Forecaster a = forecaster(), b = forecaster();
    auto of_windows = compile_forecaster(a), of_copies = compile_forecaster(b);
    of_windows.fit(windows,
                   {.epochs = 3, .batch_size = 7, .validation_data = windows, .shuffle = shuffle, .seed = 1, .verbose = 0});
    of_copies.fit(
        copied.x, copied.y,
        {.epochs = 3, .batch_size = 7, .validation_data = {copied.x, copied.y}, .shuffle = shuffle, .seed = 1, .verbose = 0});
    CHECK(same_bits(a.parameters(), b.parameters()));
    CHECK(of_windows.evaluate(windows, 5).loss() == of_copies.evaluate(copied.x, copied.y, 5).loss());
    const std::vector<std::uint32_t> some{40, 3, 17};
    CHECK(of_windows.evaluate(windows.x, windows.y, some, 2).loss() == of_copies.evaluate(copied.x, copied.y, some, 2).loss());
    CHECK(same_bits(a.predict(windows), b.predict(copied.x)));
    CHECK(same_bits(a.predict(windows.x), b.predict(copied.x)));
    const nn::FitOptions<float> options{.epochs = 1, .verbose = 0};
    of_windows.fit(windows, options);
    of_copies.fit(copied.x, copied.y, options);
    CHECK(same_bits(a.parameters(), b.parameters()));
    CHECK(of_windows.train_on_batch(windows.x, windows.y).loss() == of_copies.train_on_batch(copied.x, copied.y).loss());
  }
}

TEST_CASE("A fit over windows copies no series", "[data]") {
  if (!counts_allocations()) return;
  const nn::Tensor<2> series = waves(20000);
  const auto windows = nn::sliding_windows(series, 8);
  Forecaster model = forecaster();
  auto training = compile_forecaster(model);
  const std::uint64_t before = allocated_bytes();
  training.fit(windows, {.batch_size = 32, .verbose = 0});
  const std::uint64_t order = static_cast<std::uint64_t>(windows.size()) * 4;
  CHECK(allocated_bytes() - before < order + 50000);
}

TEST_CASE("validation_split takes the last windows, and none that shares a row with them trains", "[data]") {
  const nn::Tensor<2> series = waves();
  const auto windows = nn::sliding_windows(series, 8, 2, 1);  // 26 windows of 9 rows with their targets
  REQUIRE(windows.size() == 26);
  CHECK(windows.overlap() == 4);
  Forecaster a = forecaster(), b = forecaster();
  auto split = compile_forecaster(a), by_hand = compile_forecaster(b);
  const nn::History have = split.fit(windows, {.epochs = 2, .validation_split = 0.25f, .seed = 1, .verbose = 0});
  const nn::History want =
      by_hand.fit(windows.slice(0, 15), {.epochs = 2, .validation_data = windows.slice(19, 7), .seed = 1, .verbose = 0});
  CHECK(have["loss"] == want["loss"]);
  CHECK(have["val_loss"] == want["val_loss"]);
  // The last row that trains is the target of window 14, 2 * 14 + 8; window 19 begins with row 38.
  CHECK(windows.before(38).size() == 15);
  CHECK(windows.from(38).size() == 7);
  CHECK_THROWS_MATCHES(
      split.fit(windows, {.validation_split = 0.9f, .verbose = 0}), InvalidInput,
      message_contains("validation_split 0.9 of 26 samples leaves nothing to train on, because 4 that share rows"));
}

TEST_CASE("The past and the future of a row share none", "[data]") {
  const nn::Tensor<2> series = waves();
  const auto windows = nn::sliding_windows(series, 8, 3, 2, {.steps = 2});  // 11 rows with their targets
  for (Index row = 11; row <= 48; ++row) {
    const auto past = windows.before(row), future = windows.from(row);
    CHECK(past.first_row == 0);
    CHECK((past.size() - 1) * 3 + 11 <= row);
    CHECK(past.size() * 3 + 11 > row);
    CHECK(future.first_row >= row);
    CHECK(future.first_row - 3 < row);
    CHECK(future.x.data() == series.data() + future.first_row * 2);
    CHECK(future.first_row + (future.size() - 1) * 3 + 11 <= 60);
    CHECK(future.from(row).first_row == future.first_row);
    CHECK(windows.slice(1, 16).from(row).first_row == future.first_row);
  }
  CHECK(windows.before(1000).size() == windows.size());
  CHECK(windows.from(-5).size() == windows.size());
  CHECK_THROWS_MATCHES(windows.before(10), InvalidInput,
                       message_contains("before: no window of 11 rows ends in front of row 10"));
  CHECK_THROWS_MATCHES(windows.from(49), InvalidInput, message_contains("from: no window begins with row 49 or behind it"));
  CHECK_THROWS_AS(windows.slice(0, windows.size() + 1), InvalidInput);
}

TEST_CASE("Windows have labels of their own series", "[data]") {
  const nn::Tensor<2, std::int16_t> series = nn::Tensor<2>(waves() * 1000.0f).cast<std::int16_t>();
  std::vector<int> labels(60);
  for (std::size_t i = 0; i < 60; ++i) labels[i] = static_cast<int>(i % 3);
  const auto windows = nn::sliding_windows(series, labels, 8, 4);
  REQUIRE(windows.size() == 14);
  for (Index i = 0; i < 14; ++i) CHECK(windows.y[i] == static_cast<double>((4 * i + 7) % 3));

  nn::Sequential model{nn::Input<8, 2>{}, nn::Normalization{}, nn::Flatten{}, nn::Dense<3, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{});
  const nn::Tensor<3> x = nn::slice(windows.x, 0, 14).cast<float>();
  nn::Labels y(14);
  for (Index i = 0; i < 14; ++i) y(i) = static_cast<std::int32_t>((4 * i + 7) % 3);
  CHECK(training.evaluate(windows).loss() == training.evaluate(x, y).loss());
}

TEST_CASE("Windows of a list of indices tell the next one", "[data]") {
  std::vector<std::int32_t> tokens(40);
  for (std::size_t i = 0; i < 40; ++i) tokens[i] = static_cast<std::int32_t>(i % 5);
  nn::Sequential model{nn::Input<6>{}, nn::Embedding<5, 3>{}, nn::Flatten{}, nn::Dense<5, nn::softmax>{}};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.05f}, nn::Accuracy{});
  training.fit(nn::sliding_windows(tokens, 6), {.epochs = 30, .batch_size = 8, .seed = 1, .verbose = 0});
  CHECK(training.evaluate(nn::sliding_windows(tokens, 6))["accuracy"] == 1.0);
  tokens[17] = 5;
  CHECK_THROWS_MATCHES(training.fit(nn::sliding_windows(tokens, 6, 2), {.verbose = 0}), InvalidInput,
                       message_contains("sample 6, step 5 has index 5, the vocabulary has 5"));
}

TEST_CASE("An autoencoder is trained on windows as their own targets, and the last window is predicted", "[data]") {
  const nn::Tensor<2> series = waves();
  const auto windows = nn::sliding_inputs(series, 8);
  REQUIRE(windows.samples() == 53);
  nn::Sequential model{nn::Input<8, 2>{}, nn::Flatten{}, nn::Dense<16>{}, nn::Reshape<8, 2>{}};
  auto training = model.compile(nn::MeanSquaredError{}, nn::Adam{});
  const nn::Tensor<3> copies = nn::slice(windows, 0, 53);
  CHECK(training.evaluate(windows, windows).loss() == training.evaluate(copies, copies).loss());
  training.fit(windows, windows, {.validation_split = 0.2f, .verbose = 0});
  const nn::Tensor<3> last = model.predict(windows.slice(52, 1));
  CHECK(same_bits(last, model.predict(nn::slice(copies, 52, 1))));
  CHECK(nn::take(windows, {52, 0})(0, 7, 1) == series(59, 1));
}

TEST_CASE("cross_validate goes over windows in the order of time", "[data]") {
  const nn::Tensor<2> series = waves();
  const auto windows = nn::sliding_windows(series, 8);
  const auto splits = nn::TimeSeriesSplit{.n_splits = 3, .test_size = 10, .gap = windows.overlap()}.split(windows.size());
  const nn::FitOptions<float> options{.epochs = 2, .seed = 1, .verbose = 0};
  const Copied copied(series, 8, 1, 1, {0, 1}, 1);
  const auto have = nn::cross_validate(forecaster, compile_forecaster, windows, splits, options);
  const auto want = nn::cross_validate(forecaster, compile_forecaster, copied.x, copied.y, splits, options);
  CHECK(have.scores == want.scores);
  const auto of_fold = nn::cross_validate(forecaster, compile_forecaster, windows, splits, [&](Index) { return options; });
  CHECK(of_fold.scores == want.scores);
  CHECK(nn::cross_validate(forecaster, compile_forecaster, windows, splits, {.epochs = 2, .seed = 1, .verbose = 0}).scores ==
        want.scores);
  for (const nn::Split& split : splits) CHECK(split.train.back() + 8 < split.test.front());
}

TEST_CASE("What cannot be a window is refused in one sentence", "[data]") {
  const nn::Tensor<2> series = waves(20);
  const std::vector<int> labels(20), short_labels(19);
  const auto refuses = [](const auto& make, const char* sentence) {
    INFO(sentence);
    CHECK_THROWS_MATCHES(make(), InvalidInput, message_contains(sentence));
  };
  constexpr Index largest = std::numeric_limits<Index>::max();
  refuses([&] { return nn::sliding_windows(series, 0); }, "sliding_windows: length is 0; a window has at least 1 row");
  refuses([&] { return nn::sliding_windows(series, 21); }, "sliding_windows: a window has 21 rows, the series only 20");
  refuses([&] { return nn::sliding_windows(series, largest); }, "the series only 20");
  refuses([&] { return nn::sliding_windows(series, 5, 0); }, "sliding_windows: stride is 0; it must be at least 1");
  refuses([&] { return nn::sliding_windows(series, 5, 1, 0); },
          "sliding_windows: horizon is 0; a target lies at least 1 row behind its window");
  refuses([&] { return nn::sliding_windows(series, labels, 5, 1, -1); },
          "sliding_windows: horizon is -1; it must not be negative");
  refuses([&] { return nn::sliding_windows(series, 20); },
          "sliding_windows: a target 1 row behind a window of 20 is beyond the end of the series, which has 20");
  refuses([&] { return nn::sliding_windows(series, 15, 1, 6); },
          "sliding_windows: a target 6 rows behind a window of 15 is beyond the end of the series, which has 20");
  refuses([&] { return nn::sliding_windows(series, 15, 1, largest); }, "is beyond the end of the series");
  refuses([&] { return nn::sliding_windows(series, 15, 1, 3, {.steps = 4}); },
          "sliding_windows: the last of 4 targets, the first of them 3 rows behind a window of 15, is beyond the end of the "
          "series, which has 20");
  refuses([&] { return nn::sliding_windows(series, 15, 1, 3, {.steps = largest}); }, "is beyond the end of the series");
  refuses([&] { return nn::sliding_windows(series, 15, 1, 1, {.steps = 0}); },
          "sliding_windows: steps is 0; it must be at least 1");
  refuses(
      [&] {
        return nn::sliding_windows(series, 5, 1, 1, {.columns = {0, 2}});
      },
      "sliding_windows: columns has 2; the targets have the columns 0 to 1");
  refuses([&] { return nn::sliding_windows(series, short_labels, 5); },
          "sliding_windows: the series has 20 rows, that of the targets 19");
  refuses([&] { return nn::sliding_windows(nn::Tensor<2>(0, 2), 5); }, "sliding_windows: the series has no rows");
  refuses([&] { return nn::sliding_inputs(series, 21); }, "sliding_inputs: a window has 21 rows, the series only 20");
  nn::Tensor<2> hole = series;
  hole(17, 1) = std::numeric_limits<float>::quiet_NaN();
  refuses([&] { return nn::sliding_windows(hole, 5); },
          "sliding_windows: the series has nan in row 17, column 1; every number must be finite");
  refuses([&] { return nn::sliding_windows(series, hole, 5); },
          "sliding_windows: the series of targets has nan in row 17, column 1");
  CHECK(nn::sliding_windows(series, 19).size() == 1);
  CHECK(nn::sliding_inputs(series, 20).samples() == 1);
}

TEST_CASE("A number that became NaN behind the back of a window is found in its batch", "[data]") {
  nn::Tensor<2> series = waves(20);
  const auto windows = nn::sliding_windows(series, 8);
  series(10, 1) = std::numeric_limits<float>::quiet_NaN();
  Forecaster model = forecaster();
  CHECK_THROWS_MATCHES(model.predict(windows), InvalidInput, message_contains("predict: x has nan in sample 3"));
}

TEST_CASE("adapt takes each row under the windows once", "[data]") {
  const nn::Tensor<2> series = waves();
  const auto windows = nn::sliding_windows(series, 8);
  nn::Sequential of_windows{nn::Input<8, 2>{}, nn::Normalization{}, nn::Flatten{}, nn::Dense<2>{}};
  nn::Sequential of_rows{nn::Input<2>{}, nn::Normalization{}, nn::Dense<2>{}};
  nn::adapt(of_windows, windows.before(40));
  nn::adapt(of_rows, nn::slice(series, 0, 39));  // row 39 is only a target
  CHECK(same_bits(of_windows.state<0>(0), of_rows.state<0>(0)));
  CHECK(same_bits(of_windows.state<0>(1), of_rows.state<0>(1)));
  nn::Sequential flat{nn::Input<8, 2>{}, nn::Flatten{}, nn::Normalization{}, nn::Dense<2>{}};
  CHECK_THROWS_MATCHES(nn::adapt(flat, windows), InvalidInput,
                       message_contains("adapt: the series has 2 columns, the Normalization 16 features"));
  CHECK_THROWS_AS(nn::adapt(of_windows, nn::sliding_windows(series, 7)), InvalidInput);
}

TEST_CASE("adapt takes windows over integers of a sensor", "[data]") {
  std::vector<std::int16_t> sensor;
  std::vector<float> numbers;
  for (int i = 0; i < 50; ++i) sensor.push_back(static_cast<std::int16_t>(7 * i % 31 - 1000));
  for (const std::int16_t number : sensor) numbers.push_back(number);
  nn::Sequential of_integers{nn::Input<8, 1>{}, nn::Normalization{}}, of_numbers = of_integers;
  const auto windows = nn::sliding_windows(sensor, 8, 3);
  nn::adapt(of_integers, windows);
  nn::adapt(of_numbers, nn::sliding_windows(numbers, 8, 3));
  CHECK(same_bits(of_integers.state(), of_numbers.state()));
  CHECK(of_integers.state<0>(0)[0] < -900.0f);
  nn::adapt(of_integers, windows.slice(0, 2));
  nn::adapt(of_numbers, nn::sliding_inputs(sensor, 8, 3).slice(0, 2));
  CHECK(same_bits(of_integers.state(), of_numbers.state()));
  CHECK_THROWS_AS(nn::adapt(of_integers, nn::sliding_windows(sensor, 7)), InvalidInput);
}

}  // namespace linnet::test::sliding_windows
