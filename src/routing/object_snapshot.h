// ObjectSnapshot: the objects that routing was made from, kept in a file, so that DNS and the proxy serve the
// last known state while no API is in reach, also after a restart or a reboot. Text: a head line with a
// checksum of the rest, then one object a line; a file that is cut short, changed or of another version is
// refused whole.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "api/kind.h"
#include "base/clock.h"
#include "base/result.h"

namespace seamark::routing {

struct SnapshotObject {
  const api::Kind* kind;
  api::ObjectPtr object;
};

struct ObjectSnapshot {
  WallTime taken{};
  std::vector<SnapshotObject> objects;
};

// Replaces the file at once: a reader sees the old one or the new one. Mode 0600.
Result<> writeSnapshot(const std::string& path, const ObjectSnapshot& snapshot);

// The error says what is wrong with the file; an absent file is 404 NotFound.
Result<ObjectSnapshot> readSnapshot(const std::string& path);

}  // namespace seamark::routing
