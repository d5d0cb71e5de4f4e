// The files that a server keeps beside its store: DIR/pki with the certificates and the token key, and the
// administrator's kubeconfig. Made when missing, kept when there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "apiserver/certificates.h"

namespace seamark::apiserver {

struct ServerFiles {
  std::string authorityPem;  // what clients trust, and what client certificates are verified against
  KeyPair serving;
  KeyPair admin;  // system:masters
  std::string serviceAccountKeyPem;
};

// `names` are what the serving certificate must hold; it is issued again when it does not, or is about to
// end.
Result<ServerFiles> ensureServerFiles(const std::string& directory, const CertificateNames& names,
                                      WallTime now);

// A kubeconfig of one cluster, user and context named "seamark", everything inside it, mode 0600.
std::string kubeconfigText(const std::string& serverUrl, const std::string& authorityPem,
                           const KeyPair& user);

// Writes whole or not at all; the directory is made (0700) when it is missing.
Result<> writeFile(const std::string& path, const std::string& text, int mode);
Result<std::string> readFile(const std::string& path);

}  // namespace seamark::apiserver
