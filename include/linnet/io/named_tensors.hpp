// SPDX-License-Identifier: MIT
// The tensors of a model by name, as Keras counts its layers (dense/kernel, dense_1/kernel), and the form that PyTorch gives to each.
// On a host.
#pragma once

#include <linnet/config.hpp>
static_assert(LINNET_HOST, "linnet/io/named_tensors.hpp is for files: it is for hosts");

#include <linnet/core/error.hpp>
#include <linnet/models/layer_walk.hpp>

#include <cstring>
#include <map>
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
  ParameterInfo info;
  bool is_state = false;          ///< it stands in the state, else in the parameters
  std::size_t offset = 0;         ///< first number of it in that block
  std::size_t layer_number = 0;   ///< of the layers with tensors
  std::size_t module_number = 0;  ///< the same for PyTorch, which makes two modules of a SeparableConv2D
  TorchForm torch{};

  std::string name() const { return text(layer, "/", info.name); }
  std::span<const Index> dims() const { return std::span(info.dims).first(static_cast<std::size_t>(info.rank)); }
};

/// Those of a model's layers, but not what a Frozen refers to.
class NamedTensors {
 public:
  std::vector<NamedTensor> tensors;
  std::size_t layers = 0;
  std::size_t modules = 0;

  template <class Top, class Layers>
  static NamedTensors of(const Layers& described) {
    NamedTensors all;
    Flattened input;  // of the layer that comes next
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (all.add_entry<typename Top::template Layer<I>>(std::get<I>(described), Top::parameter_offsets[I], Top::state_offsets[I],
                                                      input),
       ...);
    }
    (std::make_index_sequence<Top::size>{});
    return all;
  }

 private:
  template <class B>
  void add_entry(const typename B::Layer& layer, Index parameters, Index state, Flattened& input) {
    using In = typename B::Input;
    using Out = typename B::Output;
    const std::size_t first = tensors.size();
    visit_layer<B>(layer, parameters, state,
                   [&]<class Inner>(const auto&, Index p, Index s) { add_layer<Inner>(p, s, input); });
    if constexpr (is_residual<typename B::Layer>) {
      if (input.positions > 1) {  // PyTorch's sum is over vectors in another order
        for (std::size_t i = first; i < tensors.size(); ++i) tensors[i].torch = {};
      }
    }
    if constexpr (Out::rank == 1 && In::rank > 1 && Out::size == In::size && B::parameter_count + B::state_count == 0) {
      if constexpr (last_dim < In >> 1) input = {last_dim<In>, In::size / last_dim<In>};
    } else if constexpr (Out::rank != In::rank || Out::size != In::size || B::Layer::name == "dense") {
      input = {};
    }
  }

  template <class B>
  void add_layer(Index parameters, Index state, Flattened input) {
    constexpr std::string_view plain = B::Layer::name;
    if constexpr (B::parameters.size() + B::state.size() > 0) {
      const int before = count_[plain]++;
      const std::string layer = before == 0 ? std::string(plain) : text(plain, "_", before);
      for (std::size_t i = 0; i < B::parameters.size(); ++i) {
        if (B::parameters[i].name == "pointwise_kernel") ++modules;
        add(plain, layer, B::parameters[i], false, parameters + B::parameter_offset(i), input);
      }
      for (std::size_t i = 0; i < B::state.size(); ++i) {
        add(plain, layer, B::state[i], true, state + B::state_offset(i), input);
      }
      ++layers;
      ++modules;
    }
  }
  LINNET_COLD void add(std::string_view plain, const std::string& layer, const ParameterInfo& info, bool is_state, Index offset,
                       Flattened input) {
    tensors.push_back(
        {layer, info, is_state, static_cast<std::size_t>(offset), layers, modules, torch_form(plain, info, input)});
  }

  std::map<std::string_view, int> count_;
};

}  // namespace linnet::detail
