// SPDX-License-Identifier: MIT
// The command line of the MNIST examples, and the folder of their data, which is Fashion-MNIST if its name says so: --data fashion-mnist.
//
//   [--data FOLDER] [--epochs N] [--batch-size N] [--seed N] [--report FOLDER]
#pragma once

#include <linnet/training/progress.hpp>

#include <cstdint>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

struct Options {
  std::string data{};
  linnet::Index epochs = 10;
  linnet::Index batch_size = 64;
  std::uint64_t seed = 0;
  std::string report = ".";  ///< folder for pictures
  bool color = false;        ///< colours in the confusion matrix, on a terminal
};

/// Overrides the defaults with the command line; throws an error with the usage if it cannot parse it.
inline Options read_options(int argc, char** argv, Options options) {
  const std::string usage =
      "usage: " + std::string(argv[0]) + " [--data FOLDER] [--epochs N] [--batch-size N] [--seed N] [--report FOLDER]";
  const auto number = [&](const std::string& text) {
    char* end = nullptr;
    const long long value = std::strtoll(text.c_str(), &end, 10);
    if (text.empty() || *end != '\0' || value < 0) throw std::invalid_argument("not a number: \"" + text + "\"\n" + usage);
    return value;
  };
  for (int i = 1; i < argc; i += 2) {
    const std::string name = argv[i];
    if (i + 1 == argc) throw std::invalid_argument("\"" + name + "\" needs a value\n" + usage);
    const std::string value = argv[i + 1];
    if (name == "--data") {
      options.data = value;
    } else if (name == "--report") {
      options.report = value;
    } else if (name == "--epochs") {
      options.epochs = number(value);
    } else if (name == "--batch-size") {
      options.batch_size = number(value);
    } else if (name == "--seed") {
      options.seed = static_cast<std::uint64_t>(number(value));
    } else {
      throw std::invalid_argument("unknown option \"" + name + "\"\n" + usage);
    }
  }
  return options;
}

/// Returns the requested folder, otherwise the full set if it was fetched, otherwise the subset that comes with linnet.
std::string data_folder(const Options& options);

/// Calls run(options); an error is one line on stderr and exit code 1.
template <class Run>
int run_example(int argc, char** argv, const Options& defaults, const Run& run) {
  try {
    Options options = read_options(argc, argv, defaults);
    options.color = linnet::detail::stdout_is_terminal();
    run(options);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << argv[0] << ": " << error.what() << '\n';
    return 1;
  }
}
