#include "journal/open_segment.h"

#include "journal/segment.h"

namespace gs::journal {

Result<std::unique_ptr<OpenSegment>> OpenSegment::create(Files& files, const Clock& clock,
                                                         const NewSegment& wanted) {
  auto segment = std::make_unique<OpenSegment>();
  segment->folder = wanted.folder;
  segment->first_seq = wanted.first_seq;
  segment->opened = clock.now();
  segment->opened_at = clock.steady();
  std::string bytes = segment_head(wanted.gateway, wanted.first_seq, segment->opened);
  segment->durable_end_ = bytes.size();
  for (const std::string& frame : wanted.frames) bytes += frame;
  segment->end = bytes.size();
  segment->allocated = bytes.size() + wanted.room;

  const std::string path = wanted.folder + "/" + segment_file_name(wanted.first_seq);
  GS_TRY(segment->file, files.create(path + ".new", false));
  GS_CHECK_OK(segment->file->preallocate(segment->allocated));
  GS_CHECK_OK(segment->file->write_at(0, bytes));
  GS_CHECK_OK(files.rename(path + ".new", path));
  return segment;
}

Status OpenSegment::sync(Files& files) {
  GS_CHECK_OK(file->sync());
  if (name_is_durable_) return Ok{};
  GS_CHECK_OK(files.sync_folder(folder));
  name_is_durable_ = true;
  return Ok{};
}

void OpenSegment::add_leaf(std::string_view frame) {
  tree.add(ledger::leaf_hash(frame.substr(kFrameHead)));
  durable_end_ += frame.size();
}

}  // namespace gs::journal
