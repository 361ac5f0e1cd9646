// SPDX-License-Identifier: MIT
// linnet: everything that needs only Eigen and the standard library; on a target without everything that needs a heap, exceptions or files.
#pragma once

#include <linnet/config.hpp>
#include <linnet/version.hpp>

#include <linnet/core/random.hpp>
#include <linnet/data/largest.hpp>
#include <linnet/data/streaming_quantile.hpp>
#include <linnet/initializers.hpp>
#include <linnet/layers.hpp>
#include <linnet/layers/frozen.hpp>
#include <linnet/losses.hpp>
#include <linnet/metrics.hpp>
#include <linnet/models.hpp>
#include <linnet/network/concepts.hpp>
#include <linnet/optimizers.hpp>
#include <linnet/regularizers/regularizer.hpp>
#include <linnet/training.hpp>

#include <linnet/deploy/self_test.hpp>
#include <linnet/deploy/weight_record.hpp>

#if LINNET_HOST
#include <linnet/callbacks.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>
#include <linnet/data/argmax.hpp>
#include <linnet/data/samples.hpp>
#include <linnet/deploy/fold_batch_normalization.hpp>
#endif
