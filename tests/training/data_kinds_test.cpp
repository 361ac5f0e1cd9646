// SPDX-License-Identifier: MIT
// The same calls with every kind of data, on Sequential and on StaticSequential.
#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/fenced.hpp>
#include <tests/support/numbers.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace linnet::test::data_kinds {
namespace {

namespace nn = linnet;

constexpr Index samples = 12;
using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

template <template <class...> class Home>
auto images() {
  return Home{nn::Input<2, 2>{}, nn::Flatten{}, nn::Dense<5, nn::tanh>{}, nn::Dense<3, nn::softmax>{}};
}
template <template <class...> class Home>
auto points() {
  return Home{nn::Input<4>{}, nn::Dense<5, nn::tanh>{}, nn::Dense<2>{}};
}
template <class Model, class Loss>
auto compiled(Model& model, const Loss& loss) {
  if constexpr (requires { model.template compile<4>(loss, nn::SGD{}); }) {
    return model.template compile<4>(loss, nn::SGD{});
  } else {
    return model.compile(loss, nn::SGD{});
  }
}
auto options_of(const auto& training) {
  if constexpr (requires { typename std::remove_cvref_t<decltype(training)>::Options; }) {
    return
        typename std::remove_cvref_t<decltype(training)>::Options{.epochs = 2, .batch_size = 4, .shuffle = false, .verbose = 0};
  } else {
    return nn::StaticFitOptions{.epochs = 2, .batch_size = 4, .shuffle = false};
  }
}

/// The predictions of a model after every call with these arguments; x_batch and y_batch have 4 samples.
template <class Out>
std::vector<float> after_all(auto model, const auto& loss, auto& x, auto& y, auto& x_batch, auto& y_batch, auto& weights,
                             Out& out) {
  auto training = compiled(model, loss);
  training.fit(x, y, options_of(training));
  training.train_on_batch(x_batch, y_batch);
  training.train_on_batch(x_batch, y_batch, weights);
  training.test_on_batch(x_batch, y_batch);
  CHECK(training.evaluate(x, y).loss() > 0.0);
  std::as_const(model).predict(x, out);
  const float* const numbers = std::data(out);
  return {numbers, numbers + std::size(out)};
}
template <class T>
struct Numbers {
  T all[samples * 4];
  Numbers() {
    Random random(3);
    for (T& number : all) number = static_cast<T>(random.uniform(-1.0f, 1.0f));
  }
};

template <class Make, class Loss, class Target>
void check_kinds(const Make& make, const Loss& loss, const Target* y, Index width, Index outputs) {
  const Numbers<float> numbers;
  const float* const x = numbers.all;
  const auto n = [](Index size) { return static_cast<std::size_t>(size); };
  const std::vector<float> weights{1.0f, 2.0f, 0.5f, 1.0f};
  std::vector<float> out(n(samples * outputs));

  // Lists.
  const std::vector<float> x_list(x, x + samples * 4), x_batch(x, x + 16);
  const std::vector<Target> y_list(y, y + samples * width), y_batch(y, y + 4 * width);
  const std::vector<float> wanted = after_all(make(), loss, x_list, y_list, x_batch, y_batch, weights, out);

  const auto check = [&](const auto& a, const auto& b, const auto& c, const auto& d, const auto& w, auto& to) {
    CHECK(after_all(make(), loss, a, b, c, d, w, to) == wanted);
  };
  // Spans.
  const std::span<const float> x_span(x_list), x_batch_span(x_batch);
  const std::span<const Target> y_span(y_list), y_batch_span(y_batch);
  std::span<float> out_span(out);
  check(x_span, y_span, x_batch_span, y_batch_span, std::span<const float>(weights), out_span);
  // C arrays and std::array.
  float x_c[samples * 4], x_batch_c[16], weights_c[4];
  std::copy_n(x, samples * 4, x_c);
  std::copy_n(x, 16, x_batch_c);
  std::copy_n(weights.data(), 4, weights_c);
  check(x_c, y_list, x_batch_c, y_batch, weights_c, out);
  std::array<float, samples * 4> x_array;
  std::copy_n(x, samples * 4, x_array.begin());
  check(x_array, y_list, x_batch_c, y_batch, weights_c, out);
}

TEST_CASE("Lists, spans and C arrays give the bits of each other, in both homes", "[training]") {
  std::int32_t labels[samples];
  Random random(4);
  for (std::int32_t& label : labels) label = static_cast<std::int32_t>(random.below(3));
  const nn::SparseCategoricalCrossentropy loss;
  check_kinds([] { return images<nn::Sequential>(); }, loss, labels, 1, 3);
  check_kinds([] { return images<nn::StaticSequential>(); }, loss, labels, 1, 3);
  const Numbers<float> targets;
  check_kinds([] { return points<nn::Sequential>(); }, nn::MeanSquaredError{}, targets.all, 2, 2);
  check_kinds([] { return points<nn::StaticSequential>(); }, nn::MeanSquaredError{}, targets.all, 2, 2);
}

/// Trains and predicts with arrays of Eigen and with lists of the same numbers.
template <class Make>
void check_eigen(const Make& make) {
  const Numbers<float> numbers;
  const Tensor<2> x = Eigen::TensorMap<const Tensor<2>>(numbers.all, 4, 4);
  const Matrix matrix = Eigen::Map<const Matrix>(numbers.all, 4, 4);
  const Matrix targets = Eigen::Map<const Matrix>(numbers.all + 16, 4, 2);
  const std::vector<float> x_list(numbers.all, numbers.all + 16), y_list(numbers.all + 16, numbers.all + 24);
  const auto trained = [&](const auto& xs, const auto& ys) {
    auto model = make();
    auto training = compiled(model, nn::MeanSquaredError{});
    training.train_on_batch(xs, ys);
    training.fit(xs, ys, options_of(training));
    training.evaluate(xs, ys);
    Tensor<2> tensor(4, 2);
    Matrix to_matrix(4, 2);
    model.predict(xs, tensor);
    model.predict(xs, to_matrix);
    CHECK(equal_bits(tensor.data(), to_matrix.data(), 8));
    typename decltype(model)::Memory memory;
    model.predict(xs, to_matrix, memory);
    CHECK(equal_bits(tensor.data(), to_matrix.data(), 8));
    return std::vector<float>(tensor.data(), tensor.data() + 8);
  };
  const auto wanted = trained(x_list, y_list);
  CHECK(trained(x, targets) == wanted);
  CHECK(trained(matrix, targets) == wanted);
  CHECK(trained(Eigen::Map<const Matrix>(numbers.all, 4, 4), y_list) == wanted);
  CHECK(trained(Eigen::TensorMap<const Tensor<2>>(numbers.all, 4, 4), targets) == wanted);
}

TEST_CASE("Arrays of Eigen give the bits of lists, in both homes", "[training]") {
  check_eigen([] { return points<nn::Sequential>(); });
  check_eigen([] { return points<nn::StaticSequential>(); });
}

/// The predictions of a model after all calls with class indices of type Y.
template <class Y, class Make>
std::vector<float> with_labels(const Make& make, const auto& loss) {
  const Numbers<float> numbers;
  const std::vector<float> x(numbers.all, numbers.all + samples * 4), x_batch(x.begin(), x.begin() + 16), weights(4, 0.5f);
  std::vector<Y> y;
  for (const int label : {0, 2, 1, 1, 2, 0, 0, 1, 2, 2, 1, 0}) y.push_back(static_cast<Y>(label));
  const std::vector<Y> y_batch(y.begin(), y.begin() + 4);
  std::vector<float> out(samples * 3);
  const std::vector<float> from_lists = after_all(make(), loss, x, y, x_batch, y_batch, weights, out);

  Tensor<1, Y> tensor(samples);
  std::copy(y.begin(), y.end(), tensor.data());
  Y c_array[4];
  std::copy_n(y.begin(), 4, c_array);
  CHECK(after_all(make(), loss, x, tensor, x_batch, c_array, weights, out) == from_lists);
  std::array<Y, samples> array;
  std::copy(y.begin(), y.end(), array.begin());
  const auto span = std::span<const Y>(y).first(4);
  CHECK(after_all(make(), loss, x, array, x_batch, span, weights, out) == from_lists);
  return from_lists;
}

TEST_CASE("Class indices of every type give the bits of std::int32_t, in both homes", "[training]") {
  const auto check = [](const auto& make) {
    const nn::SparseCategoricalCrossentropy loss;
    const std::vector<float> wanted = with_labels<std::int32_t>(make, loss);
    CHECK(with_labels<std::uint8_t>(make, loss) == wanted);
    CHECK(with_labels<std::int64_t>(make, loss) == wanted);
    CHECK(with_labels<float>(make, loss) == wanted);
  };
  check([] { return images<nn::Sequential>(); });
  check([] { return images<nn::StaticSequential>(); });
}

TEST_CASE("A StaticTraining converts targets, shuffled too, and refuses labels of every type that are no class", "[training]") {
  const std::vector<float> x(samples * 4, 0.5f);
  const auto trained = [&](const auto& y) {
    auto model = images<nn::StaticSequential>();
    auto training = model.compile<4, samples>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
    return training.fit(x, y, {.epochs = 3}).loss();
  };
  const std::vector<std::int32_t> labels{0, 2, 1, 1, 2, 0, 0, 1, 2, 2, 1, 0};
  CHECK(trained(std::vector<std::uint8_t>(labels.begin(), labels.end())) == trained(labels));

  const auto refuses = [&](auto label) {
    auto model = images<nn::StaticSequential>();
    auto training = model.compile<4>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
    const std::array y{label};
    CHECK_THROWS_WITH(training.train_on_batch(std::span(x).first(4), y), "training: y has a label outside 0 .. classes - 1");
  };
  refuses(std::int8_t{-1});
  refuses(std::uint8_t{3});
  refuses(std::uint8_t{255});
  refuses(std::int64_t{1} << 32);
  refuses(~std::uint64_t{0});
  refuses(0.5f);
  refuses(-1.0f);
  refuses(3.0f);
  refuses(std::numeric_limits<float>::quiet_NaN());
}

TEST_CASE("Numbers as targets are of any type", "[training]") {
  const auto check = [](const auto& make) {
    const auto trained = [&](const auto& y) {
      auto model = make();
      auto training = compiled(model, nn::MeanSquaredError{});
      const std::vector<float> x(samples * 4, 0.5f);
      training.fit(x, y, options_of(training));
      return training.evaluate(x, y).loss();
    };
    const std::vector<std::uint8_t> bytes(samples * 2, 3);
    CHECK(trained(bytes) == trained(std::vector<float>(samples * 2, 3.0f)));
  };
  check([] { return points<nn::Sequential>(); });
  check([] { return points<nn::StaticSequential>(); });
}

TEST_CASE("Flat numbers take the shape of the model", "[training]") {
  auto model = images<nn::Sequential>();
  auto training = compiled(model, nn::SparseCategoricalCrossentropy{});
  const std::vector<float> x(samples * 4, 0.5f);
  CHECK(model.predict(x).dimension(0) == samples);
  const std::vector<std::uint8_t> bytes(samples, 2);
  const std::vector<std::int64_t> longs(samples, 2);
  CHECK(training.evaluate(x, bytes).loss() == training.evaluate(x, longs).loss());
  training.fit(x, bytes, {.validation_data = {x, longs}, .sample_weight = std::vector<float>(samples, 1.0f), .verbose = 0});
  training.fit(x, bytes, {.validation_split = 0.5f, .verbose = 0});
  const std::vector<std::pair<std::vector<float>, std::vector<std::int32_t>>> batches(2, {std::vector<float>(8), {0, 1}});
  training.fit(batches, {.verbose = 0});
  CHECK(training.steps() == 4);

  CHECK_THROWS_WITH(
      model.predict(std::vector<float>(9)),
      "predict: x has 9 numbers, which is not a whole number of samples; the model's Input<...> needs 2 x 2 numbers "
      "per sample");
  CHECK_THROWS_WITH(training.evaluate(x, std::vector<int>(5)), "evaluate: x has 12 samples, y has 5");
  auto regression = points<nn::Sequential>();
  CHECK_THROWS_WITH(compiled(regression, nn::MeanSquaredError{}).evaluate(x, std::vector<float>(5)),
                    "evaluate: y has 5 numbers, which is not a whole number of samples; the model's output has 2 numbers per "
                    "sample");
  CHECK_THROWS_AS(model.predict(std::vector<float>{}), nn::InvalidInput);
}

TEST_CASE("A FrozenSequential predicts with every kind of data", "[training]") {
  const auto model = points<nn::Sequential>();
  const nn::FrozenSequential frozen(model.parameters().data(), model.state().data(), nn::Input<4>{}, nn::Dense<5, nn::tanh>{},
                                    nn::Dense<2>{});
  const Numbers<float> numbers;
  const Tensor<2> x = Eigen::TensorMap<const Tensor<2>>(numbers.all, samples, 4);
  const Tensor<2> wanted = model.predict(x);
  Tensor<2> tensor(samples, 2);
  std::vector<float> list(samples * 2);
  frozen.predict(x, tensor);
  frozen.predict(numbers.all, list);
  CHECK(same_bits(tensor, wanted));
  CHECK(same_bits(list, wanted));
}

TEST_CASE("Data in braces is data: a pointer and a count, or a list with a name", "[training]") {
  const std::vector<float> x{0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f, 0.7f, 0.8f};
  const std::vector<std::int32_t> y{0, 2};
  const std::span<const float> xs(x);
  const std::span<const std::int32_t> ys(y);
  StaticSequential model{Input<4>{}, Dense<3, softmax>{}};
  auto training = model.compile<2>(SparseCategoricalCrossentropy{}, SGD{});
  training.fit({x.data(), x.size()}, {y.data(), y.size()}, {.epochs = 1});
  training.fit({xs}, {ys}, {.epochs = 1});
  CHECK(training.evaluate({x.data(), x.size()}, {y.data(), y.size()}).loss() == training.evaluate({xs}, {ys}).loss());
  CHECK(training.test_on_batch({xs}, {ys}) == training.test_on_batch(xs, ys));
}

}  // namespace
}  // namespace linnet::test::data_kinds
