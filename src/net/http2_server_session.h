// The nghttp2 session of a server's connection, with the limits that nghttp2 keeps itself.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/http2_session.h"
#include "net/http_server.h"

namespace seamark::net {

// As makeHttp2Session(); its SETTINGS wait to be sent.
Http2SessionPtr makeHttp2ServerSession(const HttpLimits& limits, const nghttp2_session_callbacks* callbacks,
                                       void* user);

}  // namespace seamark::net
