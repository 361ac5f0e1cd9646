// SPDX-License-Identifier: MIT
// A layer's statement of its tensors in files of PyTorch. Only load_weights reads it, on a host.
#pragma once

#include <string_view>

namespace linnet {

/// A tensor of a layer in PyTorch. `axes` has a letter for each of linnet's axes: I inputs, O outputs, anything else the window, as in
/// "HWIO" of a convolution. PyTorch has the outputs first, then the inputs, then the window; O twice is one axis there, with one input. R and
/// C are rows and columns of a table, which PyTorch has in the same order. A digit is an index on an axis that PyTorch does not have: "1O" is
/// the second row. Several tensors that are the same part of linnet's are added.
struct TorchTensor {
  std::string_view ours;   ///< its name in linnet: "kernel"
  std::string_view torch;  ///< its name in PyTorch: "weight"
  std::string_view axes;
  int module = 0;  ///< its module, for a layer that is several modules of PyTorch
  /// If the outputs are blocks, such as gates, in another order: PyTorch's place of each block of linnet, "102" for the first two swapped.
  std::string_view blocks{};
  int part = 0, parts = 1;  ///< it is one of several parts of PyTorch's outputs, the others being other tensors of the layer
};

/// The place of the channels of a sequence or an image in PyTorch's layer.
enum class TorchOrder {
  channels_first,  ///< (N, C, ...)
  channels_last,   ///< (N, ..., C), as in linnet
};

}  // namespace linnet
