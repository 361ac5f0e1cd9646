// SPDX-License-Identifier: MIT
// Models that go from file to file: their types have one name in all of them.
#pragma once

#include <linnet/linnet.hpp>

namespace nn = linnet;
using Model = nn::Sequential<nn::Input<8>, nn::Dense<5, nn::tanh>, nn::Dense<3, nn::softmax>>;
using StaticModel =
    nn::StaticSequential<nn::Input<8, 1>, nn::AveragePooling1D<2>, nn::MaxPooling1D<2>, nn::Flatten, nn::Dense<3, nn::softmax>>;
