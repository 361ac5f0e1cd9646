// SPDX-License-Identifier: MIT
// linnet: everything that needs only Eigen and the standard library; on a target what needs neither heap, exceptions nor files.
#pragma once

#include <linnet/config.hpp>
#include <linnet/version.hpp>

#include <linnet/core/concepts.hpp>
#include <linnet/core/random.hpp>

#include <linnet/initializers/constant.hpp>
#include <linnet/initializers/glorot.hpp>
#include <linnet/initializers/he.hpp>
#include <linnet/initializers/random.hpp>
#include <linnet/regularizers/regularizer.hpp>

#include <linnet/layers/activation.hpp>
#include <linnet/layers/batch_normalization.hpp>
#include <linnet/layers/convolution.hpp>
#include <linnet/layers/dense.hpp>
#include <linnet/layers/depthwise_conv2d.hpp>
#include <linnet/layers/dropout.hpp>
#include <linnet/layers/input.hpp>
#include <linnet/layers/normalization.hpp>
#include <linnet/layers/pooling.hpp>
#include <linnet/layers/reshape.hpp>
#include <linnet/layers/separable_conv2d.hpp>
#include <linnet/layers/zero_padding2d.hpp>

#include <linnet/losses/binary_crossentropy.hpp>
#include <linnet/losses/categorical_crossentropy.hpp>
#include <linnet/losses/huber.hpp>
#include <linnet/losses/mean_absolute_error.hpp>
#include <linnet/losses/mean_squared_error.hpp>

#include <linnet/optimizers/adam.hpp>
#include <linnet/optimizers/in_place_sgd.hpp>
#include <linnet/optimizers/sgd.hpp>

#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/agreement.hpp>
#include <linnet/metrics/binned_auc.hpp>
#include <linnet/metrics/confusion_matrix.hpp>
#include <linnet/metrics/log_loss.hpp>
#include <linnet/metrics/multilabel.hpp>
#include <linnet/metrics/multilabel_confusion_matrix.hpp>
#include <linnet/metrics/precision_recall.hpp>
#include <linnet/metrics/regression.hpp>
#include <linnet/metrics/top_k_accuracy.hpp>

#include <linnet/models/adapt.hpp>
#include <linnet/models/frozen.hpp>
#include <linnet/models/frozen_sequential.hpp>
#include <linnet/models/residual.hpp>
#include <linnet/models/self_test.hpp>
#include <linnet/models/static_sequential.hpp>
#include <linnet/models/static_training.hpp>
#include <linnet/models/weight_record.hpp>

#if LINNET_HOST
#include <linnet/callbacks/callback.hpp>
#include <linnet/callbacks/csv_logger.hpp>
#include <linnet/callbacks/early_stopping.hpp>
#include <linnet/callbacks/lambda_callback.hpp>
#include <linnet/callbacks/learning_rate.hpp>
#include <linnet/core/tensor.hpp>
#include <linnet/core/views.hpp>
#include <linnet/metrics/classification_report.hpp>
#include <linnet/metrics/measure.hpp>
#include <linnet/metrics/precision_recall_curve.hpp>
#include <linnet/metrics/roc.hpp>
#include <linnet/metrics/roc_auc.hpp>
#include <linnet/models/fold_batch_normalization.hpp>
#include <linnet/models/sequential.hpp>
#include <linnet/models/summary.hpp>
#include <linnet/models/training.hpp>
#else
#include <linnet/models/no_sequential.hpp>
#endif
