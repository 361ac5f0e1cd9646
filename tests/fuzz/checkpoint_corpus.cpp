// SPDX-License-Identifier: MIT
// Writes the seed corpus of checkpoint_fuzz to the folder that its argument names: the first byte of a file says what the target mends.
#include "checkpoint_fuzz.cpp"

#include <fstream>
#include <iterator>
#include <string>

int main(int, char** arguments) {
  const std::string folder = arguments[1];
  const auto write = [&](const std::string& name, char mend, const auto& save) {
    const std::string path = folder + "/" + name;
    save(path);
    std::ifstream file(path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    file.close();
    std::ofstream(path, std::ios::binary) << mend << bytes;
  };
  Fuzzed fuzzed;
  write("model", '\7', [&](const std::string& path) { nn::save_checkpoint(fuzzed.model, path); });
  write("training_before_fit", '\7', [&](const std::string& path) { nn::save_checkpoint(fuzzed.training, path); });
  nn::FitOptions<float> options{
      .epochs = 2, .batch_size = 4, .validation_data = {fuzzed.s.x, fuzzed.s.y}, .seed = 1, .verbose = 0};
  options.callbacks = {nn::LambdaCallback{.on_batch_end = [&](nn::FitState& state) {
    if (state.epoch != 1 || state.batch != 1) return;
    write("training_in_epoch", '\7', [&](const std::string& path) { nn::save_checkpoint(fuzzed.training, path); });
    write("training_as_it_is", '\0', [&](const std::string& path) { nn::save_checkpoint(fuzzed.training, path); });
  }}};
  fuzzed.training.fit(fuzzed.s.x, fuzzed.s.y, options);
  const auto fit = [&] { fuzzed.training.fit(std::vector{std::pair(fuzzed.s.x, fuzzed.s.y)}, {.epochs = 2, .verbose = 0}); };
  write("training_over_batches", '\7', [&](const std::string& path) {
    fit();
    nn::save_checkpoint(fuzzed.training, path);
  });
}
