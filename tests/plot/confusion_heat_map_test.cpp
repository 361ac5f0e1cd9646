// SPDX-License-Identifier: MIT
#include <linnet/plot/confusion_heat_map.hpp>

#include <linnet/plot/confusion_matrix.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/xml.hpp>

namespace linnet::test::confusion_heat_map {

namespace nn = linnet;
using nn::detail::ConfusionLayout;
using nn::detail::text_width;

ConfusionLayout layout(std::size_t classes, std::int64_t largest, std::string name) {
  const std::vector<std::int64_t> counts(classes * classes, largest);
  return {counts, std::vector<std::string>(classes, std::move(name))};
}

TEST_CASE("Cells hold the longest count at any number of classes", "[plot]") {
  for (const std::size_t classes : {2u, 5u, 10u, 13u, 40u}) {
    for (const std::int64_t largest : {std::int64_t{0}, std::int64_t{1'234'567}, std::int64_t{9'000'000'000'000}}) {
      const ConfusionLayout l = layout(classes, largest, "cat");
      CHECK(text_width(nn::detail::grouped(largest), l.letters) < l.cell);
      CHECK(l.letters >= 11.0);
    }
  }
}

TEST_CASE("Names below a confusion matrix are tilted if they are wider than its cells", "[plot]") {
  CHECK(!layout(2, 50, "malignant").tilted);  // the cells of few classes grow
  CHECK(text_width("malignant", 13.0) < layout(2, 50, "malignant").cell);
  CHECK(layout(2, 50, "a name of more than twenty letters").tilted);
  CHECK(!layout(10, 50, "7").tilted);
  CHECK(layout(10, 50, "automobile").tilted);
  CHECK(layout(40, 50, "class 17").tilted);
  CHECK(layout(40, 50, "\xe6\x9c\xac\xe6\x9c\xac").tilted);

  nn::ConfusionMatrix<10> matrix;
  matrix.count(3, 3);
  const std::vector<std::string> names(10, "automobile");
  CHECK(occurrences(nn::plot_confusion_matrix(matrix, names).text(), "rotate(-45.00") == 10);
  CHECK(occurrences(nn::plot_confusion_matrix(matrix).text(), "rotate(-45.00") == 0);
  CHECK(nn::plot_confusion_matrix(matrix, names).height() > nn::plot_confusion_matrix(matrix).height() + 30.0);
}

TEST_CASE("A long title widens a small confusion matrix", "[plot]") {
  nn::ConfusionMatrix<2> matrix;
  matrix.count(0, 1);
  const std::string title = "Confusion matrix of the validation samples of fold 3 of the five folds";
  const nn::Svg small = nn::plot_confusion_matrix(matrix), wide = nn::plot_confusion_matrix(matrix, {}, title);
  CHECK(wide.width() > small.width());
  CHECK(wide.width() > text_width(title, 13.0));
  CHECK(xml_problem(wide.text()) == "");
}

TEST_CASE("Zeros off the diagonal appear only in small confusion matrices", "[plot]") {
  nn::ConfusionMatrix<2> two;
  nn::ConfusionMatrix<5> five;
  two.count(1, 1);
  five.count(1, 1);
  CHECK(occurrences(nn::plot_confusion_matrix(two, {"a", "b"}).text(), ">0</text>") == 3);
  CHECK(occurrences(nn::plot_confusion_matrix(five, {"a", "b", "c", "d", "e"}).text(), ">0</text>") == 4);
}

}  // namespace linnet::test::confusion_heat_map
