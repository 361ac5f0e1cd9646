// SPDX-License-Identifier: MIT
// All kinds of models and the functions on them; on a target only those without a heap.
#pragma once

#include <linnet/config.hpp>

#include <linnet/models/adapt.hpp>
#include <linnet/models/frozen_sequential.hpp>
#include <linnet/models/static_sequential.hpp>

#if LINNET_HOST
#include <linnet/models/sequential.hpp>
#include <linnet/models/summary.hpp>
#else
#include <linnet/models/no_sequential.hpp>
#endif
