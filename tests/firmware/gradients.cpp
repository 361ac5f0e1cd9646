// SPDX-License-Identifier: MIT
// Every layer on the target: its outputs and its gradients, as hashes that have to be those of the host (its own tests compare them with
// PyTorch), and the gradients against central differences. In float these have about three digits, so the bound is 2 % of the largest
// gradient of a model; the checks in double are the host's.
#include <linnet/linnet.hpp>

#include "board.hpp"
#include "hash.hpp"

namespace nn = linnet;
using nn::Index;

namespace {

constexpr Index samples = 3;
bool all_good = true;

/// Trains nothing: gradients stay where they can be read.
constexpr nn::SGD no_step{.learning_rate = 0.0f};

float magnitude(float v) { return v < 0.0f ? -v : v; }

/// A model in front of the mean squared error. The checked model ends in tanh, whose curvature reveals a wrong factor.
template <class... Layers>
void check(const char* name, nn::StaticSequential<Layers...> model) {
  using Model = nn::StaticSequential<Layers...>;
  constexpr std::size_t inputs = samples * Model::Input::size, outputs = samples * Model::Output::size;
  nn::Random random(3);
  std::array<float, inputs> x;
  std::array<float, outputs> y, predictions;
  for (float& v : x) v = random.uniform(-1.0f, 1.0f);
  for (float& v : y) v = random.uniform(-1.0f, 1.0f);
  auto training = model.template compile<samples>(nn::MeanSquaredError{}, no_step);

  Hash hash;
  training.train_on_batch(x, y);
  model.predict(x, predictions);
  hash.add(predictions);
  const auto parameters = model.parameters();
  const auto gradients = training.gradients();
  float largest = 0.0f;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    if (gradients[i] != 0.0f) hash.add(gradients[i]);  // not the gaps of a host
    largest = std::max(largest, magnitude(gradients[i]));
  }

  float worst = 0.0f;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (gradients[i] == 0.0f && parameters[i] == 0.0f && LINNET_HOST) continue;  // perhaps a gap
    const float was = parameters[i], step = 0.01f;
    const auto loss_at = [&](float value) {
      parameters[i] = value;
      // Without an update, but as in training: BatchNormalization normalizes by the batch.
      const float loss = training.train_on_batch(x, y);
      parameters[i] = was;
      return loss;
    };
    const float difference = (loss_at(was + step) - loss_at(was - step)) / (2.0f * step);
    training.train_on_batch(x, y);
    worst = std::max(worst, magnitude(difference - training.gradients()[i]));
  }
  const bool good = largest > 1e-4f && worst <= 0.02f * largest;
  all_good = all_good && good;
  board::print(name, ' ', board::Hex{hash.value}, good ? " ok\n" : " WRONG GRADIENT\n");
  if (!good) board::print("  worst ", worst, " of ", largest, '\n');
}

}  // namespace

int main() {
  board::print("fma ", LINNET_HAS_FMA, '\n');
  constexpr nn::ConvOptions same{.padding = nn::Padding::same}, strided{.strides = 2, .padding = nn::Padding::same};
  check("dense", nn::StaticSequential{nn::Input<5>{}, nn::Dense<7, nn::sigmoid>{}, nn::Dense<3, nn::tanh>{}});
  check("conv2d",
        nn::StaticSequential{nn::Input<5, 5, 2>{}, nn::Conv2D<3, 3, nn::tanh, same>{}, nn::Conv2D<2, 3, nn::tanh, strided>{}});
  check("conv1d", nn::StaticSequential{nn::Input<9, 2>{}, nn::Conv1D<3, 3, nn::tanh>{}, nn::Conv1D<2, 2, nn::tanh>{}});
  check("depthwise", nn::StaticSequential{nn::Input<5, 5, 3>{}, nn::Conv2D<3, 1>{}, nn::DepthwiseConv2D<3, 2, nn::tanh>{}});
  check("separable", nn::StaticSequential{nn::Input<5, 5, 2>{}, nn::Conv2D<2, 1>{}, nn::SeparableConv2D<3, 3, nn::tanh>{}});
  check("batch_normalization",
        nn::StaticSequential{nn::Input<6>{}, nn::Dense<5>{}, nn::BatchNormalization<>{}, nn::Activation<nn::tanh>{}});
  nn::StaticSequential raw_input{nn::Input<6>{}, nn::Normalization{}, nn::Dense<5>{}, nn::Normalization{},
                                 nn::Activation<nn::tanh>{}};
  nn::Random random(1);
  std::array<float, 4 * 6> raw;
  for (float& v : raw) v = random.uniform(-1.0f, 3.0f);
  nn::adapt(raw_input, raw);
  using RawInput = decltype(raw_input)::Topology;
  constexpr Index variance = RawInput::state_offsets[2] + RawInput::Layer<2>::state_offset(1);
  for (std::size_t i = 0; i < 5; ++i) raw_input.state()[static_cast<std::size_t>(variance) + i] = random.uniform(0.5f, 2.0f);
  check("normalization", raw_input);
  check("max_pooling", nn::StaticSequential{nn::Input<6, 6, 2>{}, nn::Conv2D<3, 3, nn::tanh>{}, nn::MaxPooling2D<2>{},
                                            nn::Flatten{}, nn::Dense<2, nn::tanh>{}});
  check("average_pooling", nn::StaticSequential{nn::Input<6, 6, 2>{}, nn::Conv2D<3, 3, nn::tanh>{}, nn::AveragePooling2D<2>{},
                                                nn::Flatten{}, nn::Dense<2, nn::tanh>{}});
  check("global_pooling", nn::StaticSequential{nn::Input<6, 6, 2>{}, nn::Conv2D<3, 3, nn::tanh>{}, nn::GlobalAveragePooling2D{},
                                               nn::Dense<2, nn::tanh>{}});
  check("zero_padding",
        nn::StaticSequential{nn::Input<4, 4, 1>{}, nn::Conv2D<2, 1>{}, nn::ZeroPadding2D<1>{}, nn::Conv2D<2, 3, nn::tanh>{}});
  check("residual", nn::StaticSequential{nn::Input<4, 4, 2>{},
                                         nn::Residual{nn::Projection{nn::Conv2D<3, 1>{}}, nn::Conv2D<3, 3, nn::tanh, same>{}},
                                         nn::Activation<nn::tanh>{}});
  check("reshape",
        nn::StaticSequential{nn::Input<8>{}, nn::Dense<8, nn::elu>{}, nn::Reshape<2, 4>{}, nn::Dense<3, nn::tanh>{}});
  check("softmax", nn::StaticSequential{nn::Input<6>{}, nn::Dense<5, nn::softmax>{}});
  return all_good ? 0 : 1;
}
