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

std::vector<PodPtr> Selection::podsOf(const api::Service& service, const std::set<std::string>& names) const {
  std::vector<PodPtr> found;
  if (service.spec.selector.empty()) return found;
  for (const std::string& name : names)
    if (PodPtr pod = client::get<api::Pod>(pods_, api::objectKey(service.metadata.namespace_, name));
        pod && selects(service.spec.selector, pod->metadata.labels))
      found.push_back(std::move(pod));
  return found;
}

void Selection::onPodEvents(Told told) {
  const auto changed = [this, told = std::move(told)](const api::Object* before, const api::Object* now) {
    const auto pod = [](const api::Object* object) { return object ? &api::as<api::Pod>(*object) : nullptr; };
    tell(told, pod(before), pod(now));
  };
  pods_.addHandler(
      {.onAdd = [changed](const client::ObjectPtr& now) { changed(nullptr, now.get()); },
       .onUpdate = [changed](const client::ObjectPtr& before,
                             const client::ObjectPtr& now) { changed(before.get(), now.get()); },
       .onDelete = [changed](const client::ObjectPtr& before) { changed(before.get(), nullptr); }});
}

// When nothing but labels changed, Services that select the pod before and after have nothing to do.
void Selection::tell(const Told& told, const api::Pod* before, const api::Pod* now) const {
  const bool differs = !before || !now || endpointDiffers(*before, *now);
  const bool retimed = !differs && readySince(*before) != readySince(*now);
  if (!differs && !retimed && before->metadata.labels == now->metadata.labels) return;
  std::vector<std::string> was, is, either;
  if (before) was = index_.match(before->metadata.namespace_, before->metadata.labels);
  if (now) is = index_.match(now->metadata.namespace_, now->metadata.labels);
  std::set_union(was.begin(), was.end(), is.begin(), is.end(), std::back_inserter(either));
  for (const std::string& key : either) {
    const bool stays = std::ranges::binary_search(was, key) && std::ranges::binary_search(is, key);
    if (differs || retimed || !stays) told(key, (now ? now : before)->metadata.name, differs || !stays);
  }
}

}  // namespace seamark::controllers
