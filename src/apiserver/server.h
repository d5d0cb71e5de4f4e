// ApiServer: the Kubernetes API on a store: everything that `seamark apiserver` is, put together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "apiserver/context.h"
#include "base/result.h"
#include "net/event_loop.h"
#include "store/store.h"

namespace seamark::apiserver {

// The options of `seamark apiserver`, named as its flags are. Files are named, not read yet; what is empty
// and needed is made in `dataDir`/pki.
struct ApiServerConfig {
  std::string dataDir;
  std::string bindAddress = "0.0.0.0";
  std::string advertiseAddress;  // empty: bindAddress when it is one address, else 127.0.0.1
  uint16_t securePort = 6443;    // 0: any free one
  std::vector<std::string> serviceClusterIpRange = {"10.96.0.0/16"};  // one or two CIDRs
  std::string serviceNodePortRange = "30000-32767";
  std::string clusterDomain = "cluster.local";
  Duration eventTtl = std::chrono::hours(1);  // how long an Event is kept after it was told last

  Duration requestTimeout = std::chrono::seconds(60);  // for a request to arrive whole

  std::string tokenAuthFile;
  std::string clientCaFile;
  std::string tlsCertFile;
  std::string tlsPrivateKeyFile;
  std::string serviceAccountIssuer = "https://kubernetes.default.svc.cluster.local";
  std::vector<std::string> apiAudiences;            // empty: the issuer
  std::vector<std::string> serviceAccountKeyFiles;  // that verify; empty: the signing key
  std::string serviceAccountSigningKeyFile;

  // Where the administrator's kubeconfig is written (0600); empty: not.
  std::string writeKubeconfig;
};

class ApiServer {
 public:
  // Makes the objects that must be there, then listens. Blocks meanwhile; not to be called on one of `loops`,
  // which, like the other references, must outlive the server. The error says what to do.
  static Result<std::unique_ptr<ApiServer>> start(ApiServerConfig config, store::Store& store,
                                                  std::vector<net::EventLoop*> loops, const Clock& clock,
                                                  Random& random);
  ~ApiServer();  // stop()

  uint16_t port() const;
  // What clients within this process reach the server by.
  std::string url() const;
  // The authority that clients verify the server with (PEM).
  const std::string& authorityPem() const;

  // /readyz says no from now on; answers that are under way are finished within `grace`.
  void stop(Duration grace = std::chrono::seconds(1));

  // GET /metrics also gives what `more` does, which is called on any loop, until it is set to null.
  void alsoMeasure(std::function<std::string()> more);

  // For the in-process carrier (cmd/seamark/in_process_carrier.h): the verbs without HTTP.
  Services services();

 private:
  struct Parts;
  explicit ApiServer(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace seamark::apiserver
