// governed-speed corpus build | info: the index of protected texts that outputs are compared with.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <set>
#include <system_error>

#include "base/files.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "detect/verbatim/corpus.h"
#include "detect/verbatim/corpus_builder.h"
#include "governed_speed/commands.h"

namespace gs::command {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct CorpusBuildOptions {
  std::vector<std::string> paths;
  std::string output;
  std::string format = "text";
};

struct CorpusInfoOptions {
  std::string index;
  std::string format = "text";
};

// A file that is to be protected. `name` is the path below the folder that was given, or the file's
// own name; where two are the same, the later one keeps its whole path.
struct SourceFile {
  std::string name;
  std::string path;
  uint64_t bytes = 0;
};

int unusable(const Error& error) {
  return usage_error(error.to_string());
}

tl::unexpected<Error> system_failure(const std::error_code& code, const fs::path& path) {
  return fail(ErrorCode::kIo, code.message(), path.string());
}

Result<std::vector<fs::path>> files_below(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code code;
  fs::recursive_directory_iterator entry(folder, code);
  for (; !code && entry != fs::end(entry); entry.increment(code)) {
    std::error_code unreadable;
    if (entry->is_regular_file(unreadable)) found.push_back(entry->path());
  }
  if (code) return system_failure(code, folder);
  std::sort(found.begin(), found.end());
  return found;
}

Result<std::vector<SourceFile>> list_sources(const std::vector<std::string>& paths) {
  std::vector<SourceFile> sources;
  std::set<std::string> names;
  for (const std::string& given : paths) {
    std::error_code code;
    const bool is_folder = fs::is_directory(given, code);
    if (code) return system_failure(code, given);
    std::vector<fs::path> files = {given};
    if (is_folder) {
      GS_TRY(files, files_below(given));
    }
    for (const fs::path& file : files) {
      SourceFile source{
          is_folder ? file.lexically_relative(given).generic_string() : file.filename().string(),
          file.generic_string()};
      source.bytes = fs::file_size(file, code);
      if (code) return system_failure(code, file);
      if (!names.insert(source.name).second) {
        source.name = source.path;
        if (!names.insert(source.name).second) {
          return fail(ErrorCode::kInvalidInput, "this file is given twice", source.path);
        }
      }
      sources.push_back(std::move(source));
    }
  }
  return sources;
}

bool is_text(const std::string& bytes) {
  return bytes.find('\0') == std::string::npos && is_valid_utf8(bytes);
}

// The index of the texts among `sources`; the others are named on stderr.
Result<std::string> build_index(const std::vector<SourceFile>& sources, PosixFiles& files,
                                size_t& skipped) {
  uint64_t bytes = 0;
  for (const SourceFile& source : sources) bytes += source.bytes;
  detect::CorpusBuilder builder(bytes);
  for (const SourceFile& source : sources) {
    GS_TRY(const std::string text, files.read(source.path));
    if (is_text(text) && is_valid_utf8(source.name)) {
      GS_CHECK_OK(builder.add(source.name, text));
      continue;
    }
    ++skipped;
    std::cerr << "skipped: not UTF-8 text (" << source.path << ")\n";
  }
  return std::move(builder).finish();
}

json::object to_json(const detect::CorpusInfo& info) {
  return {{"files", info.sources},           {"bytes", info.source_bytes},
          {"tokens", info.tokens},           {"fingerprints", info.entries},
          {"index_bytes", info.index_bytes}, {"digest", "sha256:" + info.digest},
          {"unicode", info.unicode}};
}

void print_text(const detect::CorpusInfo& info, std::ostream& out) {
  const double ratio = info.source_bytes == 0 ? 0
                                              : static_cast<double>(info.index_bytes) /
                                                    static_cast<double>(info.source_bytes);
  char shown[32];
  std::snprintf(shown, sizeof shown, "%.2f", ratio);
  out << "files         " << info.sources << "\nbytes         " << info.source_bytes
      << "\ntokens        " << info.tokens << "\nfingerprints  " << info.entries
      << "\nindex bytes   " << info.index_bytes << " (" << shown << " of the text)"
      << "\nunicode       " << info.unicode << "\ndigest        sha256:" << info.digest << '\n';
}

int corpus_build(const CorpusBuildOptions& options) {
  const auto began = std::chrono::steady_clock::now();
  const auto sources = list_sources(options.paths);
  if (!sources) return unusable(sources.error());
  PosixFiles files;  // the index holds the texts: for the owner's eyes
  size_t skipped = 0;
  auto index = build_index(*sources, files, skipped);
  if (!index) return unusable(index.error());
  if (const Status written = files.replace(options.output, *index); !written) {
    return unusable(written.error());
  }
  *index = std::string();  // opened below, not kept twice
  const auto corpus = detect::Corpus::open(options.output);
  if (!corpus) return unusable(corpus.error());
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  const detect::CorpusInfo info = (*corpus)->info();
  const double speed = static_cast<double>(info.source_bytes) / 1e6 / took.count();
  if (options.format == "json") {
    json::object report = to_json(info);
    report["skipped"] = skipped;
    report["megabytes_per_second"] = speed;
    std::cout << to_json_text(report) << '\n';
  } else {
    print_text(info, std::cout);
    char shown[32];
    std::snprintf(shown, sizeof shown, "%.1f", speed);
    std::cout << "skipped       " << skipped << " files\nspeed         " << shown << " MB/s\n";
  }
  return 0;
}

int corpus_info(const CorpusInfoOptions& options) {
  const auto corpus = detect::Corpus::open(options.index);
  if (!corpus) return unusable(corpus.error());
  if (const Status sound = (*corpus)->verify(); !sound) return unusable(sound.error());
  if (options.format == "text") {
    print_text((*corpus)->info(), std::cout);
    for (size_t i = 0; i < (*corpus)->sources(); ++i) {
      const detect::CorpusSource source = (*corpus)->source(i);
      std::cout << source.digest << "  " << source.bytes << " bytes  " << source.tokens
                << " tokens  " << escape_for_display(source.name, 4096) << '\n';
    }
    return 0;
  }
  json::array rows;
  for (size_t i = 0; i < (*corpus)->sources(); ++i) {
    const detect::CorpusSource source = (*corpus)->source(i);
    rows.push_back(json::object{{"name", source.name},
                                {"bytes", source.bytes},
                                {"tokens", source.tokens},
                                {"digest", "sha256:" + source.digest}});
  }
  json::object report = to_json((*corpus)->info());
  report["sources"] = std::move(rows);
  std::cout << to_json_text(report) << '\n';
  return 0;
}

void add_format(CLI::App* command, std::string& format) {
  command->add_option("--format", format, "text or json [text]")
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace

void add_corpus_command(CLI::App& app, int& status) {
  CLI::App* corpus = app.add_subcommand("corpus", "Index the texts that no output may copy");
  corpus->require_subcommand(1);

  auto build_options = std::make_shared<CorpusBuildOptions>();
  CLI::App* build = corpus->add_subcommand("build", "Make an index of text files");
  build->add_option("paths", build_options->paths, "Files, and folders with all that is below them")
      ->required();
  build->add_option("--output", build_options->output, "Where the index goes")->required();
  add_format(build, build_options->format);
  build->callback([build_options, &status] { status = corpus_build(*build_options); });

  auto info_options = std::make_shared<CorpusInfoOptions>();
  CLI::App* info = corpus->add_subcommand("info", "Check an index and show what it holds");
  info->add_option("index", info_options->index, "Index file")->required();
  add_format(info, info_options->format);
  info->callback([info_options, &status] { status = corpus_info(*info_options); });
}

}  // namespace gs::command
