// SPDX-License-Identifier: MIT
#include <linnet/io/model_checkpoint.hpp>

#include <linnet/callbacks/lambda_callback.hpp>
#include <linnet/io/backup_and_restore.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/scripted_fit.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <cstdio>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::model_checkpoint {

namespace nn = linnet;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

template <class T>
auto network(std::uint64_t seed) {
  nn::Sequential model{nn::TypedInput<T, 4>{}, nn::Dense<5>{}, nn::BatchNormalization<>{.momentum = 0.5f},
                       nn::Dense<3, nn::softmax>{}};
  model.initialize(seed);
  return model;
}

TEMPLATE_TEST_CASE("ModelCheckpoint saves parameters and state after each epoch", "[io]", float, double) {
  const TempDir folder;
  const std::string path = (folder.path() / "{epoch}" / "model_{epoch}.linnet").string();
  const auto file = [&](std::size_t epoch) {
    const std::string number = std::to_string(epoch);
    return (folder.path() / number / ("model_" + number + ".linnet")).string();
  };
  for (const char* epoch : {"1", "2", "3"}) std::filesystem::create_directory(folder.path() / epoch);
  const Samples s = three_classes(20);
  const nn::Tensor<2, TestType> x = s.x.template cast<TestType>();
  auto model = network<TestType>(1), loaded = network<TestType>(2);
  struct Keep {
    decltype(model)* of;
    std::vector<decltype(model)> models{};
    void on_epoch_end(nn::FitState&) { models.push_back(*of); }
  } keep{&model};
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{});
  training.fit(x, s.y, {.epochs = 3, .callbacks = {keep, nn::ModelCheckpoint{path}}, .verbose = 0});
  REQUIRE(keep.models.size() == 3);
  for (std::size_t epoch = 0; epoch < 3; ++epoch) {
    nn::load_checkpoint(loaded, file(epoch + 1));
    CHECK(same_bits(loaded.parameters(), keep.models[epoch].parameters()));
    CHECK(same_bits(loaded.state(), keep.models[epoch].state()));
  }
  CHECK_FALSE(same_bits(keep.models[0].state(), keep.models[1].state()));
}

TEST_CASE("ModelCheckpoint writes the same bytes as save_checkpoint", "[io]") {
  const TempDir folder;
  const std::string by_callback = (folder.path() / "a").string(), by_hand = (folder.path() / "b").string();
  const Samples s = three_classes(20);
  auto model = network<float>(1);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  training.fit(s.x, s.y, {.callbacks = {nn::ModelCheckpoint{by_callback}}, .verbose = 0});
  nn::save_checkpoint(model, by_hand);
  CHECK(file_bytes(by_callback) == file_bytes(by_hand));
  CHECK_FALSE(file_bytes(by_hand).empty());
}

/// Epochs (counted from 0) after which files were left, whose path ends in the epoch counted from 1.
std::vector<Index> saved(const nn::AnyCallback& callback, ScriptedFit& script, const TempDir& folder,
                         const std::string& monitor, const std::vector<double>& values) {
  script.run(callback, monitor, values);
  std::vector<Index> epochs;
  for (Index epoch = 0; epoch < static_cast<Index>(values.size()); ++epoch) {
    const std::string path = (folder.path() / std::to_string(epoch + 1)).string();
    if (!std::filesystem::exists(path)) continue;
    epochs.push_back(epoch);
    std::vector<float> parameters(5), state(3);
    nn::detail::CheckpointHeader header;
    header.scalar_bytes = 4;
    header.fingerprint = script.fit.fingerprint;
    header.sections[0] = 4 * parameters.size();
    header.sections[1] = 4 * state.size();
    const nn::detail::FileBytes bytes = nn::detail::read_checkpoint_file(path, header);
    const auto sections = nn::detail::sections_of(path, bytes, header);
    std::memcpy(parameters.data(), sections[nn::detail::Section::parameters].data(), 4 * parameters.size());
    std::memcpy(state.data(), sections[nn::detail::Section::state].data(), 4 * state.size());
    CHECK(same_bits(parameters, ScriptedFit::parameters_after(epoch)));
    CHECK(same_bits(state, ScriptedFit::state_after(epoch)));
    std::filesystem::remove(path);
  }
  return epochs;
}

TEST_CASE("ModelCheckpoint with save_best_only saves after an improvement alone", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "{epoch}").string();
  using Epochs = std::vector<Index>;
  const auto epochs = [&](const std::string& monitor, nn::MonitorMode mode, const std::vector<double>& values) {
    ScriptedFit script;
    return saved(nn::ModelCheckpoint{.path = path, .monitor = monitor, .save_best_only = true, .mode = mode}, script, folder,
                 monitor, values);
  };
  using enum nn::MonitorMode;
  CHECK(epochs("val_loss", automatic, {3, 2, 5, 2, 1, 4}) == Epochs{0, 1, 4});
  CHECK(epochs("val_accuracy", automatic, {0.5, 0.25, 0.5, 0.75}) == Epochs{0, 3});
  CHECK(epochs("val_accuracy", min, {0.5, 0.25, 0.5, 0.75}) == Epochs{0, 1});
  CHECK(epochs("val_loss", max, {3, 2, 5}) == Epochs{0, 2});
  CHECK(epochs("val_loss", automatic, {nan, 9, nan, 10, 8}) == Epochs{1, 4});
}

TEST_CASE("ModelCheckpoint without save_best_only saves always, and monitors nothing", "[io]") {
  const TempDir folder;
  ScriptedFit script;
  CHECK(saved(nn::ModelCheckpoint{.path = (folder.path() / "{epoch}").string(), .monitor = "nobody logs this"}, script, folder,
              "val_loss", {1, 2, nan}) == std::vector<Index>{0, 1, 2});
}

TEST_CASE("ModelCheckpoint in a second fit does not replace a better model, as in Keras", "[io]") {
  const TempDir folder;
  ScriptedFit script;
  nn::ModelCheckpoint checkpoint{.path = (folder.path() / "{epoch}").string(), .save_best_only = true};
  CHECK(saved(checkpoint, script, folder, "val_loss", {3, 2}) == std::vector<Index>{0, 1});
  CHECK(saved(checkpoint, script, folder, "val_loss", {9, 1, 2}) == std::vector<Index>{1});
  CHECK(checkpoint.best.value == 1.0);
}

TEST_CASE("ModelCheckpoint puts the epoch and what is logged into the path, in Python's formats", "[io]") {
  const TempDir folder;
  const Samples s = three_classes(20);
  auto model = network<float>(1);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{});
  const std::string path = (folder.path() / "w.{epoch:02d}-{val_loss:.2f}-{accuracy:.3e}.ck").string();
  const nn::History history =
      training.fit(s.x, s.y, {.epochs = 2, .validation_split = 0.5f, .callbacks = {nn::ModelCheckpoint{path}}, .verbose = 0});
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    char name[64];
    std::snprintf(name, sizeof name, "w.%02d-%.2f-%.3e.ck", static_cast<int>(epoch) + 1, history["val_loss"][epoch],
                  history["accuracy"][epoch]);
    INFO(name);
    CHECK(std::filesystem::exists(folder.path() / name));
  }
  CHECK(folder.count() == 2);
}

TEST_CASE("ModelCheckpoint refuses a path that it cannot fill, before the first step", "[io]") {
  const Samples s = three_classes(20);
  auto model = network<float>(1);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{}, nn::Accuracy{});
  const auto refused = [&](const char* path, const std::string& reason) {
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, {.callbacks = {nn::ModelCheckpoint{path}}, .verbose = 0}), nn::InvalidInput,
                         message_contains(std::string("ModelCheckpoint: path \"") + path + "\": " + reason));
    CHECK(training.steps() == 0);
  };
  refused("w{val_loss:.2f}.ck", "there is no \"val_loss\", only epoch, loss, accuracy");
  refused("w{epoch:02x}.ck", "{epoch:02x} has a format that is not known");
  refused("w{epoch.ck", "there is a single {");
}

TEST_CASE("Weights that are not finite end a fit, and a file that is there stays", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "model").string();
  const Samples s = three_classes(20);
  auto model = network<float>(1);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  const nn::LambdaCallback spoil{.on_epoch_end = [&](nn::FitState& state) {
    if (state.epoch == 1) model.state<1>(1)[2] = std::numeric_limits<float>::infinity();
  }};
  const auto fit = [&](const nn::AnyCallback& callback) {
    return training.fit(s.x, s.y, {.epochs = 4, .callbacks = {spoil, callback}, .verbose = 0});
  };
  const std::string reason = ": the model has weights that are not finite after epoch 2, batch 1; they are not saved.";
  const nn::History history = fit(nn::ModelCheckpoint{path});
  CHECK(history.epochs() == 2);
  CHECK_THAT(history.stop_reason, contains("ModelCheckpoint" + reason));
  nn::load_checkpoint(model, path);  // that of the first epoch
  CHECK_THAT(fit(nn::BackupAndRestore{path + "_backup"}).stop_reason, contains("BackupAndRestore" + reason));
  nn::resume(training, path + "_backup");
  CHECK(training.record().progress->position.epoch == 1);
}

TEST_CASE("ModelCheckpoint names a path that cannot be written", "[io]") {
  const TempDir folder;
  const std::string path = (folder.path() / "no_such_folder" / "{epoch}").string();
  const Samples s = three_classes(20);
  auto model = network<float>(1);
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  CHECK_THROWS_MATCHES(
      training.fit(s.x, s.y, {.callbacks = {nn::ModelCheckpoint{path}}, .verbose = 0}), std::runtime_error,
      message_contains("checkpoint " + (folder.path() / "no_such_folder" / "1").string() + ": cannot be written: "));
}

}  // namespace linnet::test::model_checkpoint
