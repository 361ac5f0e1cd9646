// SPDX-License-Identifier: MIT
// All losses.
#pragma once

#include <linnet/losses/binary_crossentropy.hpp>
#include <linnet/losses/binary_focal_crossentropy.hpp>
#include <linnet/losses/categorical_crossentropy.hpp>
#include <linnet/losses/categorical_focal_crossentropy.hpp>
#include <linnet/losses/categorical_hinge.hpp>
#include <linnet/losses/cosine_similarity.hpp>
#include <linnet/losses/hinge.hpp>
#include <linnet/losses/huber.hpp>
#include <linnet/losses/kl_divergence.hpp>
#include <linnet/losses/log_cosh.hpp>
#include <linnet/losses/losses_of_heads.hpp>
#include <linnet/losses/mean_absolute_error.hpp>
#include <linnet/losses/mean_squared_error.hpp>
#include <linnet/losses/output_gradients.hpp>
#include <linnet/losses/poisson.hpp>
