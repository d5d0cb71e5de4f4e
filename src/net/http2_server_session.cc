// SPDX-License-Identifier: Apache-2.0
#include "net/http2_server_session.h"

#include <algorithm>
#include <iterator>

#include "base/assert.h"

namespace seamark::net {
namespace {

constexpr int32_t kStreamWindow = 1 << 20;
constexpr int32_t kConnectionWindow = 4 << 20;

}  // namespace

Http2SessionPtr makeHttp2ServerSession(const HttpLimits& limits, const nghttp2_session_callbacks* callbacks,
                                       void* user) {
  nghttp2_option* option = nullptr;
  SM_ASSERT(nghttp2_option_new(&option) == 0);
  nghttp2_option_set_max_settings(option, 32);
  nghttp2_option_set_max_outbound_ack(option, 1000);
  nghttp2_option_set_no_closed_streams(option, 1);  // no memory of finished streams
  // nghttp2's own limit on resets counts cancelled watches too; the engine counts better.
  nghttp2_option_set_stream_reset_rate_limit(option, UINT32_MAX, UINT32_MAX);
  Http2SessionPtr session = makeHttp2Session(Http2Side::Server, callbacks, user, option);
  nghttp2_option_del(option);
  const nghttp2_settings_entry settings[] = {
      {NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, limits.streamsPerConnection},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, kStreamWindow},
      {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE,
       static_cast<uint32_t>(std::min<size_t>(limits.headerBytes, UINT32_MAX))},
  };
  SM_ASSERT(nghttp2_submit_settings(session.get(), NGHTTP2_FLAG_NONE, settings, std::size(settings)) == 0);
  SM_ASSERT(nghttp2_session_set_local_window_size(session.get(), NGHTTP2_FLAG_NONE, 0, kConnectionWindow) ==
            0);
  return session;
}

}  // namespace seamark::net
