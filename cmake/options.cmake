# How everything is compiled. One toolchain for build, sanitizers, tidy and format: clang 19 with lld (docs/decisions/0001-toolchain.md).
add_library(headrace_options INTERFACE)
target_include_directories(headrace_options INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
target_compile_options(headrace_options INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual -Wthread-safety
  -Wimplicit-fallthrough -fno-omit-frame-pointer "SHELL:-Xclang -fno-pch-timestamp"
  $<$<CONFIG:Debug>:-O0>)
# Every BOOST_ASIO_* word is part of the ABI between rooms: it is set here and nowhere else.
target_compile_definitions(headrace_options INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION)
target_link_options(headrace_options INTERFACE -fuse-ld=lld-19)

set(HEADRACE_SANITIZE "" CACHE STRING "address,undefined or thread")
if(HEADRACE_SANITIZE)
  target_compile_options(headrace_options INTERFACE -fsanitize=${HEADRACE_SANITIZE} -fno-sanitize-recover=all)
  target_link_options(headrace_options INTERFACE -fsanitize=${HEADRACE_SANITIZE})
endif()
option(HEADRACE_COVERAGE "instrument for llvm-cov" OFF)
if(HEADRACE_COVERAGE)
  target_compile_options(headrace_options INTERFACE -fprofile-instr-generate -fcoverage-mapping)
  target_link_options(headrace_options INTERFACE -fprofile-instr-generate)
endif()

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${PROJECT_SOURCE_DIR}/tools/compile.sh ${PROJECT_SOURCE_DIR})
endif()

# The headers that nearly every file includes, compiled once for the rooms and once for their tests. Tests are compiled without optimisation in every
# preset: most of a build's time is theirs, and what they look at is optimised all the same.
file(WRITE ${PROJECT_BINARY_DIR}/generated/pch.cpp "// carries the precompiled header that every room reuses\n")
set(common_headers
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <expected> <filesystem> <functional> <map> <memory> <mutex>
  <optional> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <boost/asio/awaitable.hpp>)
add_library(headrace_pch STATIC ${PROJECT_BINARY_DIR}/generated/pch.cpp)
target_link_libraries(headrace_pch PUBLIC headrace_options)
target_precompile_headers(headrace_pch PRIVATE ${common_headers})

if(HEADRACE_TESTS)
  add_library(headrace_test_pch STATIC ${PROJECT_BINARY_DIR}/generated/pch.cpp)
  target_link_libraries(headrace_test_pch PUBLIC headrace_options GTest::gtest)
  target_compile_options(headrace_test_pch PUBLIC -O0)
  target_precompile_headers(headrace_test_pch PRIVATE ${common_headers} <gtest/gtest.h>)
endif()
