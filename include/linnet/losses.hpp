// SPDX-License-Identifier: MIT
// All losses.
#pragma once

#include <linnet/losses/binary_crossentropy.hpp>
#include <linnet/losses/categorical_crossentropy.hpp>
#include <linnet/losses/huber.hpp>
#include <linnet/losses/mean_absolute_error.hpp>
#include <linnet/losses/mean_squared_error.hpp>
