// SPDX-License-Identifier: MIT
// The decisions of the callbacks that follow a number, against those of Keras's, which callbacks.py has run.
#include <linnet/callbacks/early_stopping.hpp>
#include <linnet/callbacks/learning_rate.hpp>
#include <linnet/io/model_checkpoint.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/golden.hpp>
#include <tests/support/numbers.hpp>
#include <tests/support/scripted_fit.hpp>
#include <tests/support/temp_dir.hpp>

#include <cmath>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace linnet::test::callbacks_golden {

namespace nn = linnet;

const Golden& golden() {
  static const Golden file("callbacks");
  return file;
}

/// Row `i` of an array, all dimensions but the first as one.
std::vector<double> row(const std::string& name, std::size_t i) {
  const auto& values = golden().values(name);
  const auto width = static_cast<std::ptrdiff_t>(values.size() / golden().dims(name)[0]);
  const auto begin = values.begin() + static_cast<std::ptrdiff_t>(i) * width;
  return {begin, begin + width};
}

std::size_t rows(const std::string& name) { return golden().dims(name)[0]; }

/// The monitored numbers of series `s`.
std::vector<double> series(std::size_t s) {
  std::vector<double> numbers = row("series", s);
  for (double& number : numbers) {
    if (number == -99.0) number = std::numeric_limits<double>::quiet_NaN();
    if (std::abs(number) == 98.0) number *= std::numeric_limits<double>::infinity();
  }
  return numbers;
}

nn::MonitorMode mode(double larger) { return larger == 1.0 ? nn::MonitorMode::max : nn::MonitorMode::min; }

/// Plays the cases of this name; their settings end in a baseline if `with_baseline` is set.
void check_early_stopping(const std::string& name, bool with_baseline) {
  for (std::size_t c = 0; c < rows(name + ".settings"); ++c) {
    const auto settings = row(name + ".settings", c), results = row(name + ".results", c);
    for (std::size_t s = 0; s < rows("series"); ++s) {
      INFO("settings " << c << ", series " << s);
      nn::EarlyStopping stopping{.monitor = "number",
                                 .min_delta = settings[1],
                                 .patience = static_cast<Index>(settings[2]),
                                 .mode = mode(settings[0]),
                                 .baseline = with_baseline ? std::optional(settings[4]) : std::nullopt,
                                 .restore_best = true,
                                 .start_from_epoch = static_cast<Index>(settings[3])};
      ScriptedFit script;
      CHECK(script.run(stopping, "number", series(s)) == static_cast<Index>(results[3 * s]));
      CHECK(stopping.best_epoch == static_cast<Index>(results[3 * s + 1]));
      CHECK(same_bits(script.parameters, ScriptedFit::parameters_after(static_cast<Index>(results[3 * s + 2]))));
    }
  }
}

TEST_CASE("EarlyStopping stops and restores as Keras's does", "[callbacks]") {
  check_early_stopping("early_stopping", false);
  check_early_stopping("early_stopping_baseline", true);
}

TEST_CASE("ReduceLearningRateOnPlateau gives the rates of Keras's ReduceLROnPlateau", "[callbacks]") {
  const std::size_t epochs = golden().dims("series")[1];
  for (std::size_t c = 0; c < rows("reduce.settings"); ++c) {
    const auto settings = row("reduce.settings", c), rates = row("reduce.rates_f32", c);
    for (std::size_t s = 0; s < rows("series"); ++s) {
      INFO("settings " << c << ", series " << s);
      ScriptedFit script;
      script.run(nn::ReduceLearningRateOnPlateau{.monitor = "number",
                                                 .factor = static_cast<float>(settings[1]),
                                                 .patience = static_cast<Index>(settings[2]),
                                                 .mode = mode(settings[0]),
                                                 .min_delta = settings[3],
                                                 .cooldown = static_cast<Index>(settings[4]),
                                                 .min_learning_rate = static_cast<float>(settings[5])},
                 "number", series(s));
      REQUIRE(script.rates.size() == epochs);
      for (std::size_t epoch = 0; epoch < epochs; ++epoch) {  // Keras multiplies in double
        CHECK_THAT(static_cast<double>(script.rates[epoch]), WithinRel(rates[s * epochs + epoch], 1e-6));
      }
    }
  }
}

TEST_CASE("ModelCheckpoint saves the best after the epochs in which Keras's does", "[callbacks]") {
  const TempDir folder;
  const std::size_t epochs = golden().dims("series")[1];
  for (const std::size_t larger : {0u, 1u}) {
    const auto saved = row("checkpoint.saved", larger);
    for (std::size_t s = 0; s < rows("series"); ++s) {
      INFO("mode " << larger << ", series " << s);
      ScriptedFit script;
      script.run(nn::ModelCheckpoint{.path = (folder.path() / "{epoch}").string(),
                                     .monitor = "number",
                                     .save_best_only = true,
                                     .mode = mode(static_cast<double>(larger))},
                 "number", series(s));
      for (std::size_t epoch = 0; epoch < epochs; ++epoch) {
        CHECK(std::filesystem::remove(folder.path() / std::to_string(epoch + 1)) == (saved[s * epochs + epoch] == 1.0));
      }
    }
  }
}

}  // namespace linnet::test::callbacks_golden
