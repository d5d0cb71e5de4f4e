// SPDX-License-Identifier: Apache-2.0
#include "controllers/selection.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace seamark::controllers {

namespace {
constexpr auto kByLabel = "label";

}  // namespace

Selection::Selection(Informers& informers) : pods_(informers.of<api::Pod>()) {
  const auto set = [this](const client::ObjectPtr& object) {
    const auto& service = api::as<api::Service>(*object);
    index_.set(keyOf(service), service.metadata.namespace_, service.spec.selector);
  };
  informers.of<api::Service>().addHandler(
      {.onAdd = set,
       .onUpdate = [set](const client::ObjectPtr&, const client::ObjectPtr& now) { set(now); },
       .onDelete = [this](const client::ObjectPtr& before) { index_.erase(keyOf(*before)); }});
  pods_.addIndex(kByLabel, [](const api::Object& pod) {
    std::vector<std::string> pairs;
    pairs.reserve(pod.metadata.labels.size());
    for (const auto& [label, value] : pod.metadata.labels)
      pairs.push_back(labelPair(pod.metadata.namespace_, label, value));
    return pairs;
  });
}

// Of the selector's pairs the one that the fewest pods have is looked at.
std::vector<PodPtr> Selection::podsOf(const api::Service& service) const {
  const std::set<std::string>* fewest = nullptr;
  for (const auto& [label, value] : service.spec.selector) {
    const auto& keys = pods_.keysByIndex(kByLabel, labelPair(service.metadata.namespace_, label, value));
    if (!fewest || keys.size() < fewest->size()) fewest = &keys;
  }
  std::vector<PodPtr> found;
  if (!fewest) return found;
  for (const std::string& key : *fewest) {
    PodPtr pod = client::get<api::Pod>(pods_, key);
    if (selects(service.spec.selector, pod->metadata.labels)) found.push_back(std::move(pod));
  }
  return found;
}

void Selection::onPodEvents(std::function<void(const std::string&)> add) {
  const auto tell = [this, add = std::move(add)](const api::Object* before, const api::Object* now) {
    const auto pod = [](const api::Object* object) { return object ? &api::as<api::Pod>(*object) : nullptr; };
    for (const std::string& key : affected(pod(before), pod(now))) add(key);
  };
  pods_.addHandler({.onAdd = [tell](const client::ObjectPtr& now) { tell(nullptr, now.get()); },
                    .onUpdate = [tell](const client::ObjectPtr& before,
                                       const client::ObjectPtr& now) { tell(before.get(), now.get()); },
                    .onDelete = [tell](const client::ObjectPtr& before) { tell(before.get(), nullptr); }});
}

// When nothing but labels changed, Services that select the pod before and after have nothing to do.
std::set<std::string> Selection::affected(const api::Pod* before, const api::Pod* now) const {
  const bool differs = !before || !now || endpointDiffers(*before, *now);
  if (!differs && before->metadata.labels == now->metadata.labels) return {};
  std::vector<std::string> was, is;
  if (before) was = index_.match(before->metadata.namespace_, before->metadata.labels);
  if (now) is = index_.match(now->metadata.namespace_, now->metadata.labels);
  std::set<std::string> keys;
  const auto into = std::inserter(keys, keys.end());
  differs ? std::set_union(was.begin(), was.end(), is.begin(), is.end(), into)
          : std::set_symmetric_difference(was.begin(), was.end(), is.begin(), is.end(), into);
  return keys;
}

}  // namespace seamark::controllers
