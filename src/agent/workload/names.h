// The names by which a Pod tells the agent what to do, and the agent says what it did.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seamark::agent {

// The systemd unit or the pid file that tells whether the workload runs. With a container's name behind a
// slash-free prefix (seamark.dev/systemd-unit.NAME) it is of that container, else of all.
inline constexpr const char* kUnitAnnotation = "seamark.dev/systemd-unit";
inline constexpr const char* kPidFileAnnotation = "seamark.dev/pid-file";
// "true" on a Pod that belongs to a controller: the agent is to adopt it nevertheless. "false": never.
inline constexpr const char* kAdoptAnnotation = "seamark.dev/adopt";
// On a mirror Pod: the file that it stands for.
inline constexpr const char* kManifestAnnotation = "seamark.dev/manifest";

// The kubelet's own, for static Pods and their mirrors.
inline constexpr const char* kSourceAnnotation = "kubernetes.io/config.source";
inline constexpr const char* kHashAnnotation = "kubernetes.io/config.hash";
inline constexpr const char* kSeenAnnotation = "kubernetes.io/config.seen";
inline constexpr const char* kMirrorAnnotation = "kubernetes.io/config.mirror";

}  // namespace seamark::agent
