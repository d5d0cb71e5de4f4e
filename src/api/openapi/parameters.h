// The query parameters of operations. kubectl looks for `dryRun` and `fieldValidation` among them.
// Internal to openapi.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json.hpp>
#include <string_view>

namespace seamark::api {

struct Parameter {
  std::string_view name;
  std::string_view type;
  std::string_view description;
};

inline constexpr Parameter kListParameters[] = {
    {"allowWatchBookmarks", "boolean", "Whether a watch may send BOOKMARK events."},
    {"continue", "string", "Where the next page of a list begins, as the last page told."},
    {"fieldSelector", "string", "Only objects whose fields have these values."},
    {"labelSelector", "string", "Only objects with these labels."},
    {"limit", "integer", "At most so many objects in one answer."},
    {"resourceVersion", "string", "Which state of the collection is asked for."},
    {"resourceVersionMatch", "string", "How resourceVersion is meant: Exact or NotOlderThan."},
    {"sendInitialEvents", "boolean", "Whether a watch begins with the objects that are there."},
    {"shardSelector", "string", "Only the objects of this shard."},
    {"timeoutSeconds", "integer", "When the answer ends at the latest."},
    {"watch", "boolean", "Watch for changes instead of a list."}};
inline constexpr Parameter kDryRun = {"dryRun", "string", "All: check everything and store nothing."};
inline constexpr Parameter kFieldManager = {"fieldManager", "string", "In whose name fields are owned."};
inline constexpr Parameter kFieldValidation = {
    "fieldValidation", "string", "What unknown and duplicate fields cause: Ignore, Warn or Strict."};
inline constexpr Parameter kForce = {"force", "boolean",
                                     "Take conflicting fields from their owners (apply only)."};
inline constexpr Parameter kDeleteParameters[] = {
    kDryRun,
    {"gracePeriodSeconds", "integer", "Seconds that the object has before it goes."},
    {"ignoreStoreReadErrorWithClusterBreakingPotential", "boolean",
     "Delete an object even when its stored form cannot be read."},
    {"orphanDependents", "boolean", "Old form of propagationPolicy Orphan."},
    {"propagationPolicy", "string", "What happens to dependents: Orphan, Background or Foreground."}};
inline constexpr Parameter kPretty = {"pretty", "string", "Indent the answer."};

inline constexpr Parameter kAttachParameters[] = {
    {"container", "string", "The container; needed when there are several."},
    {"stderr", "boolean", "Whether its standard error is sent."},
    {"stdin", "boolean", "Whether its standard input is fed."},
    {"stdout", "boolean", "Whether its standard output is sent."},
    {"tty", "boolean", "Whether it is given a terminal."}};
inline constexpr Parameter kCommand = {"command", "string",
                                       "The program and its arguments, one a parameter."};
inline constexpr Parameter kPorts = {"ports", "integer", "The ports to forward; for WebSockets."};
inline constexpr Parameter kProxyPath = {"path", "string", "The path that is asked for."};
inline constexpr Parameter kLogParameters[] = {
    {"container", "string", "The container; needed when there are several."},
    {"follow", "boolean", "Whether to wait for more."},
    {"insecureSkipTLSVerifyBackend", "boolean", "Whether to believe any certificate of the kubelet."},
    {"limitBytes", "integer", "At most so many bytes."},
    kPretty,
    {"previous", "boolean", "The log of the container that ran before."},
    {"sinceSeconds", "integer", "Only what was said in the last so many seconds."},
    {"stream", "string", "All, Stdout or Stderr."},
    {"tailLines", "integer", "Only so many lines from the end."},
    {"timestamps", "boolean", "Whether each line begins with its time."}};

// In the shape of a version: v2 has the type beside the name, v3 in a schema.
inline boost::json::object parameterOf(const Parameter& parameter, std::string_view in, bool v2) {
  boost::json::object out{{"description", parameter.description}, {"in", in}, {"name", parameter.name}};
  if (in == "path") out["required"] = true;
  boost::json::object schema{{"type", parameter.type}, {"uniqueItems", true}};
  if (v2) {
    for (auto& [key, value] : schema) out[key] = value;
  } else {
    out["schema"] = std::move(schema);
  }
  return out;
}

}  // namespace seamark::api
