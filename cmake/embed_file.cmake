# Writes OUTPUT, a C++ source that returns the bytes of INPUT from FUNCTION().
file(READ ${INPUT} content)
file(WRITE ${OUTPUT} "#include \"${HEADER}\"

namespace ${NAMESPACE} {

std::string_view ${FUNCTION}() {
  return R\"embedded(${content})embedded\";
}

}  // namespace ${NAMESPACE}
")
