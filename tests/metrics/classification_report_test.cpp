// SPDX-License-Identifier: MIT
#include <linnet/metrics/classification_report.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/metric_problems.hpp>

#include <limits>
#include <string>
#include <vector>

namespace classification_report_test {

using linnet::classification_report;
using linnet::ConfusionMatrix;
using linnet::Index;
using linnet::InvalidInput;
using linnet::MultilabelConfusionMatrix;
using namespace linnet::test;

/// The characters (code points below 2048) that stand in the golden file, in UTF-8.
std::string golden_text(const std::string& name) {
  std::string text;
  for (const double value : metrics_golden().values(name)) {
    const auto c = static_cast<unsigned>(value);
    if (c >= 0x80) text += static_cast<char>(0xc0 | (c >> 6));
    text += static_cast<char>(c < 0x80 ? c : 0x80 | (c & 0x3f));
  }
  return text;
}

TEMPLATE_TEST_CASE_SIG("A classification report is scikit-learn's to the character", "[metrics]", ((Index C), C), 2, 3, 10) {
  for (const std::string& problem : decision_problems<C>()) {
    INFO(problem);
    const auto matrix = measure_decisions(ConfusionMatrix<C>{}, problem);
    CHECK(classification_report(matrix) == golden_text(problem + ".report_2"));
    CHECK(classification_report(matrix, {}, 4) == golden_text(problem + ".report_4"));
  }
}

TEST_CASE("A classification report takes a figure for 0/0", "[metrics]") {
  const auto compare = [](const auto& matrix, const std::string& problem) {
    INFO(problem);
    CHECK(classification_report(matrix, {}, 2, 1.0) == golden_text(problem + ".report_zero_1"));
    CHECK(classification_report(matrix, {}, 2, std::numeric_limits<double>::quiet_NaN()) ==
          golden_text(problem + ".report_zero_nan"));
  };
  for (const char* problem : {"always_0", "always_1"}) compare(measure_decisions(ConfusionMatrix<2>{}, problem), problem);
  for (const char* what : {"no_target_", "no_prediction_"}) {
    for (const char* which : {"first", "middle", "last"}) {
      const std::string problem = std::string(what) + which;
      compare(measure_decisions(ConfusionMatrix<3>{}, problem), problem);
    }
  }
}

TEST_CASE("A classification report takes names for the classes", "[metrics]") {
  const std::vector<std::string> two{"no", "yes"}, umlaut{"a name longer than the titles", "b",
                                                          "Gr\xc3\xb6\xc3\x9f"
                                                          "e"};
  CHECK(classification_report(measure_decisions(ConfusionMatrix<2>{}, "random_2"), two, 3) ==
        golden_text("random_2.report_names"));
  CHECK(classification_report(measure_decisions(ConfusionMatrix<3>{}, "random_3"), umlaut, 3) ==
        golden_text("random_3.report_names"));
  std::vector<std::string> digits;
  for (int k = 0; k < 10; ++k) digits.push_back("digit " + std::to_string(k));
  CHECK(classification_report(measure_decisions(ConfusionMatrix<10>{}, "random_10"), digits, 3) ==
        golden_text("random_10.report_names"));
}

TEST_CASE("Names of any script stand below each other in a report", "[metrics]") {
  // Two columns for each of the Japanese characters, none for the combining accent of the Latin ones.
  const std::vector<std::string> names{"\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe3\x81\xae\xe6\x96\x87\xe5\xad\x97", "e\xcc\x81t",
                                       "c"};
  const std::string report = classification_report(measure_decisions(ConfusionMatrix<3>{}, "random_3"), names);
  CHECK(report.find("\n" + names[0] + "  ") != std::string::npos);                         // 12 columns, as "weighted avg"
  CHECK(report.find("\n" + std::string(10, ' ') + names[1] + "  ") != std::string::npos);  // 2 columns
}

TEST_CASE("The name of a class that does not occur takes no room in a report", "[metrics]") {
  const std::vector<std::string> names{"first", "a name longer than the titles", "third"};
  for (const char* what : {"no_target_", "no_prediction_", "no_class_"}) {
    for (const char* which : {"first", "middle", "last"}) {
      const std::string problem = std::string(what) + which;
      INFO(problem);
      CHECK(classification_report(measure_decisions(ConfusionMatrix<3>{}, problem), names, 3) ==
            golden_text(problem + ".report_names"));
    }
  }
}

TEST_CASE("classification_report refuses what it cannot print", "[metrics]") {
  const auto matrix = measure_decisions(ConfusionMatrix<3>{}, "random_3");
  REQUIRE_THROWS_MATCHES(classification_report(matrix, std::vector<std::string>{"a", "b"}), InvalidInput,
                         message_contains("there are 2 names for 3 classes"));
  REQUIRE_THROWS_MATCHES(classification_report(matrix, {}, -1), InvalidInput,
                         message_contains("digits is -1; it must be in 0 to 15"));
  REQUIRE_THROWS_MATCHES(classification_report(matrix, {}, 16), InvalidInput, message_contains("digits is 16"));
  REQUIRE_THROWS_MATCHES(classification_report(ConfusionMatrix<3>{}), InvalidInput,
                         message_contains("the matrix has counted no samples"));
}

template <Index Labels>
MultilabelConfusionMatrix<Labels> labels(const std::string& problem) {
  return measure(MultilabelConfusionMatrix<Labels>{}, golden_matrix(problem + ".targets"), golden_matrix(problem + ".scores"));
}

TEST_CASE("A report of labels is scikit-learn's", "[metrics]") {
  for (const char* problem : {"labels_issue", "labels_no_target", "labels_no_prediction", "labels_neither", "labels_none"}) {
    INFO(problem);
    CHECK(classification_report(labels<3>(problem)) == golden_text(std::string(problem) + ".report_2"));
  }
  const auto all = [](const auto& matrix, const std::string& problem) {
    std::vector<std::string> names;
    for (Index k = 0; k < matrix.outputs; ++k)
      names.push_back(
          "Gr\xc3\xb6\xc3\x9f"
          "e " +
          std::to_string(k));
    CHECK(classification_report(matrix, names, 3) == golden_text(problem + ".report_names"));
    CHECK(classification_report(matrix, {}, 2, 1.0) == golden_text(problem + ".report_zero_1"));
    CHECK(classification_report(matrix, {}, 2, std::numeric_limits<double>::quiet_NaN()) ==
          golden_text(problem + ".report_zero_nan"));
  };
  all(labels<10>("labels_10"), "labels_10");
  all(labels<3>("labels_neither"), "labels_neither");
  const auto matrix = labels<3>("labels_3");
  CHECK_THROWS_MATCHES(classification_report(matrix, std::vector<std::string>{"a"}), InvalidInput,
                       message_contains("there is 1 name for 3 classes"));
  CHECK_THROWS_MATCHES(classification_report(MultilabelConfusionMatrix<3>{}), InvalidInput,
                       message_contains("the matrix has counted no samples"));
}

}  // namespace classification_report_test
