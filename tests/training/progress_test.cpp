// SPDX-License-Identifier: MIT
#include <linnet/training/progress.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/small_models.hpp>
#include <tests/support/standard_output.hpp>

#include <algorithm>
#include <string>

namespace linnet::test::progress {

namespace nn = linnet;
using nn::detail::format_bar;
using nn::detail::format_epoch;
using nn::detail::format_logs;
using nn::detail::format_seconds;

nn::FitState state_at(Index batch, Index batches) {
  nn::FitState state;
  state.epoch = 2;
  state.epochs = 10;
  state.batch = batch;
  state.batches = batches;
  state.logs = {{"loss", 0.08123}, {"accuracy", 0.975}};
  return state;
}

TEST_CASE("format_logs shows each number with its name", "[training]") {
  nn::FitState state = state_at(0, 1);
  CHECK(format_logs(state) == "loss: 0.0812 - accuracy: 0.9750");
  state.logs = {{"loss", 0.00012345}, {"val_loss", 0.0}, {"score", -0.0005}};
  CHECK(format_logs(state) == "loss: 1.2345e-04 - val_loss: 0.0000 - score: -5.0000e-04");
  state.logs.clear();
  CHECK(format_logs(state).empty());
}

TEST_CASE("format_seconds grows from seconds to hours", "[training]") {
  CHECK(format_seconds(0.2) == "0 s");
  CHECK(format_seconds(59.4) == "59 s");
  CHECK(format_seconds(59.6) == "1 min 00 s");
  CHECK(format_seconds(185) == "3 min 05 s");
  CHECK(format_seconds(3600) == "1 h 00 min");
  CHECK(format_seconds(7800) == "2 h 10 min");
}

TEST_CASE("format_bar fills with the batches", "[training]") {
  CHECK(format_bar(state_at(811, 1200), 98123.4, 2.1) ==
        " 812/1200 [================>.......] loss: 0.0812 - accuracy: 0.9750 - 98123 samples/s - 2 s left");
  CHECK_THAT(format_bar(state_at(0, 1200), 1.0, 9.0), contains("   1/1200 [>.......................] "));
  CHECK_THAT(format_bar(state_at(1199, 1200), 1.0, 0.0), contains("1200/1200 [========================] "));
  CHECK_THAT(format_bar(state_at(0, 1), 1.0, 0.0), contains("1/1 [========================] "));
}

TEST_CASE("format_bar has no bar where nobody knows how many batches there are", "[training]") {
  CHECK(format_bar(state_at(811, 0), 98123.4, 2.1) == "812/? loss: 0.0812 - accuracy: 0.9750 - 98123 samples/s");
  CHECK_THAT(format_bar(state_at(5, 5), 1.0, 0.0), contains("6/? loss: "));  // more than in the epoch before
}

TEST_CASE("format_epoch is one line", "[training]") {
  CHECK(format_epoch(state_at(0, 1), 1.234, 98123.4) ==
        "Epoch  3/10 - 1.23 s - 98123 samples/s - loss: 0.0812 - accuracy: 0.9750");
}

/// Returns the output of a fit of three epochs.
struct Printer {
  Samples s = three_classes(40);
  Classifier model = classifier();
  decltype(compile(std::declval<Classifier&>())) training = compile(model);
  auto fit(int verbose) {
    return [this, verbose] {
      training.fit(s.x, s.y, {.epochs = 3, .batch_size = 8, .validation_split = 0.2f, .verbose = verbose});
    };
  }
};

/// Three lines that begin with "Epoch i/3 - " and end with the logs.
void check_lines(const std::string& text) {
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);
  CHECK(text.find_first_of("\r\033") == std::string::npos);
  std::size_t position = 0;
  for (const char* epoch : {"Epoch 1/3 - ", "Epoch 2/3 - ", "Epoch 3/3 - "}) {
    CHECK(text.compare(position, 12, epoch) == 0);
    const std::string line = text.substr(position, text.find('\n', position) - position);
    for (const char* part : {" s - ", " samples/s - ", " - loss: ", " - accuracy: ", " - val_loss: ", " - val_accuracy: "}) {
      CHECK_THAT(line, contains(part));
    }
    position += line.size() + 1;
  }
}

TEST_CASE("fit is silent with verbose = 0", "[training]") {
  Printer printer;
  CHECK(printed(printer.fit(0)).empty());
}

TEST_CASE("fit prints one line an epoch with verbose = 2, and with 1 where no terminal is", "[training]") {
  Printer printer;
  check_lines(printed(printer.fit(2)));
  check_lines(printed(printer.fit(1)));
}

#if !defined(_WIN32)
TEST_CASE("fit shows a live bar on a terminal with verbose = 1", "[training]") {
  Printer printer;
  const std::string text = printed_to_terminal(printer.fit(1));
  CHECK_THAT(text, contains("\r\033[?7l1/4 [======>.................] loss: "));
  CHECK_THAT(text, contains(" samples/s - 0 s left\033[K"));
  CHECK_THAT(text, contains("\rEpoch 3/3 - ") || contains("\r\033[?7lEpoch 3/3 - "));
  CHECK_THAT(text, contains(" - val_accuracy: "));
  CHECK(std::count(text.begin(), text.end(), '\n') == 3);

  CHECK(printed_to_terminal(printer.fit(0)).empty());
  const std::string lines = printed_to_terminal(printer.fit(2));
  CHECK(lines.find("[") == std::string::npos);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 3);
}
#endif

}  // namespace linnet::test::progress
