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

bool exists(const std::string& path) {
  return access(path.c_str(), F_OK) == 0;
}

Result<KeyPair> readPair(const std::string& stem) {
  TRY(std::string certificate, readFile(stem + ".crt"));
  TRY(std::string key, readFile(stem + ".key"));
  return KeyPair{std::move(certificate), std::move(key)};
}

Result<> writePair(const std::string& stem, const KeyPair& pair) {
  if (auto written = writeFile(stem + ".key", pair.privateKeyPem, kSecretMode); !written) return written;
  return writeFile(stem + ".crt", pair.certificatePem, kPublicMode);
}

Result<KeyPair> ensureAuthority(const std::string& stem, WallTime now) {
  if (exists(stem + ".crt") && exists(stem + ".key")) return readPair(stem);
  TRY(KeyPair made, makeAuthority("seamark-ca", now));
  CHECKED(writePair(stem, made));
  return made;
}

Result<KeyPair> ensureCertificate(const std::string& stem, const KeyPair& authority,
                                  const CertificateNames& names, CertificateUse use, WallTime now) {
  if (exists(stem + ".crt") && exists(stem + ".key")) {
    TRY(KeyPair there, readPair(stem));
    if (certificateServes(there.certificatePem, names, now)) return there;
  }
  TRY(KeyPair made, issueCertificate(authority, names, use, now));
  CHECKED(writePair(stem, made));
  return made;
}

Result<std::string> ensureTokenKey(const std::string& path) {
  if (exists(path)) return readFile(path);
  TRY(std::string made, makeRsaKey());
  CHECKED(writeFile(path, made, kSecretMode));
  return made;
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
  const std::filesystem::path directory = std::filesystem::path(path).parent_path();
  std::error_code error;
  if (!directory.empty() && !std::filesystem::exists(directory, error)) {
    std::filesystem::create_directories(directory, error);
    if (error)
      return Failure(failure("cannot make the directory " + directory.string() + ": " + error.message()));
    chmod(directory.c_str(), 0700);
  }
  const std::string draft = path + ".new";
  const int fd = open(draft.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (fd < 0) return Failure(fileFailure("write", draft));
  bool good = fchmod(fd, static_cast<mode_t>(mode)) == 0;
  for (size_t at = 0; good && at < text.size();) {
    const ssize_t wrote = write(fd, text.data() + at, text.size() - at);
    good = wrote > 0;
    if (good) at += static_cast<size_t>(wrote);
  }
  good = good && fsync(fd) == 0;
  close(fd);
  if (!good || rename(draft.c_str(), path.c_str()) != 0) return Failure(fileFailure("write", path));
  return {};
}

Result<ServerFiles> ensureServerFiles(const std::string& directory, const CertificateNames& names,
                                      WallTime now) {
  const std::string pki = directory + "/pki/";
  TRY(KeyPair authority, ensureAuthority(pki + "ca", now));
  ServerFiles files;
  files.authorityPem = authority.certificatePem;
  TRY(files.serving, ensureCertificate(pki + "apiserver", authority, names, CertificateUse::Server, now));
  const CertificateNames admin{"admin", {"system:masters"}, {}, {}};
  TRY(files.admin, ensureCertificate(pki + "admin", authority, admin, CertificateUse::Client, now));
  TRY(files.serviceAccountKeyPem, ensureTokenKey(pki + "sa.key"));
  return files;
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
