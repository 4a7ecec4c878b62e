# Beside the libraries of the tarball lie the licences of the Debian packages that they are from, as
# share/doc/governed-speed/libraries/<package>/copyright.
set(root "$ENV{DESTDIR}${CMAKE_INSTALL_PREFIX}")
file(GLOB libraries ${root}/lib/governed-speed/*.so*)
foreach(library ${libraries})
  get_filename_component(name ${library} NAME)
  execute_process(COMMAND dpkg-query --search "*/${name}" OUTPUT_VARIABLE owners RESULT_VARIABLE failed ERROR_QUIET)
  if(failed)
    message(FATAL_ERROR "${name}: no Debian package has it, so its licence is unknown")
  endif()
  string(REGEX MATCH "^[a-z0-9.+-]+" package "${owners}")
  file(MAKE_DIRECTORY ${root}/share/doc/governed-speed/libraries/${package})
  file(COPY_FILE /usr/share/doc/${package}/copyright ${root}/share/doc/governed-speed/libraries/${package}/copyright)
endforeach()
