// SPDX-License-Identifier: MIT
#include <linnet/plot/folds.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <chrono>
#include <limits>
#include <string>
#include <vector>

namespace linnet::test::folds {

namespace nn = linnet;

/// The numbers of cells that a picture of up to 40 samples has in each of its areas.
std::vector<std::size_t> cells(const std::string& svg) {
  std::vector<std::size_t> all;
  for (std::size_t at = svg.find("<path"); at != svg.npos; at = svg.find("<path", at + 1)) {
    const std::string path = svg.substr(at, svg.find('>', at) - at);
    all.push_back(occurrences(path, "Z"));
  }
  return all;
}

TEST_CASE("Folds are rows of training and validation samples", "[plot]") {
  const std::string text = nn::plot_folds(nn::KFold{3}.split(10)).text();
  CHECK(xml_problem(text) == "");
  CHECK(cells(text) == std::vector<std::size_t>{6, 4, 7, 3, 7, 3});  // blue and orange, run by run
  for (const char* words : {"training", "validation", "run 1", "run 3", "sample", "9"}) {
    CHECK(occurrences(text, std::string(">") + words + "</text>") == 1);
  }
  CHECK(occurrences(text, "mean") == 0);
}

TEST_CASE("Scores stand beside the folds", "[plot]") {
  const std::string text = nn::plot_folds(nn::KFold{4}.split(8), {0.5, 0.75, 0.75, 1.0}, "accuracy").text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">accuracy</text>") == 1);
  CHECK(occurrences(text, ">0.750</text>") == 2);
  CHECK(occurrences(text, "mean 0.750 \u00b1 0.177") == 1);
}

TEST_CASE("A split in two has a test set, and samples of neither part stay empty", "[plot]") {
  const std::string text = nn::plot_folds(nn::Split{{0, 1, 4}, {2}}).text();
  CHECK(cells(text) == std::vector<std::size_t>{3, 1});
  CHECK(occurrences(text, ">test</text>") == 1);
}

TEST_CASE("Many samples share columns", "[plot]") {
  const auto row = nn::detail::SampleRow{1000, 0.0, 480.0};
  CHECK(row.columns == 480);
  CHECK(row.column(999) == 479);
  const std::string neighbours = nn::plot_folds(nn::KFold{5}.split(100000)).text();
  CHECK(xml_problem(neighbours) == "");
  CHECK(cells(neighbours) == std::vector<std::size_t>{1, 1, 2, 1, 2, 1, 2, 1, 1, 1});  // runs of columns are one area
  const std::string shuffled = nn::plot_folds(nn::KFold{2, true}.split(100000)).text();
  CHECK(shuffled.size() < 200000);
  CHECK(occurrences(shuffled, "fill-opacity=\"0.50\"") == 2);  // half of the samples of a column validate
}

TEST_CASE("plot_folds refuses wrong scores", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_folds(std::vector<nn::Split>{}), nn::InvalidInput, message_contains("0 splits"));
  CHECK_THROWS_MATCHES(nn::plot_folds(nn::KFold{2}.split(4), {0.5}), nn::InvalidInput, message_contains("1 scores"));
}

TEST_CASE("The work of plot_folds does not grow with the largest index", "[plot]") {
  const auto start = std::chrono::steady_clock::now();
  const nn::Split far_apart{{0}, {std::numeric_limits<std::uint32_t>::max()}};
  const std::string text = nn::plot_folds(std::vector<nn::Split>(10, far_apart)).text();
  CHECK(xml_problem(text) == "");
  CHECK(cells(text) == std::vector<std::size_t>(20, 1));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
  const nn::detail::SampleRow row{1001, 0.0, 480.0};
  std::vector<nn::Index> counted(static_cast<std::size_t>(row.columns));
  for (nn::Index i = 0; i < row.samples; ++i) ++counted[static_cast<std::size_t>(row.column(i))];
  for (nn::Index c = 0; c < row.columns; ++c) CHECK(row.samples_of(c) == counted[static_cast<std::size_t>(c)]);
}

TEST_CASE("A long name of the scores, and long scores, leave the rows their room", "[plot]") {
  const auto splits = nn::KFold{2}.split(4);
  const std::string text = nn::plot_folds(splits, {0.5, 1e33}, std::string(400, 'w')).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">1e+33</text>") == 1);
  const std::size_t second_half = text.find("d=\"M", text.rfind("<path")) + 4;  // what validates in run 2
  CHECK(std::stod(text.substr(second_half)) > 64.0 + 150.0);
}

TEST_CASE("Samples chosen twice, as by a bootstrap, and rare ones are drawn", "[plot]") {
  nn::Split bootstrap;
  bootstrap.train = {0, 0, 1, 1, 2, 2};
  bootstrap.test = {3};
  CHECK(nn::plot_folds({bootstrap}).text() == nn::plot_folds({{{0, 1, 2}, {3}}}).text());
  nn::Split rare;  // 1 of 100 samples in each column
  for (std::uint32_t i = 0; i < 48000; ++i) (i % 100 == 0 ? rare.test : rare.train).push_back(i);
  CHECK(occurrences(nn::plot_folds({rare}).text(nn::Theme::light),
                    std::string("fill=\"") + std::string(nn::detail::colors::orange) + "\"") >= 2);
}

}  // namespace linnet::test::folds
