// SPDX-License-Identifier: MIT
// The result of compile: StaticTraining, and Training on a host.
#pragma once

#include <linnet/config.hpp>

#include <linnet/training/static_training.hpp>

#if LINNET_HOST
#include <linnet/training/training.hpp>
#endif
