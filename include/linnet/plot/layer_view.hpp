// SPDX-License-Identifier: MIT
// The layers of a network as a picture needs them: names, shapes and branches, without a type for each layer. It asks the protocols that
// layers state (network/concepts.hpp, network/branches.hpp), and knows no layer by name.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/network/branches.hpp>

#include <span>
#include <string>
#include <vector>

namespace linnet::detail {

/// A layer in a picture.
struct LayerView {
  std::string name{}, activation{};  ///< without `linear`
  std::string window{};              ///< of a convolution: "3 × 3"
  std::vector<Index> in{}, out{};    ///< shapes of one sample
  Index parameters = 0;              ///< those of its branches included
  Index kernel = 0;                  ///< first number of its weights in the model's parameters, if it is fully connected
  bool fully_connected = false;      ///< weights from each input to each output, which are vectors
  bool stays = false;                ///< changes numbers where they are: drawn with the layer before it
  bool reshapes = false;             ///< the same numbers in another shape
  Merge merge = Merge::add;
  std::vector<std::vector<LayerView>> branches{};  ///< of a layer made of branches; an empty one passes its input on
};

/// Returns "3 × 3".
LINNET_COLD inline std::string shape_words(std::span<const Index> dims) { return joined(dims, " \xc3\x97 "); }

template <class Top>
std::vector<LayerView> layer_views(Index first_parameter = 0);

/// Returns the view of the layer that `B` binds, whose parameters begin at `first` in the model's block.
template <class B>
LINNET_COLD LayerView layer_view(Index first) {
  using L = typename B::Layer;
  LayerView view{.name = std::string(L::name)};
  if constexpr (requires(const L& layer) { std::string_view(layer.activation.name); }) {
    view.activation = decltype(L::activation)::name;
    if (view.activation == "linear" || view.activation == view.name) view.activation.clear();
  }
  view.in.assign(B::Input::dims.begin(), B::Input::dims.end());
  view.out.assign(B::Output::dims.begin(), B::Output::dims.end());
  view.parameters = B::parameter_count;
  constexpr bool same_shape = std::is_same_v<typename B::Input, typename B::Output>;
  view.stays = same_shape && B::inference_placement != Placement::own;
  view.reshapes = !same_shape && B::placement == Placement::alias;
  if constexpr (MadeOfBranches<L>) {
    view.merge = L::merge;
    for_each_branch<L>(
        [&]<std::size_t I>() { view.branches.push_back(layer_views<BranchTopology<B, I>>(first + branch_parameters<B, I>)); });
  } else {
    for (std::size_t i = 0; i < B::parameters.size(); ++i) {
      const ParameterInfo& tensor = B::parameters[i];
      if (tensor.name != "kernel") continue;
      const std::span<const Index> dims(tensor.dims.data(), static_cast<std::size_t>(tensor.rank));
      if (dims.size() > 2) view.window = shape_words(dims.first(dims.size() - 2));
      view.fully_connected = dims.size() == 2 && view.in == std::vector{dims[0]} && view.out == std::vector{dims[1]};
      view.kernel = first + B::parameter_offset(i);
    }
  }
  return view;
}

/// Returns the views of the layers of topology `Top`.
template <class Top>
LINNET_COLD std::vector<LayerView> layer_views(Index first_parameter) {
  std::vector<LayerView> views;
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (views.push_back(layer_view<typename Top::template Layer<I>>(first_parameter + Top::parameter_offsets[I])), ...);
  }
  (std::make_index_sequence<Top::size>{});
  return views;
}

}  // namespace linnet::detail
