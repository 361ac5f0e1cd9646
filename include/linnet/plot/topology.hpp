// SPDX-License-Identifier: MIT
// plot_topology: the layers of a model as a picture.
#pragma once

#include <linnet/plot/network_boxes.hpp>
#include <linnet/plot/network_graph.hpp>

namespace linnet {

/// The lines between the units of two layers: all alike, or each as thick as its weight, blue for a positive one and orange for a negative
/// one.
enum class Connections { plain, weights };

/// Draws `model`, a Sequential, StaticSequential or FrozenSequential.
///
/// A network of fully connected layers is a graph: a column of units for each layer, the first and the last units of a layer with more than 16,
/// a line for each connection. Layers that change numbers where they are, as Dropout does, stand below the column before them. Any other network
/// is a row of figures, feature maps as sheets to scale and vectors as bars, with shapes and numbers of parameters; layers with parameters
/// are orange. The branches of a layer are paths that meet in a plus (Merge::add) or a C (Merge::concatenate).
///
/// Throws InvalidInput for Connections::weights of a graph with a weight that is not finite, and of a model that was moved from.
template <class Model>
LINNET_COLD Svg plot_topology(const Model& model, Connections connections = Connections::plain) {
  using Topology = typename Model::Topology;
  const std::vector<detail::LayerView> layers = detail::layer_views<Topology>();
  const std::vector<detail::UnitColumn> columns = detail::unit_columns(layers, Topology::Input::dims);
  if (columns.empty()) return detail::draw_network_boxes(layers, Topology::Input::dims, 720.0);
  std::vector<double> parameters;
  detail::require(connections != Connections::weights || model.parameters().data() != nullptr,
                  [] { return std::string("plot_topology: the model has no parameters: it was moved from"); });
  if (connections == Connections::weights) parameters.assign(model.parameters().begin(), model.parameters().end());
  return detail::draw_network_graph(columns, parameters);
}

}  // namespace linnet
