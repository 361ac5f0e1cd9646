// SPDX-License-Identifier: MIT
// Tensors that stay in their files, .npy or IDX, for data sets that are larger than memory: only samples that are asked for are read.
// BlockBatches (data/batches/block_batches.hpp) trains on them, slice and take copy some.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/data/idx.hpp>
#include <linnet/data/npy.hpp>
#include <linnet/data/samples.hpp>
#include <linnet/files/mapped_file.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace linnet {

namespace detail {

/// Consecutive samples of a MappedTensor, mapped until it is destroyed.
template <class T>
class MappedBlock {
 public:
  MappedBlock(MappedBytes window, const ElementType& type, std::endian order, Index features)
      : window_(std::move(window)), type_(type), order_(order), features_(features) {}

  /// Copies sample `i` of the block.
  void copy(Index i, T* to) const {
    const std::size_t bytes = static_cast<std::size_t>(features_) * type_.bytes;
    copy_elements(type_, order_, window_.bytes().data() + static_cast<std::size_t>(i) * bytes, features_, to);
  }

 private:
  MappedBytes window_;
  ElementType type_;
  std::endian order_;
  Index features_;
};

}  // namespace detail

/// A tensor in a file, samples first, from map_npy or map_idx. It holds no sample; copies share the open file, which must not change.
template <int Rank, class T>
class MappedTensor {
 public:
  using Element = T;
  static constexpr int rank = Rank;
  using Block = detail::MappedBlock<T>;

  /// Of a file that `parse` checks: see map_npy and map_idx.
  template <class Parse>
  MappedTensor(const std::string& path, const Parse& parse) : file_(std::make_shared<detail::MappedFile>(path)) {
    // Of these bytes only the pages of the header are read. The whole file may be larger than a process may map at once.
    constexpr std::uint64_t longest_header = std::uint64_t{1} << 24;
    const detail::MappedBytes begin = file_->map(0, (std::min)(file_->size(), longest_header), false);
    if (detail::is_gzip(begin.bytes())) {
      detail::file_error(path, "expected a file that can be mapped, found gzip; unpack it with gunzip");
    }
    const detail::TensorFile tensor =
        parse(path, begin.bytes(), static_cast<std::size_t>(Rank), file_->size() - begin.bytes().size());
    detail::require_holds(path, detail::element_type<T>, tensor.type, [&] {
      return detail::text("convert the array before it is saved, in NumPy with .astype(np.",
                          detail::numpy_type(detail::element_type<T>), "), or open it as elements of ",
                          detail::cpp_type(tensor.type));
    });
    type_ = tensor.type;
    order_ = tensor.order;
    for (std::size_t axis = 0; axis < dims_.size(); ++axis) dims_[axis] = tensor.dims[axis];
    offset_ = begin.bytes().size() - tensor.elements.size();
  }

  const std::string& path() const { return file_->path(); }
  Index samples() const { return dims_[0]; }
  Index dimension(int axis) const { return dims_[static_cast<std::size_t>(axis)]; }
  const std::array<Index, std::size_t{Rank}>& dimensions() const { return dims_; }
  /// Numbers of one sample.
  Index features() const {
    Index size = 1;
    for (std::size_t axis = 1; axis < dims_.size(); ++axis) size *= dims_[axis];
    return size;
  }
  /// Bytes of one sample in the file.
  std::size_t sample_bytes() const { return static_cast<std::size_t>(features()) * type_.bytes; }

  /// Maps samples first .. first + count - 1, which exist.
  Block block(Index first, Index count) const {
    const std::uint64_t bytes = sample_bytes();
    return Block(file_->map(offset_ + static_cast<std::uint64_t>(first) * bytes, static_cast<std::uint64_t>(count) * bytes),
                 type_, order_, features());
  }

 private:
  std::shared_ptr<const detail::MappedFile> file_;
  detail::ElementType type_{};
  std::endian order_ = std::endian::little;
  std::array<Index, std::size_t{Rank}> dims_{};
  std::uint64_t offset_ = 0;  ///< of the first element in the file
};

/// Opens a .npy file as a tensor of `Rank` dimensions with elements of type `T`, whose samples stay in the file. Elements, shapes and errors
/// are those of read_npy; the file has no largest size, and must not be gzip.
template <int Rank, class T = float>
MappedTensor<Rank, T> map_npy(const std::string& path) {
  static_assert(Rank >= 1 && Rank <= 6, "map_npy: samples first, a tensor has one to six dimensions");
  return {path, detail::parse_npy};
}

/// The same for an IDX file, the format of MNIST; see read_idx.
template <int Rank, class T = std::uint8_t>
MappedTensor<Rank, T> map_idx(const std::string& path) {
  static_assert(Rank >= 1 && Rank <= 6, "map_idx: samples first, a tensor has one to six dimensions");
  return {path, detail::parse_idx};
}

namespace detail {

/// For slice and take: samples that follow each other are mapped together.
template <int Rank, class T>
struct Samples<MappedTensor<Rank, T>> {
  const MappedTensor<Rank, T>& x;

  explicit Samples(const MappedTensor<Rank, T>& tensor) : x(tensor) {}
  Index size() const { return x.samples(); }
  auto copy(const std::vector<Index>& indices) const {
    Eigen::array<Index, std::size_t{Rank}> dims{};
    std::copy(x.dimensions().begin(), x.dimensions().end(), dims.begin());
    dims[0] = static_cast<Index>(indices.size());
    Tensor<Rank, T> some(dims);
    T* to = some.data();
    for (std::size_t i = 0, end = 0; i < indices.size(); i = end) {
      for (end = i + 1; end < indices.size() && indices[end] == indices[end - 1] + 1;) ++end;
      const auto block = x.block(indices[i], static_cast<Index>(end - i));
      for (std::size_t k = i; k < end; ++k, to += x.features()) block.copy(static_cast<Index>(k - i), to);
    }
    return some;
  }
};

}  // namespace detail
}  // namespace linnet
