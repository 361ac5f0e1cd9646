# SPDX-License-Identifier: MIT
# The target mnist_data fetches the full MNIST into data/mnist-full. It also succeeds without a network connection: programs then use
# the subset in data/mnist.

set(LINNET_MNIST_MIRRORS
    "https://storage.googleapis.com/cvdf-datasets/mnist;https://ossci-datasets.s3.amazonaws.com/mnist"
    CACHE STRING "Where mnist_data looks for the four .gz files of MNIST, in this order")

# Name and SHA-256 of each unpacked file, the smallest first.
set(linnet_mnist_files
    t10k-labels-idx1-ubyte=ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2
    train-labels-idx1-ubyte=65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5
    t10k-images-idx3-ubyte=0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7
    train-images-idx3-ubyte=ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db)

get_filename_component(linnet_mnist_folder "${CMAKE_CURRENT_LIST_DIR}/../data/mnist-full" ABSOLUTE)

add_custom_target(mnist_data
  COMMAND "${CMAKE_COMMAND}" "-DMIRRORS=${LINNET_MNIST_MIRRORS}" "-DFILES=${linnet_mnist_files}"
          "-DFOLDER=${linnet_mnist_folder}" -P "${CMAKE_CURRENT_LIST_DIR}/fetch_mnist_script.cmake"
  COMMENT "Fetching the full MNIST" VERBATIM USES_TERMINAL)
