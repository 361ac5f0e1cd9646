// SPDX-License-Identifier: MIT
// BlockBatches: batches for fit from data sets larger than memory, shuffled by blocks. Samples in a random order would cost a read of the disk
// each; here consecutive samples, a block, are read together, some blocks from anywhere in the file are mixed, and the next ones are read
// meanwhile. Source of the idea: WebDataset's and tf.data's shuffle buffers, whose order depends on what arrives first; this one does not.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/error.hpp>
#include <linnet/core/random.hpp>
#include <linnet/core/views.hpp>
#include <linnet/data/mapped_tensor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace linnet {

/// Options of block_batches.
struct BlockOptions {
  Index batch_size = 32;   ///< samples per batch; the last batch of an epoch takes the rest
  Index block_size = 0;    ///< consecutive samples that are read together; 0: as many of x as 1 MiB has
  Index blocks = 32;       ///< blocks that are mixed with each other: twice as many are mapped
  bool shuffle = true;     ///< a new order in each epoch; otherwise that of the files
  std::uint64_t seed = 0;  ///< of the order
  Index first = 0;         ///< the first sample that is used
  Index count = 0;         ///< how many are used from there on; 0: all
};

namespace detail {

/// Data of block_batches that is in memory, with the functions of a MappedTensor.
template <int Rank, class T>
class ArrayBlocks {
 public:
  using Element = T;
  static constexpr int rank = Rank;
  struct Block {
    const T* data;
    Index features;
    void copy(Index i, T* to) const { std::copy_n(data + i * features, features, to); }
  };

  template <class A>
  explicit ArrayBlocks(A&& array) : view_(std::forward<A>(array)) {}

  Index samples() const { return view_.samples(); }
  Index features() const { return view_.features(); }
  Index dimension(int axis) const { return axis == 0 ? samples() : view_.sample_dims()[static_cast<std::size_t>(axis - 1)]; }
  std::size_t sample_bytes() const { return static_cast<std::size_t>(features()) * sizeof(T); }
  Block block(Index first, Index) const { return {view_.data() + first * features(), features()}; }

 private:
  ArrayView<T> view_;
};

template <class A>
struct BlocksOf {
  static_assert(EigenData<A>, "block_batches: x and y are tensors from map_npy or map_idx, or in memory");
  using type = ArrayBlocks<static_cast<int>(rank_of<A>()), std::remove_const_t<typename A::Scalar>>;
};
template <int Rank, class T>
struct BlocksOf<MappedTensor<Rank, T>> {
  using type = MappedTensor<Rank, T>;
};

/// Room for the samples of a batch, and the blocks that they come from.
template <class Data>
class BlockSamples {
  using T = typename Data::Element;
  using Batched = Tensor<Data::rank, T>;

 public:
  using View = Eigen::TensorMap<const Batched>;

  BlockSamples(Data data, Index batch_size) : data_(std::move(data)) {
    for (std::size_t axis = 0; axis < dims_.size(); ++axis) dims_[axis] = data_.dimension(static_cast<int>(axis));
    dims_[0] = batch_size;
    batch_.resize(dims_);
  }

  const Data& data() const { return data_; }
  /// Opens a block that will follow the ones that are open.
  void open(Index first, Index count) { next_.push_back(data_.block(first, count)); }
  /// Closes the open blocks: those that follow are now the open ones.
  void advance() {
    blocks_ = std::move(next_);
    next_.clear();
  }
  void close() {
    blocks_.clear();
    next_.clear();
  }
  void copy(std::size_t block, Index sample, Index to) { blocks_[block].copy(sample, batch_.data() + to * data_.features()); }
  View first(Index count) const {
    auto dims = dims_;
    dims[0] = count;
    return View(batch_.data(), dims);
  }

 private:
  Data data_;
  Eigen::array<Index, std::size_t{Data::rank}> dims_{};
  Batched batch_{};
  std::vector<typename Data::Block> blocks_{}, next_{};
};

}  // namespace detail

/// A callable for fit that returns the batches of an epoch, each a pair of views x and y, which are valid until the next one, and then nullopt.
/// The order depends on the options and the number of the epoch alone: a fit that resumes continues with the same batches.
template <class X, class Y>
class BlockBatches {
 public:
  /// Samples and their targets.
  struct Batch {
    typename detail::BlockSamples<X>::View x;
    typename detail::BlockSamples<Y>::View y;
  };

  BlockBatches(X x, Y y, const BlockOptions& options)
      : options_(options), x_(std::move(x), options.batch_size), y_(std::move(y), options.batch_size) {
    const Index samples = x_.data().samples();
    const auto require = [](bool condition, const auto& sentence) {
      detail::require(condition, [&] { return "block_batches: " + sentence(); });
    };
    require(samples == y_.data().samples(),
            [&] { return detail::text("x has ", samples, " samples, y has ", y_.data().samples()); });
    require(options.first >= 0 && options.first <= samples && options.count >= 0 && options.count <= samples - options.first,
            [&] {
              return detail::text("there are ", samples, " samples; ", options.count, " from sample ", options.first,
                                  " on are asked for");
            });
    if (options_.count == 0) options_.count = samples - options_.first;
    require(options_.count > 0, [] { return std::string("there is no sample"); });
    constexpr std::size_t mebibyte = std::size_t{1} << 20;
    if (options_.block_size == 0) {
      options_.block_size =
          static_cast<Index>((std::max)(std::size_t{1}, mebibyte / (std::max)(std::size_t{1}, x_.data().sample_bytes())));
    }
    require(options_.block_size >= 1 && options_.blocks >= 1 && options_.block_size <= most / options_.blocks, [&] {
      return detail::text("expected blocks of at least 1 sample, at least 1 of them and at most ", most,
                          " samples in all; block_size is ", options_.block_size, ", blocks ", options_.blocks);
    });
    const Index blocks = (options_.count + options_.block_size - 1) / options_.block_size;
    require(blocks <= most, [&] { return detail::text("expected at most ", most, " blocks, found ", blocks); });
    order_.resize(static_cast<std::size_t>(blocks));
  }

  /// Batches of an epoch.
  Index size() const { return (options_.count + options_.batch_size - 1) / options_.batch_size; }

  /// Begins with the first batch of this epoch, counted from 0; fit calls it.
  void begin_epoch(Index epoch) {
    next_epoch_ = epoch + 1;
    begun_ = true;
    random_ = Random(options_.seed + (static_cast<std::uint64_t>(epoch) + 1) * 0xd1342543de82ef95u);
    std::iota(order_.begin(), order_.end(), 0u);
    if (options_.shuffle) random_.shuffle(std::span(order_));
    x_.close();
    y_.close();
    places_.clear();
    at_ = next_block_ = 0;
    open_blocks();
  }

  /// Returns the next batch, or nullopt at the end of an epoch; the next call begins the next one.
  std::optional<Batch> operator()() {
    if (!begun_) begin_epoch(next_epoch_);
    Index n = 0;
    for (; n < options_.batch_size; ++n) {
      if (at_ == places_.size() && !next_blocks()) break;
      const std::uint32_t place = places_[at_++];
      const auto block_size = static_cast<std::uint32_t>(options_.block_size);
      x_.copy(place / block_size, static_cast<Index>(place % block_size), n);
      y_.copy(place / block_size, static_cast<Index>(place % block_size), n);
    }
    if (n > 0) return Batch{x_.first(n), y_.first(n)};
    begun_ = false;
    return std::nullopt;
  }

 private:
  static constexpr Index most = (std::numeric_limits<std::int32_t>::max)();

  /// Mixes the samples of the blocks that were opened, and opens the next ones. Returns false if there is none.
  bool next_blocks() {
    at_ = 0;
    places_.clear();
    std::uint32_t start = 0;
    for (const Index count : counts_) {
      for (Index i = 0; i < count; ++i) places_.push_back(start + static_cast<std::uint32_t>(i));
      start += static_cast<std::uint32_t>(options_.block_size);
    }
    if (options_.shuffle) random_.shuffle(std::span(places_));
    x_.advance();
    y_.advance();
    open_blocks();
    return !places_.empty();
  }

  void open_blocks() {
    counts_.clear();
    for (Index k = 0; k < options_.blocks && next_block_ < order_.size(); ++k) {
      const Index skipped = static_cast<Index>(order_[next_block_++]) * options_.block_size;
      counts_.push_back((std::min)(options_.block_size, options_.count - skipped));
      x_.open(options_.first + skipped, counts_.back());
      y_.open(options_.first + skipped, counts_.back());
    }
  }

  BlockOptions options_;
  detail::BlockSamples<X> x_;
  detail::BlockSamples<Y> y_;
  Random random_{};
  Index next_epoch_ = 0;
  bool begun_ = false;
  std::vector<std::uint32_t> order_{};   ///< of the blocks in this epoch
  std::size_t next_block_ = 0;           ///< place in it
  std::vector<Index> counts_{};          ///< samples of the blocks that follow
  std::vector<std::uint32_t> places_{};  ///< of the samples in the open blocks, in their order
  std::size_t at_ = 0;                   ///< the next of them
};

/// Returns batches of x and y for fit: tensors in files (map_npy, map_idx), which are read block by block, or in memory, which must outlive the
/// batches unless they are temporaries. Throws InvalidInput if they have different numbers of samples, and for options that cannot be
/// met.
template <class X, class Y>
auto block_batches(X&& x, Y&& y, const BlockOptions& options = {}) {
  using BlocksX = typename detail::BlocksOf<std::remove_cvref_t<X>>::type;
  using BlocksY = typename detail::BlocksOf<std::remove_cvref_t<Y>>::type;
  detail::require(options.batch_size >= 1,
                  [&] { return detail::text("block_batches: batch_size is ", options.batch_size, "; it must be at least 1"); });
  return BlockBatches<BlocksX, BlocksY>(BlocksX(std::forward<X>(x)), BlocksY(std::forward<Y>(y)), options);
}

}  // namespace linnet
