// SPDX-License-Identifier: MIT
// The host's part of stream: makes up sounds, trains a GRU on windows of them, and writes it and a new sound as headers. The firmware build
// runs export_stream <folder for the headers>.
#include <linnet/deploy/export_header.hpp>
#include <linnet/linnet.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numbers>

#include "sound.hpp"

namespace nn = linnet;

namespace {

/// A sound from a seed: words, which are tones that rise or fall, between tones that do neither, bursts of noise, and pauses.
struct Sound {
  std::vector<std::int8_t> samples;
  std::vector<std::uint8_t> ended;  ///< for each frame: the word that ended with it

  Sound(std::size_t frames, std::uint64_t seed) {
    nn::Random random(seed);
    while (ended.size() < frames) {
      pause(random, 6 + random.below(8));
      const std::uint32_t kind = random.below(4);  // 1 rises, 2 falls, 0 keeps its tone, 3 is noise
      const float low = random.uniform(400.0f, 600.0f), high = random.uniform(1300.0f, 1800.0f);
      const float constant = random.uniform(400.0f, 1800.0f);
      const float first = kind == 1 ? low : kind == 2 ? high : constant, last = kind == 1 ? high : kind == 2 ? low : constant;
      tone(random, 9 + random.below(6), first, last, kind == 3 ? 0.0f : random.uniform(0.3f, 0.7f), kind == 3 ? 0.3f : 0.05f);
      if (kind == 1 || kind == 2) ended.back() = static_cast<std::uint8_t>(kind);
    }
    ended.resize(frames);
    samples.resize(frames * sound::frame);
  }

 private:
  void pause(nn::Random& random, std::uint32_t frames) { tone(random, frames, 0.0f, 0.0f, 0.0f, 0.05f); }
  void tone(nn::Random& random, std::uint32_t frames, float first, float last, float strength, float noise) {
    float phase = 0.0f;
    for (std::uint32_t t = 0; t < frames * sound::frame; ++t) {
      const float hertz = first + (last - first) * static_cast<float>(t) / static_cast<float>(frames * sound::frame);
      phase = std::fmod(phase + 2.0f * std::numbers::pi_v<float> * hertz / sound::rate, 2.0f * std::numbers::pi_v<float>);
      const float value = strength * std::sin(phase) + noise * random.normal<float>();
      samples.push_back(static_cast<std::int8_t>(std::lround(127.0f * std::clamp(value, -1.0f, 1.0f))));
    }
    ended.resize(ended.size() + frames, 0);
  }
};

constexpr nn::Index length = 80;  // frames of a window: 1.28 s

/// Windows (samples, length, bands) that overlap, and for each of their frames and words (samples, length, words) 1 if the word has ended
/// with it or one of the four frames before.
struct Windows {
  nn::Tensor<3> x, y;

  explicit Windows(const Sound& sound) {
    const auto frames = static_cast<nn::Index>(sound.ended.size());
    std::vector<float> features(sound.ended.size() * sound::bands), heard(sound.ended.size() * sound::words);
    for (std::size_t t = 0; t < sound.ended.size(); ++t) {
      sound::features(std::span(sound.samples).subspan(t * sound::frame, sound::frame),
                      std::span(features).subspan(t * sound::bands, sound::bands));
      for (std::size_t before = 0; before < 5 && before <= t; ++before) {
        if (const std::size_t word = sound.ended[t - before]; word != 0) heard[t * sound::words + word - 1] = 1.0f;
      }
    }
    constexpr nn::Index stride = length / 4;
    const nn::Index count = (frames - length) / stride;
    x = nn::Tensor<3>(count, length, sound::bands);
    y = nn::Tensor<3>(count, length, sound::words);
    for (nn::Index i = 0; i < count; ++i) {
      std::copy_n(features.data() + i * stride * sound::bands, length * sound::bands, x.data() + i * length * sound::bands);
      std::copy_n(heard.data() + i * stride * sound::words, length * sound::words, y.data() + i * length * sound::words);
    }
  }
};

/// Writes a sound as bytes in flash, and the word that ends with each frame.
void write_sound(const std::string& path, const Sound& sound) {
  std::ofstream file(path);
  file << "// A sound that export_stream.cpp has made up.\n#pragma once\n// clang-format off\n\n#include <cstdint>\n\n"
       << "namespace recording {\n\ninline constexpr int frames = " << sound.ended.size()
       << ";\ninline constexpr std::uint8_t ended[frames] = {";
  for (const std::uint8_t word : sound.ended) file << static_cast<int>(word) << ',';
  file << "};\ninline constexpr std::int8_t samples[frames * " << sound::frame << "] = {";
  for (const std::int8_t sample : sound.samples) file << static_cast<int>(sample) << ',';
  file << "};\n\n}  // namespace recording\n";
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

void run(const std::string& folder) {
  const Windows train(Sound(20000, 1)), test(Sound(4000, 2));
  nn::Sequential model{nn::Input<length, sound::bands>{}, nn::GRU<16, nn::RecurrentOptions{.return_sequences = true}>{},
                       nn::Dense<sound::words, nn::sigmoid>{}};
  auto training = model.compile(nn::BinaryCrossentropy{}, nn::Adam{.learning_rate = 0.01f});
  training.fit(train.x, train.y, {.epochs = 20, .batch_size = 16, .seed = 1, .verbose = 0});
  std::cout << "stream: " << training.evaluate(test.x, test.y) << '\n';
  nn::export_header(model, folder + "/stream_model.hpp", {.name_space = "listener", .input = test.x});
  write_sound(folder + "/stream_sound.hpp", Sound(580, 3));
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc != 2) throw std::invalid_argument("usage: export_stream <folder for the headers>");
    run(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
