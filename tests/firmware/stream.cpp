// SPDX-License-Identifier: MIT
// Streams on the target: frame by frame they give the bits of predict over the whole window, again after a reset.
#include <linnet/linnet.hpp>

#include <algorithm>
#include <bit>

#include "board.hpp"

namespace nn = linnet;
using nn::Index;

namespace {

bool all_good = true;

template <class... Layers>
void check(const char* name, nn::StaticSequential<Layers...> model) {
  using Model = nn::StaticSequential<Layers...>;
  using Array = std::array<float, static_cast<std::size_t>(Model::Output::size)>;
  constexpr std::size_t frame = static_cast<std::size_t>(Model::Input::dims[1]);
  nn::Random random(5);
  std::array<float, static_cast<std::size_t>(Model::Input::size)> x;
  for (float& v : x) v = random.uniform(-1.0f, 1.0f);
  for (float& p : model.parameters()) p += random.uniform(-0.1f, 0.1f);
  Array predicted, streamed;
  model.predict(x, predicted);
  auto stream = nn::stream(model);
  bool good = true;
  for (int window = 0; window < 2; ++window) {
    std::size_t written = 0;
    for (std::size_t first = 0; first < x.size(); first += frame) {
      const auto y = stream.push(std::span(x).subspan(first, frame));
      if (y.size() == streamed.size()) written = 0;  // the prediction so far
      for (const float v : y) streamed[written++] = v;
    }
    const auto same = [](float a, float b) { return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b); };
    good = good && written == streamed.size() && std::equal(streamed.begin(), streamed.end(), predicted.begin(), same);
    stream.reset();
  }
  all_good = all_good && good;
  board::print(name, good ? ": the bits of predict\n" : ": OTHER NUMBERS THAN PREDICT\n");
}

}  // namespace

int main() {
  constexpr nn::RecurrentOptions sequences{.return_sequences = true};
  constexpr nn::RecurrentOptions reset_before{.reset_after = false};
  constexpr nn::ConvOptions causal{.padding = nn::Padding::causal};
  constexpr nn::ConvOptions causal_2{.padding = nn::Padding::causal, .dilation_rate = 2};
  check("simple_rnn", nn::StaticSequential{nn::Input<7, 3>{}, nn::SimpleRNN<5>{}, nn::Dense<2>{}});
  check("lstm", nn::StaticSequential{nn::Input<7, 3>{}, nn::LSTM<5, sequences>{}, nn::LSTM<3>{}, nn::Dense<2>{}});
  check("gru", nn::StaticSequential{nn::Input<7, 3>{}, nn::GRU<5, sequences>{}, nn::GRU<3, reset_before>{}, nn::Dense<2>{}});
  check("sequences",
        nn::StaticSequential{nn::Input<7, 3>{}, nn::GRU<5, sequences>{}, nn::LayerNormalization{}, nn::Dense<2>{}});
  check("causal", nn::StaticSequential{nn::Input<8, 3>{}, nn::Conv1D<4, 3, nn::relu, causal>{}, nn::MaxPooling1D<2>{},
                                       nn::Conv1D<2, 2, nn::tanh, causal_2>{}});
  return all_good ? 0 : 1;
}
