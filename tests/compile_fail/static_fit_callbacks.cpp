// SPDX-License-Identifier: MIT
// A fit of a StaticTraining refuses other objects behind its options, and what cannot accumulate, in a sentence each.
// EXPECT: fit: behind the options are callbacks (objects with on_batch_end(state) and the like, functions of epoch and results
// EXPECT: gradient_accumulation_steps: InPlaceSGD has no memory for gradients; use SGD
// EXPECT: gradient_accumulation_steps: a layer of this model does not add to gradients
// ERRORS: 3
#include <linnet/linnet.hpp>

#include <span>

namespace nn = linnet;

struct Nothing {};

void calls(std::span<const float> x, const nn::Labels& y) {
  nn::StaticSequential model{nn::Input<4>{}, nn::Dense<2, nn::softmax>{}};
  auto training = model.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  training.fit(x, y, {.epochs = 3}, Nothing{});
  auto in_place = model.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::InPlaceSGD{});
  in_place.fit(x, y, {.epochs = 3}, nn::gradient_accumulation_steps(4));
  nn::StaticSequential recurrent{nn::Input<4, 2>{}, nn::GRU<3>{}, nn::Dense<2, nn::softmax>{}};
  auto over_time = recurrent.compile<8>(nn::SparseCategoricalCrossentropy{}, nn::SGD{});
  over_time.fit(x, y, {.epochs = 3}, nn::gradient_accumulation_steps(4));
}
