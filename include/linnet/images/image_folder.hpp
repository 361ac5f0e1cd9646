// SPDX-License-Identifier: MIT
// Reads a folder of images with one subfolder per class.
#pragma once

#include <linnet/core/requires_host.hpp>

#include <linnet/core/tensor.hpp>
#include <linnet/images/image.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace linnet {

/// Images with their classes.
template <class T = float>
struct ImageFolder {
  Tensor<4, T> images;                   ///< (samples, height, width, channels), values from 0 to 255
  Labels labels;                         ///< (samples), numbers of the classes
  std::vector<std::string> class_names;  ///< the names of the folders, sorted
  std::vector<std::string> files;        ///< the path of each sample
};

namespace detail {

inline bool is_image_name(const std::string& name) {
  std::string ending = name.substr((std::min)(name.rfind('.'), name.size()));
  for (char& c : ending) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return ending == ".png" || ending == ".jpg" || ending == ".jpeg" || ending == ".bmp" || ending == ".gif";
}

/// Lists a folder without hidden entries, sorted by the bytes of the names, so that the order is the same on every system.
struct FolderEntries {
  std::vector<std::string> images, folders;

  /// With `follow_links` a link to a folder counts as a folder; otherwise it is skipped, because it may lead back.
  LINNET_COLD FolderEntries(const std::string& path, bool follow_links) {
    std::error_code problem;
    for (std::filesystem::directory_iterator entry(path, problem), end; !problem && entry != end; entry.increment(problem)) {
      std::string name = entry->path().filename().string();
      if (name.front() == '.') continue;
      const std::filesystem::file_type type = entry->status(problem).type();
      const bool nowhere = type == std::filesystem::file_type::not_found;  // a broken link; reading it as an image reports it
      if (problem && !nowhere) file_error(entry->path().string(), problem.message());
      if (type == std::filesystem::file_type::directory) {
        if (follow_links || !entry->is_symlink(problem)) folders.push_back(std::move(name));
      } else if (is_image_name(name) && (nowhere || type == std::filesystem::file_type::regular)) {  // a pipe might never end
        images.push_back(std::move(name));
      }
    }
    if (problem) file_error(path, problem.message());
    std::sort(images.begin(), images.end());
    std::sort(folders.begin(), folders.end());
  }
};

/// Returns the image files of a class: those of its folder, then those of each subfolder, at any depth.
LINNET_COLD inline void find_images(const std::string& path, std::vector<std::string>& files) {
  const FolderEntries entries(path, false);
  for (const std::string& name : entries.images) files.push_back(text(path, "/", name));
  for (const std::string& name : entries.folders) find_images(text(path, "/", name), files);
}

}  // namespace detail

/// Reads the images of a folder with one subfolder per class, like Keras's image_dataset_from_directory: the classes are the names of the
/// subfolders, sorted by their bytes; a class's images are the files in it and in its subfolders whose names end in .png, .jpg, .jpeg, .bmp
/// or .gif, in either case, also sorted. Skips other files, pipes and devices, hidden entries, links to folders inside a class, and images
/// next to the classes. It refuses GIF, as load_image does, instead of skipping it silently. A class may be empty, the whole folder may
/// not.
///
/// `options` are those of load_image. Without a size all images must have the same size, and with channels 0 the channels of the first.
/// Throws like load_image, with the name of the file; reads everything or nothing.
template <class T = float>
ImageFolder<T> load_image_folder(const std::string& path, const ImageOptions& options = {}) {
  static_assert(
      detail::with_stb<T>,
      "load_image_folder: this program has no stb; install its headers (Debian: libstb-dev) and link the CMake target "
      "linnet::host");
  static_assert(std::numeric_limits<T>::digits >= 8,
                "load_image_folder: values go from 0 to 255; take float, double or std::uint8_t");
  detail::require_options(options);
  ImageFolder<T> folder;
  folder.class_names = detail::FolderEntries(path, true).folders;
  std::vector<std::int32_t> labels;
  for (std::size_t k = 0; k < folder.class_names.size(); ++k) {
    detail::find_images(detail::text(path, "/", folder.class_names[k]), folder.files);
    labels.resize(folder.files.size(), static_cast<std::int32_t>(k));
  }
  if (folder.files.empty()) {
    detail::file_error(path, "expected a folder for each class with PNG, JPEG or BMP images in it, found no image");
  }
  std::vector<std::uint8_t>
      pixels;  // grows with the decoded images: a file cannot reserve memory for many images of its claimed size
  Index height = 0, width = 0, channels = 0;
  for (const std::string& file : folder.files) {
    const detail::DecodedImage image = detail::read_image(file, options);
    if (pixels.empty()) height = image.height, width = image.width, channels = image.channels;
    if (image.height != height || image.width != width || image.channels != channels) {
      detail::file_error(file, detail::text("expected ", height, " x ", width, " x ", channels, " as in ", folder.files.front(),
                                            ", found ", image.height, " x ", image.width, " x ", image.channels,
                                            "; give height, width and channels to have all alike"));
    }
    pixels.insert(pixels.end(), image.pixels.get(), image.pixels.get() + image.size());
  }
  const auto samples = static_cast<Index>(folder.files.size());
  folder.images.resize(samples, height, width, channels);
  std::copy(pixels.begin(), pixels.end(), folder.images.data());
  folder.labels.resize(samples);
  std::copy(labels.begin(), labels.end(), folder.labels.data());
  return folder;
}

}  // namespace linnet
