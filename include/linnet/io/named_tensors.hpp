// SPDX-License-Identifier: MIT
// The tensors of a model by name, as Keras counts its layers (dense/kernel, dense_1/kernel), and the form that PyTorch gives to each.
// On a host.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/models/layer_names.hpp>
#include <linnet/network/walk.hpp>

#include <algorithm>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::detail {

/// What a vector was before it was flattened: `channels` at each of `positions`. PyTorch's images have the channels first, so that its
/// vector has the same numbers in another order.
struct Flattened {
  Index channels = 1, positions = 1;
};

/// A tensor of PyTorch as (filters, channels, positions): ours is the same as (positions, channels, filters).
struct TorchForm {
  std::string_view name{};  ///< empty: there is none
  std::array<Index, 4> dims{1, 1, 1, 1};
  int rank = 1;
  Index filters = 1, channels = 1, positions = 1;
};

/// The form of tensor `info` of a layer called `layer`, whose input is `before`.
LINNET_COLD inline TorchForm torch_form(std::string_view layer, const ParameterInfo& info, Flattened before) {
  const auto& d = info.dims;
  const auto kernel = [&](int rank, std::array<Index, 4> dims, Index channels, Index positions) {
    return TorchForm{"weight", dims, rank, dims[0], channels, positions};
  };
  const auto vector = [&](std::string_view name, Flattened of) {
    return TorchForm{name, {d[0], 1, 1, 1}, 1, 1, of.channels, of.positions};
  };
  if (info.name == "bias") return vector("bias", {d[0], 1});
  if (layer == "dense") return kernel(2, {d[1], d[0], 1, 1}, d[0] / before.positions, before.positions);
  if (layer == "conv2d" || info.name == "pointwise_kernel") return kernel(4, {d[3], d[2], d[0], d[1]}, d[2], d[0] * d[1]);
  if (layer == "conv1d") return kernel(3, {d[2], d[1], d[0], 1}, d[1], d[0]);
  if (layer == "depthwise_conv2d" || layer == "separable_conv2d") {
    return kernel(4, {d[2] * d[3], 1, d[0], d[1]}, 1, d[0] * d[1]);
  }
  const Flattened columns{d[0] / before.positions, before.positions};
  if (info.name == "gamma") return vector("weight", columns);
  if (info.name == "beta") return vector("bias", columns);
  if (info.name == "moving_mean") return vector("running_mean", columns);
  if (info.name == "moving_variance") return vector("running_var", columns);
  return {};
}

/// Copies numbers of `width` bytes from PyTorch's order to ours.
LINNET_COLD inline void from_torch(const TorchForm& form, std::size_t width, const std::byte* from, std::byte* to) {
  for (Index f = 0; f < form.filters; ++f) {
    for (Index c = 0; c < form.channels; ++c) {
      for (Index p = 0; p < form.positions; ++p, from += width) {
        std::memcpy(to + static_cast<std::size_t>((p * form.channels + c) * form.filters + f) * width, from, width);
      }
    }
  }
}

/// A tensor of a model.
struct NamedTensor {
  std::string layer;  ///< "dense_1"
  std::string name;   ///< "dense_1/kernel"
  ParameterInfo info;
  bool is_state = false;          ///< it stands in the state, else in the parameters
  std::size_t offset = 0;         ///< first number of it in that block
  std::size_t layer_number = 0;   ///< of the layers with tensors
  std::size_t module_number = 0;  ///< the same for PyTorch, which makes two modules of a SeparableConv2D
  bool has_module = true;         ///< false for a layer that PyTorch does not have: Normalization
  TorchForm torch{};

  std::span<const Index> dims() const { return std::span(info.dims).first(static_cast<std::size_t>(info.rank)); }
};

/// Those of a model's layers, but not what frozen ones refer to.
class NamedTensors {
 public:
  std::vector<NamedTensor> tensors;
  std::size_t layers = 0;
  std::size_t modules = 0;

  template <class Top, class Layers>
  static NamedTensors of(const Layers& described) {
    NamedTensors all;
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (all.add_entry<typename Top::template Layer<I>>(std::get<I>(described), Top::parameter_offsets[I], Top::state_offsets[I]),
       ...);
    }
    (std::make_index_sequence<Top::size>{});
    return all;
  }

 private:
  template <class B>
  void add_entry(const typename B::Layer& layer, Index parameters, Index state) {
    const std::size_t first = tensors.size();
    visit_layer<B>(layer, parameters, state, [&]<class Inner>(const auto&, Index p, Index s) { add_layer<Inner>(p, s); });
    if (MadeOfBranches<typename B::Layer> && flattened_.positions > 1)
      without_torch(first);  // its sum is over another order there
    follow(B::Layer::name, B::Input::dims, B::Output::dims, first);
  }

  template <class B>
  void add_layer(Index parameters, Index state) {
    if constexpr (B::parameters.size() + B::state.size() > 0) {
      const std::string layer = names_.next(std::string(B::Layer::name));
      for (std::size_t i = 0; i < B::parameters.size(); ++i) {
        if (B::parameters[i].name == "pointwise_kernel") ++modules;
        add(B::Layer::name, layer, B::parameters[i], false, parameters + B::parameter_offset(i));
      }
      for (std::size_t i = 0; i < B::state.size(); ++i) {
        add(B::Layer::name, layer, B::state[i], true, state + B::state_offset(i));
      }
      ++layers;
      if (B::Layer::name != "normalization") ++modules;
    }
  }
  LINNET_COLD void add(std::string_view plain, const std::string& layer, const ParameterInfo& info, bool is_state,
                       Index offset) {
    tensors.push_back({layer, tensor_names_.next(text(layer, "/", info.name)), info, is_state, static_cast<std::size_t>(offset),
                       layers, modules, plain != "normalization", torch_form(plain, info, flattened_)});
  }

  LINNET_COLD void without_torch(std::size_t first) {
    for (std::size_t i = first; i < tensors.size(); ++i) tensors[i].torch = {};
  }

  /// What the output of a layer called `name`, whose tensors begin at `first`, is to the next one. Images have their channels first in
  /// PyTorch, sequences where a layer treats them as channels (Linear takes their last axis, as Dense does).
  LINNET_COLD void follow(std::string_view name, std::span<const Index> in, std::span<const Index> out, std::size_t first) {
    const auto size = [](std::span<const Index> dims) {
      Index product = 1;
      for (const Index dim : dims) product *= dim;
      return product;
    };
    const auto channels_of = [&](std::span<const Index> dims) {
      return Flattened{dims.empty() ? 1 : dims.back(), dims.empty() ? 1 : size(dims) / dims.back()};
    };
    const bool same = std::equal(in.begin(), in.end(), out.begin(), out.end());
    if (name == "dense") {
      flattened_ = {};
      channels_apart_ = false;
      features_ = first;
    } else if (same) {
      if (name == "batch_normalization" || name.find("1d") != std::string_view::npos) channels_apart_ = true;
    } else if (name != "flatten" && name != "reshape") {
      flattened_ = {};
      channels_apart_ = true;
    } else if (out.size() == 1) {
      const Flattened were = channels_of(in);
      const bool reordered = (in.size() == 3 || channels_apart_) && were.channels > 1 && were.positions > 1;
      flattened_ = reordered ? were : Flattened{};
    } else {
      const Flattened were = in.size() == 1 ? flattened_ : channels_of(in), are = channels_of(out);
      const bool reordered = are.channels > 1 && are.positions > 1 && were.channels != are.channels;
      if (reordered) {  // PyTorch would number differently what comes into this layer, and what goes out of it
        without_torch(in.size() == 1 ? features_ : 0);
      }
      flattened_ = {};
      channels_apart_ = true;
    }
  }

  LayerNames names_, tensor_names_;
  Flattened flattened_;          // what the next layer's input was before it became a vector
  bool channels_apart_ = false;  // the next layer's sequence has its channels first in PyTorch
  std::size_t features_ = 0;     // first tensor of the layer that made the vector
};

}  // namespace linnet::detail
