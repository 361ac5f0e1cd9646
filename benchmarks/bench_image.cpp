// SPDX-License-Identifier: MIT
// Compares loading images with plain stb_image: 10,000 PNG files of digits (load_image, load_image_folder), and one PNG and one JPEG of
// a million pixels. Plain stb_image means stbi_load and the conversion of its bytes to float.
#include <linnet/config.hpp>

#include <benchmark/benchmark.h>

#if LINNET_WITH_STB && __has_include(<stb_image.h>)
#include <linnet/core/random.hpp>
#include <linnet/data/mnist.hpp>
#include <linnet/images/image_folder.hpp>
#include <linnet/images/save_image.hpp>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#include <stb_image.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

/// The pictures, in a folder that is removed with the program.
struct Pictures {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "linnet_bench_image";
  std::vector<std::string> digits;
  std::string png = (folder / "large.png").string(), jpeg = (folder / "large.jpg").string();

  Pictures() {
    const auto images = nn::read_idx<3, float>(LINNET_DATA_DIR "/mnist/train-images-idx3-ubyte.gz");
    std::filesystem::create_directories(folder / "digits" / "all");
    for (nn::Index i = 0; i < images.dimension(0); ++i) {
      digits.push_back((folder / "digits" / "all" / (std::to_string(i) + ".png")).string());
      nn::save_image(digits.back(), Eigen::TensorMap<const nn::Tensor<2>>(images.data() + 28 * 28 * i, 28, 28));
    }
    nn::Random random(1);
    nn::Tensor<3> large(1000, 1000, 3);
    for (nn::Index i = 0; i < large.size(); ++i) {
      const double place = static_cast<double>(i / 3);
      large.data()[i] = static_cast<float>(128.0 + 100.0 * std::sin(place * 1e-4) + 10.0 * random.uniform<double>());
    }
    nn::save_image(png, large);
    nn::save_image(jpeg, large);
  }
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;
  ~Pictures() { std::filesystem::remove_all(folder); }
};

const Pictures& pictures() {
  static const Pictures all;
  return all;
}

/// The code of a user without linnet.
nn::Tensor<3> with_stb(const std::string& path) {
  int width = 0, height = 0, channels = 0;
  stbi_uc* const bytes = stbi_load(path.c_str(), &width, &height, &channels, 0);
  if (!bytes) throw std::runtime_error(path);
  nn::Tensor<3> image(height, width, channels);
  std::copy_n(bytes, image.size(), image.data());
  stbi_image_free(bytes);
  return image;
}

nn::Tensor<3> with_linnet(const std::string& path) { return nn::load_image(path); }

template <nn::Tensor<3> (*Load)(const std::string&)>
void digits(benchmark::State& state) {
  const auto& paths = pictures().digits;
  for (auto _ : state) {
    for (const std::string& path : paths) benchmark::DoNotOptimize(Load(path).data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(paths.size()));
}
BENCHMARK_TEMPLATE(digits, with_stb)->Name("digits/stb")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(digits, with_linnet)->Name("digits/load_image")->Unit(benchmark::kMillisecond);

void folder(benchmark::State& state) {
  const std::string path = (pictures().folder / "digits").string();
  for (auto _ : state) benchmark::DoNotOptimize(nn::load_image_folder(path).images.data());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(pictures().digits.size()));
}
BENCHMARK(folder)->Name("digits/load_image_folder")->Unit(benchmark::kMillisecond);

template <nn::Tensor<3> (*Load)(const std::string&), std::string Pictures::*path>
void large(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(Load(pictures().*path).data());
}
BENCHMARK_TEMPLATE(large, with_stb, &Pictures::png)->Name("large_png/stb")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(large, with_linnet, &Pictures::png)->Name("large_png/load_image")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(large, with_stb, &Pictures::jpeg)->Name("large_jpeg/stb")->Unit(benchmark::kMillisecond);
BENCHMARK_TEMPLATE(large, with_linnet, &Pictures::jpeg)->Name("large_jpeg/load_image")->Unit(benchmark::kMillisecond);

}  // namespace
#endif

BENCHMARK_MAIN();
