// SPDX-License-Identifier: MIT
// The int8 forms that layers state (network/int8_form.hpp).
#pragma once

#include <linnet/quantized/forms/affine.hpp>
#include <linnet/quantized/forms/copies.hpp>
#include <linnet/quantized/forms/pooling.hpp>
#include <linnet/quantized/forms/product.hpp>
#include <linnet/quantized/forms/table.hpp>
