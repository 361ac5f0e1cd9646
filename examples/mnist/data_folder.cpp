// SPDX-License-Identifier: MIT
// Only this file is compiled with LINNET_DATA_DIR, the folder data of these sources.
#include "options.hpp"

#include <fstream>
#include <iostream>

std::string data_folder(const Options& options) {
  if (!options.data.empty()) return options.data;
  const std::string full = LINNET_DATA_DIR "/mnist-full";
  if (std::ifstream(full + "/train-images-idx3-ubyte")) return full;
  std::cout << "The full MNIST set is not here: this run uses the subset that comes with linnet (10,000 of 60,000 training\n"
               "images), which gives a lower accuracy. `cmake --build build/mnist --target mnist_data` fetches it.\n\n";
  return LINNET_DATA_DIR "/mnist";
}
