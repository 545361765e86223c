# The rooms of ARCHITECTURE.md, from the ground up. A room may include what it names here (and what those name), nothing else:
# the link graph below enforces it for symbols, tools/check_rooms.py for #include lines.
#
# headrace_room(NAME folder DEPS rooms LIBS libraries)
#   headrace_<name>        static library of src/<folder>/*.cpp
#   headrace_<name>_tests  GoogleTest binary of src/<folder>/*_test.cpp, one ctest entry per test
function(headrace_room name)
  cmake_parse_arguments(ROOM "" "FOLDER" "DEPS;LIBS;TEST_DEPS" ${ARGN})
  if(NOT ROOM_FOLDER)
    set(ROOM_FOLDER ${name})
  endif()
  set(folder ${PROJECT_SOURCE_DIR}/src/${ROOM_FOLDER})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp ${folder}/*.h)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cpp$")
  list(FILTER sources EXCLUDE REGEX "_(test|bench)\\.cpp$")

  if(NOT sources)
    set(sources ${PROJECT_BINARY_DIR}/generated/pch.cpp)
  endif()
  add_library(headrace_${name} STATIC ${sources})
  set_target_properties(headrace_${name} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(headrace_${name} PUBLIC headrace_options ${ROOM_LIBS})
  foreach(dependency ${ROOM_DEPS})
    target_link_libraries(headrace_${name} PUBLIC headrace_${dependency})
  endforeach()
  target_precompile_headers(headrace_${name} REUSE_FROM headrace_pch)

  if(tests AND HEADRACE_TESTS)
    add_executable(headrace_${name}_tests ${tests})
    target_link_libraries(headrace_${name}_tests PRIVATE headrace_${name} headrace_test_pch GTest::gtest_main)
    foreach(dependency ${ROOM_TEST_DEPS})
      target_link_libraries(headrace_${name}_tests PRIVATE headrace_${dependency})
    endforeach()
    target_precompile_headers(headrace_${name}_tests REUSE_FROM headrace_test_pch)
    gtest_discover_tests(headrace_${name}_tests TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} PROPERTIES LABELS unit)
  endif()
endfunction()
