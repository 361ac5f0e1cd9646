// SPDX-License-Identifier: MIT
// The int8 form of models: quantize, QuantizedSequential, FrozenQuantized, quantization_aware. As in float, save and load are in
// quantized/io/save.hpp and export_header in quantized/deploy/export_header.hpp.
#pragma once

#include <linnet/inference.hpp>
#include <linnet/quantized/deploy/self_test.hpp>
#include <linnet/quantized/frozen_int8.hpp>
#include <linnet/quantized/frozen_quantized.hpp>
#include <linnet/quantized/on_chip/static_quantize.hpp>
#include <linnet/quantized/static_quantized.hpp>
#include <linnet/quantized/training/fake_quantize.hpp>
#include <linnet/quantized/training/rounded_pool.hpp>
#include <linnet/quantized/training/rounding.hpp>

#if LINNET_HOST
#include <linnet/quantized/quantize.hpp>
#include <linnet/quantized/summary.hpp>
#include <linnet/quantized/training/quantization_aware.hpp>
#endif
