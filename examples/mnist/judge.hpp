// SPDX-License-Identifier: MIT
// The report at the end of the MNIST examples: classification report, confusion matrix, area under the ROC curves, and a page with
// pictures. All examples share one compiled copy.
#pragma once

#include "options.hpp"

#include <linnet/data/mnist.hpp>
#include <linnet/draw/svg.hpp>
#include <linnet/training/history.hpp>

#include <string>

/// Loads the images: MNIST, or Fashion-MNIST from a folder whose name says "fashion".
linnet::Mnist load_images(const Options& options);

/// Prints how good the predictions `scores` (samples, 10) of the test images are, and writes pictures and the page `name`.html, which
/// contains them, to the folder in the options. `extra` is one more picture for the page.
void judge(const std::string& name, const Options& options, const linnet::Mnist& mnist, const linnet::History& history,
           const linnet::Tensor<2>& scores, const linnet::Svg* extra = nullptr);
