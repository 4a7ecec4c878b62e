#include "governed_speed/evidence_report.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <iostream>

#include "base/digest.h"
#include "base/json_writer.h"

namespace gs::command {
namespace {

namespace json = boost::json;

json::object counts_of(const res::VerifyReport& report) {
  json::object kinds;
  for (const auto& [kind, count] : report.records.leaves) kinds[kind] = count;
  return {{"leaves", std::move(kinds)},
          {"records", report.records.records},
          {"erased", report.records.erased},
          {"content_bytes", report.records.content_bytes},
          {"blobs", report.blobs.blobs},
          {"blob_bytes", report.blobs.bytes},
          {"segments", report.segments.segments},
          {"segments_removed", report.segments.removed},
          {"decisions", report.segments.decisions},
          {"segment_bytes", report.segments.bytes},
          {"journal_segments", report.journal.segments},
          {"journal_records", report.journal.records},
          {"journal_unshipped", report.journal.unshipped}};
}

void print_json(const Verified& verified, const res::Findings& findings) {
  json::array failures, notes;
  for (const res::Finding& finding : findings.listed()) {
    failures.push_back({{"what", finding.what}, {"which", finding.which}, {"why", finding.why}});
  }
  for (const std::string& note : findings.notes()) notes.push_back(json::string(note));
  const res::VerifyReport& report = verified.report;
  json::object out{{"ok", findings.count() == 0},
                   {"size", report.size},
                   {"root", base64_of(report.root)},
                   {"signed_size", nullptr},
                   {"vkey", verified.key},
                   {"failures", std::move(failures)},
                   {"failure_count", findings.count()},
                   {"notes", std::move(notes)},
                   {"counts", counts_of(report)},
                   {"seconds", verified.took.count()}};
  if (report.signed_size) out["signed_size"] = *report.signed_size;
  if (!verified.found.empty()) out["id"] = verified.found;
  std::cout << to_json_text(out) << '\n';
}

void print_counts(const Verified& verified) {
  const res::VerifyReport& report = verified.report;
  std::string kinds;
  for (const auto& [kind, count] : report.records.leaves) {
    kinds += fmt::format("{}{} {}", kinds.empty() ? "" : ", ", count, kind);
  }
  fmt::print("log       {} leaves, root {}\n", report.size, base64_of(report.root));
  if (report.signed_size) {
    fmt::print("signed    {} leaves, by {}\n", *report.signed_size, verified.key);
  }
  if (!verified.stored) return;
  if (!kinds.empty()) fmt::print("leaves    {}\n", kinds);
  fmt::print("records   {} ({} erased), {} bytes of content\n", report.records.records,
             report.records.erased, report.records.content_bytes);
  fmt::print("uploads   {} blobs, {} bytes\n", report.blobs.blobs, report.blobs.bytes);
  fmt::print("segments  {} of {} decisions and events, {} bytes; {} removed under retention\n",
             report.segments.segments, report.segments.decisions, report.segments.bytes,
             report.segments.removed);
  if (report.journal.gateways == 0) return;
  fmt::print("journal   {} gateways, {} segments, {} records; {} not shipped yet\n",
             report.journal.gateways, report.journal.segments + report.journal.open,
             report.journal.records, report.journal.unshipped);
}

}  // namespace

std::string base64_of(const ledger::Hash& hash) {
  return base64_encode({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

void print_findings(const res::Findings& findings) {
  const auto listed = findings.listed();
  for (const res::Finding& finding : listed) std::cout << finding.to_line() << '\n';
  if (findings.count() > listed.size()) {
    std::cout << "FAIL " << findings.count() - listed.size() << " more, not listed\n";
  }
  for (const std::string& note : findings.notes()) std::cout << "note: " << note << '\n';
}

int print_verified(const Verified& verified, const res::Findings& findings, bool json) {
  if (json) {
    print_json(verified, findings);
  } else {
    print_findings(findings);
    std::cout << std::flush;
    print_counts(verified);
    for (const auto& member : verified.found) {
      fmt::print("{:<9} {}\n", std::string_view(member.key()), to_json_text(member.value()));
    }
    fmt::print("{} in {:.2f} s\n",
               findings.count() == 0 ? "verified" : fmt::format("{} failures", findings.count()),
               verified.took.count());
  }
  return findings.count() == 0 ? 0 : 1;
}

}  // namespace gs::command
