#include "policy/lawful_basis.h"

#include "unit/policy/policy_fixture.h"

namespace gs::policy {
namespace {

TEST(LawfulBasis, CountsOnlyWhatPolicyAndKeyAllow) {
  const std::optional<std::vector<std::string>> no_list;
  const std::optional<std::vector<std::string>> list =
      std::vector<std::string>{"consent", "contract"};
  const std::vector<std::string> key = {"contract"};
  struct Row {
    const char* context;
    bool with_list;
    bool with_key;
    bool lawful;
    const char* remark;
  };
  for (const Row& row : std::vector<Row>{
           {"{}", true, false, false, ""},
           {R"({"lawful_basis":null})", false, false, false, ""},
           {R"({"lawful_basis":false})", false, false, false, ""},
           {R"({"lawful_basis":""})", false, false, false, ""},
           {R"({"lawful_basis":"anything"})", false, false, true, ""},
           {R"({"lawful_basis":true})", false, false, true, ""},
           {R"({"lawful_basis":"consent"})", true, false, true, ""},
           {R"({"lawful_basis":"consent"})", true, true, false,
            "lawful basis 'consent' is not open to this caller"},
           {R"({"lawful_basis":"contract"})", true, true, true, ""},
           {R"({"lawful_basis":"Consent"})", true, false, false,
            "lawful basis 'Consent' is not allowed by the policy"},
           {R"({"lawful_basis":true})", true, false, false, "lawful_basis: true names no basis"},
           {R"({"lawful_basis":true})", false, true, false, "lawful_basis: true names no basis"},
           {R"({"lawful_basis":5})", false, false, false,
            "lawful_basis is neither text nor a boolean"},
           {R"({"lawful_basis":["consent"]})", true, false, false,
            "lawful_basis is neither text nor a boolean"},
       }) {
    const auto context = object(row.context);
    const LawfulBasis basis =
        lawful_basis(&context, row.with_list ? list : no_list, row.with_key ? &key : nullptr);
    EXPECT_EQ(basis.lawful, row.lawful) << row.context;
    EXPECT_EQ(basis.remark, row.remark) << row.context;
  }
  EXPECT_FALSE(lawful_basis(nullptr, no_list, nullptr).lawful);
}

TEST(LawfulBasis, ShowsAtMost64EscapedCharacters) {
  boost::json::object context;
  context["lawful_basis"] = "x\n\"" + std::string(500, 'y');
  const LawfulBasis basis = lawful_basis(&context, std::vector<std::string>{"consent"}, nullptr);
  EXPECT_EQ(basis.remark.find('\n'), std::string::npos);
  EXPECT_LT(basis.remark.size(), 120u);
}

}  // namespace
}  // namespace gs::policy
