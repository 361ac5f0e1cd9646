// SPDX-License-Identifier: MIT
// All metrics; on a host also those that keep every sample, and measure.
#pragma once

#include <linnet/config.hpp>

#include <linnet/metrics/accuracy.hpp>
#include <linnet/metrics/agreement.hpp>
#include <linnet/metrics/binned_auc.hpp>
#include <linnet/metrics/confusion_matrix.hpp>
#include <linnet/metrics/log_loss.hpp>
#include <linnet/metrics/multilabel.hpp>
#include <linnet/metrics/multilabel_confusion_matrix.hpp>
#include <linnet/metrics/of_outputs.hpp>
#include <linnet/metrics/precision_at_recall.hpp>
#include <linnet/metrics/precision_recall.hpp>
#include <linnet/metrics/regression.hpp>
#include <linnet/metrics/top_k_accuracy.hpp>
#include <linnet/metrics/weighted.hpp>

#if LINNET_HOST
#include <linnet/metrics/accuracy_of.hpp>
#include <linnet/metrics/classification_report.hpp>
#include <linnet/metrics/measure.hpp>
#include <linnet/metrics/precision_recall_curve.hpp>
#include <linnet/metrics/roc.hpp>
#include <linnet/metrics/roc_auc.hpp>
#include <linnet/metrics/threshold.hpp>
#endif
