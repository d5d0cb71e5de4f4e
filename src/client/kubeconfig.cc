// SPDX-License-Identifier: Apache-2.0
#include "client/kubeconfig.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "api/base64.h"
#include "api/codec.h"

namespace seamark::client {
namespace {

namespace json = boost::json;

Result<std::string> readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Failure(failure(fmt::format("cannot read {}", path)));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string text(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found && found->is_string() ? std::string(found->get_string()) : std::string();
}

bool flag(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found && found->is_bool() && found->get_bool();
}

// `clusters: [{name: x, cluster: {…}}]`: the inner object of x.
Result<json::object> entry(const json::object& config, std::string_view list, std::string_view inner,
                           const std::string& name) {
  const json::value* entries = config.if_contains(list);
  if (entries && entries->is_array()) {
    for (const auto& item : entries->get_array()) {
      if (!item.is_object() || text(item.get_object(), "name") != name) continue;
      const json::value* found = item.get_object().if_contains(inner);
      return found && found->is_object() ? found->get_object() : json::object();
    }
  }
  return Failure(failure(fmt::format("the kubeconfig has no {} named \"{}\"", inner, name)));
}

// `certificate-authority-data` holds base64, `certificate-authority` names a file; data wins.
Result<std::string> dataOrFile(const json::object& object, const std::string& key,
                               const std::string& directory) {
  if (const std::string data = text(object, key + "-data"); !data.empty()) {
    std::string decoded;
    if (api::decodeBase64(data, decoded)) return Failure(failure(fmt::format("{}-data is not base64", key)));
    return decoded;
  }
  const std::string file = text(object, key);
  if (file.empty()) return std::string();
  return readFile((std::filesystem::path(directory) / file).string());
}

Result<> useServer(const std::string& server, ClusterAccess& access) {
  const std::string url = server.find("://") == std::string::npos ? "https://" + server : server;
  const auto parsed = boost::urls::parse_uri(url);  // a view into url
  if (!parsed || parsed->encoded_host().empty())
    return Failure(failure(fmt::format("the server's URL \"{}\" cannot be read", server)));
  const std::string scheme(parsed->scheme());
  if (scheme != "https" && scheme != "http")
    return Failure(failure(fmt::format("the server's URL \"{}\" is neither https nor http", server)));
  access.connection.tls = scheme == "https";
  access.connection.host = parsed->host_address();
  access.connection.port = parsed->has_port() && parsed->port_number() ? parsed->port_number()
                           : access.connection.tls                     ? 443
                                                                       : 80;
  access.pathPrefix = std::string(parsed->encoded_path());
  while (access.pathPrefix.ends_with('/')) access.pathPrefix.pop_back();
  return {};
}

Result<> useCluster(const json::object& cluster, const std::string& directory, ClusterAccess& access) {
  if (text(cluster, "server").empty()) return Failure(failure("the kubeconfig's cluster has no server"));
  CHECKED(useServer(text(cluster, "server"), access));
  if (const std::string proxy = text(cluster, "proxy-url"); !proxy.empty())
    return Failure(
        failure(fmt::format("proxy-url {} is not supported: name a server that can be reached", proxy)));
  TRY(access.connection.caPem, dataOrFile(cluster, "certificate-authority", directory));
  access.connection.insecure = flag(cluster, "insecure-skip-tls-verify");
  if (access.connection.insecure && !access.connection.caPem.empty())
    return Failure(failure("insecure-skip-tls-verify and a certificate-authority exclude each other"));
  access.connection.serverName = text(cluster, "tls-server-name");
  return {};
}

Result<> useUser(const json::object& user, const std::string& name, const std::string& directory,
                 ClusterAccess& access) {
  for (const char* plugin : {"exec", "auth-provider"}) {
    if (user.contains(plugin)) {
      return Failure(failure(fmt::format(
          "user \"{}\" gets its credentials from a plugin ({}), which Seamark does not run; give it a "
          "token, a tokenFile or a client certificate",
          name, plugin)));
    }
  }
  TRY(access.connection.certificatePem, dataOrFile(user, "client-certificate", directory));
  TRY(access.connection.privateKeyPem, dataOrFile(user, "client-key", directory));
  if (access.connection.certificatePem.empty() != access.connection.privateKeyPem.empty())
    return Failure(
        failure(fmt::format("user \"{}\" needs client-certificate and client-key together", name)));
  access.token = text(user, "token");
  if (const std::string file = text(user, "tokenFile"); !file.empty())
    access.tokenFile = (std::filesystem::path(directory) / file).string();
  access.username = text(user, "username");
  access.password = text(user, "password");
  return {};
}

}  // namespace

Result<ClusterAccess> parseKubeconfig(const std::string& yaml, const std::string& directory,
                                      const std::string& context) {
  TRY(const std::string asJson, api::yamlToJson(yaml));
  boost::system::error_code error;
  const json::value root = json::parse(asJson, error);
  if (error || !root.is_object()) return Failure(failure("the kubeconfig is not a YAML mapping"));
  const json::object& config = root.get_object();
  const std::string name = context.empty() ? text(config, "current-context") : context;
  if (name.empty()) return Failure(failure("the kubeconfig has no current-context"));
  TRY(const json::object chosen, entry(config, "contexts", "context", name));
  TRY(const json::object cluster, entry(config, "clusters", "cluster", text(chosen, "cluster")));
  ClusterAccess access;
  CHECKED(useCluster(cluster, directory, access));
  if (const std::string user = text(chosen, "user"); !user.empty()) {
    TRY(const json::object found, entry(config, "users", "user", user));
    CHECKED(useUser(found, user, directory, access));
  }
  if (const std::string ns = text(chosen, "namespace"); !ns.empty()) access.ns = ns;
  return access;
}

Result<ClusterAccess> loadKubeconfig(const std::string& path, const std::string& context) {
  TRY(const std::string yaml, readFile(path));
  auto access = parseKubeconfig(yaml, std::filesystem::absolute(path).parent_path().string(), context);
  if (!access) return Failure(failure(fmt::format("{}: {}", path, access.error().message)));
  return access;
}

Environment processEnvironment() {
  return [](const char* name) -> std::optional<std::string> {
    const char* value = std::getenv(name);
    return value ? std::optional<std::string>(value) : std::nullopt;
  };
}

Result<ClusterAccess> inClusterAccess(const Environment& environment, const std::string& directory) {
  const std::string host = environment("KUBERNETES_SERVICE_HOST").value_or("");
  const std::string port = environment("KUBERNETES_SERVICE_PORT").value_or("");
  if (host.empty() || port.empty())
    return Failure(
        failure("not in a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set"));
  const int number = std::atoi(port.c_str());
  if (number < 1 || number > 65535)
    return Failure(failure(fmt::format("KUBERNETES_SERVICE_PORT \"{}\" is not a port", port)));
  ClusterAccess access;
  access.connection.host = host;
  access.connection.port = static_cast<uint16_t>(number);
  TRY(access.connection.caPem, readFile(directory + "/ca.crt"));
  TRY(access.token, readFile(directory + "/token"));
  access.tokenFile = directory + "/token";
  if (auto ns = readFile(directory + "/namespace"); ns && !ns->empty()) access.ns = *ns;
  return access;
}

Result<ClusterAccess> findClusterAccess(const std::string& path, const Environment& environment) {
  if (!path.empty()) return loadKubeconfig(path);
  std::string tried;
  std::istringstream list(environment("KUBECONFIG").value_or(""));
  for (std::string file; std::getline(list, file, ':');) {
    if (file.empty()) continue;
    if (std::filesystem::exists(file)) return loadKubeconfig(file);
    tried += fmt::format("{} ($KUBECONFIG) is not there; ", file);
  }
  if (environment("KUBERNETES_SERVICE_HOST")) return inClusterAccess(environment);
  const std::string home = environment("HOME").value_or("") + "/.kube/config";
  if (std::filesystem::exists(home)) return loadKubeconfig(home);
  return Failure(failure(fmt::format(
      "no way to a cluster is known: {}this is no Pod; {} is not there; name a file with --kubeconfig", tried,
      home)));
}

}  // namespace seamark::client
