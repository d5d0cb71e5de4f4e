// The files that a server keeps beside its store: DIR/pki with the certificates and the token key, and the
// administrator's kubeconfig. Made when missing, kept when there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apiserver/certificates.h"

namespace seamark::apiserver {

// DIR/pki: the authority, what it has issued, and the key that signs ServiceAccount tokens. A start waits for
// what serving needs and no more: the first answers are given while the disk still takes the files.
class PkiDirectory {
 public:
  // Reads the authority and the serving certificate of `dataDir`, or makes them; writes nothing. `serving` is
  // what the certificate must name: it is issued again when it does not, or is about to end.
  static Result<PkiDirectory> prepare(const std::string& dataDir, const CertificateNames& serving,
                                      WallTime now);

  // What clients trust, and what client certificates are verified against.
  const std::string& authorityPem() const { return authority_.certificatePem; }
  const KeyPair& serving() const { return serving_; }

  // Writes what prepare() made, so that everybody can read it; durable after sync().
  Result<> write();
  // The administrator's certificate (system:masters), made when missing.
  Result<KeyPair> admin(WallTime now);
  // Makes durable what has been written.
  Result<> sync();

 private:
  Result<KeyPair> ensure(const std::string& name, const CertificateNames& names, CertificateUse use,
                         WallTime now);
  void keep(const std::string& name, const KeyPair& made);

  struct Draft {
    std::string path, text;
    int mode;
  };
  std::string directory_;
  KeyPair authority_, serving_;
  std::vector<Draft> unwritten_;
  std::vector<std::string> unsynced_;
};

// The key of `dataDir` that signs ServiceAccount tokens; nothing when there is none yet.
Result<std::optional<std::string>> findTokenKey(const std::string& dataDir);
// Makes and keeps one. Takes a tenth of a second.
Result<std::string> makeTokenKey(const std::string& dataDir);

// A kubeconfig of one cluster, user and context named "seamark", everything inside it, mode 0600.
std::string kubeconfigText(const std::string& serverUrl, const std::string& authorityPem,
                           const KeyPair& user);

// Writes whole or not at all; the directory is made (0700) when it is missing.
Result<> writeFile(const std::string& path, const std::string& text, int mode);
Result<std::string> readFile(const std::string& path);

}  // namespace seamark::apiserver
