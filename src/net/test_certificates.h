// Certificates for tests, made in the process: an authority and what it signs. Test-only; nothing else
// includes it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <vector>

#include "base/assert.h"

namespace seamark::net {

struct TestCertificate {
  std::string certificatePem;
  std::string privateKeyPem;
};

class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "test authority") : key_(EVP_EC_gen("P-256")) {
    certificate_.reset(sign(key_.get(), name, {}, "critical,CA:TRUE", nullptr, nullptr, 3600));
  }

  std::string pem() const { return pemOf(certificate_.get()); }

  // `names` in OpenSSL's form, e.g. "DNS:localhost,IP:127.0.0.1". `validSeconds` below 0: expired.
  TestCertificate server(const std::string& names = "DNS:localhost,IP:127.0.0.1",
                         long validSeconds = 3600) const {
    return issue("server", {}, names.c_str(), "serverAuth", validSeconds);
  }
  TestCertificate client(const std::string& commonName, const std::vector<std::string>& organizations = {},
                         long validSeconds = 3600) const {
    return issue(commonName, organizations, nullptr, "clientAuth", validSeconds);
  }

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* bio) const { BIO_free(bio); }
  };
  using Key = std::unique_ptr<EVP_PKEY, Free>;
  using BioPtr = std::unique_ptr<BIO, Free>;

  static std::string text(BIO* bio) {
    char* data = nullptr;
    const long length = BIO_get_mem_data(bio, &data);
    return {data, static_cast<size_t>(length)};
  }
  static std::string pemOf(X509* certificate) {
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return text(bio.get());
  }
  static void extend(X509* certificate, int which, const char* value) {
    if (!value) return;
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, which, value);
    SM_ASSERT(extension);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  static void addEntry(X509_NAME* name, const char* field, const std::string& value) {
    X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.c_str()), -1, -1, 0);
  }

  X509* sign(EVP_PKEY* key, const std::string& commonName, const std::vector<std::string>& organizations,
             const char* constraints, const char* names, const char* usage, long validSeconds) const {
    static long serial = 0;
    X509* made = X509_new();
    X509_set_version(made, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(made), -7200);
    X509_gmtime_adj(X509_getm_notAfter(made), validSeconds);
    X509_set_pubkey(made, key);
    X509_NAME* subject = X509_get_subject_name(made);
    for (const auto& organization : organizations) addEntry(subject, "O", organization);
    addEntry(subject, "CN", commonName);
    X509_set_issuer_name(made, certificate_ ? X509_get_subject_name(certificate_.get()) : subject);
    extend(made, NID_basic_constraints, constraints);
    extend(made, NID_subject_alt_name, names);
    extend(made, NID_ext_key_usage, usage);
    SM_ASSERT(X509_sign(made, key_.get(), EVP_sha256()) > 0);
    return made;
  }

  TestCertificate issue(const std::string& commonName, const std::vector<std::string>& organizations,
                        const char* names, const char* usage, long validSeconds) const {
    const Key key(EVP_EC_gen("P-256"));
    const std::unique_ptr<X509, Free> made(
        sign(key.get(), commonName, organizations, nullptr, names, usage, validSeconds));
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {pemOf(made.get()), text(bio.get())};
  }

  Key key_;
  std::unique_ptr<X509, Free> certificate_;
};

}  // namespace seamark::net
