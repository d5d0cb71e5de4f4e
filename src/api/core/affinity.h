// Where a Pod may and should run: affinity and topology spread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/boxed.h"
#include "api/meta/label_selector.h"
#include "api/schema.h"

namespace seamark::api {

struct NodeSelectorRequirement {
  std::string key;
  std::string operator_;
  std::vector<std::string> values;
  bool operator==(const NodeSelectorRequirement&) const = default;
};

struct NodeSelectorTerm {
  std::vector<NodeSelectorRequirement> matchExpressions;
  std::vector<NodeSelectorRequirement> matchFields;
  bool operator==(const NodeSelectorTerm&) const = default;
};

struct NodeSelector {
  std::vector<NodeSelectorTerm> nodeSelectorTerms;
  bool operator==(const NodeSelector&) const = default;
};

struct PreferredSchedulingTerm {
  int32_t weight = 0;
  NodeSelectorTerm preference;
  bool operator==(const PreferredSchedulingTerm&) const = default;
};

struct NodeAffinity {
  std::optional<NodeSelector> requiredDuringSchedulingIgnoredDuringExecution;
  std::vector<PreferredSchedulingTerm> preferredDuringSchedulingIgnoredDuringExecution;
  bool operator==(const NodeAffinity&) const = default;
};

struct PodAffinityTerm {
  std::optional<MetaLabelSelector> labelSelector;
  std::vector<std::string> namespaces;
  std::string topologyKey;
  std::optional<MetaLabelSelector> namespaceSelector;
  std::vector<std::string> matchLabelKeys;
  std::vector<std::string> mismatchLabelKeys;
  bool operator==(const PodAffinityTerm&) const = default;
};

struct WeightedPodAffinityTerm {
  int32_t weight = 0;
  PodAffinityTerm podAffinityTerm;
  bool operator==(const WeightedPodAffinityTerm&) const = default;
};

struct PodAffinity {
  std::vector<PodAffinityTerm> requiredDuringSchedulingIgnoredDuringExecution;
  std::vector<WeightedPodAffinityTerm> preferredDuringSchedulingIgnoredDuringExecution;
  bool operator==(const PodAffinity&) const = default;
};

struct PodAntiAffinity {
  std::vector<PodAffinityTerm> requiredDuringSchedulingIgnoredDuringExecution;
  std::vector<WeightedPodAffinityTerm> preferredDuringSchedulingIgnoredDuringExecution;
  bool operator==(const PodAntiAffinity&) const = default;
};

struct Affinity {
  Boxed<NodeAffinity> nodeAffinity;
  Boxed<PodAffinity> podAffinity;
  Boxed<PodAntiAffinity> podAntiAffinity;
  bool operator==(const Affinity&) const = default;
};

struct TopologySpreadConstraint {
  int32_t maxSkew = 0;
  std::string topologyKey;
  std::string whenUnsatisfiable;
  std::optional<MetaLabelSelector> labelSelector;
  std::optional<int32_t> minDomains;
  std::optional<std::string> nodeAffinityPolicy;
  std::optional<std::string> nodeTaintsPolicy;
  std::vector<std::string> matchLabelKeys;
  bool operator==(const TopologySpreadConstraint&) const = default;
};

template <>
struct Schema<NodeSelectorRequirement> {
  static const Type& type();
};
template <>
struct Schema<NodeSelectorTerm> {
  static const Type& type();
};
template <>
struct Schema<NodeSelector> {
  static const Type& type();
};
template <>
struct Schema<PreferredSchedulingTerm> {
  static const Type& type();
};
template <>
struct Schema<NodeAffinity> {
  static const Type& type();
};
template <>
struct Schema<PodAffinityTerm> {
  static const Type& type();
};
template <>
struct Schema<WeightedPodAffinityTerm> {
  static const Type& type();
};
template <>
struct Schema<PodAffinity> {
  static const Type& type();
};
template <>
struct Schema<PodAntiAffinity> {
  static const Type& type();
};
template <>
struct Schema<Affinity> {
  static const Type& type();
};
template <>
struct Schema<TopologySpreadConstraint> {
  static const Type& type();
};

}  // namespace seamark::api
