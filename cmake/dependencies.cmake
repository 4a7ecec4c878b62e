# Every third-party package the project links, as an imported target. `./dev` installs them.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(fmt REQUIRED)
find_package(tl-expected REQUIRED)
find_package(PkgConfig REQUIRED)

set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)

find_package(prometheus-cpp CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)

pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)
add_library(re2::re2 ALIAS PkgConfig::RE2)

find_package(yaml-cpp CONFIG REQUIRED)

find_package(ICU REQUIRED COMPONENTS uc i18n)

pkg_check_modules(HS REQUIRED IMPORTED_TARGET libhs)
add_library(Vectorscan::hs ALIAS PkgConfig::HS)

pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)
add_library(Hiredis::hiredis ALIAS PkgConfig::HIREDIS)

find_library(CLD2_LIBRARY cld2 REQUIRED)
add_library(CLD2::cld2 UNKNOWN IMPORTED)
set_target_properties(CLD2::cld2 PROPERTIES IMPORTED_LOCATION ${CLD2_LIBRARY})

find_package(SQLite3 REQUIRED)
find_package(PostgreSQL REQUIRED)

pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
add_library(Zstd::zstd ALIAS PkgConfig::ZSTD)
