// SPDX-License-Identifier: MIT
// What compile returns: StaticTraining, and Training on a host.
#pragma once

#include <linnet/config.hpp>

#include <linnet/training/static_training.hpp>

#if LINNET_HOST
#include <linnet/training/training.hpp>
#endif
