#pragma once
// How a source declares the fields of its configuration and its features (docs/spec/connector-service.md 16.1 and 17.1).

#include <string_view>

#include "json/value.h"

namespace headrace::sources {

/// One field. What is not given is as in docs/spec/connector-service.md 16.1.
struct ConfigurationField {
  std::string_view label;
  std::string_view type = "str";   ///< str, int, bool, list
  std::string_view display = {};   ///< text, numeric, toggle, textarea, dropdown; "": what docs/spec/sources.md 1.2 gives to the type
  json::Value value = "";          ///< that a fresh connector shows
  json::Value default_value = {};  ///< of a field that is not required
  bool required = true;
  bool sensitive = false;
  bool advanced = false;          ///< hidden unless asked for
  std::string_view only_if = {};  ///< a bool field that must be true for this one to count
  std::string_view tooltip = {};  ///< "": none
};

/// The field as it goes into a connector; `order`: its place, from 1.
json::Value configuration_field(int order, ConfigurationField field);

/// What a source can do, as it goes into a connector.
struct FeatureSwitches {
  bool basic_rules = true;
  bool advanced_rules = false;
  bool document_level_security = false;
  bool incremental_sync = false;
  bool api_keys = true;
};
json::Value features(FeatureSwitches switches);

}  // namespace headrace::sources
