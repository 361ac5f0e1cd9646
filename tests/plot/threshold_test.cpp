// SPDX-License-Identifier: MIT
#include <linnet/plot/threshold.hpp>

#include <linnet/core/tensor.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

#include <limits>
#include <vector>

namespace linnet::test::threshold {

namespace nn = linnet;

const std::vector<int> y{0, 0, 0, 1, 1};
const std::vector<float> p{0.02f, 0.45f, 0.7f, 0.6f, 0.98f};

TEST_CASE("A histogram counts scores in equal parts", "[plot]") {
  const auto bars = nn::detail::histogram("a", std::vector<float>{0.0f, 0.1f, 0.6f, 1.0f, 7.0f}, {0.0, 1.0}, 4);
  CHECK(bars.x == std::vector{0.125, 0.375, 0.625, 0.875});
  CHECK(bars.y == std::vector{2.0, 0.0, 1.0, 2.0});  // what is beyond falls into the last part
}

TEST_CASE("A threshold is drawn among the scores, on the ROC curve and in counts", "[plot]") {
  const std::string text = nn::plot_threshold(y, p, 0.5, {"cat", "dog"}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "threshold 0.500: recall of dog 1.000") == 1);
  CHECK(occurrences(text, ">score of dog</text>") == 1);
  CHECK(occurrences(text, ">accuracy 0.800</text>") == 1);
  CHECK(occurrences(text, ">AUC 0.8333</text>") == 1);
  CHECK(occurrences(text, ">threshold 0.500</text>") == 2);  // in both legends
}

TEST_CASE("The positive class of a threshold can be class 0", "[plot]") {
  nn::Tensor<2> both(5, 2);
  for (nn::Index i = 0; i < 5; ++i) both(i, 1) = 1.0f - (both(i, 0) = p[static_cast<std::size_t>(i)]);
  const std::string text = nn::plot_threshold(std::vector<int>{1, 1, 1, 0, 0}, both, 0.65, {}, 0).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "threshold 0.650: recall of class 0 0.500") == 1);
}

TEST_CASE("Scores that are no probabilities, or all the same, have a range of their own", "[plot]") {
  CHECK(xml_problem(nn::plot_threshold(y, std::vector<float>{-3.0f, 5.0f, 1.0f, 2.0f, 9.0f}, 100.0).text()) == "");
  CHECK(xml_problem(nn::plot_threshold(y, std::vector<float>(5, 4.0f), 4.0).text()) == "");
}

TEST_CASE("Scores of any size are counted in parts of their range", "[plot]") {
  for (const double all : {1e17, -1e17, 1.7e308, -1.7e308}) {
    CAPTURE(all);
    const std::string text = nn::plot_threshold(y, std::vector<double>(5, all), 0.0).text();
    CHECK(xml_problem(text) == "");
    CHECK(occurrences(text, "nan") == 0);
    CHECK(occurrences(text, "inf") == 0);
  }
  CHECK_THROWS_MATCHES(nn::plot_threshold(y, std::vector<double>{-1.7e308, 0.0, 1.0, 2.0, 1.7e308}, 0.5), nn::InvalidInput,
                       message_contains("plot_threshold: the scores go from -1.7e+308 to 1.7e+308"));
  const std::string far_away = nn::plot_threshold(y, p, 1.23456e300).text();
  CHECK(occurrences(far_away, ">threshold 1.23e+300</text>") == 2);
}

TEST_CASE("A threshold that is not a number is refused", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_threshold(y, p, std::numeric_limits<double>::quiet_NaN()), nn::InvalidInput,
                       message_contains("plot_threshold: the threshold is nan; it must be a number"));
  CHECK(xml_problem(nn::plot_threshold(y, p, std::numeric_limits<double>::infinity()).text()) == "");  // nothing is above it
}

TEST_CASE("plot_threshold refuses other than two classes and names", "[plot]") {
  CHECK_THROWS_MATCHES(nn::plot_threshold(y, p, 0.5, {"cat"}), nn::InvalidInput, message_contains("1 name for 2 classes"));
  nn::Tensor<2> three(5, 3);
  three.setZero();
  CHECK_THROWS_MATCHES(nn::plot_threshold(y, three, 0.5), nn::InvalidInput, message_contains("two classes"));
}

}  // namespace linnet::test::threshold
