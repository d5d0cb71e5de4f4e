// YAML to JSON: yaml-cpp tells the events, the meaning of scalars is that of Kubernetes' YAML package (1.1).
// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <sstream>

#include "api/codec.h"
#include "api/field_error.h"
#include "api/json_text.h"
#include "api/yaml_scalar.h"

namespace seamark::api {

namespace {

// Aliases may make a small document large, and deep.
constexpr size_t kMaxExpansion = 16u << 20;
constexpr int kMaxDepth = 1000;
constexpr size_t kMaxProblems = 1000;

struct Node {
  enum Kind : uint8_t { Null, Scalar, Sequence, Mapping } kind = Null;
  bool plain = false;   // Scalar: not quoted
  bool inside = false;  // being written: an alias to it would not end
  bool block = false;   // Mapping: not in braces
  int line = 0;
  std::string tag;
  std::string text;
  std::vector<const Node*> children;  // Mapping: key, value, key, value …
};

// The problem of a document, as Kubernetes' YAML package would say it.
struct YamlProblem {
  std::string text;
};

// Builds the tree; aliases become second references to a node.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view yaml) : yaml_(yaml) {}
  const Node* root() const { return root_; }

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuseMissingKey(mark);
    add(make(mark, anchor, Node::Null));
  }
  void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override { add(anchors_[anchor]); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node* node = make(mark, anchor, Node::Scalar);
    node->plain = tag == "?";
    if (tag != "?" && tag != "!") node->tag = tag;
    node->text = value;
    add(node);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    begin(make(mark, anchor, Node::Sequence));
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    begin(make(mark, anchor, Node::Mapping));
    open_.back()->block = style == YAML::EmitterStyle::Block;
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  // A value whose key is not even a `?` is no mapping for libyaml.
  void refuseMissingKey(const YAML::Mark& mark) const {
    if (open_.empty() || open_.back()->kind != Node::Mapping || open_.back()->children.size() % 2 != 0)
      return;
    const auto at = static_cast<size_t>(std::max(mark.pos, 0));
    if (at >= yaml_.size() || yaml_[at] != ':') return;
    const size_t before = at == 0 ? std::string_view::npos : yaml_.find_last_not_of(" \t\r\n", at - 1);
    if (before != std::string_view::npos && yaml_[before] == '?') return;
    const int context = open_.back()->line - 1;
    const int line = context != 0 ? context : mark.line;
    throw YamlProblem{
        "yaml: " + (line == 0 ? "" : "line " + std::to_string(line) + ": ") +
        (open_.back()->block ? "did not find expected key" : "did not find expected node content")};
  }
  Node* make(const YAML::Mark& mark, YAML::anchor_t anchor, Node::Kind kind) {
    Node& node = nodes_.emplace_back();
    node.kind = kind;
    node.line = mark.line + 1;
    if (anchor != 0) anchors_[anchor] = &node;
    return &node;
  }
  void add(const Node* node) {
    if (open_.empty())
      root_ = node;
    else
      open_.back()->children.push_back(node);
  }
  void begin(Node* node) {
    add(node);
    open_.push_back(node);
  }

  std::deque<Node> nodes_;
  std::map<YAML::anchor_t, const Node*> anchors_;
  std::vector<Node*> open_;
  const Node* root_ = nullptr;
  std::string_view yaml_;
};

YamlScalar scalarOf(const Node& node) {
  auto scalar = readYamlScalar(node.text, node.plain, node.tag);
  if (!scalar) throw YamlProblem{scalar.error()};
  return std::move(*scalar);
}

YamlScalar keyOf(const Node& key) {
  if (key.kind == Node::Null) return {YamlScalar::Null, "null"};
  if (key.kind != Node::Scalar) throw YamlProblem{"yaml: invalid map key"};
  return scalarOf(key);
}

bool isMerge(const Node& key) {
  return key.kind == Node::Scalar && key.plain && key.text == "<<";
}

class JsonWriter {
 public:
  void write(const Node& node, std::string& out, int depth = 0) {
    if (depth > kMaxDepth) throw YamlProblem{"yaml: exceeded max depth of 10000"};
    if (out.size() > kMaxExpansion || ++visited_ > kMaxExpansion / 4)
      throw YamlProblem{"yaml: document contains excessive aliasing"};
    switch (node.kind) {
      case Node::Null:
        out += "null";
        return;
      case Node::Scalar:
        out += json(node);
        return;
      case Node::Sequence:
        return sequence(node, out, depth);
      case Node::Mapping:
        return mapping(node, out, depth);
    }
  }

 private:
  // Marks a collection as being written, to notice one that holds itself.
  class Inside {
   public:
    explicit Inside(const Node& node) : node_(const_cast<Node&>(node)) {
      if (node_.inside) throw YamlProblem{"yaml: anchor value contains itself"};
      node_.inside = true;
    }
    ~Inside() { node_.inside = false; }
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    Node& node_;
  };

  static std::string json(const Node& node) {
    YamlScalar scalar = scalarOf(node);
    if (scalar.kind != YamlScalar::String) return std::move(scalar.text);
    std::string quoted;
    appendJsonString(scalar.text, quoted);
    return quoted;
  }

  void sequence(const Node& node, std::string& out, int depth) {
    const Inside inside(node);
    out.push_back('[');
    for (size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out.push_back(',');
      write(*node.children[i], out, depth + 1);
    }
    out.push_back(']');
  }

  using Members = std::map<std::string, const Node*>;

  void mapping(const Node& node, std::string& out, int depth) {
    const Inside inside(node);
    Members members;
    collect(node, members, depth);
    char separator = '{';
    if (members.empty()) out.push_back('{');
    for (const auto& [key, value] : members) {
      out.push_back(separator);
      separator = ',';
      appendJsonString(key, out);
      out.push_back(':');
      write(*value, out, depth + 1);
    }
    out.push_back('}');
  }

  void collect(const Node& node, Members& members, int depth) {
    if (depth > kMaxDepth) throw YamlProblem{"yaml: exceeded max depth of 10000"};
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
      // A key costs more than a plain value; merges of merges come by the same ones again and again.
      if ((visited_ += 4) > kMaxExpansion / 4)
        throw YamlProblem{"yaml: document contains excessive aliasing"};
      const Node& key = *node.children[i];
      const Node* value = node.children[i + 1];
      if (isMerge(key)) {
        merge(*value, members, depth);
        continue;
      }
      members[keyOf(key).text] = value;
    }
  }

  // `<<`: the keys of another mapping, or of several of which the first that has a key gives it.
  void merge(const Node& from, Members& members, int depth) {
    if (++visited_ > kMaxExpansion / 4) throw YamlProblem{"yaml: document contains excessive aliasing"};
    if (from.kind == Node::Mapping) {
      const Inside inside(from);
      return collect(from, members, depth + 1);
    }
    if (from.kind != Node::Sequence)
      throw YamlProblem{"yaml: map merge requires map or sequence of maps as the value"};
    for (size_t i = from.children.size(); i-- > 0;) {
      if (from.children[i]->kind != Node::Mapping)
        throw YamlProblem{"yaml: map merge requires map or sequence of maps as the value"};
      const Inside inside(*from.children[i]);
      collect(*from.children[i], members, depth + 1);
    }
  }

  size_t visited_ = 0;
};

// Tells the keys that a mapping has twice, in the order of the text, of a document that could be written.
// What `<<` brings along counts, as it does for Kubernetes' package. A value whose key comes again is not
// written, so what holds itself or grows without end may only be found here.
class DuplicateKeys {
 public:
  explicit DuplicateKeys(StrictProblems& problems) : problems_(problems) {}

  void find(const Node& node, int depth = 0) {
    visit(depth);
    if (node.kind == Node::Sequence) {
      for (const Node* item : node.children) find(*item, depth + 1);
    } else if (node.kind == Node::Mapping) {
      std::set<std::string> seen;
      findAmong(node, seen, depth);
    }
  }

 private:
  void visit(int depth) {
    if (depth > kMaxDepth) throw YamlProblem{"yaml: exceeded max depth of 10000"};
    if (++visited_ > kMaxExpansion / 4) throw YamlProblem{"yaml: document contains excessive aliasing"};
  }
  void findAmong(const Node& mapping, std::set<std::string>& seen, int depth) {
    visit(depth);
    for (size_t i = 0; i + 1 < mapping.children.size(); i += 2) {
      const Node& key = *mapping.children[i];
      const Node& value = *mapping.children[i + 1];
      if (isMerge(key)) {
        if (value.kind == Node::Mapping) findAmong(value, seen, depth + 1);
        if (value.kind == Node::Sequence)
          for (size_t k = value.children.size(); k-- > 0;) findAmong(*value.children[k], seen, depth + 1);
        continue;
      }
      find(value, depth + 1);
      const YamlScalar name = keyOf(key);
      if (seen.insert(name.text).second || problems_.size() >= kMaxProblems) continue;
      const std::string shown = name.kind == YamlScalar::String ? goQuoted(name.text) : name.text;
      problems_.push_back("line " + std::to_string(value.line) + ": key " + shown + " already set in map");
    }
  }

  StrictProblems& problems_;
  size_t visited_ = 0;
};

// libyaml's words for what yaml-cpp says. Its scanner counts lines from one, its parser from zero, and
// neither tells a line zero.
struct Words {
  std::string_view text;
  bool scanner;
};

Words wordsFor(const std::string& message) {
  static const std::map<std::string_view, Words> kWords = {
      {YAML::ErrorMsg::MAP_VALUE, {"mapping values are not allowed in this context", true}},
      {YAML::ErrorMsg::MAP_KEY, {"mapping keys are not allowed in this context", true}},
      {YAML::ErrorMsg::BLOCK_ENTRY, {"block sequence entries are not allowed in this context", true}},
      {YAML::ErrorMsg::END_OF_MAP, {"did not find expected key", false}},
      {YAML::ErrorMsg::END_OF_SEQ, {"did not find expected '-' indicator", false}},
      {YAML::ErrorMsg::END_OF_SEQ_FLOW, {"did not find expected ',' or ']'", false}},
      {YAML::ErrorMsg::END_OF_MAP_FLOW, {"did not find expected ',' or '}'", false}},
      {YAML::ErrorMsg::UNKNOWN_TOKEN, {"found character that cannot start any token", true}},
      {YAML::ErrorMsg::TAB_IN_INDENTATION, {"found character that cannot start any token", true}},
      {YAML::ErrorMsg::EOF_IN_SCALAR, {"found unexpected end of stream", true}},
      {YAML::ErrorMsg::DOC_IN_SCALAR, {"found unexpected document indicator", true}},
      {YAML::ErrorMsg::FLOW_END, {"did not find expected node content", false}},
      {YAML::ErrorMsg::INVALID_ESCAPE, {"found unknown escape character", true}},
  };
  const auto found = kWords.find(message);
  return found == kWords.end() ? Words{message, true} : found->second;
}

std::string_view lineAt(std::string_view yaml, int line) {
  for (; line > 0; --line) yaml.remove_prefix(std::min(yaml.find('\n') + 1, yaml.size()));
  return yaml.substr(0, yaml.find('\n'));
}

std::string describe(const YAML::Exception& exception, std::string_view yaml) {
  int line = std::max(exception.mark.line, 0);
  if (exception.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
    std::string_view name = yaml.substr(std::min<size_t>(exception.mark.pos, yaml.size()));
    if (name.starts_with('*')) name.remove_prefix(1);
    return "yaml: unknown anchor '" + std::string(name.substr(0, name.find_first_of(" \t\r\n,]}"))) +
           "' referenced";
  }
  Words words = wordsFor(exception.msg);
  if (exception.msg.starts_with(YAML::ErrorMsg::INVALID_UNICODE))
    words = {"found invalid Unicode character escape code", true};
  const std::string_view text = lineAt(yaml, line);
  const size_t start = text.find_first_not_of(' ');
  if (start != std::string_view::npos && text[start] == '\t')
    words = {"found character that cannot start any token", true};
  // The end of the text counts as a line of its own.
  if (!words.scanner && exception.mark.pos >= static_cast<int>(yaml.size()) && !yaml.ends_with('\n')) ++line;
  const std::string where = line == 0 ? "" : "line " + std::to_string(line + (words.scanner ? 1 : 0)) + ": ";
  return "yaml: " + where + std::string(words.text);
}

// Notices what follows the first document: only another one may.
class NextDocument final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { throw mark; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

void expectEndOfDocument(YAML::Parser& parser, const Node& root, std::string_view yaml) {
  try {
    NextDocument next;
    parser.HandleNextDocument(next);
  } catch (const YAML::Mark& mark) {
    const std::string_view start = lineAt(yaml, mark.line);
    const bool ended =
        yaml.substr(0, std::min<size_t>(mark.pos, yaml.size())).find("\n...") != std::string_view::npos;
    if (start.starts_with("---") || start.starts_with("%") || ended) return;
    const std::string_view expected = root.kind == Node::Sequence  ? "'-' indicator"
                                      : root.kind == Node::Mapping ? "key"
                                                                   : "<document start>";
    throw YamlProblem{"yaml: " + (mark.line == 0 ? "" : "line " + std::to_string(mark.line) + ": ") +
                      "did not find expected " + std::string(expected)};
  } catch (const YAML::Exception&) {
    // What is wrong with a document that nobody reads does not matter.
  }
}

// What the reader below the parser refuses.
std::string_view refusedBytes(std::string_view yaml) {
  for (size_t i = 0; i < yaml.size();) {
    const auto c = static_cast<unsigned char>(yaml[i]);
    if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F)
      return "control characters are not allowed";
    const size_t length = utf8Length(yaml.substr(i));
    if (length == 0)
      return c >= 0x80 && c < 0xC0 ? "invalid leading UTF-8 octet" : "invalid trailing UTF-8 octet";
    i += length;
  }
  return {};
}

}  // namespace

Result<std::string> yamlToJson(std::string_view yaml, StrictProblems* problems) {
  if (const std::string_view refused = refusedBytes(yaml); !refused.empty())
    return Failure(badRequest("yaml: " + std::string(refused)));
  try {
    std::istringstream stream{std::string(yaml)};
    YAML::Parser parser(stream);
    TreeBuilder tree(yaml);
    if (!parser.HandleNextDocument(tree) || tree.root() == nullptr) return std::string("null");
    expectEndOfDocument(parser, *tree.root(), yaml);
    std::string json;
    JsonWriter().write(*tree.root(), json);
    if (problems) DuplicateKeys(*problems).find(*tree.root());
    return json;
  } catch (const YamlProblem& problem) {
    return Failure(badRequest(problem.text));
  } catch (const YAML::Exception& exception) {
    return Failure(badRequest(describe(exception, yaml)));
  }
}

}  // namespace seamark::api
