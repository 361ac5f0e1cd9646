// SPDX-License-Identifier: MIT
// Types of models and trainings of functions that make none, or are called otherwise.
// EXPECT: ModelOf, TrainingOf: the function does not take these arguments. Their types follow it: ModelOf<make_model, float>
// EXPECT: ModelOf: the function must return a model, as nn::Sequential{...} is one
#include <linnet/linnet.hpp>

namespace nn = linnet;

auto make_model(float rate) { return nn::Sequential{nn::Input<4>{}, nn::Dropout{rate}, nn::Dense<3, nn::softmax>{}}; }
int make_number() { return 1; }

using Model = nn::ModelOf<make_model>;
using Number = nn::ModelOf<make_number>;
