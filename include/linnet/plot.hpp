// SPDX-License-Identifier: MIT
// All pictures, and the charts that they are drawn with. For hosts.
#pragma once

#include <linnet/draw/arrange.hpp>
#include <linnet/draw/chart.hpp>
#include <linnet/draw/data_series.hpp>
#include <linnet/plot/activations.hpp>
#include <linnet/plot/confusion_matrix.hpp>
#include <linnet/plot/convolution.hpp>
#include <linnet/plot/descent.hpp>
#include <linnet/plot/dropout.hpp>
#include <linnet/plot/feature_maps.hpp>
#include <linnet/plot/folds.hpp>
#include <linnet/plot/images.hpp>
#include <linnet/plot/learning_curves.hpp>
#include <linnet/plot/neuron.hpp>
#include <linnet/plot/pooling.hpp>
#include <linnet/plot/predictions.hpp>
#include <linnet/plot/quantization.hpp>
#include <linnet/plot/report.hpp>
#include <linnet/plot/roc.hpp>
#include <linnet/plot/softmax.hpp>
#include <linnet/plot/threshold.hpp>
#include <linnet/plot/topology.hpp>
#include <linnet/plot/weights.hpp>
