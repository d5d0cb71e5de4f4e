// The columns of IPAddress.
// SPDX-License-Identifier: Apache-2.0
#include "api/rules.h"

namespace seamark::api {

TableSpec ipAddressTable() {
  return {};
}

}  // namespace seamark::api
