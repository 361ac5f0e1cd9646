// SPDX-License-Identifier: MIT
// The tensors of a model by name, with layers numbered as in Keras (dense/kernel, dense_1/kernel), and the form of each in PyTorch.
// For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/io/names/layer_facts.hpp>
#include <linnet/io/names/torch_form.hpp>
#include <linnet/models/layer_names.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::detail {

/// A tensor of a model.
struct NamedTensor {
  std::string layer{};  ///< "dense_1"
  std::string name{};   ///< "dense_1/kernel"
  ParameterInfo info{};
  bool is_state = false;           ///< true: in the state, false: in the parameters
  std::size_t offset = 0;          ///< first number of it in that block
  std::size_t layer_number = 0;    ///< number of the layer among those with tensors
  std::size_t module_number = 0;   ///< the same for PyTorch, which makes two modules of some layers
  bool has_module = true;          ///< false for a layer that PyTorch does not have
  std::vector<TorchForm> torch{};  ///< its tensors in PyTorch: one, none, or several that are parts of it or added

  std::span<const Index> dims() const { return std::span(info.dims).first(static_cast<std::size_t>(info.rank)); }
};

/// The tensors of a model's layers, without those to which frozen layers refer.
class NamedTensors {
 public:
  std::vector<NamedTensor> tensors;
  std::size_t layers = 0;
  std::size_t modules = 0;

  /// Tensors begin at multiples of `alignment` numbers.
  LINNET_COLD NamedTensors(std::span<const LayerFacts> facts, Index alignment) : alignment_(alignment) {
    std::size_t first = 0;  // tensor of the entry
    for (const LayerFacts& layer : facts) {
      if (layer.inside && layer.reorders) order_known_ = false;
      if (!layer.branched) add_layer(layer);
      if (layer.inside) continue;
      if (layer.branched && flattened_.positions > 1) without_torch(first);  // its sum is over another order there
      if (layer.reshapes) {
        reshape(layer.in, layer.out);
      } else if (layer.channels_last) {
        flattened_ = {};
        channels_apart_ = false;
        features_ = first;
      } else if (!layer.same_shape) {
        flattened_ = {};
        channels_apart_ = true;
      }
      first = tensors.size();
    }
  }

  template <class Top>
  static NamedTensors of() {
    return {layer_facts<Top>, alignment_numbers<typename Top::Scalar>};
  }

 private:
  LINNET_COLD void add_layer(const LayerFacts& facts) {
    if (facts.parameters.size() + facts.state.size() > 0) {
      const std::string layer = names_.next(facts.name);
      add(facts, layer, facts.parameters, false, facts.first_parameter);
      add(facts, layer, facts.state, true, facts.first_state);
      ++layers;
      modules += facts.modules;
    }
    if (facts.channels_first) channels_apart_ = true;
  }
  LINNET_COLD void add(const LayerFacts& facts, const std::string& layer, std::span<const ParameterInfo> infos, bool is_state,
                       Index offset) {
    for (const ParameterInfo& info : infos) {
      NamedTensor& tensor = tensors.emplace_back();
      tensor.layer = layer;
      tensor.name = tensor_names_.next(text({layer, "/", info.name}));
      tensor.info = info;
      tensor.is_state = is_state;
      tensor.offset = static_cast<std::size_t>(offset);
      tensor.layer_number = layers;
      tensor.module_number = modules;
      tensor.has_module = facts.modules > 0;
      for (const TorchTensor& there : facts.torch) {
        if (there.ours != info.name) continue;
        tensor.module_number += static_cast<std::size_t>(there.module);
        if (order_known_ && !there.torch.empty()) tensor.torch.push_back(torch_form(there, info, flattened_));
      }
      offset += (info.size() + alignment_ - 1) / alignment_ * alignment_;
    }
  }

  LINNET_COLD void without_torch(std::size_t first) {
    for (std::size_t i = first; i < tensors.size(); ++i) tensors[i].torch.clear();
  }

  /// The same numbers in another shape. Images have their channels first in PyTorch, sequences where a layer treats them as channels
  /// (Linear takes their last axis, as Dense does).
  LINNET_COLD void reshape(std::span<const Index> in, std::span<const Index> out) {
    const auto size = [](std::span<const Index> dims) {
      Index product = 1;
      for (const Index dim : dims) product *= dim;
      return product;
    };
    const auto channels_of = [&](std::span<const Index> dims) {
      return Flattened{dims.empty() ? 1 : dims.back(), dims.empty() ? 1 : size(dims) / dims.back()};
    };
    if (in.size() > 3) order_known_ = false;  // a sequence of images
    if (out.size() == 1) {
      const Flattened were = channels_of(in);
      const bool reordered = (in.size() == 3 || channels_apart_) && were.channels > 1 && were.positions > 1;
      flattened_ = reordered ? were : Flattened{};
    } else {
      const Flattened were = in.size() == 1 ? flattened_ : channels_of(in), are = channels_of(out);
      const bool reordered = are.channels > 1 && are.positions > 1 && were.channels != are.channels;
      if (reordered) {  // PyTorch would order the input and the output of this layer differently
        without_torch(in.size() == 1 ? features_ : 0);
      }
      flattened_ = {};
      channels_apart_ = true;
    }
  }

  Index alignment_;
  LayerNames names_, tensor_names_;
  bool order_known_ = true;      // false behind a branch that flattens: its merged order is not followed
  Flattened flattened_;          // shape of the next layer's input before it became a vector
  bool channels_apart_ = false;  // the next layer's sequence has its channels first in PyTorch
  std::size_t features_ = 0;     // first tensor of the layer that made the vector
};

}  // namespace linnet::detail
