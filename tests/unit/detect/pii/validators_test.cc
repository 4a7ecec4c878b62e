#include "detect/pii/validators.h"

#include <gtest/gtest.h>

#include "detect/pii/check_digits.h"
#include "detect/pii/phone_numbers.h"

namespace gs::detect {
namespace {

using namespace validators;

struct Case {
  Validator validator;
  const char* name;
  const char* valid;    // a published example, or one computed by the published rule
  const char* invalid;  // the same with a digit or letter changed
};

#define GS_CASE(validator, valid, invalid) {validator, #validator, valid, invalid}

constexpr Case kCases[] = {
    GS_CASE(email, "a.b+c@mail.example.org", "a..b@example.org"),
    GS_CASE(credit_card, "4111 1111 1111 1111", "4111 1111 1111 1112"),
    GS_CASE(credit_card, "378282246310005", "378282246310006"),
    GS_CASE(iban, "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"),
    GS_CASE(iban, "DE89370400440532013000", "DE893704004405320130"),
    GS_CASE(bitcoin_address, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
    GS_CASE(bech32_address, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
            "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5"),
    GS_CASE(international_phone, "+44 20 7946 0958", "+44 20 7946"),
    GS_CASE(international_phone, "+1 (202) 555-0143", "+999 202 555 0143"),
    GS_CASE(us_npi, "1234567893", "1234567894"),
    GS_CASE(us_dea, "AB1234563", "AB1234564"),
    GS_CASE(aba_routing, "021000021", "021000022"),
    GS_CASE(ca_sin, "130-692-544", "130-692-545"),
    GS_CASE(br_cpf, "529.982.247-25", "529.982.247-26"),
    GS_CASE(br_cnpj, "11.222.333/0001-81", "11.222.333/0001-82"),
    GS_CASE(uk_nhs, "943 476 5919", "943 476 5918"),
    GS_CASE(es_nif, "12345678Z", "12345678A"),
    GS_CASE(es_nie, "X1234567L", "X1234567T"),
    GS_CASE(it_fiscal_code, "RSSMRA85T10A562S", "RSSMRA85T10A562T"),
    GS_CASE(it_vat, "01333550323", "01333550324"),
    GS_CASE(pl_pesel, "44051401359", "44051401358"),
    GS_CASE(fi_personal_code, "131052-308T", "131052-308U"),
    GS_CASE(se_personal_number, "811228-9874", "811228-9875"),
    GS_CASE(se_organisation_number, "556703-7485", "556703-7486"),
    GS_CASE(de_health_insurance, "A123456780", "A123456781"),
    GS_CASE(de_doctor_number, "123456601", "123456701"),
    GS_CASE(de_tax_id, "86095742719", "86095742718"),
    GS_CASE(de_social_security, "15070649C103", "15070649C104"),
    GS_CASE(de_vat, "DE136695976", "DE136695977"),
    GS_CASE(fr_nir, "2 55 08 14 168 025 38", "2 55 08 14 168 025 39"),
    GS_CASE(nl_bsn, "111222333", "111222334"),
    GS_CASE(be_national_number, "85.07.30-033.28", "85.07.30-033.29"),
    GS_CASE(ch_ahv, "756.9217.0769.85", "756.9217.0769.84"),
    GS_CASE(no_birth_number, "01010750160", "01010750161"),
    GS_CASE(cz_birth_number, "736028/5163", "736028/5164"),
    GS_CASE(ro_cnp, "1800101221144", "1800101221145"),
    GS_CASE(ie_ppsn, "1234567T", "1234567A"),
    GS_CASE(in_aadhaar, "3998-7654-3211", "3998-7654-3212"),
    GS_CASE(sg_uen, "53125226D", "53125226E"),
    GS_CASE(au_abn, "51 824 753 556", "51 824 753 557"),
    GS_CASE(au_acn, "004 085 616", "004 085 617"),
    GS_CASE(au_tfn, "876 543 210", "876 543 211"),
    GS_CASE(au_medicare, "2123 45670 1", "2123 45680 1"),
    GS_CASE(kr_business_number, "220-81-62517", "220-81-62518"),
    GS_CASE(th_national_id, "1234567890121", "1234567890122"),
    GS_CASE(tr_national_id, "10000000146", "10000000147"),
    GS_CASE(cn_resident_id, "11010519491231002X", "110105194912310021"),
    GS_CASE(za_id, "8001015009087", "8001015009088"),
};

TEST(Validators, AcceptTheRightCheckAndRefuseAWrongOne) {
  for (const Case& c : kCases) {
    EXPECT_EQ(c.validator({c.valid, ""}), Check::kValid) << c.name << " " << c.valid;
    EXPECT_EQ(c.validator({c.invalid, ""}), Check::kInvalid) << c.name << " " << c.invalid;
  }
}

struct ShapeCase {
  Validator validator;
  const char* possible;
  const char* impossible;
};

// Where there is no check digit: what cannot be, and what may be.
constexpr ShapeCase kShapes[] = {
    {us_ssn, "078-05-1123", "666-05-1123"},
    {us_ssn, "536-90-4399", "123-45-6789"},
    {us_itin, "911-70-1234", "911-66-1234"},
    {uk_nino, "AB123456C", "GB123456C"},
    {uk_driving_licence, "MORGA657054SM9IJ", "MORGA667054SM9IJ"},
    {dk_cpr, "010107-1234", "320107-1234"},
    {in_vehicle, "GJ09AB1234", "XX09AB1234"},
    {de_document, "L01X00T44", "LXXXXXTTT"},
    {kr_resident_number, "911124-5678901", "911324-5678901"},
    {national_phone, "450 0840", "17.05.2024"},
    {national_phone, "0496 46 46 70", "127.8000"},
    {national_phone, "(35) 609-270", "1999-2004"},
    {north_american_phone, "202-555-0143", "102-555-0143"},
};

TEST(Validators, RefuseWhatCannotBe) {
  for (const ShapeCase& c : kShapes) {
    EXPECT_NE(c.validator({c.possible, ""}), Check::kInvalid) << c.possible;
    EXPECT_EQ(c.validator({c.impossible, ""}), Check::kInvalid) << c.impossible;
  }
}

TEST(Validators, AnAddressIsNotAVersion) {
  EXPECT_EQ(ip_v4({"10.1.2.3", "host "}), Check::kNoOpinion);
  EXPECT_EQ(ip_v4({"10.1.2.3", "see section "}), Check::kInvalid);
  EXPECT_EQ(ip_v4({"10.1.2.3", "1.2."}), Check::kInvalid);
  EXPECT_EQ(ip_v4({"127.0.0.1", ""}), Check::kInvalid);
  EXPECT_EQ(ip_v6({"2001:db8::1", ""}), Check::kValid);
  EXPECT_EQ(ip_v6({"fe80::/10", ""}), Check::kValid);
  EXPECT_EQ(ip_v6({"db8::1", "2001::"}), Check::kInvalid);
  EXPECT_EQ(ip_v6({"12:30:45", ""}), Check::kInvalid);
}

// A single wrong digit is what check digits are there for: none may slip through.
TEST(CheckDigits, FindEverySingleWrongDigit) {
  const std::string luhn_number = "4111111111111111";
  const std::string verhoeff_number = "399876543211";
  for (size_t i = 0; i < luhn_number.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string changed = luhn_number;
      changed[i] = c;
      EXPECT_EQ(luhn(changed), changed == luhn_number);
    }
  }
  for (size_t i = 0; i < verhoeff_number.size(); ++i) {
    for (char c = '0'; c <= '9'; ++c) {
      std::string changed = verhoeff_number;
      changed[i] = c;
      EXPECT_EQ(verhoeff(changed), changed == verhoeff_number);
    }
  }
}

TEST(PhoneNumbers, TellDatesFromNumbers) {
  EXPECT_TRUE(is_date("2024-05-17"));
  EXPECT_TRUE(is_date("17.05.2024"));
  EXPECT_TRUE(is_date("05/17/2024"));
  EXPECT_TRUE(is_date("1999-2004"));
  EXPECT_FALSE(is_date("2024-55-17"));
  EXPECT_FALSE(is_date("020 7946 0958"));
  EXPECT_FALSE(is_phone_shape("123 - - 456"));
  EXPECT_FALSE(is_phone_shape("(123"));
}

}  // namespace
}  // namespace gs::detect
