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

TEST(ServerFiles, AreMadeOnceAndKept) {
  const Directory directory;
  const WallTime now = SystemClock().now();
  const CertificateNames names = servingNames("10.0.0.1", "", "10.96.0.1", "cluster.local");
  const auto first = ensureServerFiles(directory.path(), names, now);
  ASSERT_TRUE(first) << first.error().message;
  const auto second = ensureServerFiles(directory.path(), names, now);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->authorityPem, second->authorityPem);
  EXPECT_EQ(first->serving.certificatePem, second->serving.certificatePem);
  EXPECT_EQ(first->serviceAccountKeyPem, second->serviceAccountKeyPem);
  struct stat status{};
  ASSERT_EQ(stat((directory.path() + "/pki/ca.key").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  // Another address: the same authority, a new serving certificate.
  const auto moved =
      ensureServerFiles(directory.path(), servingNames("10.0.0.2", "", "10.96.0.1", "cluster.local"), now);
  ASSERT_TRUE(moved);
  EXPECT_EQ(first->authorityPem, moved->authorityPem);
  EXPECT_NE(first->serving.certificatePem, moved->serving.certificatePem);
}

}  // namespace
}  // namespace seamark::apiserver
