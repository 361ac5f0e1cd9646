// SPDX-License-Identifier: MIT
#include <linnet/callbacks/csv_logger.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/temp_dir.hpp>

#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

namespace linnet::test::csv_logger {

namespace nn = linnet;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return split(text.str(), '\n');
}

/// Two epochs with validation.
nn::History fit(nn::AnyCallback logger) {
  const Samples s = three_classes(30);
  Classifier model = classifier();
  auto training = compile(model);
  return training.fit(s.x, s.y, {.epochs = 2, .validation_split = 0.5f, .seed = 1, .callbacks = {logger}, .verbose = 0});
}

TEST_CASE("CsvLogger writes a header and a line an epoch, from which every number can be read back", "[callbacks]") {
  const TempDir folder;
  const std::string path = (folder.path() / "log.csv").string();
  const nn::History history = fit(nn::CsvLogger{path});
  const std::vector<std::string> lines = lines_of(path);
  REQUIRE(lines.size() == 3);
  const std::vector<std::string> names = split(lines[0], ',');
  CHECK(names == std::vector<std::string>{"epoch", "loss", "accuracy", "val_loss", "val_accuracy"});
  for (const std::size_t epoch : {0u, 1u}) {
    const std::vector<std::string> entries = split(lines[epoch + 1], ',');
    REQUIRE(entries.size() == names.size());
    CHECK(entries[0] == std::to_string(epoch));
    for (std::size_t i = 1; i < names.size(); ++i) CHECK(std::strtod(entries[i].c_str(), nullptr) == history[names[i]][epoch]);
  }
}

TEST_CASE("CsvLogger writes each line as soon as the epoch has ended", "[callbacks]") {
  const TempDir folder;
  const std::string path = (folder.path() / "log.csv").string();
  struct Count {
    std::string path;
    std::vector<std::size_t> lines{};
    void on_epoch_end(nn::FitState&) { lines.push_back(lines_of(path).size()); }
  } count{path};
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  training.fit(s.x, s.y, {.epochs = 3, .callbacks = {nn::CsvLogger{path}, count}, .verbose = 0});
  CHECK(count.lines == std::vector<std::size_t>{2, 3, 4});
}

TEST_CASE("CsvLogger takes any separator, and numbers have a point in every locale", "[callbacks]") {
  const TempDir folder;
  const std::string path = (folder.path() / "log.csv").string();
  nn::CsvLogger logger{.path = path, .separator = ';'};
  nn::FitState state;
  state.logs = {{"loss", 0.1}, {"auc", std::numeric_limits<double>::quiet_NaN()}, {"r2", -1e-300}};
  const char* const german = std::setlocale(LC_NUMERIC, "de_DE.UTF-8");  // if it is there
  logger.on_train_begin(state);
  logger.on_epoch_end(state);
  logger.on_train_end(state);
  if (german) std::setlocale(LC_NUMERIC, "C");
  CHECK(lines_of(path) == std::vector<std::string>{"epoch;loss;auc;r2", "0;0.1;nan;-1e-300"});
}

TEST_CASE("CsvLogger begins anew, or goes on without a second header", "[callbacks]") {
  const TempDir folder;
  const std::string path = (folder.path() / "log.csv").string();
  nn::CsvLogger logger{path};
  fit(logger);
  const std::vector<std::string> first = lines_of(path);
  fit(logger);
  CHECK(lines_of(path) == first);

  fit(nn::CsvLogger{.path = path, .append = true});
  const std::vector<std::string> both = lines_of(path);
  REQUIRE(both.size() == 5);
  CHECK(std::vector<std::string>(both.begin() + 3, both.end()) == std::vector<std::string>(first.begin() + 1, first.end()));

  SECTION("also behind what is missing or empty: then with a header") {
    for (const char* name : {"missing", "empty"}) {
      const std::string other = (folder.path() / name).string();
      if (name == std::string("empty")) folder.write(name, {});
      fit(nn::CsvLogger{.path = other, .append = true});
      CHECK(lines_of(other) == first);
    }
  }
}

TEST_CASE("CsvLogger goes on in a line of its own behind one that was cut short", "[callbacks]") {
  const TempDir folder;
  const std::string path = (folder.path() / "log.csv").string();
  fit(nn::CsvLogger{path});
  std::vector<std::string> lines = lines_of(path);
  lines.insert(lines.end(), {"2,0.5", lines[1], lines[2]});
  std::ofstream(path, std::ios::app) << "2,0.5";  // a program that was killed
  fit(nn::CsvLogger{.path = path, .append = true});
  CHECK(lines_of(path) == lines);
  std::ofstream(path) << lines[0];  // by hand
  fit(nn::CsvLogger{.path = path, .append = true});
  CHECK(lines_of(path) == std::vector(lines.begin(), lines.begin() + 3));
}

TEST_CASE("CsvLogger does not go on behind a table of other columns, and says so before the first step", "[callbacks]") {
  const TempDir folder;
  const std::string path = (folder.path() / "log.csv").string();
  fit(nn::CsvLogger{path});
  const std::vector<std::string> before = lines_of(path);
  const std::string has =
      "CsvLogger: " + path + ": append = true, but the file has the columns " + before[0] + "; this fit has ";
  const Samples s = three_classes(30);
  Classifier model = classifier();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  const auto refused = [&](nn::FitOptions<float> options, const nn::CsvLogger& logger, const std::string& columns) {
    options.verbose = 0;
    options.callbacks = {logger};
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, options), nn::InvalidInput, message_contains(has + columns + ";"));
    CHECK(lines_of(path) == before);
    CHECK(training.steps() == 0);
  };
  refused({}, {.path = path, .append = true}, "epoch,loss");
  refused({.validation_split = 0.5f}, {.path = path, .append = true}, "epoch,loss,val_loss");
  refused({}, {.path = path, .separator = ';', .append = true}, "epoch;loss");
  training.fit(s.x, s.y, {.callbacks = {nn::CsvLogger{path}}, .verbose = 0});  // without append it begins anew
  CHECK(lines_of(path)[0] == "epoch,loss");

  nn::CsvLogger logger{.path = path, .append = true};  // what is logged is looked at, too
  nn::FitState state;
  state.logs = {{"loss", 0.1}, {"auc", 0.5}};
  logger.on_train_begin(state);
  CHECK_THROWS_MATCHES(logger.on_epoch_end(state), nn::InvalidInput,
                       message_contains("epoch,loss; this fit has epoch,loss,auc;"));
}

TEST_CASE("CsvLogger names a path that cannot be written, before the first step", "[callbacks]") {
  const TempDir folder;
  const Samples s = three_classes(10);
  Classifier model = classifier();
  auto training = compile(model);
  const auto refused = [&](const std::string& path, const std::string& reason) {
    CHECK_THROWS_MATCHES(training.fit(s.x, s.y, {.callbacks = {nn::CsvLogger{path}}, .verbose = 0}), std::runtime_error,
                         message_contains("CsvLogger: " + path + ": cannot be written: " + reason));
  };
  refused((folder.path() / "no_such_folder" / "log.csv").string(), "No such file or directory");
  refused(folder.path().string(), "Is a directory");
  CHECK(training.steps() == 0);
  if (std::filesystem::is_character_file("/dev/full")) {
    CHECK_THROWS_MATCHES(fit(nn::CsvLogger{"/dev/full"}), std::runtime_error,
                         message_contains("CsvLogger: /dev/full: cannot be written: No space left on device"));
  }
}

}  // namespace linnet::test::csv_logger
