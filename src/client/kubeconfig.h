// Kubeconfig: how to reach a cluster's API and as whom, from a kubeconfig file or from inside a Pod.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "net/http_client.h"

namespace seamark::client {

struct ClusterAccess {
  net::HttpClientConfig connection;
  std::string pathPrefix;  // of the server's URL: "/k8s/clusters/c-1", mostly empty
  std::string token;
  std::string tokenFile;  // wins over token; read again every minute, as tokens of Pods change
  std::string username, password;
  std::string ns = "default";  // the context's namespace
};

// Reads one kubeconfig. `context` empty: its current-context. Relative file names count from `directory`.
// Errors say which entry is missing or cannot be used: exec and auth-provider plugins are refused, Seamark
// runs no programs to get credentials.
Result<ClusterAccess> parseKubeconfig(const std::string& yaml, const std::string& directory,
                                      const std::string& context = {});
Result<ClusterAccess> loadKubeconfig(const std::string& path, const std::string& context = {});

using Environment = std::function<std::optional<std::string>(const char* name)>;
Environment processEnvironment();

// The service account of the Pod that this runs in: KUBERNETES_SERVICE_HOST and _PORT, and `directory`'s
// files.
Result<ClusterAccess> inClusterAccess(
    const Environment& environment,
    const std::string& directory = "/var/run/secrets/kubernetes.io/serviceaccount");

// What --kubeconfig names; else the first file of $KUBECONFIG that exists; else in-cluster; else
// ~/.kube/config. The error lists what was tried.
Result<ClusterAccess> findClusterAccess(const std::string& path, const Environment& environment);

}  // namespace seamark::client
