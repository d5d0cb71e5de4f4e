// The server's own certificates and files.
// SPDX-License-Identifier: Apache-2.0
#include "apiserver/certificates.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>

#include "apiserver/server_files.h"

namespace seamark::apiserver {
namespace {

class Directory {
 public:
  Directory() {
    char path[] = "/tmp/seamark-files-XXXXXX";
    path_ = mkdtemp(path);
  }
  ~Directory() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(Certificates, ServeTheNamesTheyWereMadeFor) {
  const WallTime now = SystemClock().now();
  const auto authority = makeAuthority("test-ca", now);
  ASSERT_TRUE(authority);
  const CertificateNames names = servingNames("192.168.10.1", "0.0.0.0", "10.96.0.1", "cluster.local");
  const auto issued = issueCertificate(*authority, names, CertificateUse::Server, now);
  ASSERT_TRUE(issued) << issued.error().message;
  EXPECT_TRUE(certificateServes(issued->certificatePem, names, now));
  CertificateNames more = names;
  more.ipAddresses.push_back("192.168.10.2");
  EXPECT_FALSE(certificateServes(issued->certificatePem, more, now));
  EXPECT_FALSE(certificateServes(issued->certificatePem, names, now + std::chrono::hours(24 * 340)))
      << "about to end";
}

PkiDirectory startedIn(const std::string& directory, const CertificateNames& names) {
  auto pki = PkiDirectory::prepare(directory, names, SystemClock().now());
  EXPECT_TRUE(pki) << pki.error().message;
  EXPECT_TRUE(pki->write());
  EXPECT_TRUE(pki->admin(SystemClock().now()));
  EXPECT_TRUE(pki->sync());
  return std::move(*pki);
}

mode_t modeOf(const std::string& path) {
  struct stat status{};
  EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
  return status.st_mode & 0777U;
}

TEST(PkiDirectory, IsMadeOnceAndKept) {
  const Directory directory;
  const CertificateNames names = servingNames("10.0.0.1", "", "10.96.0.1", "cluster.local");
  PkiDirectory first = startedIn(directory.path(), names);
  PkiDirectory second = startedIn(directory.path(), names);
  const WallTime now = SystemClock().now();
  EXPECT_EQ(first.authorityPem(), second.authorityPem());
  EXPECT_EQ(first.serving().certificatePem, second.serving().certificatePem);
  EXPECT_EQ(first.admin(now)->certificatePem, second.admin(now)->certificatePem);
  for (const char* name : {"ca.key", "apiserver.key", "admin.key"})
    EXPECT_EQ(modeOf(directory.path() + "/pki/" + name), 0600U) << name;
  // Another address: the same authority, a new serving certificate.
  const PkiDirectory moved =
      startedIn(directory.path(), servingNames("10.0.0.2", "", "10.96.0.1", "cluster.local"));
  EXPECT_EQ(first.authorityPem(), moved.authorityPem());
  EXPECT_NE(first.serving().certificatePem, moved.serving().certificatePem);
}

TEST(PkiDirectory, WhatAPowerCutLeftEmptyIsMadeAgainAndAllFitsTogether) {
  const Directory directory;
  const CertificateNames names = servingNames("10.0.0.1", "", "10.96.0.1", "cluster.local");
  const PkiDirectory first = startedIn(directory.path(), names);
  std::filesystem::resize_file(directory.path() + "/pki/ca.crt", 0);
  const PkiDirectory second = startedIn(directory.path(), names);
  EXPECT_NE(first.authorityPem(), second.authorityPem());
  EXPECT_TRUE(certificateIsOf(second.serving().certificatePem, second.authorityPem()));
  EXPECT_FALSE(certificateIsOf(first.serving().certificatePem, second.authorityPem()));
}

TEST(TokenKey, IsMadeOnceAndKept) {
  const Directory directory;
  const auto missing = findTokenKey(directory.path());
  ASSERT_TRUE(missing);
  EXPECT_FALSE(*missing);
  const auto made = makeTokenKey(directory.path());
  ASSERT_TRUE(made);
  const auto found = findTokenKey(directory.path());
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(**found, *made);
  EXPECT_EQ(modeOf(directory.path() + "/pki/sa.key"), 0600U);
}

}  // namespace
}  // namespace seamark::apiserver
