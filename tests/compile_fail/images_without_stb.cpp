// SPDX-License-Identifier: MIT
// EXPECT: load_image: this program has no stb; install its headers (Debian: libstb-dev) and link the CMake target linnet::host
// EXPECT: load_image_folder: this program has no stb; install its headers
// EXPECT: save_image: this program has no stb; install its headers
#include <linnet/images/image_folder.hpp>
#include <linnet/images/save_image.hpp>

void instantiate() {
  const linnet::Tensor<3> image = linnet::load_image("image.png");
  linnet::load_image_folder("images");
  linnet::save_image("image.png", image);
}
