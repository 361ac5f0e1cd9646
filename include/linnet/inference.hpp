// SPDX-License-Identifier: MIT
// What a firmware that only predicts includes: layers, FrozenSequential and its self test. Nothing that trains, nothing for hosts.
#pragma once

#include <linnet/config.hpp>
#include <linnet/version.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/layers/batch_normalization.hpp>
#include <linnet/layers/convolution.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/layers/depthwise_conv2d.hpp>
#include <linnet/layers/dropout.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/layers/normalization.hpp>
#include <linnet/layers/pooling.hpp>
#include <linnet/layers/reshape.hpp>
#include <linnet/layers/separable_conv2d.hpp>
#include <linnet/layers/zero_padding2d.hpp>

#include <linnet/models/frozen_sequential.hpp>
#include <linnet/models/residual.hpp>
#include <linnet/models/self_test.hpp>
