// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <span>

#include "base/assert.h"

namespace seamark::net {

// The session as an OpenSSL BIO: reads from the lent input, writes to the lent output.
struct BioCallbacks {
  static int read(BIO* bio, char* into, size_t room, size_t* size) {
    auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    *size = std::min(room, session.input_.size());
    if (*size == 0) {
      BIO_set_retry_read(bio);
      return 0;
    }
    std::memcpy(into, session.input_.data(), *size);
    session.input_.remove_prefix(*size);
    return 1;
  }
  static int write(BIO* bio, const char* data, size_t length, size_t* written) {
    auto& session = *static_cast<TlsSession*>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    if (!session.output_) return 0;
    session.output_->append(data, length);
    *written = length;
    return 1;
  }
  static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }
  static const BIO_METHOD* method() {
    static const BIO_METHOD* const made = [] {
      BIO_METHOD* m = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "lent buffers");
      BIO_meth_set_read_ex(m, read);
      BIO_meth_set_write_ex(m, write);
      BIO_meth_set_ctrl(m, control);
      return m;
    }();
    return made;
  }
};

namespace {

constexpr unsigned char kProtocols[] = "\x02h2\x08http/1.1";
constexpr size_t kHttp2Length = 3;  // of its entry in kProtocols; HTTP/1.1's follows

std::span<const unsigned char> offeredProtocols(HttpVersion version) {
  const std::span<const unsigned char> all(kProtocols, sizeof kProtocols - 1);
  if (version == HttpVersion::Http1) return all.subspan(kHttp2Length);
  return version == HttpVersion::Http2 ? all.first(kHttp2Length) : all;
}

std::string lastError() {
  const unsigned long code = ERR_peek_last_error();
  const char* reason = code ? ERR_reason_error_string(code) : nullptr;
  ERR_clear_error();
  return reason ? reason : "unknown TLS error";
}

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct X509Deleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using BioPtr = std::unique_ptr<BIO, BioDeleter>;
using X509Ptr = std::unique_ptr<X509, X509Deleter>;

BioPtr bioOf(const std::string& pem) {
  return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

std::vector<X509Ptr> certificatesIn(const std::string& pem) {
  std::vector<X509Ptr> out;
  const BioPtr bio = bioOf(pem);
  while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
    out.emplace_back(certificate);
  ERR_clear_error();  // "no start line" ends every file
  return out;
}

Result<> useCertificate(SSL_CTX* context, const std::string& chainPem, const std::string& keyPem) {
  auto chain = certificatesIn(chainPem);
  if (chain.empty()) return Failure(failure("the certificate is not in PEM form"));
  if (SSL_CTX_use_certificate(context, chain[0].get()) != 1)
    return Failure(failure("the certificate cannot be used: " + lastError()));
  for (size_t i = 1; i < chain.size(); ++i) SSL_CTX_add0_chain_cert(context, chain[i].release());
  const BioPtr bio = bioOf(keyPem);
  const std::unique_ptr<EVP_PKEY, KeyDeleter> key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, [](char*, int, int, void*) { return 0; }, nullptr));
  if (!key) return Failure(failure("the private key cannot be read: " + lastError()));
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return Failure(failure("the private key does not belong to the certificate: " + lastError()));
  return {};
}

Result<> trust(SSL_CTX* context, const std::string& caPem, bool announce) {
  const auto authorities = certificatesIn(caPem);
  if (authorities.empty()) return Failure(failure("the certificate authority is not in PEM form"));
  for (const auto& authority : authorities) {
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get());
    if (announce) SSL_CTX_add_client_CA(context, authority.get());
  }
  ERR_clear_error();  // one given twice is no error
  return {};
}

void commonRules(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  // AES-128 first, as Go has it: cheaper a byte than AES-256, and no weaker in practice.
  SSL_CTX_set_ciphersuites(context,
                           "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
  // Idle sessions give their record buffers back; there are thousands of them.
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  // No resumption: a resumed session would bring a client certificate that nobody checked again.
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
}

int selectProtocol(SSL*, const unsigned char** out, unsigned char* outLength, const unsigned char* in,
                   unsigned int inLength, void*) {
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, outLength, kProtocols, sizeof kProtocols - 1, in, inLength) !=
      OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;  // goes on as HTTP/1.1
  *out = selected;
  return SSL_TLSEXT_ERR_OK;
}

// A certificate that does not verify is remembered in the session and let through.
int admitButMark(int good, X509_STORE_CTX* store) {
  if (!good) {
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    static char mark;
    SSL_set_app_data(ssl, &mark);
  }
  return 1;
}

std::string entryText(X509_NAME_ENTRY* entry) {
  unsigned char* text = nullptr;
  const int length = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
  if (length < 0) return {};
  std::string out(reinterpret_cast<char*>(text), static_cast<size_t>(length));
  OPENSSL_free(text);
  return out;
}

WallTime expiryOf(X509* certificate) {
  std::tm utc{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &utc) != 1) return {};
  return std::chrono::system_clock::from_time_t(timegm(&utc));
}

bool isAddress(const std::string& name) {
  in6_addr ignored{};
  return inet_pton(AF_INET, name.c_str(), &ignored) == 1 || inet_pton(AF_INET6, name.c_str(), &ignored) == 1;
}

}  // namespace

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
}

Result<std::shared_ptr<TlsContext>> TlsContext::forServer(const TlsServerConfig& config) {
  SSL_CTX* context = SSL_CTX_new(TLS_server_method());
  SM_ASSERT(context);
  std::shared_ptr<TlsContext> out(new TlsContext(context));
  out->server_ = true;
  commonRules(context);
  SSL_CTX_set_alpn_select_cb(context, selectProtocol, nullptr);
  CHECKED(useCertificate(context, config.certificatePem, config.privateKeyPem));
  if (!config.clientCaPem.empty()) {
    CHECKED(trust(context, config.clientCaPem, true));
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, config.admitUnverified ? admitButMark : nullptr);
  }
  return out;
}

Result<std::shared_ptr<TlsContext>> TlsContext::forClient(const HttpClientConfig& config) {
  SSL_CTX* context = SSL_CTX_new(TLS_client_method());
  SM_ASSERT(context);
  std::shared_ptr<TlsContext> out(new TlsContext(context));
  commonRules(context);
  const auto protocols = offeredProtocols(config.version);
  SSL_CTX_set_alpn_protos(context, protocols.data(), static_cast<unsigned>(protocols.size()));
  out->serverName_ = config.serverName.empty() ? config.host : config.serverName;
  out->verify_ = !config.insecure;
  if (config.caPem.empty()) {
    // Reading the system's authorities takes milliseconds; one who verifies nothing need not wait for it.
    if (!config.insecure) SSL_CTX_set_default_verify_paths(context);
  } else {
    CHECKED(trust(context, config.caPem, false));
  }
  SSL_CTX_set_verify(context, config.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  if (!config.certificatePem.empty()) {
    CHECKED(useCertificate(context, config.certificatePem, config.privateKeyPem));
  }
  return out;
}

TlsSession::TlsSession(std::shared_ptr<TlsContext> context)
    : context_(std::move(context)), ssl_(SSL_new(context_->context_)) {
  SM_ASSERT(ssl_);
  BIO* bio = BIO_new(BioCallbacks::method());
  SM_ASSERT(bio);
  BIO_set_data(bio, this);
  BIO_set_init(bio, 1);
  SSL_set_bio(ssl_, bio, bio);
  if (context_->server_) {
    SSL_set_accept_state(ssl_);
    return;
  }
  SSL_set_connect_state(ssl_);
  const std::string& name = context_->serverName_;
  if (isAddress(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_), name.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl_, name.c_str());
    SSL_set1_host(ssl_, name.c_str());
  }
}

TlsSession::~TlsSession() {
  SSL_free(ssl_);
}

void TlsSession::lend(std::string_view input, std::string& output) {
  input_ = input;
  output_ = &output;
}

TlsSession::Outcome TlsSession::outcomeOf(int result) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ:
      return Outcome::NeedInput;
    case SSL_ERROR_ZERO_RETURN:
      return Outcome::Ended;
    default:
      break;
  }
  const long verified = SSL_get_verify_result(ssl_);
  sawPlainHttp_ = ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
  error_ = lastError();
  if (verified != X509_V_OK && context_->verify_)
    error_ = fmt::format("{}: {}", error_, X509_verify_cert_error_string(verified));
  return Outcome::Failed;
}

TlsSession::Outcome TlsSession::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(ssl_);
  return result == 1 ? Outcome::Ok : outcomeOf(result);
}

TlsSession::Outcome TlsSession::read(char* buffer, size_t room, size_t& size) {
  ERR_clear_error();
  const int result = SSL_read_ex(ssl_, buffer, room, &size);
  return result == 1 ? Outcome::Ok : outcomeOf(result);
}

TlsSession::Outcome TlsSession::write(std::string_view plain) {
  ERR_clear_error();
  size_t written = 0;
  const int result = SSL_write_ex(ssl_, plain.data(), plain.size(), &written);
  if (result == 1) return Outcome::Ok;
  outcomeOf(result);
  return Outcome::Failed;  // the output never blocks, so nothing else can be
}

void TlsSession::sayGoodbye() {
  if (SSL_in_init(ssl_)) return;
  ERR_clear_error();
  SSL_shutdown(ssl_);
  ERR_clear_error();
}

std::string_view TlsSession::alpn() const {
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl_, &name, &length);
  return {reinterpret_cast<const char*>(name), length};
}

void TlsSession::describePeer(Peer& peer) const {
  X509* certificate = SSL_get0_peer_certificate(ssl_);
  if (!certificate) return;
  if (SSL_get_verify_result(ssl_) != X509_V_OK || SSL_get_app_data(ssl_)) {
    peer.certificateRefused = true;
    return;
  }
  peer.certificateVerified = true;
  peer.certificateExpires = expiryOf(certificate);
  X509_NAME* subject = X509_get_subject_name(certificate);
  for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0;)
    peer.commonName = entryText(X509_NAME_get_entry(subject, at));
  for (int at = -1; (at = X509_NAME_get_index_by_NID(subject, NID_organizationName, at)) >= 0;)
    peer.organizations.push_back(entryText(X509_NAME_get_entry(subject, at)));
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  X509_digest(certificate, EVP_sha256(), digest, &length);
  for (unsigned int i = 0; i < length; ++i) peer.certificateSha256 += fmt::format("{:02x}", digest[i]);
}

}  // namespace seamark::net
