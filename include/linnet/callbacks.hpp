// SPDX-License-Identifier: MIT
// All callbacks that write no model. For hosts.
#pragma once

#include <linnet/callbacks/callback.hpp>
#include <linnet/callbacks/csv_logger.hpp>
#include <linnet/callbacks/early_stopping.hpp>
#include <linnet/callbacks/lambda_callback.hpp>
#include <linnet/callbacks/learning_rate.hpp>
