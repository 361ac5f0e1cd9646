// SPDX-License-Identifier: MIT
// Compares saving and loading 100 MB of weights as safetensors, with checksum and recorded prediction, with a plain copy of the file:
// `copy` leaves the bytes in the system's cache, `copy_to_disk` waits until they are on the disk, as save does.
#include <linnet/io/weights.hpp>
#include <linnet/linnet.hpp>

#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>

namespace {

using namespace linnet;

constexpr Index width = 2900;

auto make_model() { return Sequential{Input<width>{}, Dense<width, relu>{}, Dense<width, relu>{}, Dense<width>{}}; }

struct Files {
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "linnet_bench_weights";
  std::string weights = (folder / "weights").string(), copy = (folder / "copy").string();
  decltype(make_model()) model = make_model();

  Files() {
    std::filesystem::create_directories(folder);
    save(model, weights);
  }
  ~Files() { std::filesystem::remove_all(folder); }
};
Files& files() {
  static Files all;
  return all;
}

void report(benchmark::State& state) {
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(std::filesystem::file_size(files().weights)));
}

void bm_copy(benchmark::State& state) {
  for (auto _ : state) {
    std::filesystem::copy_file(files().weights, files().copy, std::filesystem::copy_options::overwrite_existing);
  }
  report(state);
}
void bm_copy_to_disk(benchmark::State& state) {
  for (auto _ : state) {
    std::filesystem::copy_file(files().weights, files().copy, std::filesystem::copy_options::overwrite_existing);
    const detail::File file(std::fopen(files().copy.c_str(), "rb+"));
    if (!LINNET_FLUSH_TO_DISK(file.get())) state.SkipWithError("the copy is not on the disk");
  }
  report(state);
}
void bm_save(benchmark::State& state) {
  for (auto _ : state) save(files().model, files().copy);
  report(state);
}
void bm_load(benchmark::State& state) {
  for (auto _ : state) load(files().model, files().weights);
  report(state);
}

BENCHMARK(bm_copy)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(bm_load)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(bm_copy_to_disk)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(bm_save)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
