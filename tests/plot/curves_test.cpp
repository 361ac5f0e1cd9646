// SPDX-License-Identifier: MIT
// Charts, learning curves, confusion matrices, ROC curves, activations and images: the content of the pictures, not their looks.
#include <linnet/plot/activations.hpp>
#include <linnet/plot/confusion_matrix.hpp>
#include <linnet/plot/images.hpp>
#include <linnet/plot/learning_curves.hpp>
#include <linnet/plot/roc.hpp>

#include <linnet/linnet.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/temp_dir.hpp>
#include <tests/support/xml.hpp>

#include <clocale>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>
#include <vector>

namespace linnet::test::curves {

namespace nn = linnet;

nn::History history() {
  nn::History h;
  for (const double v : {0.9, 0.5, 0.4, 0.3}) h.append("loss", v);
  for (const double v : {0.5, 0.7, 0.8, 0.9}) h.append("accuracy", v);
  for (const double v : {0.8, 0.4, 0.6, 0.7}) h.append("val_loss", v);
  for (const double v : {0.5, 0.6, 0.75, 0.7}) h.append("val_accuracy", v);
  for (int i = 0; i < 4; ++i) h.append("seconds", 1.0);
  return h;
}

std::string content(const std::string& path) {
  std::ostringstream all;
  all << std::ifstream(path).rdbuf();
  return all.str();
}

TEST_CASE("Ticks stand at round numbers", "[plot]") {
  CHECK_THAT(nn::detail::tick_step(1.0, 6), WithinRel(0.2, 1e-12));
  CHECK_THAT(nn::detail::tick_step(37.0, 6), WithinRel(10.0, 1e-12));
  CHECK_THAT(nn::detail::tick_step(0.003, 6), WithinRel(0.0005, 1e-12));
  CHECK(nn::detail::tick_text(0.30000000000000004, 0.1) == "0.3");
  CHECK(nn::detail::tick_text(1e-17, 0.2) == "0.0");
  CHECK(nn::detail::tick_text(20.0, 10.0) == "20");
  CHECK(nn::detail::ticks({-0.25, 0.41}, 0.2) == std::vector{-0.2, 0.0, 0.2, 0.4});
  CHECK(nn::detail::ticks({0.0, 3.0}, 1.0) == std::vector{0.0, 1.0, 2.0, 3.0});
  CHECK(nn::detail::ticks({-5e-324, 5e-324}, nn::detail::tick_step(1e-323, 6)).empty());
}

TEST_CASE("A chart of numbers that differ in their last bit ends", "[plot]") {
  const double next = std::nextafter(1.0, 2.0);
  CHECK(xml_problem(nn::draw_chart({{"a", {0.0, 1.0}, {1.0, next}}}, {}).text()) == "");
  CHECK(xml_problem(nn::draw_chart({{"a", {1.0, next}, {0.0, 1.0}}}, {}).text()) == "");
}

TEST_CASE("A chart maps its ranges to its box and leaves out what is beyond", "[plot]") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto chart = nn::draw_chart({{"a", {0.0, 1.0, 2.0, 3.0, 4.0}, {0.0, 1.0, nan, 1.0, 9.0}, "#abcdef"}},
                                    {.x_range = {0.0, 4.0}, .y_range = {0.0, 2.0}, .width = 178.0, .height = 164.0});
  const std::string text = chart.text();
  CHECK(xml_problem(text) == "");
  CHECK(text.find("points=\"62.00,116.00 87.00,66.00 \"") != text.npos);  // the box is 62 .. 162 by 16 .. 116
  CHECK(text.find("<circle cx=\"137.00\" cy=\"66.00\"") != text.npos);    // between a NaN and a point that is too high
  CHECK(xml_problem(nn::draw_chart({}, {}).text()) == "");
  CHECK(xml_problem(nn::draw_chart({{"one", {1.0}, {1.0}}}, {}).text()) == "");
}

TEST_CASE("Learning curves show training, validation and the best epoch", "[plot]") {
  const std::string text = nn::plot_learning_curves(history()).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">loss</text>") == 1);
  CHECK(occurrences(text, ">accuracy</text>") == 1);
  CHECK(occurrences(text, "seconds") == 0);
  CHECK(occurrences(text, ">validation</text>") == 2);
  CHECK(occurrences(text, "best epoch: 2<") == 1);  // of the validation loss
  CHECK(occurrences(text, "best epoch: 3<") == 1);  // of the validation accuracy
  CHECK_THROWS_MATCHES(nn::plot_learning_curves({}), nn::InvalidInput, message_contains("no epochs"));
}

TEST_CASE("The learning curve in a terminal", "[plot]") {
  nn::History h;
  for (const double v : {1.0, 0.5, 0.25, 0.0}) h.append("loss", v);
  for (const double v : {0.75, 0.5, 0.5, 0.25}) h.append("val_loss", v);
  CHECK(nn::learning_curve_text(h, "loss", 4, 5) ==
        "loss, epochs 1 to 4: * training, o validation\n"
        "   1.0000 |*   \n"
        "          |o   \n"
        "          | oo \n"
        "          |  *o\n"
        "   0.0000 |   *\n"
        "          +----\n");
  CHECK_THROWS_AS(nn::learning_curve_text(history(), "no such"), nn::InvalidInput);
}

TEST_CASE("History and curves are written as CSV", "[plot]") {
  const TempDir folder;
  const std::string path = (folder.path() / "table.csv").string();
  nn::write_csv(history(), path);
  CHECK(content(path).rfind("epoch,loss,accuracy,val_loss,val_accuracy,seconds\n1,0.9,0.5,", 0) == 0);
  CHECK(occurrences(content(path), "\n") == 5);
  nn::write_csv(nn::RocCurve{{0.0, 1.0}, {0.0, 1.0}, {INFINITY, 0.5}}, path);
  CHECK(content(path) == "threshold,false_positive_rate,true_positive_rate\ninf,0,0\n0.5,1,1\n");
  nn::write_csv(nn::PrecisionRecallCurve{{0.5, 1.0}, {1.0, 0.0}, {0.25}}, path);
  CHECK(content(path) == "threshold,precision,recall\n0.25,0.5,1\n,1,0\n");
  CHECK_THROWS_MATCHES(nn::write_csv(history(), "/nowhere/x.csv"), std::runtime_error,
                       message_contains("/nowhere/x.csv: cannot be opened for writing: No such file or directory"));
}

TEST_CASE("Pictures and CSV have points in a locale with commas too", "[plot]") {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  const bool german = std::setlocale(LC_NUMERIC, "de_DE.UTF-8") || std::setlocale(LC_NUMERIC, "de_DE.utf8");
  CHECK(nn::detail::fixed(2.5, 2) == "2.50");
  CHECK(nn::detail::shortest(-0.1) == "-0.1");
  CHECK(nn::detail::shortest(1e300) == "1e+300");
  CHECK(nn::detail::fixed(-1e300, 2).size() == 305);
  CHECK(nn::plot_learning_curves(history()).text().find("12,5") == std::string::npos);
  std::setlocale(LC_NUMERIC, before.c_str());
  if (!german) WARN("there is no locale with commas here");
}

TEST_CASE("A confusion matrix as a picture and as a table", "[plot]") {
  nn::ConfusionMatrix<3> matrix;
  for (int i = 0; i < 7; ++i) matrix.count(0, 0);
  matrix.count(0, 2);
  matrix.count(1, 1);
  matrix.count(2, 1);
  const std::vector<std::string> names{"cat", "<dog>", "cow"};
  const std::string text = nn::plot_confusion_matrix(matrix, names).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">7</text>") == 1);
  CHECK(occurrences(text, "&lt;dog&gt;") == 2);
  CHECK(nn::confusion_matrix_text(matrix, false) ==
        "   | 0 1 2  predicted\n"
        "---+------\n"
        " 0 | 7 0 1\n"
        " 1 | 0 1 0\n"
        " 2 | 0 1 0\n");
  CHECK(occurrences(nn::confusion_matrix_text(matrix, true), "\033[0m") == 4);
  CHECK_THROWS_AS(nn::plot_confusion_matrix(matrix, std::span(names).first(2)), nn::InvalidInput);
}

TEST_CASE("Confusion matrices of labels are a row each", "[plot]") {
  nn::Tensor<2> y(12, 2), p(12, 2);
  y.setZero();
  p.setZero();
  y(0, 0) = p(0, 0) = y(1, 0) = p(2, 1) = 1.0f;
  const auto matrix = nn::measure(nn::MultilabelConfusionMatrix<2>{}, y, p);
  const std::vector<std::string> names{"blau", "gr\xc3\xbcn"};
  CHECK(nn::confusion_matrix_text(matrix, false, names) ==
        "      | TN FP FN TP\n"
        "------+------------\n"
        " blau | 10  0  1  1\n"
        " gr\xc3\xbcn | 11  1  0  0\n");
  CHECK(occurrences(nn::confusion_matrix_text(matrix), "\033[0m") == 5);
  CHECK(occurrences(nn::plot_confusion_matrix(matrix.label(0)).text(), ">10</text>") == 1);
  CHECK_THROWS_AS(nn::confusion_matrix_text(matrix, false, std::span(names).first(1)), nn::InvalidInput);
}

TEST_CASE("Names of classes stand below each other, whatever bytes they have", "[plot]") {
  nn::ConfusionMatrix<3> matrix;
  for (int i = 0; i < 12; ++i) matrix.count(0, 0);
  matrix.count(1, 2);
  const std::vector<std::string> names{
      "B\xc3\xbc"
      "cher",
      "cafe\xcc\x81", "\xe6\x9c\xac"};  // Bücher, café with an accent of its own, the Chinese for book
  CHECK(nn::confusion_matrix_text(matrix, false, names) ==
        "        | B\xc3\xbc"
        "cher   cafe\xcc\x81     \xe6\x9c\xac  predicted\n"
        "--------+---------------------\n"
        " B\xc3\xbc"
        "cher |     12      0      0\n"
        "   cafe\xcc\x81 |      0      0      1\n"
        "     \xe6\x9c\xac |      0      0      0\n");
  // The room for the names in a picture is that of their characters.
  const std::vector<std::string> plain{"Bucher", "cafe", "b"};
  const auto picture = [&](const std::vector<std::string>& of) {
    const std::string text = nn::plot_confusion_matrix(matrix, of).text();
    return text.substr(0, text.find("viewBox"));
  };
  CHECK(picture(names) == picture(plain));
}

TEST_CASE("ROC and precision-recall pictures have a curve and an area for each class", "[plot]") {
  nn::Labels labels(6);
  labels.setValues({0, 1, 2, 0, 1, 2});
  nn::Tensor<2> scores(6, 3);
  scores.setZero();
  for (Index i = 0; i < 6; ++i) scores(i, labels(i)) = 1.0f;
  const std::string roc = nn::plot_roc(labels, scores).text(), recall = nn::plot_precision_recall(labels, scores).text();
  CHECK(xml_problem(roc) == "");
  CHECK(xml_problem(recall) == "");
  CHECK(occurrences(roc, "(AUC 1.0000)") == 3);
  nn::Tensor<2> rows(6, 3);  // labels, of which a sample may have several
  rows.setZero();
  for (Index i = 0; i < 6; ++i) rows(i, labels(i)) = rows(i, 0) = 1.0f;
  rows(1, 0) = rows(2, 0) = 0.0f;
  CHECK(occurrences(nn::plot_roc(rows, scores).text(), "(AUC ") == 3);
  CHECK(occurrences(recall, "(AP 1.0000)") == 3);
  nn::Tensor<1> one(6);
  nn::Labels two(6);
  one.setValues({0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f});
  two.setValues({0, 0, 1, 0, 1, 1});
  CHECK(occurrences(nn::plot_roc(two, one).text(), "class 1 (AUC 0.8889)") == 1);
  two.setZero();
  CHECK_THROWS_AS(nn::plot_roc(two, one), nn::InvalidInput);
}

TEST_CASE("Activations, images and weights as pictures", "[plot]") {
  const std::string text = nn::plot_activations(nn::relu{}, nn::tanh{}).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, "tanh'</text>") == 1);
  const float pixels[4] = {0.0f, 0.5f, 1.0f, 2.0f};
  const std::string images = nn::plot_images({{pixels, 2, 2, "seven", true}}).text();
  CHECK(xml_problem(images) == "");
  CHECK(occurrences(images, "rgb(128,128,128)\" d=\"M1 0h") == 1);
  CHECK(occurrences(images, "rgb(255,255,255)\" d=\"M0 1h1v1h-1zM1 1h") == 1);
  CHECK(occurrences(images, "#c00000") == 1);
  const std::vector<float> kernel{-1.0f, 0.5f, 1.0f, 0.25f};  // 2 inputs, 2 units
  const std::string weights = nn::plot_weights(kernel, 1, 2, 2).text();
  CHECK(xml_problem(weights) == "");
  CHECK(occurrences(weights, ">unit 1</text>") == 1);
  CHECK_THROWS_MATCHES(nn::plot_weights(kernel, 2, 2, 2), nn::InvalidInput, message_contains("has 4 numbers"));
  CHECK_THROWS_AS(nn::plot_images({}), nn::InvalidInput);
  const float bytes[2] = {3.0f, 200.0f};
  CHECK_THROWS_MATCHES(nn::plot_images({{bytes, 1, 2}}), nn::InvalidInput,
                       message_contains("plot_images: image 0 has a pixel of 200, white begins at 1; set GridImage::high"));
  const std::string dark = nn::plot_images({{bytes, 1, 2, "", false, 0.0f, 255.0f}}).text();
  CHECK(occurrences(dark, "rgb(200,200,200)") == 1);
}

}  // namespace linnet::test::curves
