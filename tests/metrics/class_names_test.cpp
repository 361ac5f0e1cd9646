// SPDX-License-Identifier: MIT
#include <linnet/core/tensor.hpp>
#include <linnet/metrics/class_names.hpp>
#include <linnet/metrics/classification_report.hpp>
#include <linnet/plot/confusion_matrix.hpp>
#include <linnet/plot/roc.hpp>

#include <tests/support/catch.hpp>

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::test::class_names {

namespace nn = linnet;
using Catch::Matchers::Contains;

nn::ConfusionMatrix<2> matrix() {
  nn::ConfusionMatrix<2> counts;
  counts.count(0, 0);
  counts.count(1, 0);
  counts.count(1, 1);
  return counts;
}

TEST_CASE("Every report and picture takes names of classes as any list of texts", "[metrics]") {
  const std::vector<std::string> names{"cat", "dog"};
  const std::array<std::string_view, 2> views{"cat", "dog"};
  const char* const texts[] = {"cat", "dog"};
  const auto same = [&](const auto& function) {
    const std::string expected = function(names);
    CHECK_THAT(expected, Contains("cat") || Contains("dog"));
    CHECK(function(views) == expected);
    CHECK(function(texts) == expected);
    CHECK(function(std::span(names)) == expected);
    CHECK(function(nn::ClassNames{"cat", names[1]}) == expected);
  };
  nn::Labels y(4);
  y.setValues({0, 1, 0, 1});
  nn::Tensor<2> one(4, 1), two(4, 2);
  one.setValues({{0.1f}, {0.9f}, {0.2f}, {0.7f}});
  two.setValues({{0.9f, 0.1f}, {0.1f, 0.9f}, {0.8f, 0.2f}, {0.3f, 0.7f}});
  same([](const auto& n) { return nn::classification_report(matrix(), n); });
  same([](const auto& n) { return nn::confusion_matrix_text(matrix(), n); });
  same([](const auto& n) { return nn::plot_confusion_matrix(matrix(), n).text(); });
  same([&](const auto& n) { return nn::plot_roc(y, one, n).text(); });
  same([&](const auto& n) { return nn::plot_roc(y, two, n).text(); });
  same([&](const auto& n) { return nn::plot_precision_recall(y, one, n).text(); });
  // In braces, without a type.
  CHECK(nn::classification_report(matrix(), {"cat", "dog"}, 4) == nn::classification_report(matrix(), names, 4));
  CHECK(nn::confusion_matrix_text(matrix(), {"cat", "dog"}, false) == nn::confusion_matrix_text(matrix(), false, names));
  CHECK(nn::plot_confusion_matrix(matrix(), {"cat", "dog"}, "Pets").text() ==
        nn::plot_confusion_matrix(matrix(), names, "Pets").text());
  CHECK(nn::plot_roc(y, one, {"cat", "dog"}).text() == nn::plot_roc(y, one, names).text());
}

TEST_CASE("A wrong number of names is an error of every report and picture", "[metrics]") {
  nn::Labels y(2);
  y.setValues({0, 1});
  nn::Tensor<2> one(2, 1), three(2, 3);
  one.setValues({{0.1f}, {0.9f}});
  three.setZero();
  CHECK_THROWS_WITH(nn::classification_report(matrix(), {"cat"}), Contains("there is 1 name for 2 classes"));
  CHECK_THROWS_WITH(nn::confusion_matrix_text(matrix(), {"a", "b", "c"}), Contains("there are 3 names for 2 classes"));
  CHECK_THROWS_WITH(nn::plot_confusion_matrix(matrix(), {"cat"}), Contains("there is 1 name for 2 classes"));
  CHECK_THROWS_WITH(nn::plot_roc(y, one, {"cat"}), Contains("plot_roc: there is 1 name for 2 classes"));
  CHECK_THROWS_WITH(nn::plot_precision_recall(y, three, {"cat", "dog"}),
                    Contains("plot_precision_recall: there are 2 names for 3 classes"));
}

}  // namespace linnet::test::class_names
