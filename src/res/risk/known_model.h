// Whether RES has heard of a model.
#pragma once

#include <string_view>

#include "base/result.h"
#include "res/store/database.h"

namespace gs::res {

// kNotFound (where = "model"): neither evidence nor a decision named it so far.
Status check_model_known(store::Connection& connection, std::string_view model);

}  // namespace gs::res
