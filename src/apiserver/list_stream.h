// ListStream: one list on its way out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apiserver/context.h"
#include "apiserver/gzip.h"
#include "apiserver/key_range.h"
#include "apiserver/list_options.h"
#include "apiserver/representation.h"

namespace seamark::apiserver {

// What is to be listed, decided.
struct ListPlan {
  store::Collection items;       // the snapshot
  store::Revision revision = 0;  // shown as the list's own, and kept by continue tokens
  KeyRange range;                // what is left of it from the start of this page
  int64_t limit = 0;             // 0: no pages
};

// Lives on its context's loop, kept alive by the responder's callbacks until the last byte is taken or the
// client is gone.
class ListStream : public std::enable_shared_from_this<ListStream> {
 public:
  ListStream(ContextPtr context, Form form, ListOptions options, ListPlan plan);
  // Answers whole when the list is small, else streams.
  void start();

 private:
  // The object under the iterator as the request shows it, when the selectors take it.
  api::EncodedPtr selected(const store::Collection::Iterator& it) const;
  bool inRange(const store::Collection::Iterator& it) const {
    return it && (end_.empty() || it.key() < end_);
  }
  void findPageEnd(api::ListMeta& meta);
  size_t itemBytes() const;
  std::string nextPart();  // up to kPart bytes; sets done_ with the last
  void stream(std::vector<Bytes> first);
  void pump();
  void write(std::string_view plain);
  void whole(std::vector<Bytes> parts);

  ContextPtr context_;
  Form form_;
  ListOptions options_;
  ListPlan plan_;
  std::string end_;  // keys from here on are not on the page; empty: no end
  store::Collection::Iterator next_;
  std::string head_;
  bool first_ = true, done_ = false;
  WallTime now_;
  std::optional<GzipStream> gzip_;
};

}  // namespace seamark::apiserver
