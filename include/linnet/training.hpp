// SPDX-License-Identifier: MIT
// The result of compile: StaticTraining, and on a host Training and the gradients of inputs.
#pragma once

#include <linnet/config.hpp>

#include <linnet/callbacks/schedules.hpp>
#include <linnet/training/on_chip/early_stopping.hpp>
#include <linnet/training/static_training.hpp>

#if LINNET_HOST
#include <linnet/training/gradients/input_gradients.hpp>
#include <linnet/training/training.hpp>
#endif
