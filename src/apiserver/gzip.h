// gzip (RFC 1952), at the fast level that Kubernetes uses for large answers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace seamark::apiserver {

// A body compressed as it is made; memory does not grow with its size. One thread at a time.
class GzipStream {
 public:
  GzipStream();
  ~GzipStream();
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  // What can be sent after taking `plain` in; may be empty. `last` ends the stream: nothing may follow.
  std::string add(std::string_view plain, bool last);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

std::string gzip(const std::vector<Bytes>& parts);

}  // namespace seamark::apiserver
