// NftKernel.
// SPDX-License-Identifier: Apache-2.0
#include "proxy/nftables/kernel.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "proxy/nftables/attributes.h"
#include "proxy/nftables/batch.h"
#include "proxy/nftables/pick_chain.h"
#include "proxy/nftables/skeleton.h"

extern char** environ;

namespace seamark::proxy {

namespace {

constexpr size_t kBatchLimit = 16 * 1024 * 1024;
constexpr size_t kSlice = 20'000;  // elements between two looks at the limit
constexpr int kReadAttempts = 5;

std::string request(uint16_t message, uint16_t flags, const std::function<void(MessageWriter&)>& body) {
  nfgenmsg header{};
  header.nfgen_family = NFPROTO_INET;
  header.version = NFNETLINK_V0;
  MessageWriter writer;
  writer.begin(NFNL_SUBSYS_NFTABLES << 8 | message, NLM_F_REQUEST | flags, 1, rawBytes(header));
  body(writer);
  writer.finish();
  return writer.bytes();
}

std::string dataIn(const nlattr* nest) {
  std::string value;
  visitNested(nest, [&](const nlattr* a) {
    if (mnl_attr_get_type(a) == NFTA_DATA_VALUE) value = bytesOf(a);
    if (mnl_attr_get_type(a) != NFTA_DATA_VERDICT) return;
    uint32_t code = 0;
    visitNested(a, [&](const nlattr* v) {
      if (mnl_attr_get_type(v) == NFTA_VERDICT_CODE) code = ntohl(mnl_attr_get_u32(v));
      if (mnl_attr_get_type(v) == NFTA_VERDICT_CHAIN) value = mnl_attr_get_str(v);
    });
    if (code == NF_DROP) value = "drop";
  });
  return value;
}

Element elementIn(TableId id, const nlattr* nest) {
  Element element{id, {}, {}};
  std::string end;
  bool intervalEnd = false;
  visitNested(nest, [&](const nlattr* a) {
    switch (mnl_attr_get_type(a)) {
      case NFTA_SET_ELEM_KEY:
        element.key = dataIn(a);
        break;
      case NFTA_SET_ELEM_KEY_END:
        end = dataIn(a);
        break;
      case NFTA_SET_ELEM_DATA:
        element.value = dataIn(a);
        break;
      case NFTA_SET_ELEM_FLAGS:
        intervalEnd = (ntohl(mnl_attr_get_u32(a)) & NFT_SET_ELEM_INTERVAL_END) != 0;
        break;
      default:
        break;
    }
  });
  if (shapeOf(id.table).span == Span::Concatenated) element.key += end.empty() ? element.key : end;
  if (shapeOf(id.table).span == Span::Interval) element.key.push_back(intervalEnd ? '\1' : '\0');
  return element;
}

// A pipe or file that is closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int fd = -1) : fd_(fd) {}
  ~Descriptor() { reset(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_;
};

// An anonymous file with `text` in it, to be read from its start.
Result<int> fileWith(const std::string& text) {
  const int fd = memfd_create("nft", MFD_CLOEXEC);
  if (fd < 0) return Failure(failure(fmt::format("memfd_create: {}", std::strerror(errno))));
  if (write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
      lseek(fd, 0, SEEK_SET) != 0) {
    ::close(fd);
    return Failure(failure("cannot write to a memory file"));
  }
  return fd;
}

std::string contentOf(int fd) {
  std::string text(64 * 1024, '\0');
  const ssize_t n = pread(fd, text.data(), text.size(), 0);
  text.resize(n > 0 ? static_cast<size_t>(n) : 0);
  return text;
}

}  // namespace

Result<> runNft(const std::string& text) {
  TRY(const int in, fileWith(text));
  const Descriptor input(in);
  TRY(const int out, fileWith(""));
  const Descriptor said(out);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, said.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, said.get(), STDERR_FILENO);
  std::array<const char*, 4> arguments{"nft", "-f", "-", nullptr};
  pid_t child = 0;
  const int error =
      posix_spawnp(&child, "nft", &actions, nullptr, const_cast<char* const*>(arguments.data()), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return Failure(
        failure(fmt::format("cannot run nft: {}; install the nftables package", std::strerror(error))));
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Failure(failure("nft: " + contentOf(said.get())));
}

Result<NftKernel> NftKernel::open() {
  TRY(NetlinkSocket socket, NetlinkSocket::open(NETLINK_NETFILTER));
  NftKernel kernel(std::move(socket));
  CHECKED(kernel.generation());
  return kernel;
}

Result<> NftKernel::loadSkeleton() {
  return runNft(skeletonText());
}

Result<uint32_t> NftKernel::generation() {
  uint32_t id = 0;
  const std::string message = request(NFT_MSG_GETGEN, 0, [](MessageWriter&) {});
  CHECKED(socket_.ask(message, [&](const nlmsghdr* answer) {
    visitAttributes(answer, sizeof(nfgenmsg), [&](const nlattr* a) {
      if (mnl_attr_get_type(a) == NFTA_GEN_ID) id = ntohl(mnl_attr_get_u32(a));
    });
  }));
  return id;
}

Result<> NftKernel::readChains(KernelState& into) {
  const std::string message = request(NFT_MSG_GETCHAIN, NLM_F_DUMP, [](MessageWriter&) {});
  return socket_.ask(message, [&](const nlmsghdr* answer) {
    std::string table, chain;
    visitAttributes(answer, sizeof(nfgenmsg), [&](const nlattr* a) {
      if (mnl_attr_get_type(a) == NFTA_CHAIN_TABLE) table = mnl_attr_get_str(a);
      if (mnl_attr_get_type(a) == NFTA_CHAIN_NAME) chain = mnl_attr_get_str(a);
    });
    const auto* header = static_cast<const nfgenmsg*>(mnl_nlmsg_get_payload(answer));
    if (header->nfgen_family != NFPROTO_INET || table != kTableName) return;
    if (chain == kSkeletonVersion) into.skeleton = true;
    if (PickChain::parse(chain)) into.pickChains.insert(chain);
  });
}

Result<> NftKernel::readTable(TableId id, ElementStore& into) {
  const std::string message = request(NFT_MSG_GETSETELEM, NLM_F_DUMP, [&](MessageWriter& writer) {
    writer.text(NFTA_SET_ELEM_LIST_TABLE, kTableName);
    writer.text(NFTA_SET_ELEM_LIST_SET, nameOf(id));
  });
  ElementStore::Map& map = into.at(id);
  return socket_.ask(message, [&](const nlmsghdr* answer) {
    visitAttributes(answer, sizeof(nfgenmsg), [&](const nlattr* a) {
      if (mnl_attr_get_type(a) != NFTA_SET_ELEM_LIST_ELEMENTS) return;
      visitNested(a, [&](const nlattr* item) {
        Element element = elementIn(id, item);
        map.insert_or_assign(std::move(element.key), std::move(element.value));
      });
    });
  });
}

// A change by somebody else in the middle of a dump makes it start anew.
Result<KernelState> NftKernel::read() {
  for (int attempt = 1;; ++attempt) {
    KernelState state;
    Result<> done = readChains(state);
    if (done && state.skeleton)
      for (const TableId& id : allTables())
        if (done = readTable(id, state.elements); !done) break;
    if (done) return state;
    if (socket_.failedWith() != EINTR || attempt == kReadAttempts) return Failure(done.error());
  }
}

Result<> NftKernel::commit(NftBatch& batch) {
  if (batch.empty()) return {};
  return socket_.exchange(batch.finish(), 1);
}

Result<> NftKernel::change(const ElementChanges& changes, const std::set<std::string>& newChains) {
  std::optional<NftBatch> batch(std::in_place);
  for (const std::string& chain : newChains) batch->addChain(chain);
  const auto write = [&](std::span<const Element> elements, bool adding) -> Result<> {
    for (size_t from = 0; from < elements.size(); from += kSlice) {
      const auto slice = elements.subspan(from, std::min(kSlice, elements.size() - from));
      if (batch->size() > kBatchLimit) {
        CHECKED(commit(*batch));
        batch.emplace();
      }
      adding ? batch->add(slice) : batch->remove(slice);
    }
    return {};
  };
  CHECKED(write(changes.remove, false));
  CHECKED(write(changes.add, true));
  return commit(*batch);
}

Result<> NftKernel::removeChains(const std::set<std::string>& chains) {
  NftBatch batch;
  for (const std::string& chain : chains) batch.removeChain(chain);
  return commit(batch);
}

Result<> NftKernel::removeTable() {
  NftBatch batch;
  batch.removeTable();
  const Result<> done = commit(batch);
  if (!done && socket_.failedWith() == ENOENT) return {};
  return done;
}

}  // namespace seamark::proxy
