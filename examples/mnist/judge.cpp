// SPDX-License-Identifier: MIT
#include "judge.hpp"

#include "digits.hpp"

#include <linnet/metrics/classification_report.hpp>
#include <linnet/metrics/measure.hpp>
#include <linnet/plot/confusion_matrix.hpp>
#include <linnet/plot/images.hpp>
#include <linnet/plot/learning_curves.hpp>
#include <linnet/plot/report.hpp>
#include <linnet/plot/roc.hpp>

#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

namespace {

/// Returns the first `count` test images that the model gets wrong.
linnet::Svg wrong_images(const linnet::Mnist& mnist, const linnet::Tensor<2>& scores, std::size_t count = 24) {
  const linnet::ClassNames names(mnist.class_names);
  std::vector<linnet::GridImage> images;
  for (linnet::Index i = 0; i < mnist.y_test.size() && images.size() < count; ++i) {
    const linnet::Index p = predicted(scores, i);
    if (p == mnist.y_test(i)) continue;
    images.push_back({mnist.x_test.data() + i * 28 * 28, 28, 28, names[p] + ", is " + names[mnist.y_test(i)], true});
  }
  if (images.empty()) images.push_back({mnist.x_test.data(), 28, 28, "none is wrong"});
  return linnet::plot_images(images);
}

}  // namespace

linnet::Mnist load_images(const Options& options) {
  const std::string folder = data_folder(options);
  const std::filesystem::path last = (std::filesystem::path(folder) / "").parent_path().filename();  // also of "fashion-mnist/"
  const bool fashion = last.string().find("fashion") != std::string::npos;
  return fashion ? linnet::load_fashion_mnist(folder) : linnet::load_mnist(folder);
}

void judge(const std::string& name, const Options& options, const linnet::Mnist& mnist, const linnet::History& history,
           const linnet::Tensor<2>& scores, const linnet::Svg* extra) {
  using namespace linnet;
  const auto matrix = measure(ConfusionMatrix<10>{}, mnist.y_test, scores);
  const std::string report = classification_report(matrix, mnist.class_names, 4);
  const double area = roc_auc(mnist.y_test, scores);
  std::cout << '\n'
            << report << '\n'
            << confusion_matrix_text(matrix, options.color, mnist.class_names) << "\nMacro AUC: " << area << '\n';
  show_images(mnist.x_test, mnist.y_test, scores, mnist.class_names);

  const std::string path = options.report + "/" + name;
  const Svg curves = plot_learning_curves(history), counts = plot_confusion_matrix(matrix, mnist.class_names),
            roc = plot_roc(mnist.y_test, scores), recall = plot_precision_recall(mnist.y_test, scores),
            wrong = wrong_images(mnist, scores);
  curves.save(path + "_learning_curves.svg");
  counts.save(path + "_confusion_matrix.svg");
  roc.save(path + "_roc.svg");
  recall.save(path + "_precision_recall.svg");
  write_csv(history, path + "_history.csv");
  Report page(name);
  page.heading("Learning curves").picture(curves).heading("Test set").table(report).picture(counts);
  page.heading("Threshold by threshold").paragraph("Macro AUC: " + std::to_string(area)).picture(roc).picture(recall);
  page.heading("Images that it gets wrong").picture(wrong);
  if (extra) page.heading("Weights of the first layer").picture(*extra);
  page.save(path + ".html");
  std::cout << "\nPictures, the history as CSV, and a page with all of it: " << path << ".html\n";
}
