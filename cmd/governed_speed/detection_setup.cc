#include "governed_speed/detection_setup.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <system_error>
#include <utility>

#include "filter/detectors.h"
#include "gateway/detector_options.h"
#include "governed_speed/policy_input.h"
#include "settings/gateway_settings.h"
#include "settings/gateway_table.h"

namespace gs::command {
namespace {

std::optional<std::string> environment(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value == nullptr ? std::nullopt : std::optional<std::string>(value);
}

// The settings as the gateway would have them, so that both find the same; nothing after the
// problem was printed.
std::optional<settings::GatewaySettings> read_settings(const DetectionOptions& options,
                                                       const PolicyShell& shell) {
  std::string text;
  if (!options.settings.empty()) {
    auto read = read_text(shell, options.settings);
    if (!read) return std::nullopt;
    text = *std::move(read);
  }
  settings::SettingsInput input{.file_text = text, .environment = environment, .flags = {}};
  if (!options.config.empty()) input.flags["--config"] = options.config;
  const auto refuse = [&](const Issues& issues) {
    shell.err << render(issues, options.settings.empty() ? "settings" : options.settings, text);
    return std::nullopt;
  };
  auto resolved = settings::Settings::resolve(settings::gateway_table(), input);
  if (!resolved) return refuse(resolved.error());
  auto typed = settings::GatewaySettings::create(*resolved, 1);
  if (!typed) return refuse(typed.error());
  return *std::move(typed);
}

// The one place that knows how detectors are made.
Result<detect::Detectors> make_detectors(const policy::CompiledPolicy& policy,
                                         const settings::GatewaySettings& settings, Files& files) {
  GS_TRY(const filter::DetectorOptions made_from, gateway::detector_options(settings, files));
  GS_TRY(const detect::Detectors shared, filter::shared_detectors(made_from));
  return filter::detectors_for(policy, shared);
}

}  // namespace

void add_detection_options(CLI::App& command, DetectionOptions& options) {
  command.add_option("--phase", options.phase, "prompt or output [prompt]")
      ->check(CLI::IsMember({"prompt", "output"}));
  command.add_option("--config", options.config,
                     "Policy file, for its patterns [the built-in rules]");
  command.add_option("--settings", options.settings, "Settings file, governed-speed.yaml");
}

std::unique_ptr<const DetectionSetup> set_up_detection(const DetectionOptions& options) {
  PosixFiles files;
  const PolicyShell shell{.files = files, .out = std::cout, .err = std::cerr};
  const auto settings = read_settings(options, shell);
  if (!settings) return nullptr;
  auto setup = std::make_unique<DetectionSetup>();
  setup->policy_file = settings->policy.file;
  setup->policy = compile_file(shell, setup->policy_file, {});
  if (setup->policy == nullptr) return nullptr;
  auto detectors = make_detectors(*setup->policy, *settings, files);
  if (!detectors) {
    report_unusable(shell, detectors.error());
    return nullptr;
  }
  setup->detectors = *std::move(detectors);
  const text::Phase phase = options.phase == "output" ? text::Phase::kOutput : text::Phase::kPrompt;
  setup->every = std::make_unique<const measure::EveryDetector>(
      setup->detectors, setup->policy->signals(), phase, setup->clock);
  return setup;
}

Status for_each_line(const std::string& path, const std::function<void()>& before_waiting,
                     const std::function<void(const LineReader::Line&)>& on_line) {
  const bool is_stdin = path == "-";
  const int fd = is_stdin ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return fail(code, std::generic_category().message(errno), path);
  }
  LineReader lines(fd, kMostLineBytes, before_waiting);
  Status status = Ok{};
  for (;;) {
    const auto line = lines.next();
    if (!line) status = fail(line.error().code, line.error().message, path);
    if (!line || line->kind == LineReader::Kind::kEnd) break;
    on_line(*line);
  }
  if (!is_stdin) ::close(fd);
  return status;
}

}  // namespace gs::command
