// SPDX-License-Identifier: MIT
// A model that writes: it reads the balcony scene of Romeo and Juliet character by character, learns which one comes next, and then goes on
// from the name of a speaker. Training sees windows of 24 characters; writing is a stream, in which each character is the next frame.
#include <linnet/data/sliding_windows.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn = linnet;

namespace {

constexpr nn::Index length = 24, vocabulary = 64;

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.empty()) throw std::runtime_error("cannot read " + path);
  return text;
}

/// Returns a character drawn from these probabilities, sharpened: below 1 a `temperature` prefers the likely ones.
nn::Index draw(std::span<const float> p, float temperature, nn::Random& random) {
  std::array<float, vocabulary> weights{};
  float sum = 0.0f;
  for (std::size_t k = 0; k < p.size(); ++k) sum += weights[k] = std::pow(p[k], 1.0f / temperature);
  float rest = random.uniform(0.0f, sum);
  std::size_t k = 0;
  while (k + 1 < p.size() && rest >= weights[k]) rest -= weights[k++];
  return static_cast<nn::Index>(k);
}

void run() {
  const std::string text = read_text("data/romeo_and_juliet.txt");
  std::string characters = text;  // each once: the place of a character is its index
  std::sort(characters.begin(), characters.end());
  characters.erase(std::unique(characters.begin(), characters.end()), characters.end());
  if (characters.size() > vocabulary) throw std::runtime_error("the text has more characters than the vocabulary");
  const auto index_of = [&](char c) { return static_cast<std::uint8_t>(characters.find(c)); };

  std::vector<std::uint8_t> indices;
  for (const char c : text) indices.push_back(index_of(c));
  const auto windows = nn::sliding_windows(indices, length);  // the target of a window is the character behind it

  nn::Sequential model{nn::Input<length>{}, nn::Embedding<vocabulary, 16>{}, nn::GRU<80>{},
                       nn::Dense<vocabulary, nn::softmax>{}};
  model.summary();
  auto training = model.compile(nn::SparseCategoricalCrossentropy{}, nn::Adam{.learning_rate = 0.004f}, nn::Accuracy{});
  const nn::History history = training.fit(windows, {.epochs = 25, .batch_size = 32, .seed = 1});

  auto stream = nn::stream(model);
  nn::Random random(1);
  std::string written = "JULIET:\n";
  for (std::size_t i = 0; i < 500; ++i) {
    const auto p = stream.push(index_of(written[i]));
    if (i + 1 == written.size()) written += characters[static_cast<std::size_t>(draw(p, 0.5f, random))];
  }
  std::printf("\n%s\n\n%zu characters of text, %td kinds\n", written.c_str(), text.size(),
              static_cast<std::ptrdiff_t>(characters.size()));
  if (history["accuracy"].back() < 0.6) throw std::runtime_error("the model has not learned enough");
}

}  // namespace

int main() {
  try {
    run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
