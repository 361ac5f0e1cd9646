// SPDX-License-Identifier: MIT
#include <linnet/images/image_folder.hpp>

#include <tests/support/catch.hpp>
#include <tests/support/image_file.hpp>
#include <tests/support/temp_dir.hpp>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#if defined(__unix__) || defined(__APPLE__)
#include <sys/stat.h>
#endif

namespace linnet::test::image_folder {

Bytes gray(std::uint8_t value, std::uint32_t width = 2) {
  Bytes rows{0};
  rows.resize(1 + width, value);
  return PngFile{width, 1, 8, 0, rows}.bytes();
}

struct Classes : TempDir {
  std::string root() const { return path().string(); }
  void add(const std::string& name, const Bytes& bytes) const {
    std::filesystem::create_directories((path() / name).parent_path());
    write(name, bytes);
  }
  /// The message of load_image_folder.
  std::string problem(const ImageOptions& options = {}) const {
    try {
      load_image_folder(root(), options);
      return "none";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }
};

TEST_CASE("load_image_folder takes a class of each folder, sorted by names", "[images]") {
  const Classes folder;
  folder.add("dog/b.png", gray(4));
  folder.add("dog/a.PNG", gray(3));
  folder.add("cat/10.png", gray(1));
  folder.add("cat/9.png", gray(2));
  folder.add("Zebra/z.png", gray(0));
  folder.add("dog/deeper/still/c.png", gray(5));
  std::filesystem::create_directory(folder.path() / "empty");
  const auto data = load_image_folder(folder.root());
  CHECK(data.class_names == std::vector<std::string>{"Zebra", "cat", "dog", "empty"});
  REQUIRE(data.images.dimension(0) == 6);
  REQUIRE(data.images.dimension(1) == 1);
  REQUIRE(data.images.dimension(2) == 2);
  REQUIRE(data.images.dimension(3) == 1);
  for (Index i = 0; i < 6; ++i) {
    CHECK(data.images(i, 0, 0, 0) == static_cast<float>(i));
    CHECK(data.images(i, 0, 1, 0) == static_cast<float>(i));
  }
  CHECK(std::vector<std::int32_t>(data.labels.data(), data.labels.data() + 6) == std::vector<std::int32_t>{0, 1, 1, 2, 2, 2});
  CHECK(data.files == std::vector<std::string>{folder.root() + "/Zebra/z.png", folder.root() + "/cat/10.png",
                                               folder.root() + "/cat/9.png", folder.root() + "/dog/a.PNG",
                                               folder.root() + "/dog/b.png", folder.root() + "/dog/deeper/still/c.png"});
}

TEST_CASE("load_image_folder passes over other files, hidden ones, and images beside the classes", "[images]") {
  const Classes folder;
  folder.add("cat/1.png", gray(1));
  folder.add("cat/notes.txt", {'h', 'i'});
  folder.add("cat/._1.png", {'h', 'i'});
  folder.add(".git/1.png", {'h', 'i'});
  folder.add("cat/.deeper/1.png", {'h', 'i'});
  folder.add("1.png", gray(1, 3));
  std::filesystem::create_directories(folder.path() / "cat" / "folder.png");
  const auto data = load_image_folder<std::uint8_t>(folder.root());
  CHECK(data.class_names == std::vector<std::string>{"cat"});
  CHECK(data.files.size() == 1);
  CHECK(data.images(0, 0, 0, 0) == 1);
}

TEST_CASE("load_image_folder brings all images to one size and as many channels", "[images]") {
  const Classes folder;
  folder.add("a/1.png", gray(7, 2));
  folder.add("a/2.png", gray(7, 5));
  folder.add("b/3.png", PngFile{1, 1, 8, 2, {0, 7, 7, 7}}.bytes());
  const auto data = load_image_folder(folder.root(), {.channels = 3, .height = 4, .width = 6});
  REQUIRE(data.images.dimension(0) == 3);
  REQUIRE(data.images.dimension(1) == 4);
  REQUIRE(data.images.dimension(2) == 6);
  REQUIRE(data.images.dimension(3) == 3);
  CHECK(std::all_of(data.images.data(), data.images.data() + data.images.size(), [](float v) { return v == 7.0f; }));
}

TEST_CASE("load_image_folder refuses images that differ, and names both", "[images]") {
  const Classes folder;
  folder.add("a/1.png", gray(7, 2));
  folder.add("a/2.png", gray(7, 5));
  CHECK(folder.problem() == folder.root() + "/a/2.png: expected 1 x 2 x 1 as in " + folder.root() +
                                "/a/1.png, found 1 x 5 x 1; give height, width and channels to have all alike");
  const Classes colours;
  colours.add("a/1.png", gray(7, 1));
  colours.add("a/2.png", PngFile{1, 1, 8, 2, {0, 7, 7, 7}}.bytes());
  CHECK_THAT(colours.problem(), contains("expected 1 x 1 x 1 as in ") && contains("found 1 x 1 x 3"));
  CHECK(colours.problem({.channels = 3}) == "none");
}

TEST_CASE("load_image_folder refuses folders without images, and files that are none", "[images]") {
  const Classes folder;
  CHECK(folder.problem() ==
        folder.root() + ": expected a folder for each class with PNG, JPEG or BMP images in it, found no image");
  folder.add("1.png", gray(7));
  CHECK_THAT(folder.problem(), contains("found no image"));
  folder.add("cat/1.gif", {'G', 'I', 'F', '8', '9', 'a'});
  CHECK(folder.problem() == folder.root() + "/cat/1.gif: expected a PNG, JPEG or BMP image, found another format");
  CHECK_THROWS_MATCHES(load_image_folder((folder.path() / "absent").string()), std::runtime_error,
                       message_contains("absent: No such file or directory"));
  CHECK_THROWS_AS(load_image_folder(folder.root(), {.height = 1}), InvalidInput);
}

#if defined(__unix__) || defined(__APPLE__)

TEST_CASE("load_image_folder passes over what is no file, and does not wait for it", "[images]") {
  const Classes folder;
  folder.add("cat/1.png", gray(1));
  REQUIRE(mkfifo((folder.path() / "cat" / "2.png").c_str(), 0600) == 0);
  std::filesystem::create_symlink("absent", folder.path() / "cat" / "notes");
  std::filesystem::create_symlink("1.png", folder.path() / "cat" / "3.png");
  CHECK(load_image_folder(folder.root()).files ==
        std::vector<std::string>{folder.root() + "/cat/1.png", folder.root() + "/cat/3.png"});
}

TEST_CASE("load_image_folder names a link that leads nowhere", "[images]") {
  const Classes loop;
  loop.add("cat/1.png", gray(1));
  std::filesystem::create_symlink("dog", loop.path() / "dog");
  CHECK(loop.problem() == loop.root() + "/dog: Too many levels of symbolic links");
  const Classes absent;
  absent.add("cat/1.png", gray(1));
  std::filesystem::create_symlink("absent", absent.path() / "cat" / "2.png");
  CHECK(absent.problem() == absent.root() + "/cat/2.png: No such file or directory");
}

#endif

}  // namespace linnet::test::image_folder
