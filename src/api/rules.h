// The verbs, columns and selectable fields of each kind; each kind's own stand in its _rules.cc and
// _table.cc.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "api/kind.h"

namespace seamark::api {

Rules namespaceRules();
TableSpec namespaceTable();
std::span<const SelectableField> namespaceSelectableFields();

Rules serviceRules();
TableSpec serviceTable();
std::span<const SelectableField> serviceSelectableFields();

Rules endpointsRules();
TableSpec endpointsTable();
std::span<const SelectableField> endpointsSelectableFields();

Rules eventRules();
TableSpec eventTable();
std::span<const SelectableField> eventSelectableFields();

Rules configMapRules();
TableSpec configMapTable();
std::span<const SelectableField> configMapSelectableFields();

Rules secretRules();
TableSpec secretTable();
std::span<const SelectableField> secretSelectableFields();

Rules serviceAccountRules();
TableSpec serviceAccountTable();
std::span<const SelectableField> serviceAccountSelectableFields();

Rules nodeRules();
TableSpec nodeTable();
std::span<const SelectableField> nodeSelectableFields();

Rules podRules();
TableSpec podTable();
std::span<const SelectableField> podSelectableFields();

Rules endpointSliceRules();
TableSpec endpointSliceTable();
std::span<const SelectableField> endpointSliceSelectableFields();

Rules leaseRules();
TableSpec leaseTable();
std::span<const SelectableField> leaseSelectableFields();

Rules eventsEventRules();
TableSpec eventsEventTable();
std::span<const SelectableField> eventsEventSelectableFields();

Rules serviceCIDRRules();
TableSpec serviceCIDRTable();
std::span<const SelectableField> serviceCIDRSelectableFields();

Rules ipAddressRules();
TableSpec ipAddressTable();
std::span<const SelectableField> ipAddressSelectableFields();

Rules ingressRules();
TableSpec ingressTable();
std::span<const SelectableField> ingressSelectableFields();

Rules ingressClassRules();
TableSpec ingressClassTable();
std::span<const SelectableField> ingressClassSelectableFields();

Rules roleRules();
TableSpec roleTable();
std::span<const SelectableField> roleSelectableFields();

Rules roleBindingRules();
TableSpec roleBindingTable();
std::span<const SelectableField> roleBindingSelectableFields();

Rules clusterRoleRules();
TableSpec clusterRoleTable();
std::span<const SelectableField> clusterRoleSelectableFields();

Rules clusterRoleBindingRules();
TableSpec clusterRoleBindingTable();
std::span<const SelectableField> clusterRoleBindingSelectableFields();

}  // namespace seamark::api
