// SPDX-License-Identifier: MIT
// Compares checkpoints with plain copies of the same file: a model of 100 MB, and its training with the moments of Adam. Files go to the
// folder for temporary files. `save` flushes to the disk and is compared with a copy that also flushes; `load` and its copy read from
// the system's cache. Counter "bytes" is bytes per second.
#include <linnet/io/checkpoint.hpp>
#include <linnet/linnet.hpp>

#include <benchmark/benchmark.h>

#include <filesystem>
#include <memory>
#include <string>

namespace nn = linnet;

namespace {

/// The model and its files, which are removed at the end.
struct Files {
  nn::Sequential<nn::Input<2048>, nn::Dense<4096>, nn::Dense<4096>> model{nn::Input<2048>{}, nn::Dense<4096>{},
                                                                          nn::Dense<4096>{}};
  decltype(model.compile(nn::MeanSquaredError{}, nn::Adam{})) training = model.compile(nn::MeanSquaredError{}, nn::Adam{});
  std::filesystem::path folder = std::filesystem::temp_directory_path() / "linnet_bench_checkpoint";
  std::string of_model = (folder / "model").string(), of_training = (folder / "training").string();
  std::string other = (folder / "other").string();

  Files() {
    std::filesystem::create_directory(folder);
    nn::save_checkpoint(model, of_model);
    nn::save_checkpoint(training, of_training);
  }
  ~Files() { std::filesystem::remove_all(folder); }

  const std::string& path(bool whole_training) const { return whole_training ? of_training : of_model; }
};
Files& files() {
  static Files all;
  return all;
}

void count(benchmark::State& state) {
  const auto bytes = static_cast<double>(std::filesystem::file_size(files().path(state.range(0) != 0)));
  state.counters["bytes"] = benchmark::Counter(bytes * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate,
                                               benchmark::Counter::kIs1000);
}

void copy(benchmark::State& state) {
  for (auto _ : state) {
    std::filesystem::remove(files().other);
    std::filesystem::copy_file(files().path(state.range(0) != 0), files().other);
  }
  count(state);
}

void copy_flushed(benchmark::State& state) {
  for (auto _ : state) {
    std::filesystem::remove(files().other);
    std::filesystem::copy_file(files().path(state.range(0) != 0), files().other);
    std::FILE* file = std::fopen(files().other.c_str(), "ab");
    if (!file || !LINNET_FLUSH_TO_DISK(file)) state.SkipWithError("the copy cannot be flushed");
    if (file) std::fclose(file);
  }
  count(state);
}

void save(benchmark::State& state) {
  for (auto _ : state) {
    if (state.range(0)) {
      nn::save_checkpoint(files().training, files().other);
    } else {
      nn::save_checkpoint(files().model, files().other);
    }
  }
  count(state);
}

void load(benchmark::State& state) {
  for (auto _ : state) {
    if (state.range(0)) {
      nn::resume(files().training, files().of_training);
    } else {
      nn::load_checkpoint(files().model, files().of_model);
    }
  }
  count(state);
}

// The argument is 0 for the model, 1 for the training.
BENCHMARK(copy)->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(copy_flushed)->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(save)->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(load)->Arg(0)->Arg(1)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
