// SPDX-License-Identifier: MIT
// Learning curves, confusion matrices, ROC curves and images: the content of the pictures, not their looks.
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

TEST_CASE("Learning curves show training, validation and the best epoch", "[plot]") {
  const std::string text = nn::plot_learning_curves(history()).text();
  CHECK(xml_problem(text) == "");
  CHECK(occurrences(text, ">loss</text>") == 1);
  CHECK(occurrences(text, ">accuracy</text>") == 1);
  CHECK(occurrences(text, "seconds") == 0);
  CHECK(occurrences(text, ">validation</text>") == 2);
  CHECK(occurrences(text, "best epoch: 2<") == 1);  // of the validation loss
  CHECK(occurrences(text, "best epoch: 3<") == 1);  // of the validation accuracy
  CHECK_THROWS_MATCHES(nn::plot_learning_curves(nn::History{}), nn::InvalidInput, message_contains("no epochs"));
}

TEST_CASE("Images of numbers that are not finite are refused, those of the largest floats are drawn", "[plot]") {
  const float nan = std::numeric_limits<float>::quiet_NaN(), most = std::numeric_limits<float>::max();
  const float pixels[] = {0.0f, nan}, extreme[] = {-most, 0.0f, most};
  CHECK_THROWS_MATCHES(nn::plot_images({{pixels, 1, 2}}), nn::InvalidInput,
                       message_contains("plot_images: pixel 1 of image 0 is nan; pixels must be finite"));
  CHECK_THROWS_MATCHES(nn::plot_images({{.pixels = extreme, .height = 1, .width = 3, .high = nan}}), nn::InvalidInput,
                       message_contains("plot_images: image 0 has black at 0 and white at nan"));
  const std::string text =
      nn::plot_images({{.pixels = extreme, .height = 1, .width = 3, .low = -most, .high = most}}).text(nn::Theme::light);
  CHECK(occurrences(text, "rgb(128,128,128)\" d=\"M1 0h1") == 1);
  CHECK(occurrences(text, "rgb(255,255,255)\" d=\"M2 0h1") == 1);
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

TEST_CASE("The learning curve in a terminal keeps its columns for numbers of any size, and leaves out what is none", "[plot]") {
  nn::History h;
  const double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  for (const double v : {1.25e33, nan, -1.7e308, infinity, 1.7e308}) h.append("loss", v);
  CHECK(nn::learning_curve_text(h, "loss", 5, 3) ==
        "loss, epochs 1 to 5\n"
        " 1.7e+308 |    *\n"
        "          |*    \n"
        "-1.7e+308 |  *  \n"
        "          +-----\n");
  nn::History none;
  none.append("loss", nan);
  CHECK(nn::learning_curve_text(none, "loss", 3, 2) ==
        "loss, epochs 1 to 1\n"
        "   1.0000 |   \n"
        "   0.0000 |   \n"
        "          +---\n");
  nn::History same;
  same.append("loss", 1e33);
  CHECK(nn::learning_curve_text(same, "loss", 3, 2) ==
        "loss, epochs 1 to 1\n"
        "    1e+33 |   \n"
        "    1e+33 |***\n"
        "          +---\n");
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

TEST_CASE("Images as pictures", "[plot]") {
  const float pixels[4] = {0.0f, 0.5f, 1.0f, 2.0f};
  const std::string images = nn::plot_images({{pixels, 2, 2, "seven", true}}).text(nn::Theme::light);
  CHECK(xml_problem(images) == "");
  CHECK(occurrences(images, "rgb(128,128,128)\" d=\"M1 0h") == 1);
  CHECK(occurrences(images, "rgb(255,255,255)\" d=\"M0 1h2v1h-2z") == 1);
  CHECK(occurrences(images, "fill=\"#d55e00\">seven<") == 1);
  CHECK_THROWS_AS(nn::plot_images({}), nn::InvalidInput);
  CHECK(nn::plot_images({{pixels, 2, 2}}, std::numeric_limits<nn::Index>::max()).text() ==
        nn::plot_images({{pixels, 2, 2}}).text());
  const nn::Index half = nn::Index{1} << 32;
  CHECK_THROWS_MATCHES(nn::plot_images({{pixels, 2, 2}, {pixels, half, half}}), nn::InvalidInput,
                       message_contains("image 1 is 4294967296 x 4294967296"));
  CHECK_THROWS_MATCHES(nn::plot_images({{pixels, -2, -2}}), nn::InvalidInput, message_contains("image 0 is -2 x -2"));
  CHECK_THROWS_MATCHES(nn::plot_images({{nullptr, 2, 2}}), nn::InvalidInput, message_contains("image 0 has no pixels"));
  const float bytes[2] = {3.0f, 200.0f};
  CHECK_THROWS_MATCHES(nn::plot_images({{bytes, 1, 2}}), nn::InvalidInput,
                       message_contains("plot_images: image 0 has a pixel of 200, white begins at 1; set GridImage::high"));
  const std::string dark = nn::plot_images({{bytes, 1, 2, "", false, 0.0f, 255.0f}}).text();
  CHECK(occurrences(dark, "rgb(200,200,200)") == 1);
  const float around_0[5] = {-2.0f, -1.0f, 0.0f, 1.0f, 4.0f};
  const std::string colours =
      nn::plot_images({{.pixels = around_0, .height = 1, .width = 5, .high = 2.0f, .diverging = true}}).text(nn::Theme::light);
  CHECK(xml_problem(colours) == "");
  CHECK(occurrences(colours, "M0 0h1v1h-1z\" fill=\"#d55e00\" stroke") == 1);
  CHECK(occurrences(colours, "M1 0h1v1h-1z\" fill=\"#d55e00\" fill-opacity=\"0.50\"") == 1);
  CHECK(occurrences(colours, "M3 0h1v1h-1z\" fill=\"#0072b2\" fill-opacity=\"0.50\"") == 1);
  CHECK(occurrences(colours, "M4 0h1v1h-1z\" fill=\"#0072b2\" stroke") == 1);
  CHECK(occurrences(colours, "<path") == 4);
}

}  // namespace linnet::test::curves
