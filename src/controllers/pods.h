// The rules by which a pod becomes an endpoint, the same for Endpoints and slices. Pure.
// Source: semantics 4.1.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/core/pod.h"
#include "api/core/service.h"
#include "api/ip.h"
#include "client/informer.h"
#include "controllers/trigger_times.h"

namespace seamark::controllers {

using PodPtr = std::shared_ptr<const api::Pod>;

// The index of pods by the node that they are bound to; may be asked for more than once.
inline constexpr auto kPodsByNode = "node";
void indexByNode(client::Informer& pods);

bool isReady(const api::Pod& pod);
// When the Ready condition last changed; zero when nobody says.
api::Time readySince(const api::Pod& pod);
// Has an address and has not ended. Whether it is being deleted is each controller's own question.
bool isServing(const api::Pod& pod);
// The pod's addresses of one family, canonical text.
std::vector<std::string> addressesOf(const api::Pod& pod, api::IpFamily family);
// The hostname that DNS shows for the pod under this Service, or nothing.
std::optional<std::string> hostnameOf(const api::Pod& pod, const api::Service& service);
// What a port's targetPort is in this pod; nothing when the pod has no port of that name and protocol.
std::optional<int32_t> targetPortOf(const api::Pod& pod, const api::ServicePort& port);
bool isHeadless(const api::Service& service);

// Whether the difference between two states of a pod can matter to an endpoint, labels aside.
bool endpointDiffers(const api::Pod& before, const api::Pod& now);

TriggerSources triggerSources(const api::Service& service, const std::vector<PodPtr>& pods);

}  // namespace seamark::controllers
