// SPDX-License-Identifier: MIT
// The options of save, for float models and for int8 models. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/sample_view.hpp>

namespace linnet {

/// Options of save.
template <class T>
struct SaveOptions {
  SampleView<T> input{};  ///< its first sample is recorded with its prediction (none: random numbers or indices from seed 0)
};

}  // namespace linnet
