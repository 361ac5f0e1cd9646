// SPDX-License-Identifier: MIT
// Training on a file that is larger than memory, beside training on arrays that fit: the network of mnist_mlp, batches of 50 samples of
// 28 x 28, as bytes in an IDX file or as floats in a .npy file. Each measurement is the next piece of the file, which is shuffled by blocks and
// was driven out of the system's cache before.
//
//   bench_mapped [--megabytes=4096] [--folder=/tmp] --benchmark_enable_random_interleaving=true --benchmark_repetitions=20
//
// "items_per_second" counts samples. The memory of the process, as the largest in MB so far, is "anonymous", which the system cannot drop
// (heap, stacks), "of_files", the mapped pages of the file and of the program, which it can, and "peak", the most of both at one moment.
#include <linnet/data/batches/block_batches.hpp>
#include <linnet/linnet.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#if defined(__linux__)
#include <fcntl.h>
#endif

namespace nn = linnet;

namespace {

constexpr nn::Index features = 28 * 28, batch_size = 50, steps = 1000, samples_in_memory = 20000;
nn::Index megabytes = 256;
std::string folder = std::filesystem::temp_directory_path().string();

/// A file of random samples that is removed at the end.
class RandomFile {
 public:
  RandomFile(const char* name, const std::string& header, nn::Index samples, bool floats) : path_(folder + name) {
    nn::Random random(1);
    std::ofstream file(path_, std::ios::binary);
    file << header;
    std::vector<float> numbers(features);
    std::vector<std::uint8_t> bytes(features);
    for (nn::Index i = 0; i < samples; ++i) {
      for (std::size_t k = 0; k < bytes.size(); k += 4) {
        const std::uint32_t bits = random();
        std::memcpy(bytes.data() + k, &bits, 4);
      }
      std::copy(bytes.begin(), bytes.end(), numbers.begin());
      if (floats) {
        file.write(reinterpret_cast<const char*>(numbers.data()), features * sizeof(float));
      } else {
        file.write(reinterpret_cast<const char*>(bytes.data()), features);
      }
    }
    file.close();
#if defined(__linux__)
    std::FILE* const written = std::fopen(path_.c_str(), "rb+");
    if (!written || !LINNET_FLUSH_TO_DISK(written) || ::posix_fadvise(::fileno(written), 0, 0, POSIX_FADV_DONTNEED) != 0) {
      std::cerr << path_ << ": still in the system's cache\n";
    }
    if (written) std::fclose(written);
#endif
  }
  RandomFile(const RandomFile&) = delete;
  RandomFile& operator=(const RandomFile&) = delete;
  ~RandomFile() { std::filesystem::remove(path_); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

nn::Labels random_labels(nn::Index samples) {
  nn::Labels y(samples);
  nn::Random random(2);
  for (nn::Index i = 0; i < samples; ++i) y(i) = static_cast<std::int32_t>(random.below(10));
  return y;
}

template <class T>
struct Data {
  static constexpr bool floats = sizeof(T) == 4;
  nn::Index samples = megabytes * 1000000 / (features * static_cast<nn::Index>(sizeof(T)));
  RandomFile file{floats ? "/linnet_bench.npy" : "/linnet_bench.idx", header(samples), samples, floats};
  // One byte per label: 5 MB of a set of 4 GB.
  nn::Tensor<1, std::uint8_t> y = random_labels(samples).template cast<std::uint8_t>();
  nn::MappedTensor<3, T> x = [this] {
    if constexpr (floats)
      return nn::map_npy<3>(file.path());
    else
      return nn::map_idx<3>(file.path());
  }();
  decltype(nn::block_batches(x, y)) batches = nn::block_batches(x, y, {.batch_size = batch_size, .seed = 1});
  nn::Tensor<3, T> in_memory = nn::slice(x, 0, (std::min)(samples_in_memory, samples));

  static std::string header(nn::Index samples) {
    if (floats) return nn::detail::npy_header(nn::detail::float32_elements, std::vector<nn::Index>{samples, 28, 28});
    std::string idx{'\0', '\0', '\x08', '\x03'};
    for (const nn::Index extent : {samples, nn::Index{28}, nn::Index{28}}) {
      for (int shift = 24; shift >= 0; shift -= 8) idx += static_cast<char>(extent >> shift & 0xff);
    }
    return idx;
  }
  static Data& get() {
    static Data data;
    return data;
  }
};

auto make_model() {
  return nn::Sequential{nn::Input<28, 28>{},        nn::Flatten{},
                        nn::Dense<256, nn::relu>{}, nn::Dense<64, nn::relu>{},
                        nn::Dense<32, nn::relu>{},  nn::Dense<10, nn::softmax>{}};
}

struct Network {
  decltype(make_model()) model = make_model();
  decltype(model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{})) training =
      model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 1e-5f});

  static Network& get() {
    static Network network;
    return network;
  }
};

/// A line of /proc/self/status in MB: of Linux, elsewhere 0.
double status(const char* name) {
  std::ifstream file("/proc/self/status");
  for (std::string line; std::getline(file, line);) {
    if (line.rfind(name, 0) == 0) return std::atof(line.c_str() + std::strlen(name)) * 1024e-6;
  }
  return 0.0;
}
double anonymous = 0.0, of_files = 0.0;
void look_at_memory() {
  anonymous = (std::max)(anonymous, status("RssAnon:"));
  of_files = (std::max)(of_files, status("RssFile:"));
}

template <class T>
void mapped(benchmark::State& state) {
  auto& data = Data<T>::get();
  auto& training = Network::get().training;
  const auto next = [&] { return data.batches(); };  // goes on where the last measurement stopped
  for (auto _ : state) {
    training.fit(next, {.epochs = 1, .steps_per_epoch = steps, .verbose = 0});
    state.PauseTiming();
    look_at_memory();
    state.ResumeTiming();
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * steps * batch_size);
  state.counters["anonymous"] = anonymous;
  state.counters["of_files"] = of_files;
  state.counters["peak"] = status("VmHWM:");
}

/// The batches by themselves: how fast the source is without a training behind it.
template <class T>
void batches_alone(benchmark::State& state) {
  auto& data = Data<T>::get();
  for (auto _ : state) {
    for (nn::Index i = 0; i < steps; ++i) benchmark::DoNotOptimize(data.batches());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * steps * batch_size);
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * steps * batch_size * features *
                          static_cast<std::int64_t>(sizeof(T)));
}

template <class T>
void in_memory(benchmark::State& state) {
  auto& data = Data<T>::get();
  auto& training = Network::get().training;
  const nn::Index samples = data.in_memory.dimension(0);
  const nn::Tensor<1, std::uint8_t> y = nn::slice(data.y, 0, samples);
  for (auto _ : state) training.fit(data.in_memory, y, {.epochs = 1, .batch_size = batch_size, .verbose = 0});
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * samples);
}

BENCHMARK(mapped<std::uint8_t>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(batches_alone<std::uint8_t>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(in_memory<std::uint8_t>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(mapped<float>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(batches_alone<float>)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(in_memory<float>)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    if (option.rfind("--megabytes=", 0) == 0) {
      megabytes = std::atoll(argv[i] + 12);
    } else if (option.rfind("--folder=", 0) == 0) {
      folder = option.substr(9);
    } else {
      std::cerr << argv[0] << ": unknown option " << option << '\n';
      return 1;
    }
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
