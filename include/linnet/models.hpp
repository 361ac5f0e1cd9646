// SPDX-License-Identifier: MIT
// All kinds of models and the functions on them; on a target only those without a heap.
#pragma once

#include <linnet/config.hpp>

#include <linnet/models/adapt.hpp>
#include <linnet/models/frozen_sequential.hpp>
#include <linnet/models/model_of.hpp>
#include <linnet/models/running_statistics.hpp>
#include <linnet/models/static_sequential.hpp>
#include <linnet/models/stream.hpp>
#include <linnet/models/transfer/copy_weights.hpp>
#include <linnet/models/transfer/freeze_layers.hpp>

#if LINNET_HOST
#include <linnet/models/first_layers.hpp>
#include <linnet/models/predict_in_training.hpp>
#include <linnet/models/refused_sequential.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/models/summary.hpp>
#else
#include <linnet/models/no_sequential.hpp>
#endif
