// SPDX-License-Identifier: MIT
// The places of a layer's weights in the panels of the register tile, and the packing. All sizes are numbers, so that layers of all shapes
// share the code.
#pragma once

#include <linnet/kernels/int8/tiles/lanes.hpp>

namespace linnet::kernels::int8 {
inline namespace LINNET_CODE {
namespace tiled {

/// `outputs` channels in vectors of `lanes`, each with the weights of `pieces` pieces of a pixel, of `piece` numbers each.
struct PanelLayout {
  Index outputs, lanes, most_vectors, pieces, piece;

  // Steps take four numbers. First come those of all pieces that are in fours side by side, then those that are left of each piece.
  constexpr Index piece_steps() const { return (piece + 3) / 4; }
  constexpr Index steps() const { return pieces * piece_steps(); }
  constexpr Index in_fours() const { return piece_steps() / 4 * 4; }
  constexpr Index place(Index piece_index, Index step) const {
    const Index single = piece_steps() - in_fours();
    return step < in_fours() ? piece_index * in_fours() + step : pieces * in_fours() + piece_index * single + step - in_fours();
  }
  constexpr Index weights_of_vector() const { return steps() * 4 * lanes; }

  // Panels of at most two widths, as many vectors of the wide one as below.
  constexpr Index vectors() const { return (outputs + lanes - 1) / lanes; }
  constexpr Index panels() const { return (vectors() + most_vectors - 1) / most_vectors; }
  constexpr Index wide() const { return (vectors() + panels() - 1) / panels(); }
  constexpr Index wide_vectors() const { return (vectors() - panels() * (wide() - 1)) * wide(); }
};

/// The place of a step's weight `k` in its lane: Isa::step_places[k], if it states them.
template <class Isa>
constexpr Index step_place(Index k) {
  if constexpr (requires { Isa::step_places; }) {
    return Isa::step_places[k];
  } else {
    return k;
  }
}

/// Packs weights (outputs, pieces * piece) into `packed`, which is 0, in panels of (K / 4, F, lanes, 4).
template <class Isa>
LINNET_COLD void pack_panels(const PanelLayout& layout, const std::int8_t* weights, std::int8_t* packed) {
  const Index L = layout.lanes, wide_vectors = layout.wide_vectors();
  for (Index o = 0; o < layout.outputs; ++o) {
    const Index v = o / L, width = v < wide_vectors ? layout.wide() : layout.wide() - 1;
    const Index first = v < wide_vectors ? v / width * width : v - (v - wide_vectors) % width;
    std::int8_t* const panel = packed + first * layout.weights_of_vector() + (v - first) * L * 4 + o % L * 4;
    for (Index p = 0; p < layout.pieces; ++p) {
      for (Index k = 0; k < layout.piece; ++k) {
        panel[layout.place(p, k / 4) * width * L * 4 + step_place<Isa>(k % 4)] = *weights++;
      }
    }
  }
}

}  // namespace tiled
}  // namespace LINNET_CODE
}  // namespace linnet::kernels::int8
