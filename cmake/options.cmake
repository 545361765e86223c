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
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

file(WRITE ${PROJECT_BINARY_DIR}/generated/pch.cpp "// carries the precompiled header that every room reuses\n")
add_library(headrace_pch STATIC ${PROJECT_BINARY_DIR}/generated/pch.cpp)
target_link_libraries(headrace_pch PUBLIC headrace_options)
target_precompile_headers(headrace_pch PRIVATE
  <algorithm> <array> <atomic> <charconv> <chrono> <condition_variable> <cstdint> <expected> <filesystem> <functional> <map> <memory> <mutex>
  <optional> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant> <vector>
  <fmt/format.h> <boost/asio/awaitable.hpp>)
