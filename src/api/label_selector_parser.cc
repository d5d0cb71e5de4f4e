// Parses label selectors: `k`, `!k`, `k=v`, `k==v`, `k!=v`, `k in (a,b)`, `k notin (a)`, `k>5`, `k<5`, joined
// by commas. Grammar and texts are those of Kubernetes' labels package. One pass over the text; nothing
// recurses.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <set>

#include "api/field_error.h"
#include "api/selector.h"
#include "api/validators.h"

namespace seamark::api {
namespace {

using Operator = LabelSelector::Operator;

enum class Token : uint8_t {
  End,
  Open,
  Close,
  Comma,
  Not,
  Equals,
  DoubleEquals,
  NotEquals,
  Greater,
  Less,
  In,
  NotIn,
  Identifier
};

struct Lexeme {
  Token token = Token::End;
  std::string_view text;
};

bool isBlank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool isSpecial(char c) {
  return std::string_view("=!(),<>").find(c) != std::string_view::npos;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  Lexeme next() {
    while (!rest_.empty() && isBlank(rest_[0])) rest_.remove_prefix(1);
    if (rest_.empty() || rest_[0] == '\0') return {};
    return isSpecial(rest_[0]) ? special() : word();
  }

 private:
  Lexeme take(Token token, size_t length) {
    const Lexeme lexeme{token, rest_.substr(0, length)};
    rest_.remove_prefix(length);
    return lexeme;
  }

  Lexeme special() {
    if (rest_.starts_with("==")) return take(Token::DoubleEquals, 2);
    if (rest_.starts_with("!=")) return take(Token::NotEquals, 2);
    switch (rest_[0]) {
      case '=':
        return take(Token::Equals, 1);
      case '!':
        return take(Token::Not, 1);
      case '(':
        return take(Token::Open, 1);
      case ')':
        return take(Token::Close, 1);
      case ',':
        return take(Token::Comma, 1);
      case '>':
        return take(Token::Greater, 1);
      default:
        return take(Token::Less, 1);
    }
  }

  Lexeme word() {
    size_t length = 0;
    while (length < rest_.size() && !isBlank(rest_[length]) && !isSpecial(rest_[length]) &&
           rest_[length] != '\0') {
      ++length;
    }
    const std::string_view text = rest_.substr(0, length);
    return take(text == "in" ? Token::In : text == "notin" ? Token::NotIn : Token::Identifier, length);
  }

  std::string_view rest_;
};

std::string found(std::string_view text, std::string_view expected) {
  return fmt::format("found '{}', expected: {}", text, expected);
}

std::string joined(const Problems& problems) {
  return fmt::format("{}", fmt::join(problems, "; "));
}

bool isInteger(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

// A value, or the text of what is wrong.
template <class T>
using Parsed = std::expected<T, std::string>;
using Wrong = std::unexpected<std::string>;

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text), ahead_(lexer_.next()) {}

  Parsed<std::vector<LabelSelector::Requirement>> parse() {
    std::vector<LabelSelector::Requirement> requirements;
    while (true) {
      const Lexeme first = peekValue();
      if (first.token == Token::End) return requirements;
      if (!startsRequirement(first)) {
        return Wrong(found(first.text, "!, identifier, or 'end of string'"));
      }
      auto requirement = parseRequirement();
      if (!requirement) return Wrong("unable to parse requirement: " + requirement.error());
      requirements.push_back(std::move(*requirement));
      const Lexeme after = takeValue();
      if (after.token == Token::End) return requirements;
      if (after.token != Token::Comma) return Wrong(found(after.text, "',' or 'end of string'"));
      if (!startsRequirement(peekValue())) return Wrong(found(peekValue().text, "identifier after ','"));
    }
  }

 private:
  static bool startsRequirement(const Lexeme& lexeme) {
    return lexeme.token == Token::Identifier || lexeme.token == Token::Not;
  }

  // "in" and "notin" are words like any other where an operator cannot stand.
  Lexeme peekValue() const {
    const bool keyword = ahead_.token == Token::In || ahead_.token == Token::NotIn;
    return keyword ? Lexeme{Token::Identifier, ahead_.text} : ahead_;
  }
  Lexeme takeValue() {
    const Lexeme lexeme = peekValue();
    ahead_ = lexer_.next();
    return lexeme;
  }
  Lexeme takeOperator() { return std::exchange(ahead_, lexer_.next()); }

  Parsed<LabelSelector::Requirement> parseRequirement() {
    LabelSelector::Requirement requirement{.key = {}, .op = Operator::Exists, .values = {}};
    Lexeme key = takeValue();
    const bool negated = key.token == Token::Not;
    if (negated) key = takeValue();
    if (key.token != Token::Identifier) return Wrong(found(key.text, "identifier"));
    if (const Problems problems = qualifiedNameProblems(key.text); !problems.empty()) {
      return Wrong(fmt::format("<nil>: {}", invalidText(Path(), key.text, joined(problems)).message));
    }
    requirement.key = key.text;
    const Token next = peekValue().token;
    if (negated) {
      requirement.op = Operator::DoesNotExist;
      return requirement;
    }
    if (next == Token::End || next == Token::Comma) return requirement;
    const auto op = parseOperator();
    if (!op) return Wrong(op.error());
    requirement.op = *op;
    const bool isSet = *op == Operator::In || *op == Operator::NotIn;
    auto values = isSet ? parseValues() : parseExactValue();
    if (!values) return Wrong(values.error());
    requirement.values.assign(values->begin(), values->end());
    if (std::string problem = valueProblems(requirement); !problem.empty()) return Wrong(problem);
    return requirement;
  }

  Parsed<Operator> parseOperator() {
    const Lexeme lexeme = takeOperator();
    switch (lexeme.token) {
      case Token::In:
        return Operator::In;
      case Token::NotIn:
        return Operator::NotIn;
      case Token::Equals:
      case Token::DoubleEquals:
        return Operator::Equals;
      case Token::NotEquals:
        return Operator::NotEquals;
      case Token::Greater:
        return Operator::GreaterThan;
      case Token::Less:
        return Operator::LessThan;
      default:
        return Wrong(found(lexeme.text, "in, notin, =, ==, !=, gt, lt"));
    }
  }

  Parsed<std::set<std::string>> parseValues() {
    if (const Lexeme open = takeValue(); open.token != Token::Open) {
      return Wrong(fmt::format("found '{}' expected: '('", open.text));
    }
    const Lexeme first = peekValue();
    if (first.token == Token::Close) {
      takeValue();
      return std::set<std::string>{""};
    }
    if (first.token != Token::Identifier && first.token != Token::Comma) {
      return Wrong(found(first.text, "',', ')' or identifier"));
    }
    auto values = parseList();
    if (!values) return values;
    takeValue();  // the ')' that parseList saw
    return values;
  }

  // Up to the ')'. Nothing between two commas, or a comma and a bracket, is the empty value.
  Parsed<std::set<std::string>> parseList() {
    std::set<std::string> values;
    while (true) {
      const Lexeme lexeme = takeValue();
      if (lexeme.token == Token::Identifier) {
        values.emplace(lexeme.text);
        const Lexeme next = peekValue();
        if (next.token == Token::Close) return values;
        if (next.token != Token::Comma) return Wrong(found(next.text, "',' or ')'"));
      } else if (lexeme.token == Token::Comma) {
        if (values.empty()) values.emplace("");
        if (peekValue().token == Token::Close) {
          values.emplace("");
          return values;
        }
        if (peekValue().token == Token::Comma) {
          takeValue();
          values.emplace("");
        }
      } else {
        return Wrong(found(lexeme.text, "',', or identifier"));
      }
    }
  }

  Parsed<std::set<std::string>> parseExactValue() {
    const Token next = peekValue().token;
    if (next == Token::End || next == Token::Comma) return std::set<std::string>{""};
    const Lexeme lexeme = takeValue();
    if (lexeme.token != Token::Identifier) return Wrong(found(lexeme.text, "identifier"));
    return std::set<std::string>{std::string(lexeme.text)};
  }

  static std::string valueProblems(const LabelSelector::Requirement& requirement) {
    FieldErrors errors;
    const bool numeric = requirement.op == Operator::GreaterThan || requirement.op == Operator::LessThan;
    for (size_t i = 0; i < requirement.values.size(); ++i) {
      if (numeric && !isInteger(requirement.values[i])) {
        errors.push_back(invalidText(Path("values").index(i), requirement.values[i],
                                     "for 'Gt', 'Lt' operators, the value must be an integer"));
      }
    }
    for (size_t i = 0; i < requirement.values.size(); ++i) {
      const Problems problems = labelValueProblems(requirement.values[i]);
      if (problems.empty()) continue;
      errors.push_back(
          invalidText(Path("values").index(i).key(requirement.key), requirement.values[i], joined(problems)));
    }
    return errors.empty() ? std::string() : joinedText(errors);
  }

  Lexer lexer_;
  Lexeme ahead_;
};

}  // namespace

Result<LabelSelector> LabelSelector::parse(std::string_view text) {
  auto requirements = Parser(text).parse();
  if (!requirements) return Failure(badRequest(std::move(requirements).error()));
  LabelSelector selector;
  selector.requirements_ = std::move(*requirements);
  return selector;
}

}  // namespace seamark::api
