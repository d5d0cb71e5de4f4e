// How fast does the store commit, and how near is that to what the disk can do?
//
//   store_commit [DIRECTORY] [SECONDS]     default: a new directory below the current one, 2 s a line
//
// fdatasync     appends of 4 KiB to one file, each followed by fdatasync: the disk's own rate, the ceiling
// for
//               one writer
// N writers     N threads, each committing one object of 1 KB at a time and waiting for the answer; commits/s
// is
//               acknowledged and durable writes. With group commit it grows with N until the CPU is the limit
// per fsync     commits that shared one durable transaction, on average
// start         opening a store of 10,000 objects, all decoded
// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "store/engine.h"
#include "store/sqlite_backend.h"
#include "store/widget_test_kind.h"

namespace seamark::store {
namespace {

using std::chrono::duration;
using std::chrono::steady_clock;

double seconds(steady_clock::time_point since) {
  return duration<double>(steady_clock::now() - since).count();
}

double fdatasyncRate(const std::string& directory, double length) {
  const std::string file = directory + "/raw";
  const int fd = ::open(file.c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  const std::string page(4096, 'x');
  const auto start = steady_clock::now();
  int syncs = 0;
  for (; seconds(start) < length; ++syncs)
    if (::write(fd, page.data(), page.size()) != static_cast<ssize_t>(page.size()) || ::fdatasync(fd) != 0)
      break;
  const double rate = syncs / seconds(start);
  ::close(fd);
  std::filesystem::remove(file);
  return rate;
}

std::unique_ptr<Store> openStore(const std::string& directory, const Clock& clock) {
  auto backend = openSqliteBackend(directory, kTestKinds);
  auto engine = backend ? Engine::open(std::move(*backend), clock, {.kinds = kTestKinds})
                        : Result<std::unique_ptr<Engine>>(std::unexpected(backend.error()));
  if (!engine) {
    fmt::print(stderr, "{}\n", engine.error().message);
    std::exit(1);
  }
  return std::move(*engine);
}

void measureWriters(Store& store, int writers, double length) {
  std::atomic<uint64_t> commits{0}, batches{0};
  const auto [subscription, world] = store.subscribe([&batches](const BatchPtr&) { ++batches; });
  const std::string data(1000, 'x');
  const auto start = steady_clock::now();
  std::vector<std::thread> threads;
  for (int w = 0; w < writers; ++w) {
    threads.emplace_back([&, w] {
      for (int i = 0; seconds(start) < length; ++i) {
        const std::string name = "w" + std::to_string(w) + "-" + std::to_string(i % 100);
        if (commitAndWait(store, put(name, data)).what == Outcome::What::Committed) ++commits;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const double rate = static_cast<double>(commits) / seconds(start);
  store.unsubscribe(subscription);
  fmt::print("{:>4} writers    {:>9.0f} commits/s   {:>6.1f} per fsync\n", writers, rate,
             static_cast<double>(commits) / static_cast<double>(batches));
}

void measureStart(const std::string& directory, const Clock& clock) {
  constexpr int kObjects = 10'000;
  {
    auto store = openStore(directory, clock);
    const std::string data(1000, 'x');
    for (int from = 0; from < kObjects; from += 1000) {
      Transaction transaction;
      for (int i = from; i < from + 1000; ++i)
        transaction.writes.push_back(put("object-" + std::to_string(i), data));
      commitAndWait(*store, std::move(transaction));
    }
  }
  const auto start = steady_clock::now();
  auto store = openStore(directory, clock);
  fmt::print("start           {:>9.1f} ms with {} objects\n", seconds(start) * 1000,
             store->world()->of(kWidgets).size());
}

}  // namespace
}  // namespace seamark::store

int main(int argc, char** argv) {
  using namespace seamark::store;
  std::string directory = argc > 1 ? argv[1] : "./store-commit-XXXXXX";
  if (argc <= 1 && !::mkdtemp(directory.data())) return 1;
  const double length = argc > 2 ? std::atof(argv[2]) : 2;
  std::filesystem::create_directories(directory);
  const seamark::SystemClock clock;
  fmt::print("fdatasync       {:>9.0f} /s\n", fdatasyncRate(directory, length));
  {
    auto store = openStore(directory + "/writers", clock);
    for (const int writers : {1, 32, 100}) measureWriters(*store, writers, length);
  }
  measureStart(directory + "/start", clock);
  if (argc <= 1) std::filesystem::remove_all(directory);
}
