// SPDX-License-Identifier: Apache-2.0
#include "apiserver/auth/signing_key.h"

#include <openssl/core_names.h>
#include <openssl/sha.h>

#include "apiserver/auth/base64url.h"
#include "apiserver/openssl_handles.h"

namespace seamark::apiserver {
namespace {

constexpr int kP256Bytes = 32;  // of r and of s in an ES256 signature

std::string publicDer(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

std::string sha256(std::string_view bytes) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest);
  return std::string(reinterpret_cast<char*>(digest), sizeof digest);
}

std::string bigNumberParameter(EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  if (!EVP_PKEY_get_bn_param(key, name, &number)) return {};
  const BigNumberHandle owner(number);
  std::string bytes(static_cast<size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

// OpenSSL writes ECDSA signatures as DER, JWTs as r and s side by side.
std::string derToJose(std::string_view der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const SignatureHandle signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!signature) return {};
  std::string bytes(2 * kP256Bytes, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, kP256Bytes);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + kP256Bytes, kP256Bytes);
  return bytes;
}

std::string joseToDer(std::string_view jose) {
  if (jose.size() != 2 * kP256Bytes) return {};
  const auto* in = reinterpret_cast<const unsigned char*>(jose.data());
  const SignatureHandle signature(ECDSA_SIG_new());
  ECDSA_SIG_set0(signature.get(), BN_bin2bn(in, kP256Bytes, nullptr),
                 BN_bin2bn(in + kP256Bytes, kP256Bytes, nullptr));
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &der);
  if (size <= 0) return {};
  std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

struct SigningKey::Impl {
  KeyHandle key;
  bool isPrivate = false;
  bool isRsa = true;
};

Result<SigningKey> SigningKey::make(void* raw, bool isPrivate) {
  auto impl = std::make_shared<Impl>();
  impl->key.reset(static_cast<EVP_PKEY*>(raw));
  impl->isPrivate = isPrivate;
  const int type = EVP_PKEY_get_base_id(impl->key.get());
  if (type != EVP_PKEY_RSA && type != EVP_PKEY_EC)
    return Failure(failure("a service account key must be RSA or ECDSA P-256"));
  impl->isRsa = type == EVP_PKEY_RSA;
  if (!impl->isRsa && EVP_PKEY_get_bits(impl->key.get()) != 8 * kP256Bytes)
    return Failure(failure("an ECDSA service account key must be on the curve P-256"));
  std::string id = toBase64Url(sha256(publicDer(impl->key.get())));
  return SigningKey(std::move(impl), std::move(id));
}

Result<std::vector<SigningKey>> SigningKey::allFromPem(std::string_view pem) {
  std::vector<SigningKey> keys;
  constexpr std::string_view kBegin = "-----BEGIN ";
  for (size_t at = pem.find(kBegin); at != std::string_view::npos; at = pem.find(kBegin, at + 1)) {
    const std::string_view rest = pem.substr(at);
    const bool isPrivate = rest.substr(0, rest.find('\n')).find("PRIVATE KEY") != std::string_view::npos;
    const BioHandle bio = readingBio(rest);
    EVP_PKEY* key = isPrivate ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)
                              : PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
    if (!key) return Failure(cryptoFailure("read a service account key"));
    TRY(SigningKey made, make(key, isPrivate));
    keys.push_back(std::move(made));
  }
  if (keys.empty()) return Failure(failure("there is no PEM key in the service account key file"));
  return keys;
}

Result<SigningKey> SigningKey::fromPem(std::string_view pem) {
  TRY(std::vector<SigningKey> keys, allFromPem(pem));
  return std::move(keys.front());
}

bool SigningKey::canSign() const {
  return impl_->isPrivate;
}

std::string_view SigningKey::algorithm() const {
  return impl_->isRsa ? "RS256" : "ES256";
}

Result<std::string> SigningKey::sign(std::string_view text) const {
  if (!canSign()) return Failure(failure("the service account key is a public one and cannot sign"));
  const DigestHandle digest(EVP_MD_CTX_new());
  size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) != 1 ||
      EVP_DigestSign(digest.get(), nullptr, &size, bytes, text.size()) != 1)
    return Failure(cryptoFailure("sign a token"));
  std::string signature(size, '\0');
  if (EVP_DigestSign(digest.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                     text.size()) != 1)
    return Failure(cryptoFailure("sign a token"));
  signature.resize(size);
  return impl_->isRsa ? signature : derToJose(signature);
}

bool SigningKey::verifies(std::string_view text, std::string_view signature) const {
  const std::string native = impl_->isRsa ? std::string(signature) : joseToDer(signature);
  if (native.empty()) return false;
  const DigestHandle digest(EVP_MD_CTX_new());
  const bool good =
      EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, impl_->key.get()) == 1 &&
      EVP_DigestVerify(digest.get(), reinterpret_cast<const unsigned char*>(native.data()), native.size(),
                       reinterpret_cast<const unsigned char*>(text.data()), text.size()) == 1;
  ERR_clear_error();
  return good;
}

std::string SigningKey::jwk() const {
  EVP_PKEY* key = impl_->key.get();
  std::string json = R"({"use":"sig","kty":")" + std::string(impl_->isRsa ? "RSA" : "EC") + R"(","kid":")" +
                     id_ + R"(","alg":")" + std::string(algorithm()) + "\"";
  if (impl_->isRsa) {
    json += R"(,"n":")" + toBase64Url(bigNumberParameter(key, OSSL_PKEY_PARAM_RSA_N)) + R"(","e":")" +
            toBase64Url(bigNumberParameter(key, OSSL_PKEY_PARAM_RSA_E)) + "\"";
  } else {
    json += R"(,"crv":"P-256","x":")" + toBase64Url(bigNumberParameter(key, OSSL_PKEY_PARAM_EC_PUB_X)) +
            R"(","y":")" + toBase64Url(bigNumberParameter(key, OSSL_PKEY_PARAM_EC_PUB_Y)) + "\"";
  }
  return json + "}";
}

}  // namespace seamark::apiserver
