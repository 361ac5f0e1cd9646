// SPDX-License-Identifier: MIT
// All layers that predict, including those that are made of layers; Frozen, which is for training, stands in layers/frozen.hpp.
#pragma once

#include <linnet/layers/activation.hpp>
#include <linnet/layers/add.hpp>
#include <linnet/layers/batch_normalization.hpp>
#include <linnet/layers/branch.hpp>
#include <linnet/layers/concatenate.hpp>
#include <linnet/layers/convolution.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/layers/depthwise_conv2d.hpp>
#include <linnet/layers/dropout.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/layers/normalization.hpp>
#include <linnet/layers/pooling.hpp>
#include <linnet/layers/reshape.hpp>
#include <linnet/layers/residual.hpp>
#include <linnet/layers/separable_conv2d.hpp>
#include <linnet/layers/zero_padding2d.hpp>
