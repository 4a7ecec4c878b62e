#include "ledger/dsse.h"

#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <span>

#include "base/digest.h"
#include "base/json.h"
#include "base/json_writer.h"

namespace gs::ledger {
namespace {

namespace json = boost::json;

tl::unexpected<Error> no_envelope(std::string why, std::string where = {}) {
  return fail(ErrorCode::kInvalidInput, "no DSSE envelope: " + std::move(why), std::move(where));
}

std::optional<std::string> text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

std::optional<std::string> bytes(const json::object& object, std::string_view name) {
  auto encoded = text(object, name);
  if (!encoded) return std::nullopt;
  std::replace(encoded->begin(), encoded->end(), '-', '+');
  std::replace(encoded->begin(), encoded->end(), '_', '/');
  return base64_decode(*encoded);
}

Result<DsseSignature> read_signature(const json::value& value, const std::string& where) {
  if (!value.is_object()) return no_envelope("a signature is not an object", where);
  const json::object& object = value.get_object();
  DsseSignature signature;
  if (object.contains("keyid")) {
    const auto key_id = text(object, "keyid");
    if (!key_id) return no_envelope("the key id is not a string", where + ".keyid");
    signature.key_id = *key_id;
  }
  const auto sig = bytes(object, "sig");
  if (!sig || sig->empty()) return no_envelope("the signature is not base64", where + ".sig");
  signature.bytes = *sig;
  return signature;
}

Result<std::vector<DsseSignature>> read_signatures(const json::object& envelope) {
  const json::value* list = envelope.if_contains("signatures");
  if (list == nullptr || !list->is_array() || list->get_array().empty()) {
    return no_envelope("there is no list with a signature", "signatures");
  }
  if (list->get_array().size() > kMaxDsseSignatures) {
    return fail(ErrorCode::kTooLarge, "the envelope has more than 100 signatures", "signatures");
  }
  std::vector<DsseSignature> signatures;
  for (const json::value& item : list->get_array()) {
    GS_TRY(DsseSignature signature,
           read_signature(item, "signatures[" + std::to_string(signatures.size()) + "]"));
    signatures.push_back(std::move(signature));
  }
  return signatures;
}

}  // namespace

std::string dsse_pae(std::string_view payload_type, std::string_view payload) {
  std::string out = "DSSEv1 ";
  out.reserve(out.size() + payload_type.size() + payload.size() + 44);
  out.append(std::to_string(payload_type.size())).append(" ").append(payload_type).append(" ");
  return out.append(std::to_string(payload.size())).append(" ").append(payload);
}

std::string DsseEnvelope::to_json() const {
  JsonWriter out;
  out.begin_object().key("payload").string(base64_encode(payload));
  out.key("payloadType").string(payload_type).key("signatures").begin_array();
  for (const DsseSignature& signature : signatures) {
    out.begin_object().key("keyid").string(signature.key_id);
    out.key("sig").string(base64_encode(signature.bytes)).end_object();
  }
  return out.end_array().end_object().take();
}

Result<DsseEnvelope> DsseEnvelope::parse(std::string_view json_text) {
  const auto tree = parse_json(json_text);
  if (!tree) return tl::unexpected<Error>(tree.error());
  if (!tree->is_object()) return no_envelope("it is not an object");
  const json::object& object = tree->get_object();
  DsseEnvelope envelope;
  const auto type = text(object, "payloadType");
  if (!type || type->empty()) return no_envelope("there is no type of the payload", "payloadType");
  envelope.payload_type = *type;
  auto payload = bytes(object, "payload");
  if (!payload) return no_envelope("the payload is not base64", "payload");
  envelope.payload = *std::move(payload);
  GS_TRY(envelope.signatures, read_signatures(object));
  return envelope;
}

Status DsseEnvelope::verify(const Ed25519PublicKey& key) const {
  const std::string signed_bytes = dsse_pae(payload_type, payload);
  for (const DsseSignature& signature : signatures) {
    const std::span bytes_of_it(reinterpret_cast<const uint8_t*>(signature.bytes.data()),
                                signature.bytes.size());
    if (verify_ed25519(key, signed_bytes, bytes_of_it)) return Ok{};
  }
  return fail(ErrorCode::kInvalidInput, "no signature of the envelope is of this key");
}

DsseEnvelope sign_dsse(std::string payload_type, std::string payload, const Ed25519PrivateKey& key,
                       std::string key_id) {
  const Ed25519Signature signature = key.sign(dsse_pae(payload_type, payload));
  DsseEnvelope envelope{std::move(payload_type), std::move(payload), {}};
  envelope.signatures.push_back(
      {std::move(key_id), std::string(signature.begin(), signature.end())});
  return envelope;
}

}  // namespace gs::ledger
