# What is installed, and the two packages that CPack makes of it (`./dev package`): a .deb that takes its
# libraries from Debian, and a tarball that carries them (docs/decisions/0048-packages.md).
#
# Components: `program` is in both packages, `debian` and `portable` in one each; package_contents.cmake
# chooses.
set(shared share/governed-speed)
set(private_libraries lib/governed-speed)

# RPATH, not RUNPATH: it also holds for the libraries of libraries. In the .deb that folder does not exist.
set_target_properties(governed-speed PROPERTIES INSTALL_RPATH "$ORIGIN/../${private_libraries}")
target_link_options(governed-speed PRIVATE LINKER:--disable-new-dtags)

install(TARGETS governed-speed RUNTIME_DEPENDENCY_SET libraries RUNTIME DESTINATION bin COMPONENT program)
install(CODE "file(CREATE_LINK governed-speed \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin/pac_ci\" SYMBOLIC)"
        COMPONENT program)

install(DIRECTORY policies specs DESTINATION ${shared} COMPONENT program)
install(DIRECTORY data/models DESTINATION ${shared} COMPONENT program OPTIONAL)
install(DIRECTORY docs/ DESTINATION share/doc/governed-speed/docs COMPONENT program)
install(FILES README.md CHANGELOG.md LICENSE DESTINATION share/doc/governed-speed COMPONENT program)
install(FILES packaging/governed-speed.1 DESTINATION share/man/man1 COMPONENT program)

set(units packaging/systemd/governed-speed-gateway.service packaging/systemd/governed-speed-res.service)
install(FILES ${units} DESTINATION lib/systemd/system COMPONENT debian)
install(FILES LICENSE DESTINATION share/doc/governed-speed RENAME copyright COMPONENT debian)
install(FILES packaging/governed-speed.yaml DESTINATION /etc/governed-speed COMPONENT debian)
install(FILES policies/adr-006.embedded-governance.yaml DESTINATION /etc/governed-speed RENAME policy.yaml
        COMPONENT debian)

# The libraries of the C library stay with the system: they belong to its kernel, loader and name service.
install(RUNTIME_DEPENDENCY_SET libraries
        PRE_EXCLUDE_REGEXES "^ld-linux" "^lib(c|m|dl|rt|pthread|resolv|util|anl|mvec)\\.so"
        DESTINATION ${private_libraries} COMPONENT portable)
install(SCRIPT cmake/library_licences.cmake COMPONENT portable)
install(FILES ${units} packaging/governed-speed.yaml DESTINATION ${shared}/examples COMPONENT portable)

set(CPACK_GENERATOR "DEB;TGZ")
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/package_contents.cmake)
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_SOURCE_DIR}/build/packages)
# Names of our own, for package_contents.cmake.
set(CPACK_GS_BUILD_FOLDER ${PROJECT_BINARY_DIR})
set(CPACK_GS_PROCESSOR ${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_PACKAGE_NAME governed-speed)
set(CPACK_PACKAGE_VENDOR "Governed Speed")
set(CPACK_PACKAGE_CONTACT "The Governed Speed authors <governed-speed@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "governance gateway, evidence service and gate for language models")
set(CPACK_PACKAGE_DESCRIPTION
    "One policy file decides what may go into a language model and what may come out of it, and which model
may ship. The decisions are kept in a log that outsiders can verify.")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS tzdata)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS ca-certificates)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(debian ${PROJECT_SOURCE_DIR}/packaging/debian)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
include(CPack)
