// Snapshot. The form: a line "seamark-proxy-snapshot 1 FNV64 LENGTH", then that many bytes of fields, each a
// 32-bit little-endian number or a length and bytes. SPDX-License-Identifier: Apache-2.0
#include "proxy/snapshot.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <limits>

namespace seamark::proxy {

using routing::Cidr;
using routing::IngressAddress;
using routing::IpAddress;
using routing::IpFamily;
using routing::NodeView;
using routing::Protocol;
using routing::ServicePort;
using routing::ServiceView;
using routing::SliceEndpoint;
using routing::SlicePort;
using routing::SliceView;

namespace {

constexpr std::string_view kMagic = "seamark-proxy-snapshot 1 ";

uint64_t checksum(std::string_view bytes) {
  uint64_t hash = 14695981039346656037ull;
  for (const char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211ull;
  return hash;
}

// One description of the form serves both directions: visit(form, value) for each field in order.
class Writer {
 public:
  static constexpr bool kReads = false;
  std::string bytes;
  void number(uint64_t n) {
    for (int i = 0; i < 8; ++i) bytes.push_back(static_cast<char>(n >> (8 * i) & 0xff));
  }
  void text(const std::string& s) {
    number(s.size());
    bytes += s;
  }
};

class Reader {
 public:
  static constexpr bool kReads = true;
  explicit Reader(std::string_view input) : left(input) {}
  std::string_view left;
  bool good = true;
  uint64_t number() {
    if (left.size() < 8) return fail();
    uint64_t n = 0;
    for (int i = 7; i >= 0; --i) n = n << 8 | static_cast<uint8_t>(left[static_cast<size_t>(i)]);
    left.remove_prefix(8);
    return n;
  }
  std::string text() {
    const uint64_t n = number();
    if (n > left.size()) return fail(), std::string();
    std::string s(left.substr(0, n));
    left.remove_prefix(n);
    return s;
  }
  uint64_t fail() {
    good = false;
    left = {};
    return 0;
  }
};

template <class Form, class T>
void visitNumber(Form& form, T& value) {
  if constexpr (Form::kReads)
    value = static_cast<T>(form.number());
  else
    form.number(static_cast<uint64_t>(value));
}
template <class Form>
void visit(Form& form, bool& value) {
  visitNumber(form, value);
}
template <class Form>
void visit(Form& form, uint16_t& value) {
  visitNumber(form, value);
}
template <class Form>
void visit(Form& form, Protocol& value) {
  visitNumber(form, value);
}
template <class Form>
void visit(Form& form, IpFamily& value) {
  visitNumber(form, value);
}
template <class Form>
void visit(Form& form, routing::ServiceType& value) {
  visitNumber(form, value);
}
template <class Form>
void visit(Form& form, std::string& value) {
  if constexpr (Form::kReads)
    value = form.text();
  else
    form.text(value);
}
template <class Form>
void visit(Form& form, IpAddress& value) {
  if constexpr (Form::kReads) {
    const auto parsed = IpAddress::parse(form.text());
    parsed ? value = *parsed : (form.fail(), value);
  } else {
    form.text(value.text());
  }
}
template <class Form>
void visit(Form& form, Cidr& value) {
  if constexpr (Form::kReads) {
    const auto parsed = Cidr::parse(form.text());
    parsed ? value = *parsed : (form.fail(), value);
  } else {
    form.text(value.text());
  }
}

template <class Form>
void visit(Form& form, SliceEndpoint& e);
template <class Form>
void visit(Form& form, SlicePort& p);
template <class Form>
void visit(Form& form, ServicePort& p);
template <class Form>
void visit(Form& form, IngressAddress& i);
template <class Form>
void visit(Form& form, routing::SlicePtr& slice);
template <class Form>
void visit(Form& form, routing::ServicePtr& service);

template <class Form, class T>
void visit(Form& form, std::vector<T>& list) {
  if constexpr (Form::kReads) {
    const uint64_t n = form.number();
    for (uint64_t i = 0; i < n && form.good; ++i) visit(form, list.emplace_back());
  } else {
    form.number(list.size());
    for (T& item : list) visit(form, item);
  }
}
template <class Form, class... Fields>
void visitAll(Form& form, Fields&... fields) {
  (visit(form, fields), ...);
}

template <class Form>
void visit(Form& form, SliceEndpoint& e) {
  visitAll(form, e.address, e.ready, e.serving, e.terminating, e.nodeName, e.zone, e.hostname, e.forZones,
           e.forNodes);
}
template <class Form>
void visit(Form& form, SlicePort& p) {
  visitAll(form, p.name, p.protocol, p.number, p.appProtocol);
}
template <class Form>
void visit(Form& form, ServicePort& p) {
  visitAll(form, p.name, p.protocol, p.port, p.nodePort, p.appProtocol);
}
template <class Form>
void visit(Form& form, IngressAddress& i) {
  visitAll(form, i.address, i.proxied);
}
template <class Form>
void visit(Form& form, NodeView& n) {
  visitAll(form, n.name, n.zone, n.addresses, n.known, n.beingDeleted);
}
template <class Form>
void visitSlice(Form& form, SliceView& s) {
  visitAll(form, s.name, s.family, s.forHeadless, s.ports, s.endpoints);
}
template <class Form>
void visitService(Form& form, ServiceView& s) {
  visitAll(form, s.name.ns, s.name.name, s.type, s.headless, s.leftToAnotherProxy, s.externalName,
           s.clusterIPs, s.ipFamilies, s.ports, s.externalIPs, s.ingress, s.loadBalancerSourceRanges,
           s.internalLocal, s.externalLocal, s.healthCheckNodePort, s.publishNotReadyAddresses, s.slices);
  uint64_t affinity = s.clientIpAffinity ? static_cast<uint64_t>(s.clientIpAffinity->count()) + 1 : 0;
  visitNumber(form, affinity);
  if constexpr (Form::kReads)
    if (affinity != 0) s.clientIpAffinity = std::chrono::seconds(affinity - 1);
}

// Views are shared and immutable: a copy is visited when writing, a new one made when reading.
template <class Form>
void visit(Form& form, routing::SlicePtr& slice) {
  auto copy = std::make_shared<SliceView>(Form::kReads ? SliceView() : *slice);
  visitSlice(form, *copy);
  if (Form::kReads) slice = copy;
}
template <class Form>
void visit(Form& form, routing::ServicePtr& service) {
  auto copy = std::make_shared<ServiceView>(Form::kReads ? ServiceView() : *service);
  visitService(form, *copy);
  if (Form::kReads) service = copy;
}

template <class Form>
void visitSnapshot(Form& form, Snapshot& s) {
  auto taken = s.taken.time_since_epoch().count();
  visitNumber(form, taken);
  s.taken = WallTime(Duration(taken));
  visitAll(form, s.node, s.serviceRanges, s.services);
}

Status systemFailure(const char* doing, const std::string& path) {
  return failure(fmt::format("cannot {} {}: {}", doing, path, std::strerror(errno)));
}

}  // namespace

std::string encodeSnapshot(const Snapshot& snapshot) {
  Snapshot copy = snapshot;
  Writer writer;
  visitSnapshot(writer, copy);
  return fmt::format("{}{:016x} {}\n", kMagic, checksum(writer.bytes), writer.bytes.size()) + writer.bytes;
}

Result<Snapshot> decodeSnapshot(std::string_view bytes) {
  const size_t line = bytes.find('\n');
  if (!bytes.starts_with(kMagic) || line == std::string_view::npos)
    return Failure(failure("the snapshot is of another kind or version"));
  const std::string_view body = bytes.substr(line + 1);
  const std::string wanted = fmt::format("{}{:016x} {}", kMagic, checksum(body), body.size());
  if (bytes.substr(0, line) != wanted)
    return Failure(failure("the snapshot is damaged: its checksum does not agree"));
  Snapshot snapshot;
  Reader reader(body);
  visitSnapshot(reader, snapshot);
  if (!reader.good || !reader.left.empty()) return Failure(failure("the snapshot cannot be read"));
  return snapshot;
}

Result<> writeSnapshot(const std::string& path, const std::string& bytes) {
  const std::string beside = path + ".new";
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) return Failure(systemFailure("write", beside));
  const bool written =
      ::write(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) && ::fsync(fd) == 0;
  ::close(fd);
  if (!written) return Failure(systemFailure("write", beside));
  if (::rename(beside.c_str(), path.c_str()) != 0) return Failure(systemFailure("replace", path));
  return {};
}

Result<Snapshot> readSnapshot(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Failure(systemFailure("read", path));
  std::string bytes;
  char buffer[64 * 1024];
  ssize_t n = 0;
  while ((n = ::read(fd, buffer, sizeof buffer)) > 0) bytes.append(buffer, static_cast<size_t>(n));
  ::close(fd);
  if (n < 0) return Failure(systemFailure("read", path));
  return decodeSnapshot(bytes);
}

}  // namespace seamark::proxy
