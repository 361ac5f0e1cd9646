// SPDX-License-Identifier: MIT
// The memory of a pass through a network, as its owner divides it: Topology gives the lengths. A pass receives only the memory that it may
// write as mutable.
#pragma once

#include <linnet/network/topology.hpp>

namespace linnet {

/// The memory of forward. `capacity` is the largest batch that the blocks hold.
template <class T>
struct ForwardBlocks {
  Index capacity;
  const T* parameters;  ///< (parameter_block)
  const T* state;       ///< (state_block)
  T* outputs;           ///< (training_plan.per_sample * capacity), the part of a layer being (capacity, its output)
  T* remembered;        ///< (remembered_offset(size, capacity))
  T* scratch;           ///< (scratch(capacity))
};

/// The memory of backward, after forward.
template <class T>
struct BackwardBlocks {
  Index capacity;
  const T* parameters;             ///< (parameter_block)
  T* gradients;                    ///< (parameter_block)
  T* state;                        ///< (state_block)
  const T* outputs;                ///< from forward
  T* remembered;                   ///< from forward; may be overwritten
  T* scratch;                      ///< (scratch(capacity))
  std::array<T*, 2> deltas;        ///< two of (gradient_region * capacity); backward starts from the first
  T step = T(0);                   ///< minus the learning rate, if backward trains in place
  T limit = T(0);                  ///< largest gradient, if backward trains in place; 0: none
  bool only_touched_rows = false;  ///< see network/lookup/touched_rows.hpp
};

/// The memory for the update of states, after forward.
template <class T>
struct StateBlocks {
  Index capacity;
  const T* parameters;
  T* state;
  const T* remembered;
  T* scratch;
};

/// Blocks that a training step works on; Topology gives their lengths. `capacity` is the largest batch that they hold.
template <class T>
struct TrainingBlocks {
  Index capacity = 0;
  T* parameters = nullptr;     ///< (parameter_block)
  T* state = nullptr;          ///< (state_block)
  T* gradients = nullptr;      ///< (parameter_block); the parameters themselves if backward trains in place
  T* outputs = nullptr;        ///< (training_plan.per_sample * capacity), a layer's part being (capacity, its output)
  T* remembered = nullptr;     ///< (remembered_offset(size, capacity))
  T* scratch = nullptr;        ///< (scratch(capacity))
  std::array<T*, 2> deltas{};  ///< two of (gradient_region * capacity); backward starts from the first
  T step = T(0);               ///< minus the learning rate, if backward trains in place
  T limit = T(0);              ///< largest gradient, if backward trains in place; 0: none

  operator ForwardBlocks<T>() const { return {capacity, parameters, state, outputs, remembered, scratch}; }
  operator BackwardBlocks<T>() const {
    return {capacity, parameters, gradients, state, outputs, remembered, scratch, deltas, step, limit};
  }
  operator StateBlocks<T>() const { return {capacity, parameters, state, remembered, scratch}; }

  /// Makes room for batches of `samples` of topology `Top` in `memory`, (Top::batch_numbers(samples)).
  template <class Top>
  void place(T* memory, Index samples) {
    const Index delta = Top::gradient_region * samples;
    capacity = samples;
    outputs = memory;
    remembered = outputs + Top::training_plan.per_sample * samples;
    scratch = remembered + Top::remembered_offset(Top::size, samples);
    deltas[0] = scratch + Top::scratch(samples);
    deltas[1] = deltas[0] + delta;
  }
};

/// Blocks that inference works on.
template <class T>
struct InferenceBlocks {
  std::array<T*, 2> regions{};  ///< (inference_regions[0] * n), (inference_regions[1] * n)
  T* scratch = nullptr;         ///< (inference_scratch(n))

  /// The parts of `memory` (inference_bytes(n)) for topology `Top`.
  template <class Top>
  static InferenceBlocks of(T* memory, Index n) {
    T* second = memory + Top::inference_regions[0] * n;
    return {{memory, second}, second + Top::inference_regions[1] * n};
  }
};

}  // namespace linnet
