// SPDX-License-Identifier: MIT
// Members of own layers that nobody would read.
// EXPECT: layer: nobody reads this list of parameters; call it parameters<In>()
// EXPECT: layer: nobody reads this list of state tensors; call it state<In>()
// EXPECT: layer: nobody reads this memory; call it memory<T, In>()
// EXPECT: layer: nobody reads this count; call it multiply_accumulates<In>()
// EXPECT: layer: nobody reads this constant; the names are placement, inference_placement, output_use, keeps_sign,
// EXPECT: layer: nobody calls this function; name it initializer(i)
// EXPECT: layer: nobody calls this function; name it regularizer(i)
// EXPECT: layer: nobody calls this function; the names are settings() and problem()
// EXPECT: layer: parameters<In>(), state<In>() and memory<T, In>() must be static
// EXPECT: layer: initializer(i), regularizer(i), settings() and problem() must be const
#include <linnet/linnet.hpp>

namespace nn = linnet;

struct Same {
  static constexpr std::string_view name = "same";
  template <class In>
  using Output = In;
  template <class Pass>
  void forward(const Pass& f) const {
    std::copy_n(f.x, f.n * Pass::Input::size, f.y);
  }
  template <class Pass>
  void backward(const Pass& f) const {
    std::copy_n(f.dy, f.n * Pass::Input::size, f.dx);
  }
};

struct Parameters : Same {
  template <class In>
  static constexpr auto parameter() {
    return std::array{nn::ParameterInfo{.name = "scale", .dims = {In::size, 1, 1, 1}}};
  }
};
struct State : Same {
  template <class In>
  static constexpr auto states() {
    return std::array{nn::ParameterInfo{.name = "mean", .dims = {In::size, 1, 1, 1}}};
  }
};
struct Memory : Same {
  template <class In>
  static constexpr nn::LayerMemory memory() {
    return {.per_sample = In::size};
  }
};
struct Count : Same {
  template <class In>
  static constexpr nn::Index macs() {
    return In::size;
  }
};
struct Place : Same {
  static constexpr auto placements = nn::Placement::in_place;
};
struct Start : Same {
  nn::Initializer initialiser(std::size_t) const { return nn::Ones{}; }
};
struct Penalty : Same {
  nn::Regularizer regularizers(std::size_t) const { return {}; }
};
struct Settings : Same {
  float factor = 1.0f;
  std::array<float, 1> setting() const { return {factor}; }
};
struct Dynamic : Same {
  template <class In>
  constexpr auto parameters() const {
    return std::array{nn::ParameterInfo{.name = "scale", .dims = {In::size, 1, 1, 1}}};
  }
};
struct Changing : Same {
  const char* problem() { return nullptr; }
};

void construct() {
  nn::Sequential model{nn::Input<4>{}, Parameters{}, State{},    Memory{},  Count{},   Place{},
                       Start{},        Penalty{},    Settings{}, Dynamic{}, Changing{}};
}
