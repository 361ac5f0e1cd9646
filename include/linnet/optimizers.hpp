// SPDX-License-Identifier: MIT
// All optimizers.
#pragma once

#include <linnet/optimizers/adam.hpp>
#include <linnet/optimizers/in_place_sgd.hpp>
#include <linnet/optimizers/sgd.hpp>
