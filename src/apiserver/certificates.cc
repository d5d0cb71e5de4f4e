// SPDX-License-Identifier: Apache-2.0
#include "apiserver/certificates.h"

#include <openssl/rand.h>

#include <algorithm>

#include "apiserver/openssl_handles.h"

namespace seamark::apiserver {
namespace {

constexpr int kAuthorityDays = 3650;
constexpr int kCertificateDays = 365;
constexpr int64_t kRenewSeconds = 30 * 24 * 3600;
constexpr int64_t kBackdateSeconds = 3600;  // for clients whose clock is behind
constexpr int kSerialBytes = 16;

int64_t secondsOf(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

Result<std::string> keyText(EVP_PKEY* key) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
    return Failure(cryptoFailure("write a private key"));
  return bioText(bio.get());
}

Result<std::string> certificateText(X509* certificate) {
  const BioHandle bio(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(bio.get(), certificate) != 1) return Failure(cryptoFailure("write a certificate"));
  return bioText(bio.get());
}

KeyHandle readKey(const std::string& pem) {
  return KeyHandle(PEM_read_bio_PrivateKey(readingBio(pem).get(), nullptr, nullptr, nullptr));
}

CertificateHandle readCertificate(const std::string& pem) {
  return CertificateHandle(PEM_read_bio_X509(readingBio(pem).get(), nullptr, nullptr, nullptr));
}

void addName(X509_NAME* name, const char* field, const std::string& value) {
  X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                             static_cast<int>(value.size()), -1, 0);
}

bool addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (!extension) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

void setValidity(X509* certificate, WallTime now, int days) {
  ASN1_TIME_set(X509_getm_notBefore(certificate), secondsOf(now) - kBackdateSeconds);
  ASN1_TIME_set(X509_getm_notAfter(certificate), secondsOf(now) + int64_t{days} * 24 * 3600);
}

bool setSerial(X509* certificate) {
  unsigned char bytes[kSerialBytes];
  if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
  bytes[0] &= 0x7f;  // positive
  const BigNumberHandle number(BN_bin2bn(bytes, sizeof bytes, nullptr));
  return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

std::string alternativeNames(const CertificateNames& names) {
  std::string text;
  const auto add = [&](const char* kind, const std::string& value) {
    text += (text.empty() ? "" : ",") + std::string(kind) + ":" + value;
  };
  for (const std::string& name : names.dnsNames) add("DNS", name);
  for (const std::string& ip : names.ipAddresses) add("IP", ip);
  return text;
}

// A version 3 certificate for `key` with everything but its extensions and signature.
CertificateHandle startCertificate(EVP_PKEY* key, const CertificateNames& names, WallTime now, int days) {
  CertificateHandle certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  if (!setSerial(certificate.get())) return nullptr;
  setValidity(certificate.get(), now, days);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  for (const std::string& organization : names.organizations) addName(subject, "O", organization);
  addName(subject, "CN", names.commonName);
  return certificate;
}

}  // namespace

Result<KeyPair> makeAuthority(const std::string& commonName, WallTime now) {
  const KeyHandle key(EVP_EC_gen("P-256"));
  if (!key) return Failure(cryptoFailure("make a key"));
  const CertificateHandle certificate =
      startCertificate(key.get(), {commonName, {}, {}, {}}, now, kAuthorityDays);
  if (!certificate) return Failure(cryptoFailure("make a certificate"));
  X509* self = certificate.get();
  X509_set_issuer_name(self, X509_get_subject_name(self));
  const bool good =
      addExtension(self, self, NID_basic_constraints, "critical,CA:TRUE") &&
      addExtension(self, self, NID_key_usage, "critical,digitalSignature,keyCertSign,cRLSign") &&
      addExtension(self, self, NID_subject_key_identifier, "hash") &&
      X509_sign(self, key.get(), EVP_sha256()) > 0;
  if (!good) return Failure(cryptoFailure("sign a certificate authority"));
  TRY(std::string certificatePem, certificateText(self));
  TRY(std::string keyPem, keyText(key.get()));
  return KeyPair{std::move(certificatePem), std::move(keyPem)};
}

Result<KeyPair> issueCertificate(const KeyPair& authority, const CertificateNames& names, CertificateUse use,
                                 WallTime now) {
  const CertificateHandle issuer = readCertificate(authority.certificatePem);
  const KeyHandle issuerKey = readKey(authority.privateKeyPem);
  if (!issuer || !issuerKey) return Failure(cryptoFailure("read the certificate authority"));
  const KeyHandle key(EVP_EC_gen("P-256"));
  if (!key) return Failure(cryptoFailure("make a key"));
  const CertificateHandle certificate = startCertificate(key.get(), names, now, kCertificateDays);
  if (!certificate) return Failure(cryptoFailure("make a certificate"));
  X509* made = certificate.get();
  X509_set_issuer_name(made, X509_get_subject_name(issuer.get()));
  bool good = addExtension(made, issuer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
              addExtension(made, issuer.get(), NID_key_usage, "critical,digitalSignature,keyEncipherment") &&
              addExtension(made, issuer.get(), NID_ext_key_usage,
                           use == CertificateUse::Server ? "serverAuth" : "clientAuth") &&
              addExtension(made, issuer.get(), NID_authority_key_identifier, "keyid");
  if (const std::string alternative = alternativeNames(names); good && !alternative.empty())
    good = addExtension(made, issuer.get(), NID_subject_alt_name, alternative);
  if (!good || X509_sign(made, issuerKey.get(), EVP_sha256()) <= 0)
    return Failure(cryptoFailure("sign a certificate"));
  TRY(std::string certificatePem, certificateText(made));
  TRY(std::string keyPem, keyText(key.get()));
  return KeyPair{std::move(certificatePem), std::move(keyPem)};
}

Result<std::string> makeRsaKey() {
  const KeyHandle key(EVP_RSA_gen(2048));
  if (!key) return Failure(cryptoFailure("make an RSA key"));
  return keyText(key.get());
}

bool certificateServes(const std::string& certificatePem, const CertificateNames& names, WallTime now) {
  const CertificateHandle certificate = readCertificate(certificatePem);
  if (!certificate) return false;
  time_t soon = secondsOf(now) + kRenewSeconds;
  if (X509_cmp_time(X509_get0_notAfter(certificate.get()), &soon) <= 0) return false;
  const bool dns = std::all_of(names.dnsNames.begin(), names.dnsNames.end(), [&](const std::string& name) {
    return X509_check_host(certificate.get(), name.c_str(), name.size(), 0, nullptr) == 1;
  });
  return dns && std::all_of(names.ipAddresses.begin(), names.ipAddresses.end(), [&](const std::string& ip) {
           return X509_check_ip_asc(certificate.get(), ip.c_str(), 0) == 1;
         });
}

bool certificateIsOf(const std::string& certificatePem, const std::string& authorityPem) {
  const CertificateHandle certificate = readCertificate(certificatePem);
  const CertificateHandle authority = readCertificate(authorityPem);
  const bool good =
      certificate && authority && X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1;
  ERR_clear_error();
  return good;
}

CertificateNames servingNames(const std::string& advertiseAddress, const std::string& bindAddress,
                              const std::string& firstServiceIp, const std::string& clusterDomain) {
  CertificateNames names;
  names.commonName = "seamark-apiserver";
  names.dnsNames = {"kubernetes", "kubernetes.default", "kubernetes.default.svc",
                    "kubernetes.default.svc." + clusterDomain, "localhost"};
  names.ipAddresses = {"127.0.0.1", "::1"};
  for (const std::string& ip : {advertiseAddress, bindAddress, firstServiceIp}) {
    if (ip.empty() || ip == "0.0.0.0" || ip == "::") continue;
    if (std::find(names.ipAddresses.begin(), names.ipAddresses.end(), ip) == names.ipAddresses.end())
      names.ipAddresses.push_back(ip);
  }
  return names;
}

}  // namespace seamark::apiserver
