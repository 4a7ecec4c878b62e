# gs_embed(<target> <function> <file> <header> <namespace>): compiles a text file into the target as
# std::string_view <namespace>::<function>(), declared in <header>.
function(gs_embed target function file header namespace)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/embedded/${function}.cc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${PROJECT_SOURCE_DIR}/${file} -DOUTPUT=${output}
            -DFUNCTION=${function} -DHEADER=${header} -DNAMESPACE=${namespace} -P ${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/embed_file.cmake
    COMMENT "Embedding ${file}")
  target_sources(${target} PRIVATE ${output})
endfunction()
