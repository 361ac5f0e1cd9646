// SPDX-License-Identifier: MIT
// The contents of a file of an int8 model, in the order in which they are written and read. For hosts.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/io/safetensors.hpp>
#include <linnet/models/layer_names.hpp>
#include <linnet/network/branches.hpp>
#include <linnet/quantized/network.hpp>
#include <linnet/quantized/record.hpp>

#include <array>

namespace linnet::quantized {

/// The numbers of a model, and a prediction with them.
struct ModelNumbers {
  std::vector<QuantizedLayer> records{};
  Quantization input{};
  std::vector<float> mean{}, factor{};  ///< of a Normalization
  std::vector<std::int8_t> x{}, y{};    ///< an input and its prediction
};

/// Calls f(name, vector) for each list of numbers, in the order of the file, with the names that it has there. A quantisation is a list of
/// one scale and one of one zero; f may change them.
template <class Numbers, class Function>
void for_each_list(Numbers& numbers, const Function& f) {
  using linnet::detail::text;
  const auto quantization = [&](const std::string& name, auto& q) {
    std::vector<float> scale{q.scale};
    std::vector<std::int32_t> zero{q.zero};
    f(text(name, "/scale"), scale);
    f(text(name, "/zero"), zero);
    if constexpr (!std::is_const_v<Numbers>) {
      q = {scale.size() == 1 ? scale[0] : 0.0f, zero.size() == 1 ? zero[0] : 0};  // a scale of 0 is refused
    }
  };
  quantization("input", numbers.input);
  f("normalization/mean", numbers.mean);
  f("normalization/factor", numbers.factor);
  for (auto& record : numbers.records) {
    f(text(record.name, "/weights"), record.weights);
    f(text(record.name, "/weight_scales"), record.weight_scales);
    f(text(record.name, "/bias"), record.bias);
    quantization(text(record.name, "/output"), record.output);
  }
  f("linnet/self_test/input", numbers.x);
  f("linnet/self_test/output", numbers.y);
}

inline const char* dtype_of(const std::vector<float>&) { return "F32"; }
inline const char* dtype_of(const std::vector<std::int32_t>&) { return "I32"; }
inline const char* dtype_of(const std::vector<std::int8_t>&) { return "I8"; }

/// The metadata that names the model.
struct ModelNotes {
  std::uint64_t fingerprint;
  std::string topology;
};

LINNET_COLD inline void write_numbers(const std::string& path, const ModelNumbers& numbers, const ModelNotes& notes,
                                      const std::string& version) {
  std::vector<linnet::detail::SafetensorsTensor> tensors;
  std::vector<std::vector<std::byte>> bytes;  // a list may be a temporary
  std::vector<std::array<Index, 1>> dims;
  const auto add = [&](const std::string& name, const char* dtype, const void* list, std::size_t count, std::size_t width) {
    if (count == 0) return;
    const auto* const first = static_cast<const std::byte*>(list);
    bytes.emplace_back(first, first + count * width);
    dims.push_back({static_cast<Index>(count)});
    tensors.push_back({name, dtype, {}, {}});
  };
  for_each_list(numbers, [&]<class T>(const std::string& name, const std::vector<T>& list) {
    add(name, dtype_of(list), list.data(), list.size(), sizeof(T));
  });
  for (std::size_t i = 0; i < tensors.size(); ++i) {
    tensors[i].dims = dims[i];
    tensors[i].numbers = bytes[i];
  }
  linnet::detail::write_safetensors(path, tensors,
                                    {{"linnet_fingerprint", linnet::detail::hexadecimal(notes.fingerprint)},
                                     {"linnet_topology", notes.topology},
                                     {"linnet_version", version}});
}

/// Reads the numbers of a model whose layers are called as in `numbers`, and replaces all of them. Throws std::runtime_error with the path.
LINNET_COLD inline void read_numbers(const std::string& path, linnet::detail::SafetensorsFile file, const ModelNotes& notes,
                                     ModelNumbers& numbers) {
  using linnet::detail::file_error;
  using linnet::detail::text;
  const std::string found = file.metadata("linnet_fingerprint");
  if (found.empty() || file.metadata(linnet::detail::checksum_key).empty()) {
    file_error(path, "was not written by linnet::save");
  }
  if (found != linnet::detail::hexadecimal(notes.fingerprint)) {
    file_error(path,
               text("is of another model: the file has ", file.metadata("linnet_topology"), "; the model is ", notes.topology));
  }
  std::size_t next = 0;
  const auto bytes_of_next = [&](const std::string& name, const char* dtype) -> std::size_t {
    if (next == file.tensors().size() || file.tensors()[next].name != name) return 0;
    const auto& tensor = file.tensors()[next++];
    if (tensor.dtype != dtype || tensor.dims.size() != 1) {
      file_error(path, text("tensor \"", name, "\" is ", tensor.dtype, " with ", tensor.dims.size(), " axes; expected ", dtype,
                            " with 1"));
    }
    return tensor.end - tensor.begin;
  };
  for_each_list(numbers, [&]<class T>(const std::string& name, std::vector<T>& list) {
    const std::size_t before = next;
    list.resize(bytes_of_next(name, dtype_of(list)) / sizeof(T));
    if (next != before) file.read_next(reinterpret_cast<std::byte*>(list.data()));
  });
  if (next != file.tensors().size()) {
    file_error(path, text("tensor \"", file.tensors()[next].name, "\" is not one of this model, or not in its place"));
  }
  file.require_checksum();
}

/// Adds the names of the layers of topology `Top` that have a record, in order.
template <class Top>
void add_records(linnet::detail::LayerNames& names, std::vector<QuantizedLayer>& records) {
  const auto add = [&]<class B>(std::type_identity<B>) {
    using L = typename B::Layer;
    if constexpr (!is_alias<B>) {
      if constexpr (linnet::detail::MadeOfBranches<L>) {
        linnet::detail::for_each_branch<L>(
            [&]<std::size_t I>() { add_records<linnet::detail::BranchTopology<B, I>>(names, records); });
      }
      records.emplace_back().name = names.next(L::name);
    }
  };
  [&]<std::size_t... I>(std::index_sequence<I...>) { (add(std::type_identity<typename Top::template Layer<I>>{}), ...); }
  (std::make_index_sequence<Top::size>{});
}

}  // namespace linnet::quantized
