// What tells a number of some kind from any other number of its shape.
//
// Each function has the type Validator (detect/scan/recogniser.h). Sources: the issuing
// authority's published rule, named in docs/reference/pii.md.
#pragma once

#include "detect/scan/recogniser.h"

namespace gs::detect::validators {

// Everywhere
Check email(const Candidate& candidate);
Check ip_v4(const Candidate& candidate);
Check ip_v6(const Candidate& candidate);
Check credit_card(const Candidate& candidate);          // Luhn and an issuer's prefix and length
Check iban(const Candidate& candidate);                 // ISO 13616: country's length, MOD 97-10
Check bitcoin_address(const Candidate& candidate);      // Base58Check
Check bech32_address(const Candidate& candidate);       // BIP 173, BIP 350
Check international_phone(const Candidate& candidate);  // country code and length (E.164)
Check national_phone(const Candidate& candidate);
Check labelled_phone(const Candidate& candidate);
Check north_american_phone(const Candidate& candidate);

// Americas
Check us_ssn(const Candidate& candidate);
Check us_itin(const Candidate& candidate);
Check us_npi(const Candidate& candidate);
Check us_dea(const Candidate& candidate);
Check aba_routing(const Candidate& candidate);
Check ca_sin(const Candidate& candidate);
Check br_cpf(const Candidate& candidate);
Check br_cnpj(const Candidate& candidate);

// Europe
Check uk_nhs(const Candidate& candidate);
Check uk_driving_licence(const Candidate& candidate);
Check uk_nino(const Candidate& candidate);
Check es_nif(const Candidate& candidate);
Check es_nie(const Candidate& candidate);
Check it_fiscal_code(const Candidate& candidate);
Check it_vat(const Candidate& candidate);
Check pl_pesel(const Candidate& candidate);
Check fi_personal_code(const Candidate& candidate);
Check se_personal_number(const Candidate& candidate);
Check se_organisation_number(const Candidate& candidate);
Check de_health_insurance(const Candidate& candidate);
Check de_doctor_number(const Candidate& candidate);
Check de_document(const Candidate& candidate);
Check de_passport(const Candidate& candidate);
Check de_tax_id(const Candidate& candidate);
Check de_social_security(const Candidate& candidate);
Check de_vat(const Candidate& candidate);
Check fr_nir(const Candidate& candidate);
Check nl_bsn(const Candidate& candidate);
Check be_national_number(const Candidate& candidate);
Check ch_ahv(const Candidate& candidate);
Check no_birth_number(const Candidate& candidate);
Check dk_cpr(const Candidate& candidate);
Check cz_birth_number(const Candidate& candidate);
Check ro_cnp(const Candidate& candidate);
Check ie_ppsn(const Candidate& candidate);

// Asia, Africa, Pacific
Check in_aadhaar(const Candidate& candidate);
Check in_vehicle(const Candidate& candidate);
Check sg_nric(const Candidate& candidate);
Check sg_uen(const Candidate& candidate);
Check au_abn(const Candidate& candidate);
Check au_acn(const Candidate& candidate);
Check au_tfn(const Candidate& candidate);
Check au_medicare(const Candidate& candidate);
Check kr_resident_number(const Candidate& candidate);
Check kr_resident_number_checked(const Candidate& candidate);
Check kr_business_number(const Candidate& candidate);
Check th_national_id(const Candidate& candidate);
Check tr_national_id(const Candidate& candidate);
Check cn_resident_id(const Candidate& candidate);
Check za_id(const Candidate& candidate);

}  // namespace gs::detect::validators
