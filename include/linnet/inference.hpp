// SPDX-License-Identifier: MIT
// For firmware that only predicts: layers, FrozenSequential and its self test, argmax, thresholds. Nothing that trains, nothing for hosts.
#pragma once

#include <linnet/config.hpp>
#include <linnet/version.hpp>

#include <linnet/data/largest.hpp>
#include <linnet/data/streaming_quantile.hpp>
#include <linnet/deploy/self_test.hpp>
#include <linnet/layers.hpp>
#include <linnet/models/frozen_sequential.hpp>
#include <linnet/models/stream.hpp>
