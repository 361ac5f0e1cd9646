// SPDX-License-Identifier: MIT
#include <linnet/io/backup_and_restore.hpp>

#include <tests/support/allocations.hpp>
#include <tests/support/catch.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/resumable.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#endif

namespace linnet::test::backup_and_restore {

namespace nn = linnet;

struct Gone {};

/// Ends fit by an exception, as a power cut ends a program, after step number `step` or after that epoch's end.
nn::LambdaCallback gone_after_batch(Index epoch, Index batch) {
  return {.on_batch_end = [=](nn::FitState& state) {
    if (state.epoch == epoch && state.batch == batch) throw Gone{};
  }};
}
nn::LambdaCallback gone_after_epoch(Index epoch) {
  return {.on_epoch_end = [=](nn::FitState& state) {
    if (state.epoch == epoch) throw Gone{};
  }};
}

/// Runs of the same program, each with a model and a training of its own.
struct Program {
  TempDir folder{};
  std::string path = (folder.path() / "backup").string();
  Samples s = three_classes(30);

  static auto compiled(auto& model) {
    return model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.01f}, nn::Accuracy{});
  }
  nn::FitOptions<float> options(std::vector<nn::AnyCallback> callbacks) const {
    return {.epochs = 4, .batch_size = 8, .validation_split = 0.2f, .seed = 2, .callbacks = std::move(callbacks), .verbose = 0};
  }
  /// The result of the run; empty if it was killed.
  std::optional<Snapshot> run(std::vector<nn::AnyCallback> callbacks) const {
    auto model = resumable_model(7);
    auto training = compiled(model);
    try {
      training.fit(s.x, s.y, options(std::move(callbacks)));
    } catch (const Gone&) {
      return std::nullopt;
    }
    return Snapshot(training);
  }
};

TEST_CASE("A fit that was killed goes on and ends with the same bits", "[io]") {
  const Program program;
  const Snapshot want = program.run({}).value();
  CHECK(program.run({nn::BackupAndRestore{program.path}}).value() == want);
  CHECK_FALSE(std::filesystem::exists(program.path));  // as in Keras: fit came to its end

  SECTION("from the last epoch") {
    int batches = 0;
    const nn::LambdaCallback count{.on_batch_end = [&](nn::FitState&) { ++batches; }};
    CHECK_FALSE(program.run({nn::BackupAndRestore{program.path}, gone_after_batch(2, 1)}));
    CHECK(program.run({count, nn::BackupAndRestore{program.path}}).value() == want);
    CHECK(batches == 2 * 3);
  }
  SECTION("from an epoch's end, again and again") {
    for (const Index epoch : {0, 1, 3}) {
      CHECK_FALSE(program.run({nn::BackupAndRestore{program.path}, gone_after_epoch(epoch)}));
    }
    CHECK(program.run({nn::BackupAndRestore{program.path}}).value() == want);
  }
  SECTION("from any batch") {
    int runs = 1, batches = 0;
    const nn::LambdaCallback count{.on_batch_end = [&](nn::FitState&) { ++batches; }};
    for (Index epoch = 0; epoch < 4; ++epoch) {
      for (Index batch = 0; batch < 3; ++batch, ++runs) {
        CHECK_FALSE(program.run({count, nn::BackupAndRestore{program.path, 1}, gone_after_batch(epoch, batch)}));
      }
    }
    CHECK(program.run({count, nn::BackupAndRestore{program.path, 1}}).value() == want);
    CHECK(batches == 12);  // none twice
  }
}

TEST_CASE("save_freq counts the batches between two backups", "[io]") {
  const Program program;
  const auto saved_at = [&](Index save_freq) {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> positions;
    const nn::LambdaCallback look{.on_batch_end = [&](nn::FitState&) {
      if (!std::filesystem::exists(program.path)) return;
      auto model = resumable_model(1);
      auto training = Program::compiled(model);
      nn::resume(training, program.path);
      const nn::FitPosition at = Snapshot(training).position;
      if (positions.empty() || positions.back() != std::pair(at.epoch, at.batch)) positions.emplace_back(at.epoch, at.batch);
    }};
    CHECK(program.run({nn::BackupAndRestore{program.path, save_freq}, look}));
    return positions;
  };
  using Positions = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
  CHECK(saved_at(0) == Positions{{1, 0}, {2, 0}, {3, 0}});
  CHECK(saved_at(2) == Positions{{0, 2}, {1, 0}, {1, 2}, {2, 0}, {2, 2}, {3, 0}, {3, 2}});
  CHECK(saved_at(3) == Positions{{0, 3}, {1, 0}, {1, 3}, {2, 0}, {2, 3}, {3, 0}, {3, 3}});
  CHECK_THROWS_MATCHES(program.run({nn::BackupAndRestore{program.path, -1}}), nn::InvalidInput,
                       message_contains("BackupAndRestore: save_freq is -1; it must not be negative"));
}

TEST_CASE("delete_checkpoint = false keeps the file, and a fit that had ended does nothing", "[io]") {
  const Program program;
  const nn::BackupAndRestore keep{.path = program.path, .delete_checkpoint = false};
  const Snapshot want = program.run({keep}).value();
  CHECK(std::filesystem::exists(program.path));
  CHECK(program.run({keep}).value() == want);
}

TEST_CASE("The file goes when fit comes to its end or a callback stops it, and stays after a loss that is not finite", "[io]") {
  const Program program;
  const nn::BackupAndRestore backup{program.path, 1};
  const nn::LambdaCallback stop{.on_epoch_end = [](nn::FitState& state) { state.stop_training = true; }};
  const nn::LambdaCallback stop_in_epoch{.on_batch_end = [](nn::FitState& state) { state.stop_training = true; }};
  for (const auto& callback : {nn::LambdaCallback{}, stop, stop_in_epoch}) {
    CHECK(program.run({callback, backup}));
    CHECK_FALSE(std::filesystem::exists(program.path));
  }

  auto model = resumable_model(7);
  auto training = Program::compiled(model);
  const nn::LambdaCallback spoil{.on_epoch_begin = [&](nn::FitState& state) {
    state.stop_training = state.epoch == 2;  // also where a callback wanted this epoch to be the last
    if (state.epoch == 2) model.parameters()[0] = std::numeric_limits<float>::quiet_NaN();
  }};
  training.fit(program.s.x, program.s.y, program.options({backup, spoil}));
  CHECK_THAT(training.record().progress->history.stop_reason, contains("the loss became nan in epoch 3, batch 1"));
  REQUIRE(std::filesystem::exists(program.path));
  auto found_model = resumable_model(1);
  auto found = Program::compiled(found_model);
  nn::resume(found, program.path);
  CHECK(found.steps() == 6);  // the last batch that was good
  CHECK(program.run({backup}).value() == program.run({}).value());
}

TEST_CASE("A backup contains the learning rate that callbacks have set", "[io]") {
  const Program program;
  // Both depend on the rate there is: called twice for an epoch they would change it twice.
  const nn::LearningRateSchedule shrink{[](Index, float rate) { return rate * 0.75f; }};
  const nn::LambdaCallback halve{.on_epoch_end = [](nn::FitState& state) { state.learning_rate *= 0.5f; },
                                 .on_train_end = [](nn::FitState&) {}};
  const Snapshot want = program.run({shrink, halve}).value();
  REQUIRE_FALSE(want == program.run({}).value());
  const nn::BackupAndRestore backup{program.path, 1};
  CHECK_FALSE(program.run({shrink, halve, backup, gone_after_batch(1, 0)}));
  CHECK_FALSE(program.run({shrink, halve, backup, gone_after_epoch(1)}));
  CHECK_FALSE(program.run({shrink, halve, backup, gone_after_batch(2, 2)}));
  CHECK(program.run({shrink, halve, backup}).value() == want);
}

TEST_CASE("A backup of another fit or another training is refused, and nothing changes", "[io]") {
  const Program program;
  const nn::BackupAndRestore backup{program.path, 1};
  REQUIRE_FALSE(program.run({backup, gone_after_batch(1, 0)}));
  auto model = resumable_model(1);
  auto training = Program::compiled(model);
  auto options = program.options({});
  options.batch_size = 9;
  training.fit(program.s.x, program.s.y, options);  // leaves a position and a History
  const Snapshot before(training);
  options.callbacks = {backup};
  options.seed = 3;
  CHECK_THROWS_MATCHES(training.fit(program.s.x, program.s.y, options), nn::InvalidInput,
                       message_contains("fit: the fit that was saved has batch_size 8, this one has 9"));
  CHECK(Snapshot(training) == before);
  auto other = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  other.fit(program.s.x, program.s.y, program.options({}));
  const Snapshot other_before(other);
  CHECK_THROWS_MATCHES(other.fit(program.s.x, program.s.y, program.options({backup})), std::runtime_error,
                       message_contains("checkpoint " + program.path + ": is of another training: "));
  CHECK(Snapshot(other) == other_before);
  CHECK(std::filesystem::exists(program.path));  // the right program can still go on
}

TEST_CASE("A backup after each epoch alone leaves the steps without allocations", "[io]") {
  const Program program;
  auto model = resumable_model(1);
  auto training = Program::compiled(model);
  const auto count = [&](Index batch_size) {
    auto options = program.options({nn::BackupAndRestore{program.path}});
    options.batch_size = batch_size;
    return allocations_of([&] { training.fit(program.s.x, program.s.y, options); });
  };
  count(24);
  CHECK(count(1) == count(24));
}

TEST_CASE("A fit over batches goes on in the middle of an epoch", "[io]") {
  const Program program;
  struct Batch {
    nn::Tensor<2> x;
    nn::Labels y;
  };
  std::vector<Batch> batches;
  for (const Index n : {8, 3, 10, 1}) {
    const Samples s = three_classes(n, static_cast<std::uint64_t>(n));
    batches.push_back({s.x, s.y});
  }
  const auto run = [&](const auto& make, std::vector<nn::AnyCallback> callbacks) -> std::optional<Snapshot> {
    auto model = resumable_model(7);
    auto training = Program::compiled(model);
    try {
      training.fit(make(), {.epochs = 3,
                            .validation_data = {program.s.x, program.s.y},
                            .seed = 2,
                            .callbacks = std::move(callbacks),
                            .verbose = 0});
    } catch (const Gone&) {
      return std::nullopt;
    }
    return Snapshot(training);
  };
  const auto list = [&] { return batches; };
  const auto generator = [&] {
    return [&batches, i = std::size_t{0}]() mutable -> std::optional<Batch> {
      if (i == batches.size()) {
        i = 0;
        return std::nullopt;
      }
      return batches[i++];
    };
  };
  const Snapshot want = run(list, {}).value();
  CHECK(run(generator, {}).value() == want);
  const nn::BackupAndRestore backup{program.path, 1};
  for (const Index epoch : {0, 1, 2}) {
    for (const Index batch : {0, 2, 3}) {
      CHECK_FALSE(run(list, {backup, gone_after_batch(epoch, batch)}));
    }
  }
  CHECK(run(generator, {backup}).value() == want);

  REQUIRE_FALSE(run(list, {backup, gone_after_batch(1, 1)}));
  std::swap(batches[0], batches[2]);
  CHECK_THROWS_MATCHES(
      run(list, {backup}), nn::InvalidInput,
      message_contains("fit: epoch 2 was saved after 2 batches of 11 samples; the first 2 batches that came now "
                       "have 13"));
  batches.resize(1);
  CHECK_THROWS_MATCHES(run(list, {backup}), nn::InvalidInput, message_contains("the first 1 batches that came now have 10"));
}

#if defined(__unix__) || defined(__APPLE__)

TEST_CASE("A training that is killed at any moment loses at most a step, and ends with the same bits", "[io]") {
  const TempDir folder;
  const std::string backup = (folder.path() / "backup").string(), result = (folder.path() / "result").string();
  const Samples s = three_classes(50);
  const auto fit = [&](auto& training, std::vector<nn::AnyCallback> callbacks) {
    training.fit(s.x, s.y, {.epochs = 60, .batch_size = 10, .seed = 2, .callbacks = std::move(callbacks), .verbose = 0});
  };
  auto whole_model = resumable_model(7);
  auto whole = Program::compiled(whole_model);
  fit(whole, {});
  const Snapshot want(whole);

  // The steps whose backup is written, as the child counts them: memory that outlives it.
  void* const memory = mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  REQUIRE(memory != MAP_FAILED);
  volatile std::uint64_t& steps = *new (memory) std::uint64_t(0);
  auto found_model = resumable_model(1);
  auto found = Program::compiled(found_model);
  Random random(1);
  int kills = 0, ended = 0;
  while (kills < 100 || ended == 0) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        auto model = resumable_model(7);
        auto training = Program::compiled(model);
        const nn::LambdaCallback report{.on_batch_end = [&](nn::FitState&) { steps = training.steps(); }};
        fit(training, {nn::BackupAndRestore{backup, 1}, report});
        nn::save_checkpoint(training, result);
        _exit(0);
      } catch (...) {
        _exit(1);
      }
    }
    if (kills < 100) {
      usleep(random.below(20000));
      kill(child, SIGKILL);
    }
    int status = 0;
    REQUIRE(waitpid(child, &status, 0) == child);
    INFO("kill " << kills << " after step " << steps);
    if (WIFSIGNALED(status)) ++kills;
    REQUIRE((WIFSIGNALED(status) || WEXITSTATUS(status) == 0));
    if (std::filesystem::exists(result)) {
      nn::resume(found, result);
      CHECK(Snapshot(found) == want);
      std::filesystem::remove(result);
      steps = 0;
      ++ended;
    } else if (std::filesystem::exists(backup)) {
      REQUIRE_NOTHROW(nn::resume(found, backup));
      CHECK((found.steps() == steps || found.steps() == steps + 1));  // killed between a backup and the report
      steps = found.steps();
    } else {
      CHECK((steps == 0 || steps == 300));  // killed before its first backup, or between its end and the result
      steps = 0;
    }
  }
  munmap(memory, sizeof(std::uint64_t));
  CHECK(ended >= 1);
}

#endif

}  // namespace linnet::test::backup_and_restore
