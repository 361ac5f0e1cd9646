// SPDX-License-Identifier: MIT
// Reads the reference numbers of tests/golden, which generate.py there makes with PyTorch, scikit-learn and Keras.
#pragma once

#include <tests/support/paths.hpp>

#include <cstddef>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace linnet::test {

/// One file of named arrays. A line is `name rank d0 d1 ... : v v v ...`, row-major; a scalar has rank 0.
class Golden {
 public:
  /// Reads tests/golden/<file>.golden. Throws std::runtime_error if that is missing or malformed.
  explicit Golden(const std::string& file) : path_(repository_path("tests/golden/" + file + ".golden")) {
    std::ifstream in(path_);
    if (!in) throw std::runtime_error("Golden: cannot open " + path_);
    for (std::string line; std::getline(in, line);) read(line);
  }

  /// All values of `name`, row-major. Throws std::runtime_error if the file has no such name.
  const std::vector<double>& values(const std::string& name) const { return find(name).values; }

  bool has(const std::string& name) const { return arrays_.count(name) > 0; }

  /// The extents of `name`. Throws std::runtime_error if the file has no such name.
  const std::vector<std::size_t>& dims(const std::string& name) const { return find(name).dims; }

 private:
  struct Array {
    std::vector<std::size_t> dims;
    std::vector<double> values;
  };

  void read(const std::string& line) {
    std::istringstream in(line);
    std::string name, colon;
    std::size_t rank = 0, size = 1;
    in >> name >> rank;
    Array array;
    for (std::size_t dim; array.dims.size() < rank && in >> dim; size *= dim) array.dims.push_back(dim);
    in >> colon;
    for (double value; in >> value;) array.values.push_back(value);
    if (array.dims.size() != rank || colon != ":" || array.values.size() != size || !in.eof())
      throw std::runtime_error("Golden: malformed entry '" + name + "' in " + path_);
    arrays_[name] = array;
  }

  const Array& find(const std::string& name) const {
    const auto found = arrays_.find(name);
    if (found == arrays_.end()) throw std::runtime_error("Golden: no entry '" + name + "' in " + path_);
    return found->second;
  }

  std::string path_;
  std::map<std::string, Array> arrays_;
};

}  // namespace linnet::test
