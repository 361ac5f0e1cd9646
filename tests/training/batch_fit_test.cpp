// SPDX-License-Identifier: MIT
#include <linnet/callbacks/lambda_callback.hpp>
#include <linnet/io/checkpoint.hpp>
#include <linnet/training/training.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/resumable.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/standard_output.hpp>
#include <tests/support/temp_dir.hpp>

#include <forward_list>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace linnet::test::batch_fit {

namespace nn = linnet;

struct Batch {
  nn::Tensor<2> x;
  nn::Labels y;
};
struct WeightedBatch {
  nn::Tensor<2> x;
  nn::Labels y;
  nn::Tensor<1> sample_weight;
};

/// The samples in batches of `size`, which are made by make(x, y, first).
template <class Make>
auto in_batches(const Samples& s, Index size, const Make& make) {
  std::vector<decltype(make(s.x, s.y, Index{}))> batches;
  for (Index first = 0; first < s.y.size(); first += size) {
    const Index n = std::min(size, s.y.size() - first);
    nn::Tensor<2> x(n, 4);
    nn::Labels y(n);
    std::copy_n(s.x.data() + 4 * first, 4 * n, x.data());
    std::copy_n(s.y.data() + first, n, y.data());
    batches.push_back(make(x, y, first));
  }
  return batches;
}
std::vector<Batch> batches_of(const Samples& s, Index size) {
  return in_batches(s, size, [](auto& x, auto& y, Index) { return Batch{x, y}; });
}

/// A range that can be read only once, whose elements are gone with the next step.
class Once {
 public:
  explicit Once(std::vector<Batch> batches) : batches_(std::move(batches)) {}

  struct Iterator {
    using value_type = Batch;
    using difference_type = std::ptrdiff_t;
    Once* range = nullptr;

    Batch& operator*() const { return *range->current_; }
    Iterator& operator++() {
      range->advance();
      return *this;
    }
    void operator++(int) { ++*this; }
    bool operator==(std::default_sentinel_t) const { return !range->current_; }
  };
  Iterator begin() {
    advance();
    return {this};
  }
  std::default_sentinel_t end() const { return {}; }

 private:
  void advance() { current_ = next_ < batches_.size() ? std::make_unique<Batch>(batches_[next_++]) : nullptr; }

  std::vector<Batch> batches_;
  std::size_t next_ = 0;
  std::unique_ptr<Batch> current_;
};
static_assert(std::ranges::input_range<Once> && !std::ranges::forward_range<Once>);

/// A generator that ends its epochs.
struct Generator {
  std::vector<Batch> batches;
  std::size_t next = 0;

  std::optional<Batch> operator()() {
    if (next == batches.size()) {
      next = 0;
      return std::nullopt;
    }
    return batches[next++];
  }
};

constexpr Index epochs = 3;

/// The result of a fit over batches: parameters, moments, random numbers and History.
struct Outcome {
  std::vector<std::byte> bytes{};
  Figures history{};

  explicit Outcome(const Snapshot& snapshot) : bytes(snapshot.bytes), history(snapshot.history) {}
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

const Samples& validation() {
  static const Samples s = three_classes(17, 9);
  return s;
}

auto compiled(auto& model) {
  return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
}

template <class Batches>
Outcome fitted(Batches&& batches, nn::BatchFitOptions<float> options = {.epochs = epochs}) {
  auto model = resumable_model(1);
  auto training = compiled(model);
  options.validation_data = {validation().x, validation().y};
  options.seed = 4;
  options.verbose = 0;
  training.fit(batches, options);
  return Outcome(Snapshot(training));
}

Outcome fitted_to_arrays(const Samples& s, Index batch_size, nn::FitOptions<float> options = {.epochs = epochs}) {
  auto model = resumable_model(1);
  auto training = compiled(model);
  options.batch_size = batch_size;
  options.shuffle = false;
  options.validation_data = {validation().x, validation().y};
  options.seed = 4;
  options.verbose = 0;
  training.fit(s.x, s.y, options);
  return Outcome(Snapshot(training));
}

TEST_CASE("Batches from anywhere give the bits of a fit over arrays without shuffle", "[training]") {
  const Samples s = three_classes(50);
  for (const Index size : {8, 50, 1}) {
    INFO("batches of " << size);
    const Outcome want = fitted_to_arrays(s, size);
    const std::vector<Batch> batches = batches_of(s, size);
    CHECK(fitted(batches) == want);
    CHECK(fitted(std::forward_list<Batch>(batches.begin(), batches.end())) == want);
    CHECK(fitted(Generator{batches}) == want);
    CHECK(fitted(in_batches(s, size, [](auto& x, auto& y, Index) { return std::pair(x, y); })) == want);
    CHECK(fitted(in_batches(s, size, [](auto& x, auto& y, Index) { return std::tuple(x, y); })) == want);
  }
}

TEST_CASE("Batches may be views, made on the way", "[training]") {
  const Samples s = three_classes(50);
  const Outcome want = fitted_to_arrays(s, 10);
  std::vector<nn::Dataset<float>> views;
  for (Index i = 0; i < 5; ++i) views.push_back({s.x_part(10 * i, 10), s.y_part(10 * i, 10)});
  CHECK(fitted(views) == want);
  const std::vector<Batch> batches = batches_of(s, 10);
  std::vector<std::tuple<const nn::Tensor<2>&, const nn::Labels&>> tied;
  for (const Batch& b : batches) tied.emplace_back(b.x, b.y);
  CHECK(fitted(tied) == want);
#if !defined(__clang__) || __clang_major__ >= 16  // clang 14 cannot read the views of libstdc++ 12
  const auto referring = batches | std::views::transform([](const Batch& b) { return std::tie(b.x, b.y); });
  CHECK(fitted(referring) == want);
  const auto made = std::views::iota(0, 5) | std::views::transform([&](int i) { return batches[static_cast<std::size_t>(i)]; });
  CHECK(fitted(made) == want);
#endif
  Index next = 0;
  CHECK(fitted(
            [&] {
              const Index first = 10 * (next++ % 5);
              return nn::Dataset<float>{s.x_part(first, 10), s.y_part(first, 10)};
            },
            {.epochs = epochs, .steps_per_epoch = 5}) == want);
}

TEST_CASE("Batches have weights of samples and of classes", "[training]") {
  const Samples s = three_classes(50);
  nn::Tensor<1> weights(50);
  for (Index i = 0; i < 50; ++i) weights(i) = 0.1f * static_cast<float>(i % 7);
  const auto part = [&](Index first, Index n) {
    nn::Tensor<1> w(n);
    std::copy_n(weights.data() + first, n, w.data());
    return w;
  };
  const auto structs = in_batches(s, 8, [&](auto& x, auto& y, Index first) {
    return WeightedBatch{x, y, part(first, y.size())};
  });
  const auto tuples = in_batches(s, 8, [&](auto& x, auto& y, Index first) { return std::tuple(x, y, part(first, y.size())); });
  const Outcome by_sample = fitted_to_arrays(s, 8, {.epochs = epochs, .sample_weight = weights});
  CHECK(fitted(structs) == by_sample);
  CHECK(fitted(tuples) == by_sample);
  const nn::detail::ClassWeight by_class{{0, 2.0f}, {2, 0.5f}};
  CHECK(fitted(structs, {.epochs = epochs, .class_weight = by_class}) ==
        fitted_to_arrays(s, 8, {.epochs = epochs, .class_weight = by_class, .sample_weight = weights}));
  CHECK(fitted(batches_of(s, 8), {.epochs = epochs, .class_weight = by_class}) ==
        fitted_to_arrays(s, 8, {.epochs = epochs, .class_weight = by_class}));
}

TEST_CASE("A range that can be read only once is good for one epoch", "[training]") {
  const Samples s = three_classes(50);
  CHECK(fitted(Once(batches_of(s, 8)), {}) == fitted_to_arrays(s, 8, {}));
  Classifier model = classifier();
  auto training = compile(model);
  Once once(batches_of(s, 8));
  CHECK_THROWS_MATCHES(training.fit(once, {.epochs = 2, .verbose = 0}), nn::InvalidInput,
                       message_contains("fit: epoch 2 has no batch: a range that can be read only once is good for one epoch"));
  CHECK(training.steps() == 7);
  Once parts(batches_of(s, 8));  // unless its epochs are parts of it
  CHECK(training.fit(parts, {.epochs = 3, .steps_per_epoch = 2, .verbose = 0}).epochs() == 3);
  CHECK(training.steps() == 7 + 6);
}

TEST_CASE("steps_per_epoch ends an epoch; a range begins again, a generator goes on", "[training]") {
  const Samples s = three_classes(50);
  const std::vector<Batch> batches = batches_of(s, 10);
  const nn::BatchFitOptions<float> options{.epochs = 3, .steps_per_epoch = 2};
  const auto listed = [&](std::vector<std::size_t> order) {
    return [&batches, order, i = std::size_t{0}]() mutable { return batches[order[i++]]; };
  };
  CHECK(fitted(batches, options) == fitted(listed({0, 1, 0, 1, 0, 1}), options));
  // The end that comes after its fourth batch belongs to the epoch before.
  std::vector<Batch> four(batches.begin(), batches.begin() + 4);
  CHECK(fitted(Generator{four}, options) == fitted(listed({0, 1, 2, 3, 0, 1}), options));
  Classifier model = classifier();
  auto training = compile(model);
  training.fit(Generator{batches}, {.epochs = 2, .steps_per_epoch = 100, .verbose = 0});  // all there are
  CHECK(training.steps() == 10);
}

/// A generator that is told which epoch begins, and that knows how many batches one has.
struct ToldGenerator : Generator {
  std::vector<Index> told{};

  void begin_epoch(Index epoch) {
    told.push_back(epoch);
    next = 0;
  }
  Index size() const { return static_cast<Index>(batches.size()); }
};

TEST_CASE("A generator with begin_epoch is told each epoch, and begins it anew", "[training]") {
  const std::vector<Batch> batches = batches_of(three_classes(50), 10);
  const auto listed = [&](std::vector<std::size_t> order) {
    return [&batches, order, i = std::size_t{0}]() mutable { return batches[order[i++]]; };
  };
  const nn::BatchFitOptions<float> options{.epochs = 3, .steps_per_epoch = 2};
  ToldGenerator generator{{batches}};
  CHECK(fitted(generator, options) == fitted(listed({0, 1, 0, 1, 0, 1}), options));
  CHECK(generator.told == std::vector<Index>{0, 1, 2});
  ToldGenerator whole{{batches}};
  CHECK(fitted(whole) == fitted(batches));
}

TEST_CASE("An element lives until its step is done, and no longer", "[training]") {
  static int alive = 0, most = 0;
  struct Counted {
    nn::Tensor<2> x = nn::Tensor<2>(3, 4).setConstant(0.5f);
    nn::Labels y = nn::Labels(3).setZero();
    Counted() { most = std::max(most, ++alive); }
    Counted(const Counted&) = delete;
    Counted(Counted&& other) : x(std::move(other.x)), y(std::move(other.y)) { ++alive; }
    ~Counted() { --alive; }
  };
  Classifier model = classifier();
  auto training = compile(model);
  int in_step = 0;
  const nn::LambdaCallback look{.on_batch_end = [&](nn::FitState&) { in_step += alive; }};
  training.fit([] { return Counted(); }, {.steps_per_epoch = 4, .callbacks = {look}, .verbose = 0});
  CHECK(in_step == 4);
  CHECK(most == 1);
  CHECK(alive == 0);
}

TEST_CASE("A batch that does not fit is refused by its place", "[training]") {
  const Samples s = three_classes(50);
  const auto refused = [&](auto change, const std::string& sentence) {
    std::vector<WeightedBatch> batches;
    for (const Batch& b : batches_of(s, 10)) batches.push_back({b.x, b.y, nn::Tensor<1>()});
    change(batches[2]);
    Classifier model = classifier();
    auto training = compile(model);
    int epoch = 0;
    auto generator = [&, i = std::size_t{0}]() mutable -> std::optional<WeightedBatch> {
      if (i == 4) {
        i = 0;
        ++epoch;
        return std::nullopt;
      }
      const std::size_t skipped = epoch == 0 && i >= 2 ? 1 : 0;  // 0, 1, 3, 4 in the first epoch
      return batches[i++ + skipped];
    };
    CHECK_THROWS_MATCHES(training.fit(generator, {.epochs = 2, .verbose = 0}), nn::InvalidInput, message_contains(sentence));
    CHECK(training.steps() == 6);  // those before it
  };
  refused([](auto& b) { b.x = nn::Tensor<2>(0, 4); }, "fit: epoch 2, batch 3: x has no samples");
  refused([](auto& b) { b.x = nn::Tensor<2>(10, 5).setZero(); },
          "fit: epoch 2, batch 3: x has 5 numbers per sample, the model's Input<...> needs 4");
  refused([](auto& b) { b.y(7) = 3; }, "fit: epoch 2, batch 3: y[7] is 3, the model has the classes 0 to 2 (integers)");
  refused([](auto& b) { b.y = nn::Labels(9).setZero(); }, "fit: epoch 2, batch 3: x has 10 samples, y has 9");
  refused([](auto& b) { b.x(1, 1) = std::numeric_limits<float>::infinity(); }, "fit: epoch 2, batch 3: x has inf in sample 1");
  refused([](auto& b) { b.sample_weight = nn::Tensor<1>(10).setConstant(-1.0f); },
          "fit: epoch 2, batch 3: sample_weight[0] is -1");
}

TEST_CASE("Options of a fit over batches that cannot be are refused before anything is drawn", "[training]") {
  const Samples s = three_classes(50);
  const std::vector<Batch> batches = batches_of(s, 10);
  Classifier model = classifier();
  auto training = compile(model);
  const auto refused = [&](const auto& from, const nn::BatchFitOptions<float>& options, const std::string& sentence) {
    CHECK_THROWS_MATCHES(training.fit(from, options), nn::InvalidInput, message_contains(sentence));
    CHECK(training.steps() == 0);
  };
  refused(batches, {.epochs = -1}, "fit: epochs is -1; it must not be negative");
  refused(batches, {.steps_per_epoch = -1}, "fit: steps_per_epoch is -1; it must not be negative");
  refused(batches, {.validation_data = {s.x, {}}}, "fit: validation_data: x has 50 samples, y has 0");
  refused(batches, {.class_weight = {{1, -1.0f}}}, "fit: class_weight of class 1 is -1");
  int drawn = 0;
  refused(
      [&] {
        ++drawn;
        return batches[0];
      },
      {}, "fit: the generator returns batches without end (not std::optional); give steps_per_epoch");
  CHECK(drawn == 0);
  refused(std::vector<Batch>{}, {.verbose = 0}, "fit: epoch 1 has no batch");
  refused([]() -> std::optional<Batch> { return std::nullopt; }, {.verbose = 0}, "fit: epoch 1 has no batch");
  CHECK(training.fit(std::vector<Batch>{}, {.epochs = 0}).epochs() == 0);
}

TEST_CASE("Callbacks see how many batches an epoch has, as soon as it is known", "[training]") {
  const std::vector<Batch> batches = batches_of(three_classes(50), 10);
  const auto seen = [&](auto&& from, Index steps) {
    std::vector<Index> counts;
    const nn::LambdaCallback look{.on_epoch_begin = [&](nn::FitState& state) { counts.push_back(state.batches); }};
    Classifier model = classifier();
    auto training = compile(model);
    training.fit(from, {.epochs = 2, .steps_per_epoch = steps, .callbacks = {look}, .verbose = 0});
    return counts;
  };
  using Counts = std::vector<Index>;
  CHECK(seen(batches, 0) == Counts{5, 5});
  CHECK(seen(batches, 3) == Counts{3, 3});
  CHECK(seen(batches, 9) == Counts{5, 5});
  CHECK(seen(Generator{batches}, 0) == Counts{0, 5});
  CHECK(seen(Generator{batches}, 3) == Counts{3, 3});
  CHECK(seen(ToldGenerator{{batches}}, 0) == Counts{5, 5});
  CHECK(seen(std::forward_list<Batch>(batches.begin(), batches.end()), 0) == Counts{0, 5});
}

TEST_CASE("stop_training ends a fit over batches, and a loss that is not finite does", "[training]") {
  const std::vector<Batch> batches = batches_of(three_classes(50), 10);
  Classifier model = classifier();
  auto training = compile(model);
  const nn::LambdaCallback stop{.on_batch_end = [](nn::FitState& state) {
    if (state.batch == 1) state.stop_training = true;
  }};
  CHECK(training.fit(batches, {.epochs = 9, .callbacks = {stop}, .verbose = 0}).epochs() == 1);
  CHECK(training.steps() == 2);
  nn::Sequential linear{nn::Input<4>{}, nn::Dense<6>{}, nn::Dense<1>{}};
  auto exploding = linear.compile(nn::MeanSquaredError{}, nn::SGD{.learning_rate = 1e20f});
  const auto batch = [] { return std::pair(nn::Tensor<2>(3, 4).setConstant(1.0f), nn::Tensor<1>(3).setConstant(9.0f)); };
  using Made = std::pair<nn::Tensor<2>, nn::Tensor<1>>;
  const nn::History history =
      exploding.fit([&]() -> Made { return batch(); }, {.epochs = 3, .steps_per_epoch = 4, .verbose = 0});
  CHECK_THAT(history.stop_reason, contains("the loss became") && contains("in epoch 1, batch "));
}

TEST_CASE("A fit over batches allocates nothing in its steps", "[training]") {
  const Samples s = three_classes(200);
  auto model = resumable_model(1);
  auto training = compiled(model);
  const auto count = [&](Index size) {
    std::vector<nn::Dataset<float>> views;
    for (Index i = 0; i < 200; i += size) views.push_back({s.x_part(i, size), s.y_part(i, size)});
    return allocations_of([&] { training.fit(views, {.class_weight = {{1, 2.0f}}, .verbose = 0}); });
  };
  count(200);
  CHECK(count(1) == count(200));  // 200 steps and 1
}

#if !defined(_WIN32)
TEST_CASE("A fit that goes on validates in batches of the size of the first one, in memory for as many", "[training]") {
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  const Samples large = three_classes(4096), small = three_classes(10, 2), validation = three_classes(5000, 3);
  const std::vector<Batch> batches{{large.x, large.y}, {small.x, small.y}};
  nn::BatchFitOptions<float> options{.epochs = 1, .validation_data = {validation.x, validation.y}, .verbose = 0};
  auto model = resumable_model(1), other = resumable_model(2);
  const auto compile = [](auto& of) { return of.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{}); };
  auto whole = compile(model), training = compile(other);
  options.callbacks = {nn::LambdaCallback{.on_batch_end = [&](nn::FitState& state) {
    if (state.batch == 0) nn::save_checkpoint(whole, path);
  }}};
  whole.fit(batches, options);
  nn::resume(training, path);
  options.callbacks = {};
  training.fit(batches, options);
  CHECK(Snapshot(training) == Snapshot(whole));
}

TEST_CASE("The loss of validation data does not depend on the fits before", "[training]") {
  const Samples s = three_classes(40), validation = three_classes(500, 2);
  const nn::FitOptions<float> options{
      .epochs = 1, .batch_size = 400, .validation_data = {validation.x, validation.y}, .seed = 1, .verbose = 0};
  const auto fit = [&](Index reserved) {
    auto model = resumable_model(1);
    auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
    training.reserve(reserved);
    return figures_of(training.fit(s.x, s.y, options));
  };
  CHECK(fit(1) == fit(400));
  CHECK(fit(1) == fit(64));
}

TEST_CASE("The live bar of batches that nobody has counted has no end", "[training]") {
  const std::vector<Batch> batches = batches_of(three_classes(40), 8);
  Classifier model = classifier();
  auto training = compile(model);
  const std::string text = printed_to_terminal([&] { training.fit(Generator{batches}, {.epochs = 2, .verbose = 1}); });
  CHECK_THAT(text, contains("\r\033[?7l1/? loss: ") && contains(" samples/s\033[K"));
  CHECK_THAT(text, contains("\r\033[?7l1/5 [====>...................] loss: "));
  CHECK_THAT(text, contains("Epoch 1/2 - ") && contains("Epoch 2/2 - "));
}
#endif

}  // namespace linnet::test::batch_fit
