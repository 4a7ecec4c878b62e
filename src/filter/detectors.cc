#include "filter/detectors.h"

#include <memory>
#include <utility>

#include "detect/caller_context.h"
#include "detect/entities/entities.h"
#include "detect/harm/harm.h"
#include "detect/injection/injection.h"
#include "detect/learned/models_folder.h"
#include "detect/length.h"
#include "detect/names/name_model.h"
#include "detect/output/canaries.h"
#include "detect/output/language.h"
#include "detect/output/refusal.h"
#include "detect/output/system_prompt_leak.h"
#include "detect/patterns.h"
#include "detect/tokens.h"
#include "detect/verbatim/corpus.h"
#include "detect/verbatim/verbatim.h"
#include "filter/patterns.h"

namespace gs::filter {

Result<detect::Detectors> shared_detectors(const DetectorOptions& options) {
  GS_TRY(auto canaries, detect::Canaries::create(options.canaries));
  GS_TRY(const std::string models, detect::models_folder(options.models));
  GS_TRY(auto injection_model, detect::InjectionModel::open(models));
  GS_TRY(auto injection, detect::Injection::create(options.injection_roles, injection_model));
  std::shared_ptr<const detect::NameModel> names;
  if (options.names) {
    GS_TRY(names, detect::NameModel::open(models + "/names.gsm"));
  }
  GS_TRY(auto entities, detect::Entities::create({}, options.longest_match, std::move(names)));
  GS_TRY(auto harm, detect::HarmModel::open(models));
  detect::Detectors list;
  list.push_back(std::make_shared<detect::Length>());
  list.push_back(std::make_shared<detect::Tokens>());
  list.push_back(std::move(canaries));
  list.push_back(std::make_shared<detect::Refusal>());
  list.push_back(std::make_shared<detect::SystemPromptLeak>());
  list.push_back(std::make_shared<detect::Language>());
  list.push_back(std::make_shared<detect::Harm>(std::move(harm)));
  list.push_back(std::move(entities));
  list.push_back(std::move(injection));
  if (!options.corpus.empty()) {
    GS_TRY(auto corpus, detect::Corpus::open(options.corpus));
    list.push_back(std::make_shared<detect::Verbatim>(std::move(corpus)));
  }
  return list;
}

Result<detect::Detectors> detectors_for(const policy::CompiledPolicy& policy,
                                        const detect::Detectors& shared) {
  GS_TRY(std::vector<detect::Pattern> patterns, patterns_of(policy));
  detect::Detectors list = shared;
  if (!patterns.empty()) list.push_back(std::make_shared<detect::Patterns>(std::move(patterns)));
  list.push_back(std::make_shared<detect::CallerContext>());
  return list;
}

}  // namespace gs::filter
