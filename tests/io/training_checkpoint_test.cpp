// SPDX-License-Identifier: MIT
#include <linnet/io/checkpoint.hpp>
#include <linnet/metrics/roc_auc.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/resumable.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::test::training_checkpoint {

namespace nn = linnet;
using nn::detail::Section;

/// Saves after each batch and each epoch, to another file each time.
template <class Training>
struct SaveAlways {
  Training& training;
  const TempDir& folder;
  int files = 0;

  std::string path(int file) const { return (folder.path() / std::to_string(file)).string(); }
  void on_batch_end(nn::FitState&) { nn::save_checkpoint(training, path(files++)); }
  void on_epoch_end(nn::FitState&) { nn::save_checkpoint(training, path(files++)); }
};

/// A run that is stopped after any batch or epoch ends with the same bits as one that is not. `make(seed)` gives a model, compile(model)
/// a training, fit(training, callbacks) fits it.
template <class Make, class Compile, class Fit>
void check_every_stop(const Make& make, const Compile& compile, const Fit& fit) {
  const TempDir folder;
  auto whole_model = make(1);
  auto whole = compile(whole_model);
  SaveAlways<decltype(whole)> save{whole, folder};
  const nn::History history = fit(whole, {save});
  const Snapshot want(whole);
  REQUIRE(save.files > 8);
  for (int file = 0; file < save.files; ++file) {
    INFO("stopped after " << file << " of " << save.files << " saves");
    auto model = make(2);
    auto training = compile(model);
    nn::resume(training, save.path(file));
    const nn::History resumed = fit(training, {});
    CHECK(Snapshot(training) == want);
    CHECK(figures_of(resumed) == figures_of(history));
    CHECK(resumed["seconds"].size() == history.epochs());
  }
  // Stopped again and again: each process makes one save and is gone.
  struct Gone {};
  std::string last = save.path(0);
  for (int process = 1;; ++process) {
    auto model = make(3);
    auto training = compile(model);
    nn::resume(training, last);
    const std::string next = save.path(save.files + process);
    const nn::LambdaCallback once{.on_batch_end = [&](nn::FitState&) {
      nn::save_checkpoint(training, next);
      throw Gone{};
    }};
    try {
      fit(training, {once});
      CHECK(Snapshot(training) == want);
      CHECK(process > 8);
      break;
    } catch (const Gone&) {
      last = next;
    }
  }
}

TEMPLATE_TEST_CASE("A training that goes on after any batch ends with the same bits", "[io]", float, double) {
  using T = TestType;
  const Samples s = three_classes(22), other = three_classes(9, 2);
  const nn::Tensor<2, T> x = s.x.template cast<T>(), x_other = other.x.template cast<T>();
  nn::FitOptions<T> options{.epochs = 3, .batch_size = 6, .validation_data = {x_other, other.y}, .seed = 5, .verbose = 0};
  const auto fit = [&](auto& training, std::vector<nn::AnyCallback> callbacks) {
    options.callbacks = callbacks;
    return training.fit(x, s.y, options);
  };
  const nn::SparseCategoricalCrossentropy loss;
  const auto make = [](std::uint64_t seed) { return resumable_model<T>(seed); };
  SECTION("Adam") {
    check_every_stop(
        make, [&](auto& model) { return model.compile(loss, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{}); }, fit);
  }
  SECTION("SGD with momentum") {
    check_every_stop(
        make,
        [&](auto& model) {
          return model.compile(loss, nn::SGD{.learning_rate = 0.1f, .momentum = 0.9f}, nn::Accuracy{}, nn::F1<3>{},
                               nn::CohenKappa<3>{}, nn::LogLoss{}, nn::TopKAccuracy<2>{}, nn::RocAuc<3>{},
                               nn::AveragePrecision<3>{});
        },
        fit);
  }
  SECTION("SGD without validation data and without metrics") {
    options.validation_data = {};
    check_every_stop(
        make, [&](auto& model) { return model.compile(loss, nn::SGD{}); }, fit);
  }
}

TEST_CASE("A training in place, over some samples and without shuffle, goes on with the same bits", "[io]") {
  const Samples s = three_classes(40);
  const std::vector<std::uint32_t> chosen{3, 39, 8, 8, 17, 21, 4, 30, 2, 11, 26, 5, 14}, others{1, 7, 9};
  const auto make = [](std::uint64_t seed) {
    nn::Sequential model{nn::Input<4>{}, nn::Dense<6, nn::relu>{}, nn::Dropout{0.25f}, nn::Dense<3, nn::softmax>{}};
    model.initialize(seed);
    return model;
  };
  const auto compile = [](auto& model) {
    return model.compile(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{}, nn::ConfusionMatrix<3>{});
  };
  for (const bool shuffle : {false, true}) {
    const auto fit = [&](auto& training, std::vector<nn::AnyCallback> callbacks) {
      return training.fit(s.x, s.y,
                          {.epochs = 3,
                           .batch_size = 4,
                           .shuffle = shuffle,
                           .class_weight = {{1, 2.0f}},
                           .callbacks = callbacks,
                           .samples = chosen,
                           .validation_samples = others,
                           .verbose = 0});
    };
    check_every_stop(make, compile, fit);
  }
}

TEST_CASE("A training with metrics of numbers and of scores goes on with the same bits", "[io]") {
  nn::Tensor<2> x(20, 2);
  nn::Tensor<1> y(20);
  Random random(1);
  fill_uniform(x.data(), x.size(), random);
  for (Index i = 0; i < 20; ++i) y(i) = static_cast<float>(random.below(2));
  const auto make = [](std::uint64_t seed) {
    nn::Sequential model{nn::Input<2>{}, nn::Dense<1, nn::sigmoid>{}};
    model.initialize(seed);
    return model;
  };
  const auto compile = [](auto& model) {
    return model.compile(nn::BinaryCrossentropy{}, nn::AdamW{}, nn::R2<1>{}, nn::MeanAbsoluteErrorMetric{}, nn::BinnedAuc<20>{},
                         nn::RocAuc<>{}, nn::AveragePrecision<>{});
  };
  check_every_stop(make, compile, [&](auto& training, std::vector<nn::AnyCallback> callbacks) {
    return training.fit(x, y, {.epochs = 3, .batch_size = 6, .seed = 1, .callbacks = callbacks, .verbose = 0});
  });
}

TEST_CASE("A training with metrics of labels goes on with the same bits", "[io]") {
  nn::Tensor<2> x(20, 2), y(20, 2);
  Random random(1);
  fill_uniform(x.data(), x.size(), random);
  for (Index i = 0; i < 40; ++i) y.data()[i] = static_cast<float>(random.below(2));
  const auto make = [](std::uint64_t seed) {
    nn::Sequential model{nn::Input<2>{}, nn::Dense<2, nn::sigmoid>{}};
    model.initialize(seed);
    return model;
  };
  const auto compile = [](auto& model) {
    return model.compile(nn::BinaryCrossentropy{}, nn::SGD{}, nn::Accuracy{}, nn::F1<2>{.average = nn::Average::samples},
                         nn::RocAuc<2>{}, nn::HammingLoss{}, nn::ExactMatch{}, nn::BinnedAuc<20, 2>{},
                         nn::MultilabelConfusionMatrix<2>{});
  };
  check_every_stop(make, compile, [&](auto& training, std::vector<nn::AnyCallback> callbacks) {
    return training.fit(x, y, {.epochs = 3, .batch_size = 8, .seed = 1, .callbacks = callbacks, .verbose = 0});
  });
}

TEST_CASE("Evaluation between resume and fit does not change the resumed epoch", "[io]") {
  const TempDir folder;
  const Samples s = three_classes(22), other = three_classes(9, 2);
  const auto compile = [](auto& model) {
    return model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{}, nn::F1<3>{});
  };
  nn::FitOptions<float> options{.epochs = 2, .batch_size = 6, .seed = 5, .verbose = 0};
  auto whole_model = resumable_model(1);
  auto whole = compile(whole_model);
  SaveAlways<decltype(whole)> save{whole, folder};
  options.callbacks = {save};
  whole.fit(s.x, s.y, options);
  const Snapshot want(whole);
  const std::string middle = save.path(6);  // after the second batch of the second epoch

  auto model = resumable_model(2);
  auto training = compile(model);
  nn::resume(training, middle);
  SECTION("by evaluate") {
    options.callbacks = {};
    training.evaluate(other.x, other.y);
  }
  SECTION("by test_on_batch, and saved once more") {
    options.callbacks = {};
    training.test_on_batch(other.x, other.y);
    nn::save_checkpoint(training, save.path(100));
    nn::resume(training, save.path(100));
  }
  SECTION("by callbacks that come before the first batch") {
    const auto look = [&](nn::FitState&) { training.evaluate(other.x, other.y); };
    options.callbacks = {nn::LambdaCallback{.on_train_begin = look, .on_epoch_begin = look}};
  }
  training.fit(s.x, s.y, options);
  CHECK(Snapshot(training) == want);
}

/// A metric that does not say what it has accumulated.
struct Seen {
  double samples = 0.0;
  static constexpr std::string_view name = "seen";
  void reset() { samples = 0.0; }
  template <class T, class Y>
  void update(std::span<const T>, std::span<const Y>) {
    ++samples;
  }
  double result() const { return samples; }
};

TEST_CASE("A metric that is not saved counts from the batch on with which the training goes on", "[io]") {
  const TempDir folder;
  const Samples s = three_classes(30);
  Classifier model = classifier(), other = classifier(8);
  const auto compile_seen = [](Classifier& of) {
    return of.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{}, nn::Accuracy{}, Seen{});
  };
  auto whole = compile_seen(model), training = compile_seen(other);
  SaveAlways<decltype(whole)> save{whole, folder};
  const nn::FitOptions<float> options{.epochs = 2, .batch_size = 10, .seed = 1, .verbose = 0};
  auto saving = options;
  saving.callbacks = {save};
  const nn::History want = whole.fit(s.x, s.y, saving);
  training.fit(s.x, s.y, options);  // leaves a count behind
  nn::resume(training, save.path(1));
  const nn::History have = training.fit(s.x, s.y, options);
  CHECK(same_bits(model.parameters(), other.parameters()));
  CHECK(have["accuracy"] == want["accuracy"]);
  CHECK(want["seen"] == std::vector{30.0, 30.0});
  CHECK(have["seen"] == std::vector{10.0, 30.0});
}

TEST_CASE("load_checkpoint reads the model of a training", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  const Samples s = three_classes(30);
  Classifier model = classifier(), other = classifier(8);
  auto training = compile(model);
  training.fit(s.x, s.y, {.epochs = 2, .verbose = 0});
  nn::save_checkpoint(training, path);
  nn::load_checkpoint(other, path);
  CHECK(same_bits(model.parameters(), other.parameters()));
}

TEST_CASE("A training that was saved after its fit goes on with more epochs", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  const Samples s = three_classes(30);
  Classifier model = classifier(), other = classifier(8);
  auto whole = compile(model), training = compile(other);
  const auto options = [](Index epochs) { return nn::FitOptions<float>{.epochs = epochs, .seed = 3, .verbose = 0}; };
  whole.fit(s.x, s.y, options(2));
  nn::save_checkpoint(whole, path);
  nn::resume(training, path);
  CHECK(training.fit(s.x, s.y, options(2)).epochs() == 2);  // nothing is left to do
  CHECK(Snapshot(training) == Snapshot(whole));
  nn::resume(training, path);
  Classifier five_model = classifier();
  auto five = compile(five_model);
  five.fit(s.x, s.y, options(5));
  CHECK(training.fit(s.x, s.y, options(5)).epochs() == 5);
  CHECK(Snapshot(training) == Snapshot(five));
}

TEST_CASE("After the fit that goes on, the next one begins anew", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  const Samples s = three_classes(30);
  Classifier model = classifier();
  auto training = compile(model);
  training.fit(s.x, s.y, {.epochs = 2, .verbose = 0});
  nn::save_checkpoint(training, path);
  nn::resume(training, path);
  CHECK(training.fit(s.x, s.y, {.epochs = 3, .verbose = 0}).epochs() == 3);
  CHECK(training.steps() == 3);
  CHECK(training.fit(s.x, s.y, {.epochs = 3, .batch_size = 10, .verbose = 0}).epochs() == 3);
  CHECK(training.steps() == 3 + 9);
}

TEST_CASE("A training that was saved before any fit begins its fit as usual", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  const Samples s = three_classes(30);
  Classifier model = classifier(), other = classifier(8);
  auto whole = compile(model), training = compile(other);
  whole.train_on_batch(s.x, s.y);
  nn::save_checkpoint(whole, path);
  nn::resume(training, path);
  CHECK(training.steps() == 1);
  whole.fit(s.x, s.y, {.epochs = 2, .seed = 3, .verbose = 0});
  training.fit(s.x, s.y, {.epochs = 2, .seed = 3, .verbose = 0});
  CHECK(Snapshot(training) == Snapshot(whole));
}

/// A training in the middle of its second epoch, saved in a file, and another one to read it.
struct Middle {
  TempDir folder{};
  std::string path = (folder.path() / "training").string();
  Samples s = three_classes(20);
  Classifier model = classifier(), other = classifier(8);
  decltype(compile(std::declval<Classifier&>())) saved = compile(model), training = compile(other);

  nn::FitOptions<float> options() const {
    return {.epochs = 3, .batch_size = 6, .validation_data = {s.x, s.y}, .seed = 1, .verbose = 0};
  }
  Middle() {
    auto o = options();
    o.callbacks = {nn::LambdaCallback{.on_batch_end = [this](nn::FitState& state) {
      if (state.epoch == 1 && state.batch == 1) nn::save_checkpoint(saved, path);
    }}};
    saved.fit(s.x, s.y, o);
    training.fit(s.x, s.y, {.verbose = 0});  // so that there is something to be changed
  }
  /// The file is refused, and the training stays as it was.
  template <class Other>
  void refused(Other& by, const std::string& reason) const {
    const Snapshot before(by);
    CHECK_THROWS_MATCHES(nn::resume(by, path), std::runtime_error,
                         message_contains("checkpoint " + path + ": ") && message_contains(reason));
    CHECK(Snapshot(by) == before);
  }
};

TEST_CASE("A fit that does not match the one that was saved is refused before anything changes", "[io]") {
  Middle m;
  nn::resume(m.training, m.path);
  const Snapshot before(m.training);
  CHECK(before.position.epoch == 1);
  CHECK(before.position.batch == 2);
  const auto refused = [&](const Samples& s, const nn::FitOptions<float>& options, const std::string& sentence) {
    CHECK_THROWS_MATCHES(m.training.fit(s.x, s.y, options), nn::InvalidInput, message_contains(sentence));
    CHECK(Snapshot(m.training) == before);
  };
  auto o = m.options();
  refused(three_classes(21), o, "fit: the fit that was saved has 20 samples per epoch, this one has 21");
  o.batch_size = 7;
  refused(m.s, o, "fit: the fit that was saved has batch_size 6, this one has 7");
  o = m.options();
  o.shuffle = false;
  refused(m.s, o, "fit: the fit that was saved is with shuffle, this one is without");
  o = m.options();
  o.validation_data = {};
  refused(m.s, o, "fit: the fit that was saved is with validation data, this one is without");
  o = m.options();
  std::vector<std::uint32_t> samples(20, 3);
  o.samples = samples;
  refused(m.s, o, "fit: the fit that was saved takes other samples than this one");
  const std::vector<std::pair<nn::Tensor<2>, nn::Labels>> batches{{m.s.x, m.s.y}};
  CHECK_THROWS_MATCHES(m.training.fit(batches), nn::InvalidInput,
                       message_contains("fit: the fit that was saved goes over arrays, this one over batches"));
  CHECK(Snapshot(m.training) == before);

  m.training.fit(m.s.x, m.s.y, m.options());  // the right one still resumes
  CHECK(Snapshot(m.training) == Snapshot(m.saved));
}

TEST_CASE("A checkpoint of another training is refused by the name of what differs", "[io]") {
  Middle m;
  const nn::SparseCategoricalCrossentropy loss;
  const std::string was =
      "is of another training: it has optimizer SGD with 1 slots, loss sparse_categorical_crossentropy, metrics accuracy; the "
      "training has optimizer ";
  const auto refused = [&](auto other, const std::string& reason) { m.refused(other, reason); };
  refused(m.other.compile(loss, nn::Adam{}, nn::Accuracy{}), was + "Adam with 2 slots, ");
  refused(m.other.compile(loss, nn::SGD{}, nn::Accuracy{}), was + "SGD with 0 slots, ");
  refused(m.other.compile(loss, nn::SGD{.momentum = 0.5f}), was + "SGD with 1 slots, loss sparse_categorical_crossentropy");
  refused(m.other.compile(loss, nn::SGD{.momentum = 0.5f}, nn::Accuracy{}, nn::Accuracy{}), "metrics accuracy, accuracy_1");
  refused(m.other.compile(nn::MeanSquaredError{}, nn::SGD{.momentum = 0.5f}, nn::Accuracy{}), "loss mean_squared_error");
  auto wide = resumable_model(1);
  refused(wide.compile(loss, nn::SGD{.momentum = 0.5f}, nn::Accuracy{}), "is of another model: it holds ");
  nn::save_checkpoint(m.model, m.path);
  m.refused(m.training, "holds only a model, from which a training cannot resume; load_checkpoint reads it");
  std::filesystem::remove(m.path);
  m.refused(m.training, "cannot be opened: No such file or directory");
}

TEST_CASE("A checkpoint of a training that ends early, or with any bit changed, is refused", "[io]") {
  Middle m;
  const std::vector<std::uint8_t> whole = file_bytes(m.path);
  const nn::TrainingRecord record = m.training.record();
  const Snapshot before(m.training);
  const auto refused = [&](const std::vector<std::uint8_t>& bytes) {
    CHECK_THROWS_AS(nn::detail::read_checkpoint(m.path, std::as_bytes(std::span(bytes)), record), std::runtime_error);
    CHECK(Snapshot(m.training) == before);
  };
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO(length << " of " << whole.size() << " bytes");
    refused({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(length)});
  }
  auto bytes = whole;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    INFO("byte " << i << " of " << bytes.size());
    bytes[i] ^= static_cast<std::uint8_t>(1u << (i % 8));
    refused(bytes);
    bytes[i] = whole[i];
  }
  bytes.push_back(0);
  refused(bytes);
  nn::resume(m.training, m.path);
  CHECK_FALSE(Snapshot(m.training) == before);
}

/// The file with `change(sections)` made in it, under a checksum that is right.
template <class Change>
void forge(const std::string& path, const nn::TrainingRecord& record, const Change& change) {
  const auto header = nn::detail::header_of(record);
  const nn::detail::FileBytes bytes = nn::detail::read_checkpoint_file(path, header);
  const auto sections = nn::detail::sections_of(path, bytes, header);
  std::array<std::vector<std::byte>, nn::detail::section_count> copies;
  nn::detail::Sections<const std::byte> changed;
  for (std::size_t i = 0; i < copies.size(); ++i) copies[i].assign(sections.at(i).begin(), sections.at(i).end());
  change(copies);
  for (std::size_t i = 0; i < copies.size(); ++i) changed.at(i) = copies[i];
  nn::detail::write_checkpoint(path, header, changed);
}

TEST_CASE("A forged checkpoint, of a training that cannot be, is refused", "[io]") {
  using Copies = std::array<std::vector<std::byte>, nn::detail::section_count>;
  Middle m;
  const nn::TrainingRecord record = m.training.record();
  const std::vector<std::uint8_t> whole = file_bytes(m.path);
  const auto refused = [&](const std::string& reason, const std::function<void(Copies&)>& change) {
    INFO(reason);
    forge(m.path, record, change);
    m.refused(m.training, reason);
    m.folder.write("training", whole);
  };
  const auto numbers = [&](const std::string& reason, const std::function<void(nn::detail::TrainingNumbers&)>& change) {
    refused(reason, [&](Copies& copies) {
      nn::detail::TrainingNumbers n;
      auto& bytes = copies[static_cast<std::size_t>(Section::numbers)];
      std::memcpy(&n, bytes.data(), sizeof n);
      change(n);
      std::memcpy(bytes.data(), &n, sizeof n);
    });
  };
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  numbers("holds a state of the random numbers that no training has", [](auto& n) { n.random = {}; });
  for (const double rate : {nan, -1.0, 1e300}) {
    numbers("holds a learning rate that no training has", [&](auto& n) { n.learning_rate = rate; });
  }
  const std::string position = "holds a position that no training has";
  for (const std::uint64_t wrong : {std::uint64_t{3}, std::uint64_t{5}, std::uint64_t{0} - 1}) {
    numbers(position, [&](auto& n) { n.position.source = static_cast<nn::FitSource>(wrong); });
    numbers(position, [&](auto& n) { n.position.samples = wrong; });
    numbers(position, [&](auto& n) { n.position.batch = wrong; });
    numbers(position, [&](auto& n) { n.position.done = wrong; });
    numbers(position, [&](auto& n) { n.position.shuffles = wrong; });
    numbers(position, [&](auto& n) { n.position.validates = wrong; });
  }
  numbers(position, [](auto& n) { n.position.batch_size = 0; });
  numbers(position, [](auto& n) { n.position.batch_size = std::uint64_t{0} - 1; });
  numbers(position, [](auto& n) { n.position.source = nn::FitSource::none; });
  numbers(position, [](auto& n) { n.position.source = nn::FitSource::batches; });
  numbers(position, [](auto& n) { n.position.loss_sum = nan; });
  const std::string history = "holds a history that no training has";
  numbers(history, [](auto& n) { n.position.epoch = 0; });
  numbers(history, [](auto& n) { n.position.epoch = 2; });
  const auto in_section = [](Section section, std::size_t at, std::uint64_t number) {
    return [=](Copies& copies) { std::memcpy(copies[static_cast<std::size_t>(section)].data() + at, &number, sizeof number); };
  };
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{4}, std::uint64_t{6}, std::uint64_t{0} - 1}) {
    refused(history, in_section(Section::history, 0, wrong));  // columns
  }
  for (const std::uint64_t wrong : {std::uint64_t{3}, std::uint64_t{257}, std::uint64_t{1} << 60}) {
    refused(history, in_section(Section::history, 8, wrong));   // length of "loss"
    refused(history, in_section(Section::history, 20, wrong));  // its epochs
  }
  const auto resized = [](Section section, std::ptrdiff_t by) {
    return [=](Copies& copies) {
      auto& bytes = copies[static_cast<std::size_t>(section)];
      bytes.resize(static_cast<std::size_t>(static_cast<std::ptrdiff_t>(bytes.size()) + by));
    };
  };
  refused(history, resized(Section::history, 1));
  refused(history, resized(Section::history, -1));
  refused(position, resized(Section::order, 1));
  refused(position, resized(Section::order, -4));
  refused("its list of numbers has 105 bytes, the training's has 104", resized(Section::numbers, 1));
  refused("its optimizer's moments has ", resized(Section::moments, -4));
  refused("its optimizer's state has 1 bytes, the training's has 0", resized(Section::optimizer_state, 1));
  refused("its state of metrics has ", resized(Section::metrics, -1));
  for (const std::uint64_t wrong : {std::uint64_t{0} - 1, std::uint64_t{1} << 45}) {
    refused("holds counts of a metric that no training has", in_section(Section::metrics, 8, wrong));
  }
  refused("it has optimizer SGD?with 1 slots",
          [](Copies& copies) { copies[static_cast<std::size_t>(Section::description)][13] = std::byte{'\n'}; });

  // An order that names no sample is found out by the fit, which knows how many there are.
  forge(m.path, record, in_section(Section::order, 4, 0xffffffffu));
  nn::resume(m.training, m.path);
  const Snapshot before(m.training);
  CHECK_THROWS_MATCHES(m.training.fit(m.s.x, m.s.y, m.options()), nn::InvalidInput,
                       message_contains("takes other samples than this one"));
  CHECK(Snapshot(m.training) == before);
}

TEST_CASE("A forged checkpoint with samples that a metric cannot have is refused", "[io]") {
  using Copies = std::array<std::vector<std::byte>, nn::detail::section_count>;
  const TempDir folder;
  const std::string path = (folder.path() / "training").string();
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{}, nn::RocAuc<3>{});
  nn::FitOptions<float> options{.epochs = 1, .batch_size = 4, .verbose = 0};
  options.callbacks = {nn::LambdaCallback{.on_batch_end = [&](nn::FitState& state) {
    if (state.batch == 1) nn::save_checkpoint(training, path);
  }}};
  training.fit(s.x, s.y, options);
  const nn::TrainingRecord record = training.record();
  const Snapshot before(training);
  // Two counts, samples, scores a sample, 8 * 3 scores, 8 classes.
  const std::size_t samples = 16, width = 24, scores = 32, classes = scores + 8 * 3 * 8, end = classes + 8 * 4;
  const auto refused = [&](const std::function<void(std::vector<std::byte>&)>& change) {
    std::filesystem::copy_file(path, folder.path() / "forged", std::filesystem::copy_options::overwrite_existing);
    const std::string forged = (folder.path() / "forged").string();
    forge(forged, record, [&](Copies& copies) { change(copies[static_cast<std::size_t>(Section::metrics)]); });
    CHECK_THROWS_MATCHES(nn::resume(training, forged), std::runtime_error,
                         message_contains("holds counts of a metric that no training has"));
    CHECK(Snapshot(training) == before);
  };
  const auto put = [&](std::size_t at, auto number) {
    refused([=](std::vector<std::byte>& bytes) {
      REQUIRE(bytes.size() == end);
      std::memcpy(bytes.data() + at, &number, sizeof number);
    });
  };
  constexpr std::uint64_t large = std::uint64_t{1} << 62;
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{7}, std::uint64_t{9}, large, ~std::uint64_t{0}}) {
    put(samples, wrong);
  }
  for (const std::uint64_t wrong : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{4}, large, ~std::uint64_t{0}}) {
    put(width, wrong);
  }
  for (const std::int32_t wrong : {-1, 3}) put(end - 4, wrong);
  for (const std::size_t size : {std::size_t{0}, width, scores, classes, end - 1, end + 1}) {
    refused([=](std::vector<std::byte>& bytes) { bytes.resize(size); });
  }
  put(width, (std::uint64_t{1} << 63) + 3);  // labels, for which there are too few bytes
  put(width, (std::uint64_t{1} << 63) + 1);
  // A score may be any number.
  forge(path, record, [&](Copies& copies) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    std::memcpy(copies[static_cast<std::size_t>(Section::metrics)].data() + scores, &nan, sizeof nan);
  });
  nn::resume(training, path);
  options.callbacks = {};
  CHECK(std::isnan(training.fit(s.x, s.y, options)["roc_auc"][0]));
}

TEST_CASE("Within a fit of a training neither fit nor resume can be called", "[io]") {
  Middle m;
  const auto within = [&](auto call) {
    auto options = m.options();
    options.callbacks = {nn::LambdaCallback{.on_epoch_end = [&](nn::FitState&) { call(); }}};
    m.training.fit(m.s.x, m.s.y, options);
  };
  CHECK_THROWS_MATCHES(within([&] { m.training.fit(m.s.x, m.s.y, m.options()); }), nn::InvalidInput,
                       message_contains("fit: a callback of this training's fit must not call fit of the same training"));
  CHECK_THROWS_MATCHES(within([&] { nn::resume(m.training, m.path); }), nn::InvalidInput,
                       message_contains("checkpoint " + m.path + ": a fit that runs cannot be resumed"));
  CHECK_NOTHROW(m.training.fit(m.s.x, m.s.y, m.options()));  // and it can fit again
}

}  // namespace linnet::test::training_checkpoint
