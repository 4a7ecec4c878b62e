// text/event-stream, read and written: WHATWG HTML, section 9.2 "Server-sent events".
//
//   EventReader reader(max_event_bytes);
//   reader.feed(bytes);                         // again and again, then reader.finish()
//   while (reader.next() == EventReader::Next::kEvent) use(reader.event());
//
// Lines end with CR, LF or CR LF; an event ends at an empty line. How the bytes are cut makes no
// difference to what is read. `retry` and unknown fields are passed over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gs::http {

// Views into the reader, good until it is asked for something again.
struct Event {
  std::string_view name;  // of the field `event`; empty: "message"
  std::string_view data;  // lines joined by \n; of a comment its text
  std::string_view id;    // the last one set, of this event or an earlier one
  bool complete = true;   // false: the stream ended before the empty line
};

// One stream, one thread.
class EventReader {
 public:
  enum class Next : uint8_t {
    kNothing,   // all that was fed is read
    kEvent,     // event() is one with data
    kComment,   // event() is a comment; servers send them to keep a connection alive
    kTooLarge,  // an event or a line is longer than the limit; nothing more is read
  };

  // `max_event_bytes` bounds the lines of one event together, line ends not counted, and with them
  // what the reader keeps.
  explicit EventReader(size_t max_event_bytes) : max_event_bytes_(max_event_bytes) {}

  // The next bytes. Takes any; read them with next() before feeding more.
  void feed(std::string_view bytes);
  // Nothing more will come. An event that lacks its empty line is given out, not thrown away as the
  // standard says: some servers forget the last one.
  void finish() { finished_ = true; }

  Next next();
  const Event& event() const { return event_; }

 private:
  static constexpr size_t kUnknown = static_cast<size_t>(-2);

  bool next_line(std::string_view& line);
  void take_field(std::string_view line);
  Next give_event(bool complete);
  Next too_large();
  bool pass_byte_order_mark();

  size_t max_event_bytes_;
  std::string buffer_;
  size_t at_ = 0;                // of the buffer: the first byte not read
  size_t searched_ = 0;          // of the buffer: no line end before it
  size_t next_feed_ = kUnknown;  // of the buffer: the first LF from searched_ on, npos for none
  bool begun_ = false;           // a byte order mark can no longer follow
  bool skip_feed_ = false;       // a LF next belongs to the CR before
  bool finished_ = false;
  bool failed_ = false;

  size_t event_bytes_ = 0;  // of the lines of the event so far
  bool has_data_ = false;
  std::string name_;
  std::string data_;
  std::string id_;
  bool given_ = false;  // what name_ and data_ hold was given out
  Event event_;
};

// Appends one event: `name` where it is not empty, and `data` as one field a line. A CR, which
// cannot be carried, ends a line as well.
void append_event(std::string& out, std::string_view name, std::string_view data);

// Appends a comment, without the line ends that it may have.
void append_comment(std::string& out, std::string_view text);

}  // namespace gs::http
