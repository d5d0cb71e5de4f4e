// SPDX-License-Identifier: Apache-2.0
#include "cmd/seamark/options.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <yaml-cpp/yaml.h>

#include <CLI/CLI.hpp>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>

#include "base/duration.h"

namespace seamark::cmd {
namespace {

std::string environment(const char* name, std::string otherwise) {
  const char* value = std::getenv(name);
  return value && *value ? value : std::move(otherwise);
}

std::string environmentName(std::string flag) {
  for (char& c : flag) c = c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return "SEAMARK_" + flag;
}

// A list stands as `[a, b]` or as "a,b".
std::string scalarText(const YAML::Node& node) {
  if (!node.IsSequence()) return node.Scalar();
  std::string out;
  for (const auto& item : node) out += (out.empty() ? "" : ",") + item.Scalar();
  return out;
}

Result<> applyFile(CLI::App& app, const std::string& file, const YAML::Node& root) {
  if (root.IsNull()) return {};
  if (!root.IsMap()) return Failure(failure(file + ": must be a map of flag names to values"));
  for (const auto& entry : root) {
    const std::string key = entry.first.Scalar();
    CLI::Option* option = app.get_option_no_throw("--" + key);
    if (!option) continue;  // a flag of another command: one file serves them all
    try {
      option->default_val(scalarText(entry.second));
    } catch (const CLI::Error& e) {
      return Failure(failure(fmt::format("{}: {}: {}", file, key, e.what())));
    }
  }
  return {};
}

// "1m30s", "500ms", "2h"; a bare number is seconds. Nothing when it is none of these.
std::optional<Seconds> durationOf(const std::string& text) {
  static const std::map<std::string, double> kUnits = {{"h", 3600},  {"m", 60},    {"s", 1}, {"ms", 1e-3},
                                                       {"us", 1e-6}, {"ns", 1e-9}, {"", 1}};
  double seconds = 0;
  for (size_t at = 0; at < text.size();) {
    size_t digits = at, unit = at;
    while (digits < text.size() &&
           (std::isdigit(static_cast<unsigned char>(text[digits])) || text[digits] == '.'))
      ++digits;
    for (unit = digits; unit < text.size() && std::isalpha(static_cast<unsigned char>(text[unit]));) ++unit;
    const auto known = kUnits.find(text.substr(digits, unit - digits));
    if (digits == at || known == kUnits.end()) return std::nullopt;
    seconds += std::atof(text.substr(at, digits - at).c_str()) * known->second;
    at = unit;
  }
  return text.empty() ? std::nullopt : std::optional(Seconds(seconds));
}

void addDuration(CLI::App& app, const std::string& flag, Seconds& into, const std::string& what) {
  app.add_option_function<std::string>(
         flag,
         [&into, flag](const std::string& text) {
           const auto parsed = durationOf(text);
           if (!parsed)
             throw CLI::ValidationError(flag, "\"" + text + "\" is not a length of time such as 30s");
           into = *parsed;
         },
         what)
      ->default_str(fmt::format("{}s", into.count()))
      ->type_name("DURATION");
}

// What the controllers do, wherever they run.
void addControllersTuning(CLI::App& app, Options& o) {
  app.add_option("--controllers", o.controllers, "which run: '*' is all, 'x' adds, '-x' leaves out")
      ->take_all()
      ->delimiter(',');
  app.add_option("--max-endpoints-per-slice", o.maxEndpointsPerSlice, "how many endpoints one slice may hold")
      ->check(CLI::Range(1, 1000));
  app.add_option("--mirroring-max-endpoints-per-subset", o.mirroringMaxEndpointsPerSubset,
                 "how many addresses of one subset are mirrored")
      ->check(CLI::Range(1, 1000));
  app.add_option("--concurrent-endpoint-syncs", o.concurrentEndpointSyncs,
                 "Services that the endpoints controller works on at a time")
      ->check(CLI::Range(1, 1000));
  app.add_option("--concurrent-service-endpoint-syncs", o.concurrentServiceEndpointSyncs,
                 "Services that the EndpointSlice controller works on at a time")
      ->check(CLI::Range(1, 1000));
  app.add_option("--mirroring-concurrent-service-endpoint-syncs", o.mirroringConcurrentServiceEndpointSyncs,
                 "Endpoints that are mirrored at a time")
      ->check(CLI::Range(1, 1000));
  addDuration(app, "--endpoint-updates-batch-period", o.endpointUpdatesBatchPeriod,
              "how long changes of pods are gathered before Endpoints are written");
  addDuration(app, "--endpointslice-updates-batch-period", o.endpointSliceUpdatesBatchPeriod,
              "how long changes of pods are gathered before slices are written");
  addDuration(app, "--mirroring-endpointslice-updates-batch-period",
              o.mirroringEndpointSliceUpdatesBatchPeriod,
              "how long changes of Endpoints are gathered before they are mirrored");
  addDuration(app, "--node-monitor-grace-period", o.nodeMonitorGracePeriod,
              "how long a node may be silent before it counts as not ready");
  app.add_option("--node-eviction-rate", o.nodeEvictionRate,
                 "nodes a second and zone that turn from not ready to losing their pods")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--secondary-node-eviction-rate", o.secondaryNodeEvictionRate,
                 "the same in a large zone that is unhealthy; a small one loses none")
      ->check(CLI::NonNegativeNumber);
  app.add_option("--large-cluster-size-threshold", o.largeClusterSizeThreshold,
                 "nodes up to which a zone is small");
  app.add_option("--unhealthy-zone-threshold", o.unhealthyZoneThreshold,
                 "the part of a zone's nodes, at least three, that is not ready when it is unhealthy");
  app.add_option("--concurrent-serviceaccount-token-syncs", o.concurrentServiceAccountTokenSyncs,
                 "Secrets for tokens that are worked on at a time")
      ->check(CLI::Range(1, 1000));
  app.add_option("--terminated-pod-gc-threshold", o.terminatedPodGcThreshold,
                 "how many pods that ended are kept; 0 or less: all");
}

// Flags that kube-controller-manager is often started with and that mean nothing here.
void addWithoutEffect(CLI::App& app, std::initializer_list<const char*> flags) {
  for (const char* flag : flags)
    app.add_option_function<std::string>(
           flag, [](const std::string&) {}, "taken for kube-controller-manager's sake")
        ->group("Without effect");
}

}  // namespace

Options defaultOptions(bool root) {
  Options options;
  const std::string home = environment("HOME", "/tmp");
  options.dataDir =
      root ? "/var/lib/seamark" : environment("XDG_DATA_HOME", home + "/.local/share") + "/seamark";
  options.writeKubeconfig = root
                                ? "/etc/seamark/seamark.yaml"
                                : environment("XDG_CONFIG_HOME", home + "/.config") + "/seamark/seamark.yaml";
  options.serviceClusterIpRange = root ? "10.96.0.0/12" : "127.96.0.0/12";
  options.dnsListen = root ? "127.0.0.1:53" : "127.0.0.1:10053";
  return options;
}

void addCommonFlags(CLI::App& app, Options& options) {
  app.add_option("--log-format", options.logFormat, "how log lines look")
      ->check(CLI::IsMember({"text", "json"}));
  app.add_option("-v,--verbosity,--v", options.verbosity, "0: what matters; 1 and more: also details");
}

void addApiFlags(CLI::App& app, Options& o) {
  app.add_option("--data-dir", o.dataDir, "where the store, the CA and keys live");
  app.add_option("--bind-address", o.bindAddress, "the address that the API listens on");
  app.add_option("--advertise-address", o.advertiseAddress, "the address that other hosts reach the API at");
  app.add_option("--secure-port", o.securePort, "the port that the API listens on; 0: any free one");
  app.add_option("--service-cluster-ip-range", o.serviceClusterIpRange,
                 "CIDR for cluster IPs; two, of either family, for dual-stack");
  app.add_option("--service-node-port-range", o.serviceNodePortRange, "ports for NodePort Services");
  addDuration(app, "--request-timeout", o.requestTimeout, "how long a request may take to arrive whole");
  app.add_option("--token-auth-file", o.tokenAuthFile,
                 "CSV of static tokens: token,user,uid,\"group,group\"");
  app.add_option("--client-ca-file", o.clientCaFile,
                 "CA that client certificates are verified with; default: Seamark's own");
  app.add_option("--tls-cert-file", o.tlsCertFile,
                 "the API's certificate; default: one from Seamark's own CA");
  app.add_option("--tls-private-key-file", o.tlsPrivateKeyFile, "the key of --tls-cert-file");
  addDuration(app, "--event-ttl", o.eventTtl, "how long an Event is kept after it was told last");
  app.add_option("--service-account-issuer", o.serviceAccountIssuer, "issuer of ServiceAccount tokens");
  app.add_option("--service-account-key-file", o.serviceAccountKeyFiles,
                 "PEM keys that ServiceAccount tokens are verified with; default: the signing key")
      ->take_all();
  app.add_option("--service-account-signing-key-file", o.serviceAccountSigningKeyFile,
                 "PEM key that signs ServiceAccount tokens; default: one in --data-dir");
  app.add_option("--api-audiences", o.apiAudiences, "audiences that the API accepts; default: the issuer")
      ->take_all()
      ->delimiter(',');
  app.add_option("--authorization-mode", o.authorizationModes, "always RBAC; Node may be named beside it")
      ->take_all()
      ->delimiter(',')
      ->check(CLI::IsMember({"RBAC", "Node"}));
  app.add_option("--allow-privileged", o.allowPrivileged, "Pods may ask for privileged containers");
  app.add_option("--etcd-compaction-interval", o.compactionInterval,
                 "how long the store remembers what was, for watches and lists from then: 5m, 1h30m")
      ->check([](const std::string& text) {
        const auto duration = parseDuration(text);
        if (!duration) return duration.error().message;
        return *duration < Duration{} ? std::string("it must not be negative") : std::string();
      });
  app.add_option("--write-kubeconfig", o.writeKubeconfig,
                 "where the administrator's kubeconfig is written (mode 0600)");
}

namespace {

// What the agent does also inside `seamark server`.
void addAdoptionFlags(CLI::App& app, Options& o) {
  app.add_option("--node-ip", o.nodeIps, "this host's address, and one of the other family for dual-stack")
      ->take_all()
      ->delimiter(',');
  app.add_option(
      "--manifests", o.manifests,
      "directory of Pod manifests for what runs on this host; `agent` as root: /etc/seamark/manifests");
  app.add_option("--adopt-pods", o.adoptPods,
                 "Pods bound to this node that are adopted: all, host-network or none (default: all; in "
                 "`server` host-network)")
      ->check(CLI::IsMember({"all", "host-network", "none"}));
  app.add_option("--exec-probes", o.execProbes,
                 "whose exec probes are run, as this process's user: none, manifests or all")
      ->check(CLI::IsMember({"none", "manifests", "all"}));
}

}  // namespace

void addAgentFlags(CLI::App& app, Options& o) {
  app.add_option("--kubeconfig", o.kubeconfig, "how to reach the API");
  app.add_option("--node-name,--hostname-override", o.nodeName, "this node's name; default: its hostname");
  addAdoptionFlags(app, o);
  app.add_option("--node-labels", o.nodeLabels, "labels of a new Node: key=value,…")
      ->take_all()
      ->delimiter(',');
  app.add_option(
         "--register-with-taints", o.nodeTaints,
         "taints of a new Node: key=value:effect,…; keep schedulers away, no container would start here")
      ->take_all()
      ->delimiter(',');
  app.add_option("--healthz-bind-address", o.agentHealthz,
                 "IP:PORT of /healthz, /metrics and /metrics/probes; empty: none");
  app.add_flag("--drain-on-exit", o.drainOnExit,
               "before leaving, report the Node and its Pods as not ready; default: leave them as they are");
}

void addServerFlags(CLI::App& app, Options& o) {
  addApiFlags(app, o);
  addControllersTuning(app, o);
  app.add_option("--cluster-domain", o.clusterDomain, "the domain of Services");
  app.add_option("--dns-listen", o.dnsListen, "IP:PORT that DNS answers on");
  app.add_option("--dns-upstream", o.dnsUpstream, "servers for all other names; default: /etc/resolv.conf")
      ->take_all()
      ->delimiter(',');
  app.add_option("--disable", o.disable, "parts not to run: controllers, dns, proxy, agent")
      ->take_all()
      ->delimiter(',')
      ->check(CLI::IsMember({"controllers", "dns", "proxy", "agent"}));
  app.add_option("--proxy-mode", o.proxyMode, "how connections are routed")
      ->check(CLI::IsMember({"auto", "nftables", "userspace"}));
  app.add_option("--cluster-cidr", o.clusterCidr,
                 "the range of the pods' addresses; sources outside it are masqueraded");
  app.add_option("--node-name", o.nodeName, "this host's name; default: its hostname");
  addAdoptionFlags(app, o);
}

void addControllersFlags(CLI::App& app, Options& o) {
  app.add_option("--kubeconfig", o.kubeconfig, "how to reach the API");
  addControllersTuning(app, o);
  app.add_option(
      "--root-ca-file", o.rootCaFile,
      "what kube-root-ca.crt and Secrets for tokens publish; default: the CA that the kubeconfig names");
  app.add_option("--service-account-private-key-file", o.serviceAccountPrivateKeyFile,
                 "PEM key that signs the tokens that Secrets hold; default: they are not filled");
  app.add_option("--leader-elect", o.leaderElect, "run only while holding the Lease");
  app.add_option("--leader-elect-resource-name", o.leaderElectResourceName, "the Lease's name");
  app.add_option("--leader-elect-resource-namespace", o.leaderElectResourceNamespace,
                 "the Lease's namespace");
  addDuration(app, "--leader-elect-lease-duration", o.leaderElectLeaseDuration,
              "a Lease that was not renewed for so long may be taken over");
  addDuration(app, "--leader-elect-renew-deadline", o.leaderElectRenewDeadline,
              "a leader that could not renew for so long steps down");
  addDuration(app, "--leader-elect-retry-period", o.leaderElectRetryPeriod,
              "how often the Lease is looked at");
  app.add_option("--bind-address", o.controllersBindAddress, "the address for health checks and metrics");
  app.add_option("--secure-port", o.controllersSecurePort, "the port for health checks and metrics; 0: none");
  app.add_option("--tls-cert-file", o.tlsCertFile, "that port's certificate; default: one made at start");
  app.add_option("--tls-private-key-file", o.tlsPrivateKeyFile, "the key of --tls-cert-file");
  addWithoutEffect(app, {"--allocate-node-cidrs", "--authentication-kubeconfig", "--authorization-kubeconfig",
                         "--client-ca-file", "--cluster-cidr", "--cluster-name",
                         "--cluster-signing-cert-file", "--cluster-signing-key-file", "--kube-api-burst",
                         "--kube-api-qps", "--profiling", "--requestheader-client-ca-file",
                         "--service-cluster-ip-range", "--use-service-account-credentials"});
}

void addDnsFlags(CLI::App& app, Options& o) {
  app.add_option("--kubeconfig", o.kubeconfig, "how to reach the API");
  app.add_option("--listen", o.dnsListen, "IP:PORT to answer on");
  app.add_option("--cluster-domain", o.clusterDomain, "the domain of Services");
  app.add_option("--upstream", o.dnsUpstream, "servers for all other names; default: /etc/resolv.conf")
      ->take_all()
      ->delimiter(',');
  app.add_option("--ttl", o.dnsTtl, "seconds that answers may be kept")->check(CLI::Range(0, 3600));
  app.add_option("--snapshot", o.dnsSnapshot,
                 "file with the last known state, to answer from while the API is away");
}

void addProxyFlags(CLI::App& app, Options& o) {
  app.add_option("--kubeconfig", o.kubeconfig, "how to reach the API");
  app.add_option("--hostname-override", o.nodeName, "this node's name; default: its hostname");
  app.add_option("--proxy-mode", o.proxyMode, "how connections are routed")
      ->check(CLI::IsMember({"auto", "nftables", "userspace"}));
  app.add_option("--cluster-cidr", o.clusterCidr,
                 "the range of the pods' addresses; sources outside it are masqueraded");
  app.add_option("--snapshot", o.proxySnapshot,
                 "file with the last known state, to route by while the API is away");
  app.add_flag("--cleanup", o.cleanup, "remove every rule of Seamark's and exit");
}

Result<> applyConfiguration(CLI::App& app, const std::string& file, bool mustExist) {
  for (CLI::Option* option : app.get_options())
    if (!option->get_lnames().empty() && option->get_lnames()[0] != "help")
      option->envname(environmentName(option->get_lnames()[0]));
  struct stat info{};
  if (stat(file.c_str(), &info) != 0) {
    if (!mustExist) return {};
    return Failure(failure("cannot read the configuration file " + file + "; check --config"));
  }
  try {
    return applyFile(app, file, YAML::LoadFile(file));
  } catch (const YAML::Exception& e) {
    return Failure(failure(fmt::format("{}: not YAML: {}", file, e.what())));
  }
}

}  // namespace seamark::cmd
