// SPDX-License-Identifier: Apache-2.0
#include "apiserver/yaml_duplicates.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>
#include <yaml-cpp/yaml.h>

#include <set>
#include <sstream>

#include "api/field_error.h"

namespace seamark::apiserver {
namespace {

// Follows the parser's events; a mapping's scalars are keys and values in turn. Nothing is expanded, so an
// alias costs no more than its name.
class DuplicateFinder final : public YAML::EventHandler {
 public:
  std::vector<std::string> found;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { value(); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { value(); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& text) override {
    if (!open_.empty() && open_.back().isMap && open_.back().wantsKey) {
      if (!open_.back().keys.insert(text).second)
        found.push_back("line " + std::to_string(mark.line + 1) + ": key " + api::goQuoted(text) +
                        " already set in map");
    }
    value();
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open_.push_back({false, false, {}});
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    open_.push_back({true, true, {}});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    bool isMap;
    bool wantsKey;
    std::set<std::string> keys;
  };
  void value() {
    if (!open_.empty() && open_.back().isMap) open_.back().wantsKey = !open_.back().wantsKey;
  }
  void close() {
    open_.pop_back();
    value();
  }
  std::vector<Open> open_;
};

}  // namespace

std::vector<std::string> yamlDuplicates(std::string_view yaml) {
  DuplicateFinder finder;
  std::istringstream text{std::string(yaml)};
  try {
    YAML::Parser parser(text);
    parser.HandleNextDocument(finder);
  } catch (const YAML::Exception&) {
    return {};
  }
  return std::move(finder.found);
}

}  // namespace seamark::apiserver
