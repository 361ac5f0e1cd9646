// SPDX-License-Identifier: MIT
// All initializers.
#pragma once

#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/initializers/he.hpp>
#include <linnet/initializers/orthogonal.hpp>
#include <linnet/initializers/random.hpp>
