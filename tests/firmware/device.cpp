// SPDX-License-Identifier: MIT
// Work of a device besides steps of an MLP: statistics and thresholds of a stream, the classes that it names, convolutions that train in
// place, a fit with callbacks. Hashes, which every CPU with a fused
// multiply-add has to print alike, and every one without.
#include <linnet/linnet.hpp>

#include "board.hpp"
#include "hash.hpp"

namespace nn = linnet;

namespace {

Hash hash_of(double number) {
  Hash hash;
  const auto bits = std::bit_cast<std::uint64_t>(number);
  hash.add(static_cast<std::uint32_t>(bits));
  hash.add(static_cast<std::uint32_t>(bits >> 32));
  return hash;
}
template <class Model>
std::uint64_t weights_of(const Model& model) {
  Hash hash;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto layer = [&]<std::size_t L>() {
      for (std::size_t i = 0; i < Model::Topology::template Layer<L>::parameters.size(); ++i) {
        hash.add(model.template parameter<L>(i));
      }
    };
    (layer.template operator()<I>(), ...);
  }
  (std::make_index_sequence<Model::Topology::size>{});
  return hash.value;
}
void print(const char* name, std::uint64_t hash) { board::print(name, ": ", board::Hex{hash}, '\n'); }

/// A sensor of two features, one of them far from 0, and the alarm at the highest 1 % of their distance.
void stream() {
  nn::Random random(1);
  nn::RunningStatistics<2> statistics;
  nn::StreamingQuantile threshold{0.99};
  for (int i = 0; i < 2000; ++i) {
    const float row[]{1000.0f + random.uniform<float>(), -3.0f * random.uniform<float>()};
    statistics.update(row);
    threshold.update(static_cast<double>(row[0] + row[1]));
  }
  nn::StaticSequential model{nn::Input<2>{}, nn::Normalization{}, nn::Dense<1>{}};
  nn::adapt(model, statistics);
  Hash state;
  for (const float number : model.state().first(2)) state.add(number);
  print("mean", hash_of(statistics.mean(0)).value ^ hash_of(statistics.mean(1)).value);
  print("variance", hash_of(statistics.variance(0)).value ^ hash_of(statistics.variance(1)).value);
  print("adapted means", state.value);
  print("threshold", hash_of(threshold.result()).value);
}

void classes() {
  const float p[]{0.1f, 0.4f, 0.05f, 0.4f, 0.05f};
  const auto best = nn::top_k<3>(p);
  board::print("class ", nn::argmax(p), ", best ", best[0], ' ', best[1], ' ', best[2], '\n');
}

// Made-up pictures, each brighter in the quarter of its class.
constexpr nn::Index pictures = 16, pixels = 64;
float x[pictures * pixels];
int y[pictures];  // int is not std::int32_t on ARM
void draw_pictures() {
  nn::Random random(2);
  for (nn::Index i = 0; i < pictures; ++i) {
    y[i] = static_cast<int>(i % 4);
    for (nn::Index p = 0; p < pixels; ++p) {
      const bool bright = p / 32 == i % 4 / 2 && p % 8 / 4 == i % 2;
      x[i * pixels + p] = 0.5f * random.uniform<float>() + (bright ? 0.5f : 0.0f);
    }
  }
}

void in_place() {
  static nn::StaticSequential model{nn::Input<8, 8, 1>{},  nn::Conv2D<4, 3, nn::relu>{},
                                    nn::MaxPooling2D<2>{}, nn::Conv2D<6, 1, nn::tanh>{},
                                    nn::Flatten{},         nn::Dense<4, nn::softmax>{}};
  static auto training = model.compile<1>(nn::SparseCategoricalCrossentropy{},
                                          nn::InPlaceSGD{.learning_rate = 0.05f, .clipvalue = 0.5f}, nn::Accuracy{});
  training.fit(x, y, {.epochs = 20});
  const auto results = training.evaluate(x, y);
  board::print("in place: loss ", static_cast<float>(results.loss()), ", accuracy ", static_cast<float>(results["accuracy"]),
               '\n');
  print("weights", weights_of(model));
}

/// A fit with all that it takes: the alarm of a watchdog, weights, validation data, a schedule, the best weights kept.
void fit() {
  static nn::StaticSequential model{nn::Input<8, 8, 1>{}, nn::AveragePooling2D<2>{}, nn::Flatten{},
                                    nn::Dense<4, nn::softmax>{}};
  static auto training =
      model.compile<4, pictures / 2>(nn::SparseCategoricalCrossentropy{}, nn::SGD{.momentum = 0.5f}, nn::Accuracy{});
  static nn::BestWeights<decltype(model)> best;
  nn::StaticEarlyStopping stopping{.min_delta = 0.01, .patience = 3, .restore_best = best};
  static const float of_classes[]{1.0f, 2.0f, 0.5f, 1.0f}, of_samples[]{1, 0, 2, 1, 1, 3, 1, 0.5f};
  const std::span pixels_of(x);
  const std::span classes_of(y);
  constexpr std::size_t half = pictures / 2;
  int fed = 0;
  const auto results =
      training.fit(pixels_of.first(half * pixels), classes_of.first(half), {.epochs = 30}, nn::sample_weight(of_samples),
                   nn::class_weight(of_classes), nn::CosineDecay{0.3f, 20, 0.01f},
                   nn::validation_data(pixels_of.subspan(half * pixels), classes_of.subspan(half)), stopping,
                   nn::on_batch_end([&](const auto&) { ++fed; }));
  board::print("fit: loss ", static_cast<float>(results.loss()), ", best epoch ", stopping.best_epoch, ", fed ", fed, '\n');
  print("weights", weights_of(model));
  training.fit(pixels_of.first(half * pixels), classes_of.first(half), {.batch_size = 1}, nn::gradient_accumulation_steps(4));
  print("accumulated", weights_of(model));
}

}  // namespace

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  stream();
  classes();
  draw_pictures();
  in_place();
  fit();
  return 0;
}
