// SPDX-License-Identifier: Apache-2.0
#include "controllers/slice_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace seamark::controllers {

namespace {

// What one Service adds to the gauges.
struct Share {
  int64_t endpoints = 0;
  int64_t slices = 0;
  int64_t fewest = 0;  // slices, were they packed anew
};

// The endpoints of some slices by what makes two of them one and the same.
using ByIdentity = std::map<std::string, const api::Endpoint*>;

void addTo(ByIdentity& endpoints, const api::EndpointSlice& slice) {
  for (const api::Endpoint& endpoint : slice.endpoints) {
    std::string identity = endpoint.addresses.empty() ? std::string() : endpoint.addresses.front();
    if (endpoint.targetRef) identity.append("/").append(endpoint.targetRef->name);
    endpoints.emplace(std::move(identity), &endpoint);
  }
}

const api::EndpointSlice* named(const std::vector<SlicePtr>& slices, const std::string& name) {
  const auto it = std::find_if(slices.begin(), slices.end(),
                               [&](const SlicePtr& slice) { return slice->metadata.name == name; });
  return it == slices.end() ? nullptr : it->get();
}

// The slices as they will be once the changes are made.
std::vector<const api::EndpointSlice*> after(const std::vector<SlicePtr>& existing,
                                             const std::vector<Change>& changes) {
  std::set<std::string> replaced;
  std::vector<const api::EndpointSlice*> slices;
  for (const Change& change : changes) {
    if (change.what != Change::What::Create) replaced.insert(change.object->metadata.name);
    if (change.what != Change::What::Delete) slices.push_back(&api::as<api::EndpointSlice>(*change.object));
  }
  for (const SlicePtr& slice : existing)
    if (!replaced.contains(slice->metadata.name)) slices.push_back(slice.get());
  return slices;
}

Share shareOf(const std::vector<const api::EndpointSlice*>& slices, size_t maxPerSlice) {
  Share share;
  std::map<std::pair<std::string, size_t>, size_t> groups;  // by family and number of ports: near enough
  for (const api::EndpointSlice* slice : slices) {
    ++share.slices;
    share.endpoints += static_cast<int64_t>(slice->endpoints.size());
    groups[{slice->addressType, slice->ports.size()}] += slice->endpoints.size();
  }
  for (const auto& [group, endpoints] : groups)
    share.fewest += static_cast<int64_t>(std::max<size_t>(1, (endpoints + maxPerSlice - 1) / maxPerSlice));
  return share;
}

}  // namespace

struct SliceMetrics::Impl {
  client::Metrics& metrics;
  const std::string prefix;
  const size_t maxPerSlice;
  std::unordered_map<std::string, Share> shares;
  std::unordered_map<std::string, std::string> distributions;
  prometheus::Histogram& added = perSync("endpoints_added_per_sync", "Endpoints added in one sync");
  prometheus::Histogram& updated = perSync("endpoints_updated_per_sync", "Endpoints changed in one sync");
  prometheus::Histogram& removed = perSync("endpoints_removed_per_sync", "Endpoints removed in one sync");
  prometheus::Gauge& desired = metrics.gauge(prefix + "endpoints_desired", "Endpoints that should be there");
  prometheus::Gauge& slices = metrics.gauge(prefix + "num_endpoint_slices", "Slices that are there");
  prometheus::Gauge& fewest =
      metrics.gauge(prefix + "desired_endpoint_slices", "Slices that there would be, packed anew");

  Impl(client::Metrics& m, const std::string& subsystem, size_t most)
      : metrics(m), prefix(subsystem + "_"), maxPerSlice(most) {
    for (const char* operation : {"create", "update", "delete"}) changed(operation);
  }

  prometheus::Histogram& perSync(const std::string& name, const std::string& help) {
    return metrics.histogram(prefix + name, help, client::exponentialBounds(2, 2, 15));
  }
  prometheus::Counter& changed(const char* operation) {
    return metrics.counter(prefix + "changes", "Writes of slices", {{"operation", operation}});
  }

  void put(const std::string& key, const Share& now) {
    Share& known = shares[key];
    desired.Increment(static_cast<double>(now.endpoints - known.endpoints));
    slices.Increment(static_cast<double>(now.slices - known.slices));
    fewest.Increment(static_cast<double>(now.fewest - known.fewest));
    known = now;
    if (now.slices == 0) shares.erase(key);
  }

  void count(const std::vector<SlicePtr>& existing, const std::vector<Change>& changes) {
    ByIdentity before, now;
    for (const Change& change : changes) {
      const bool gone = change.what == Change::What::Delete;
      const bool fresh = change.what == Change::What::Create;
      changed(fresh ? "create" : gone ? "delete" : "update").Increment();
      if (const auto* slice = fresh ? nullptr : named(existing, change.object->metadata.name))
        addTo(before, *slice);
      if (!gone) addTo(now, api::as<api::EndpointSlice>(*change.object));
    }
    size_t more = 0, other = 0;
    for (const auto& [identity, endpoint] : now) {
      const auto known = before.find(identity);
      if (known == before.end())
        ++more;
      else
        other += *known->second == *endpoint ? 0 : 1;
    }
    added.Observe(static_cast<double>(more));
    updated.Observe(static_cast<double>(other));
    removed.Observe(static_cast<double>(before.size() + more - now.size()));
  }

  prometheus::Gauge& services(const std::string& distribution) {
    return metrics.gauge(prefix + "services_count_by_traffic_distribution",
                         "Services by their trafficDistribution", {{"traffic_distribution", distribution}});
  }
};

SliceMetrics::SliceMetrics(client::Metrics* metrics, const std::string& subsystem, size_t maxPerSlice)
    : impl_(metrics ? std::make_unique<Impl>(*metrics, subsystem, maxPerSlice) : nullptr) {}
SliceMetrics::~SliceMetrics() = default;

void SliceMetrics::planned(const std::string& key, const std::vector<SlicePtr>& existing,
                           const std::vector<Change>& changes) {
  if (!impl_) return;
  impl_->count(existing, changes);
  impl_->put(key, shareOf(after(existing, changes), impl_->maxPerSlice));
}

void SliceMetrics::forget(const std::string& key) {
  if (!impl_) return;
  impl_->put(key, {});
  if (const auto known = impl_->distributions.extract(key)) impl_->services(known.mapped()).Decrement();
}

void SliceMetrics::synced(const char* result) {
  if (!impl_) return;
  impl_->metrics.counter(impl_->prefix + "syncs", "Syncs by their outcome", {{"result", result}}).Increment();
}

void SliceMetrics::distribution(const std::string& key, bool topology, const std::string& trafficDistribution,
                                size_t slicesChanged) {
  if (!impl_) return;
  impl_->metrics
      .histogram(
          impl_->prefix + "endpointslices_changed_per_sync", "Slices written in one sync",
          {1, 2, 4, 8, 16, 32, 64, 128},
          {{"topology", topology ? "Auto" : "Disabled"}, {"traffic_distribution", trafficDistribution}})
      .Observe(static_cast<double>(slicesChanged));
  const auto [known, fresh] = impl_->distributions.try_emplace(key, trafficDistribution);
  if (!fresh && known->second == trafficDistribution) return;
  if (!fresh) impl_->services(known->second).Decrement();
  known->second = trafficDistribution;
  impl_->services(trafficDistribution).Increment();
}

void SliceMetrics::skipped(size_t addresses) {
  if (!impl_) return;
  impl_->perSync("addresses_skipped_per_sync", "Addresses left out in one sync")
      .Observe(static_cast<double>(addresses));
}

void SliceMetrics::took(Duration sync) {
  if (!impl_) return;
  impl_->metrics
      .histogram(impl_->prefix + "endpoints_sync_duration", "Seconds that one sync took",
                 client::exponentialBounds(0.001, 2, 15))
      .Observe(std::chrono::duration<double>(sync).count());
}

}  // namespace seamark::controllers
