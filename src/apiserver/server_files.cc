// SPDX-License-Identifier: Apache-2.0
#include "apiserver/server_files.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace seamark::apiserver {
namespace {

constexpr int kSecretMode = 0600;
constexpr int kPublicMode = 0644;
constexpr const char* kTokenKey = "/pki/sa.key";

Status fileFailure(const std::string& doing, const std::string& path) {
  const char* advice = errno == ENOSPC ? "free some space" : "check its permissions and the disk";
  return failure("cannot " + doing + " " + path + ": " + std::strerror(errno) + "; " + advice);
}

std::string base64(const std::string& bytes) {
  std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

// An empty file is what a power cut leaves of one whose data never came to the disk: as good as none.
bool isThere(const std::string& path) {
  struct stat status{};
  return stat(path.c_str(), &status) == 0 && status.st_size > 0;
}

Result<KeyPair> readPair(const std::string& stem) {
  TRY(std::string certificate, readFile(stem + ".crt"));
  TRY(std::string key, readFile(stem + ".key"));
  return KeyPair{std::move(certificate), std::move(key)};
}

bool pairIsThere(const std::string& stem) {
  return isThere(stem + ".crt") && isThere(stem + ".key");
}

enum class Durable : bool { Later, Now };

Result<> replaceFile(const std::string& path, const std::string& text, int mode, Durable durable) {
  const std::string draft = path + ".new";
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return Failure(fileFailure("write", draft));
  bool good = fchmod(fd, static_cast<mode_t>(mode)) == 0;
  for (size_t at = 0; good && at < text.size();) {
    const ssize_t wrote = ::write(fd, text.data() + at, text.size() - at);
    good = wrote > 0;
    if (good) at += static_cast<size_t>(wrote);
  }
  good = good && (durable == Durable::Later || fsync(fd) == 0);
  close(fd);
  if (!good || rename(draft.c_str(), path.c_str()) != 0) return Failure(fileFailure("write", path));
  return {};
}

Result<> makeDirectoryOf(const std::string& path) {
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (directory.empty() || std::filesystem::exists(directory, error)) return {};
  std::filesystem::create_directories(directory, error);
  if (error)
    return Failure(failure("cannot make the directory " + directory.string() + ": " + error.message()));
  chmod(directory.c_str(), 0700);
  return {};
}

Result<> syncPath(const std::string& path) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool good = fd >= 0 && fsync(fd) == 0;
  const int error = errno;
  if (fd >= 0) close(fd);
  errno = error;
  if (!good) return Failure(fileFailure("write", path));
  return {};
}

}  // namespace

Result<std::string> readFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Failure(fileFailure("read", path));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Result<> writeFile(const std::string& path, const std::string& text, int mode) {
  CHECKED(makeDirectoryOf(path));
  return replaceFile(path, text, mode, Durable::Now);
}

Result<PkiDirectory> PkiDirectory::prepare(const std::string& dataDir, const CertificateNames& serving,
                                           WallTime now) {
  PkiDirectory pki;
  pki.directory_ = dataDir + "/pki/";
  if (pairIsThere(pki.directory_ + "ca")) {
    TRY(pki.authority_, readPair(pki.directory_ + "ca"));
  } else {
    TRY(pki.authority_, makeAuthority("seamark-ca", now));
    pki.keep("ca", pki.authority_);
  }
  TRY(pki.serving_, pki.ensure("apiserver", serving, CertificateUse::Server, now));
  return pki;
}

Result<KeyPair> PkiDirectory::ensure(const std::string& name, const CertificateNames& names,
                                     CertificateUse use, WallTime now) {
  if (pairIsThere(directory_ + name)) {
    TRY(KeyPair there, readPair(directory_ + name));
    if (certificateServes(there.certificatePem, names, now) &&
        certificateIsOf(there.certificatePem, authority_.certificatePem))
      return there;
  }
  TRY(KeyPair made, issueCertificate(authority_, names, use, now));
  keep(name, made);
  return made;
}

void PkiDirectory::keep(const std::string& name, const KeyPair& made) {
  unwritten_.push_back({directory_ + name + ".key", made.privateKeyPem, kSecretMode});
  unwritten_.push_back({directory_ + name + ".crt", made.certificatePem, kPublicMode});
}

Result<> PkiDirectory::write() {
  for (const Draft& draft : unwritten_) {
    CHECKED(makeDirectoryOf(draft.path));
    CHECKED(replaceFile(draft.path, draft.text, draft.mode, Durable::Later));
    unsynced_.push_back(draft.path);
  }
  unwritten_.clear();
  return {};
}

Result<KeyPair> PkiDirectory::admin(WallTime now) {
  TRY(KeyPair admin, ensure("admin", {"admin", {"system:masters"}, {}, {}}, CertificateUse::Client, now));
  CHECKED(write());
  return admin;
}

Result<> PkiDirectory::sync() {
  if (unsynced_.empty()) return {};
  for (const std::string& path : unsynced_) CHECKED(syncPath(path));
  unsynced_.clear();
  return syncPath(directory_);
}

Result<std::optional<std::string>> findTokenKey(const std::string& dataDir) {
  const std::string path = dataDir + kTokenKey;
  if (!isThere(path)) return std::nullopt;
  TRY(std::string key, readFile(path));
  return key;
}

Result<std::string> makeTokenKey(const std::string& dataDir) {
  TRY(std::string made, makeRsaKey());
  CHECKED(writeFile(dataDir + kTokenKey, made, kSecretMode));
  return made;
}

std::string kubeconfigText(const std::string& serverUrl, const std::string& authorityPem,
                           const KeyPair& user) {
  return "apiVersion: v1\n"
         "kind: Config\n"
         "clusters:\n"
         "- name: seamark\n"
         "  cluster:\n"
         "    server: " +
         serverUrl +
         "\n"
         "    certificate-authority-data: " +
         base64(authorityPem) +
         "\n"
         "users:\n"
         "- name: seamark\n"
         "  user:\n"
         "    client-certificate-data: " +
         base64(user.certificatePem) +
         "\n"
         "    client-key-data: " +
         base64(user.privateKeyPem) +
         "\n"
         "contexts:\n"
         "- name: seamark\n"
         "  context:\n"
         "    cluster: seamark\n"
         "    user: seamark\n"
         "current-context: seamark\n";
}

}  // namespace seamark::apiserver
