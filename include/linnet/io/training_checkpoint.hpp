// SPDX-License-Identifier: MIT
// The sections of a checkpoint that only a training has: the memory of its optimizer and its fit. For hosts.
//
// History: uint64 columns, and of each uint64 length of its name, the name, uint64 epochs, their doubles.
#pragma once

#include <linnet/core/math.hpp>
#include <linnet/io/checkpoint_file.hpp>
#include <linnet/io/not_finite.hpp>
#include <linnet/network/fingerprint.hpp>
#include <linnet/training/training_record.hpp>

#include <type_traits>
#include <vector>

namespace linnet::detail {

struct TrainingNumbers {
  std::uint64_t steps = 0;
  std::array<std::uint32_t, 4> random{};  ///< the state of the generator, which is never 0 as a whole
  double learning_rate = 0.0;
  FitPosition position{};
};
static_assert(sizeof(TrainingNumbers) == 104 && std::is_trivially_copyable_v<TrainingNumbers>);
static_assert(sizeof(Random) == 16 && std::is_trivially_copyable_v<Random>);

/// The header of a checkpoint of this training; the sizes are those of the blocks that every such file has.
LINNET_COLD inline CheckpointHeader header_of(const TrainingRecord& r) {
  CheckpointHeader header;
  header.scalar_bytes = static_cast<std::uint32_t>(r.scalar_bytes);
  header.fingerprint = r.fingerprint;
  Fnv1a hash;
  hash.add(r.description);
  header.training = hash.hash;
  header.sections[0] = r.parameters.size();
  header.sections[1] = r.state.size();
  return header;
}

LINNET_COLD inline std::vector<std::byte> bytes_of(const History& history) {
  ByteWriter writer;
  writer.put(history.columns().size());
  for (const auto& [name, values] : history.columns()) {
    writer.put(name.size());
    writer.put(std::as_bytes(std::span(name)));
    writer.put(values.size());
    writer.put(std::as_bytes(std::span(values)));
  }
  return std::move(writer.bytes);
}

/// Reads a History of `epochs` epochs and at most `most_columns` columns; returns false if it is invalid.
LINNET_COLD inline bool read_history(ByteReader from, std::uint64_t epochs, std::size_t most_columns, History& history) {
  std::uint64_t columns = 0, length = 0, count = 0;
  if (!from.take(columns) || columns > most_columns || (columns == 0) != (epochs == 0)) return false;
  std::vector<double> values;
  for (std::uint64_t c = 0; c < columns; ++c) {
    if (!from.take(length) || length > std::min<std::size_t>(from.bytes.size(), 256)) return false;
    std::string name(to_size(length), ' ');
    if (!from.take(std::span(name)) || !from.take(count) || count != epochs || count > from.bytes.size() / 8) return false;
    values.resize(to_size(count));
    if (!from.take(std::span(values)) || history.contains(name)) return false;
    for (const double value : values) history.append(name, value);
  }
  return from.bytes.empty();
}

/// Returns true if this position of a fit is possible, with `order` samples in its order.
LINNET_COLD inline bool is_position(const FitPosition& p, std::uint64_t order) {
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  if (p.shuffles > 1 || p.validates > 1 || !math::is_finite(p.loss_sum) || p.samples != order) return false;
  if (p.epoch > most || p.batch > most || p.done > most || p.batch_size > most) return false;
  if (p.source != FitSource::arrays) {
    const bool begun = p.source == FitSource::batches;
    return p.source <= FitSource::batches && p.samples == 0 && p.batch_size == 0 && (begun || (p.epoch == 0 && p.done == 0)) &&
           p.batch <= p.done && (p.batch == 0) == (p.done == 0);
  }
  if (p.batch_size == 0 || p.samples == 0 || p.batch > (p.samples - 1) / p.batch_size + 1) return false;
  return p.done == (std::min)(p.batch * p.batch_size, p.samples);
}

/// The accumulated numbers of the epoch's metrics.
LINNET_COLD inline std::vector<std::byte> metric_bytes(const TrainingRecord& r) {
  return r.progress->metrics.empty() ? bytes_of(r.metrics) : r.progress->metrics;
}

/// Writes a checkpoint of the training.
LINNET_COLD inline void write_checkpoint(const std::string& path, const TrainingRecord& r) {
  TrainingNumbers numbers{*r.steps, {}, static_cast<double>(*r.learning_rate), r.progress->position};
  std::memcpy(numbers.random.data(), r.random, sizeof numbers.random);
  const std::vector<std::byte> metrics = metric_bytes(r);
  const std::vector<std::byte> history = bytes_of(r.progress->history);
  Sections<const std::byte> s;
  s[Section::parameters] = r.parameters;
  s[Section::state] = r.state;
  s[Section::description] = std::as_bytes(std::span(r.description));
  s[Section::moments] = r.moments;
  s[Section::optimizer_state] = r.optimizer_state;
  s[Section::numbers] = std::as_bytes(std::span(&numbers, 1));
  s[Section::metrics] = metrics;
  s[Section::order] = std::as_bytes(std::span(r.progress->order));
  s[Section::history] = history;
  write_checkpoint(path, header_of(r), s);
}

/// Reads a checkpoint into the training, which does not change if the file is incomplete or of another training. At the beginning of a fit
/// the file must be of that fit.
LINNET_COLD inline void read_checkpoint(const std::string& path, std::span<const std::byte> bytes, const TrainingRecord& r) {
  require(*r.phase != FitPhase::runs, [&] { return text("checkpoint ", path, ": a fit that runs cannot be resumed"); });
  const Sections<const std::byte> s = sections_of(path, bytes, header_of(r));
  require_file(!s[Section::description].empty(), path,
               [] { return "holds only a model, from which a training cannot resume; load_checkpoint reads it"; });
  const auto text_of = [](std::span<const std::byte> from) {
    std::string all(reinterpret_cast<const char*>(from.data()), std::min<std::size_t>(from.size(), 500));
    std::replace_if(
        all.begin(), all.end(), [](char c) { return c < ' '; }, '?');
    return all;
  };
  require_file(text_of(s[Section::description]) == r.description, path, [&] {
    return text("is of another training: it has ", text_of(s[Section::description]), "; the training has ", r.description);
  });
  std::size_t numbers_of_metrics = 0;
  for (const AccumulatedNumbers& metric : r.metrics.numbers) numbers_of_metrics += metric.bytes.size();
  const auto require_size = [&](const char* what, Section section, std::size_t size) {
    require_file(s[section].size() == size, path, [&] {
      return text("is of another training: its ", what, " has ", s[section].size(), " bytes, the training's has ", size);
    });
  };
  require_size("optimizer's moments", Section::moments, r.moments.size());
  require_size("optimizer's state", Section::optimizer_state, r.optimizer_state.size());
  if (r.metrics.samples.empty()) require_size("state of metrics", Section::metrics, numbers_of_metrics);
  require_size("list of numbers", Section::numbers, sizeof(TrainingNumbers));

  const auto require_finite = [&](const char* block, Section section) {
    const Index bad = first_not_finite(s[section], r.scalar_bytes);
    require_file(bad < 0, path,
                 [&] { return text("number ", bad, " of its ", block, " is not finite; every weight must be"); });
  };
  require_finite("parameters", Section::parameters);
  require_finite("state", Section::state);

  TrainingNumbers numbers;
  FitProgress progress;
  ByteReader{s[Section::numbers]}.take(std::span(&numbers, 1));
  const auto impossible = [&](const char* what) { return [what] { return text("holds ", what, " that no training has"); }; };
  require_file(numbers.random != std::array<std::uint32_t, 4>{}, path, impossible("a state of the random numbers"));
  require_file(numbers.learning_rate >= 0.0 && math::is_finite(static_cast<float>(numbers.learning_rate)), path,
               impossible("a learning rate"));
  progress.position = numbers.position;
  progress.resumed = progress.position.source != FitSource::none;
  const std::size_t order = s[Section::order].size() / sizeof(std::uint32_t);
  require_file(is_position(progress.position, order) && order * sizeof(std::uint32_t) == s[Section::order].size(), path,
               impossible("a position"));
  progress.order.resize(order);
  ByteReader{s[Section::order]}.take(std::span(progress.order));
  require_file(read_history({s[Section::history]}, progress.position.epoch, 2 * r.figures + 1, progress.history), path,
               impossible("a history"));
  require_file(can_be(r.metrics, {s[Section::metrics]}), path, impossible("counts of a metric"));
  if (progress.position.batch > 0) progress.metrics.assign(s[Section::metrics].begin(), s[Section::metrics].end());
  if (*r.phase == FitPhase::begins && progress.resumed) require_same_fit(progress, *r.progress);

  // Nothing below can fail.
  ByteReader{s[Section::parameters]}.take(r.parameters);
  ByteReader{s[Section::state]}.take(r.state);
  ByteReader{s[Section::moments]}.take(r.moments);
  ByteReader{s[Section::optimizer_state]}.take(r.optimizer_state);
  *r.steps = numbers.steps;
  *r.learning_rate = static_cast<float>(numbers.learning_rate);
  std::memcpy(static_cast<void*>(r.random), numbers.random.data(), sizeof numbers.random);
  if (progress.resumed || *r.phase == FitPhase::none) *r.progress = std::move(progress);
}

LINNET_COLD inline void read_checkpoint(const std::string& path, const TrainingRecord& r) {
  read_checkpoint(path, read_checkpoint_file(path, header_of(r)), r);
}

}  // namespace linnet::detail
