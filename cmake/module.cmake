# gs_module(<folder> [NEEDS <module>...] [LINK <target>...])
#
# Makes the static library gs_<folder> of all .cc files in src/<folder> (not in its subfolders) and
# links it against the modules it needs. Includes are written from src/. A module that has no .cc
# file yet is an interface library.
function(gs_module folder)
  cmake_parse_arguments(ARG "" "" "NEEDS;LINK" ${ARGN})
  string(REPLACE "/" "_" name ${folder})
  set(target gs_${name})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${folder}/*.cc)
  set(scope PUBLIC)
  if(sources)
    add_library(${target} STATIC ${sources})
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR}/src)
  foreach(module ${ARG_NEEDS})
    string(REPLACE "/" "_" module ${module})
    target_link_libraries(${target} ${scope} gs_${module})
  endforeach()
  target_link_libraries(${target} ${scope} ${ARG_LINK} Threads::Threads)
endfunction()
