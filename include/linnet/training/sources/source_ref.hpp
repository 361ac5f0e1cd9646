// SPDX-License-Identifier: MIT
// SourceRef: any source of batches, so that a fit is compiled once and not once for each type of source.
#pragma once

#include <linnet/core/random.hpp>
#include <linnet/training/batch.hpp>
#include <linnet/training/training_record.hpp>

namespace linnet::detail {

/// Refers to a source, whatever its batches are.
class SourceRef {
 public:
  FitProgress begin() const { return begin_(source_); }
  void begin_epoch(FitProgress& progress, Random& random) const { begin_epoch_(source_, progress, random); }
  Index batches() const { return batches_(source_); }
  Index validation_batch() const { return validation_batch_(source_); }

 protected:
  template <class Source>
  explicit SourceRef(Source& source)
      : source_(&source),
        begin_([](void* s) { return static_cast<Source*>(s)->begin(); }),
        begin_epoch_(
            [](void* s, FitProgress& progress, Random& random) { static_cast<Source*>(s)->begin_epoch(progress, random); }),
        batches_([](void* s) { return static_cast<Source*>(s)->batches(); }),
        validation_batch_([](void* s) { return static_cast<Source*>(s)->validation_batch(); }) {}

  void* source_;

 private:
  FitProgress (*begin_)(void*);
  void (*begin_epoch_)(void*, FitProgress&, Random&);
  Index (*batches_)(void*);
  Index (*validation_batch_)(void*);
};

/// Refers to a source of batches of numbers T and targets Target.
template <class T, class Target>
class SourceOf : public SourceRef {
 public:
  template <class Source>
  explicit SourceOf(Source& source) : SourceRef(source), next_([](void* s) { return static_cast<Source*>(s)->next(); }) {}

  Batch<T, Target> next() const { return next_(source_); }

 private:
  Batch<T, Target> (*next_)(void*);
};

}  // namespace linnet::detail
