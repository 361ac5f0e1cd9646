// SPDX-License-Identifier: MIT
// A layer's statement of its tensors in files of PyTorch. Only load_weights reads it, on a host.
#pragma once

#include <string_view>

namespace linnet {

/// A tensor of a layer in PyTorch. `axes` has a letter for each of linnet's axes: I inputs, O outputs, anything else the window, as in
/// "HWIO" of a convolution. PyTorch has the outputs first, then the inputs, then the window; O twice is one axis there, with one input.
struct TorchTensor {
  std::string_view ours;   ///< its name in linnet: "kernel"
  std::string_view torch;  ///< its name in PyTorch: "weight"
  std::string_view axes;
  int module = 0;  ///< its module, for a layer that is several modules of PyTorch
};

/// The place of the channels of a sequence or an image in PyTorch's layer.
enum class TorchOrder {
  channels_first,  ///< (N, C, ...)
  channels_last,   ///< (N, ..., C), as in linnet
};

}  // namespace linnet
