// The server's own certificates: an authority, the serving certificate, client certificates and the key that
// signs ServiceAccount tokens, made when they are missing. ECDSA P-256 but for the token key, which is RSA,
// because every client library reads RS256. No SSL here; no network.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace seamark::apiserver {

struct KeyPair {
  std::string certificatePem;
  std::string privateKeyPem;
};

struct CertificateNames {
  std::string commonName;
  std::vector<std::string> organizations;
  std::vector<std::string> dnsNames;
  std::vector<std::string> ipAddresses;  // as text
};

enum class CertificateUse : uint8_t { Server, Client };

Result<KeyPair> makeAuthority(const std::string& commonName, WallTime now);
// Signed by `authority`, valid for a year.
Result<KeyPair> issueCertificate(const KeyPair& authority, const CertificateNames& names, CertificateUse use,
                                 WallTime now);
Result<std::string> makeRsaKey();

// False when the certificate ends within 30 days, or lacks one of these names or addresses.
bool certificateServes(const std::string& certificatePem, const CertificateNames& names, WallTime now);

// Whether `authorityPem` has signed the certificate.
bool certificateIsOf(const std::string& certificatePem, const std::string& authorityPem);

// The names and addresses that clients may know the server by.
CertificateNames servingNames(const std::string& advertiseAddress, const std::string& bindAddress,
                              const std::string& firstServiceIp, const std::string& clusterDomain);

}  // namespace seamark::apiserver
