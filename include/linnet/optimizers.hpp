// SPDX-License-Identifier: MIT
// All optimizers.
#pragma once

#include <linnet/optimizers/adagrad.hpp>
#include <linnet/optimizers/adam.hpp>
#include <linnet/optimizers/in_place_sgd.hpp>
#include <linnet/optimizers/lion.hpp>
#include <linnet/optimizers/nadam.hpp>
#include <linnet/optimizers/rmsprop.hpp>
#include <linnet/optimizers/sgd.hpp>
