// Rows of meta.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/meta.h"

namespace seamark::api {

const Type& Schema<OwnerReference>::type() {
  static constexpr Field kFields[] = {
      field<&OwnerReference::apiVersion>(
          "apiVersion", 5, {.required = true, .keepZero = true, .doc = "Group and version of the owner."}),
      field<&OwnerReference::kind>("kind", 1,
                                   {.required = true, .keepZero = true, .doc = "Kind of the owner."}),
      field<&OwnerReference::name>("name", 3,
                                   {.required = true, .keepZero = true, .doc = "Name of the owner."}),
      field<&OwnerReference::uid>("uid", 4,
                                  {.required = true,
                                   .keepZero = true,
                                   .goType = "types.UID",
                                   .doc = "The owner's uid; a namesake is another owner."}),
      field<&OwnerReference::controller>("controller", 6,
                                         {.doc = "Whether this owner is the one that manages the object."}),
      field<&OwnerReference::blockOwnerDeletion>(
          "blockOwnerDeletion", 7,
          {.doc = "Whether a foreground deletion of the owner waits for this object."}),
  };
  static const Type kType = structType<OwnerReference>(
      "OwnerReference", "io.k8s.apimachinery.pkg.apis.meta.v1.OwnerReference", kFields,
      "An object that this one belongs to; without owners left it is collected.", Merge::Atomic);
  return kType;
}

const Type& Schema<ManagedFieldsEntry>::type() {
  static constexpr Field kFields[] = {
      field<&ManagedFieldsEntry::manager>("manager", 1, {.doc = "Who set these fields."}),
      field<&ManagedFieldsEntry::operation>(
          "operation", 2,
          {.goType = "v1.ManagedFieldsOperationType", .doc = "How they were set: Apply or Update."}),
      field<&ManagedFieldsEntry::apiVersion>(
          "apiVersion", 3, {.doc = "The version of the API in which fieldsV1 names the fields."}),
      field<&ManagedFieldsEntry::time>("time", 4, {.doc = "When the entry was made or last changed."}),
      field<&ManagedFieldsEntry::fieldsType>("fieldsType", 6,
                                             {.doc = "The form of the set of fields: FieldsV1."}),
      field<&ManagedFieldsEntry::fieldsV1>("fieldsV1", 7, {.doc = "The set of fields."}),
      field<&ManagedFieldsEntry::subresource>(
          "subresource", 8,
          {.doc = "The subresource through which they were set; empty: the object itself."}),
  };
  static const Type kType = structType<ManagedFieldsEntry>(
      "ManagedFieldsEntry", "io.k8s.apimachinery.pkg.apis.meta.v1.ManagedFieldsEntry", kFields,
      "The fields of an object that one manager owns.");
  return kType;
}

const Type& Schema<ObjectMeta>::type() {
  static constexpr Field kFields[] = {
      field<&ObjectMeta::name>("name", 1,
                               {.doc = "Unique among objects of the kind in a namespace; never changes."}),
      field<&ObjectMeta::generateName>(
          "generateName", 2, {.doc = "Prefix of a name that the server makes up when name is empty."}),
      field<&ObjectMeta::namespace_>("namespace", 3,
                                     {.doc = "The namespace that the object lives in; never changes."}),
      field<&ObjectMeta::selfLink>("selfLink", 4, {.doc = "Not set any more."}),
      field<&ObjectMeta::uid>(
          "uid", 5, {.goType = "types.UID", .doc = "Unique over time and space; set by the server."}),
      field<&ObjectMeta::resourceVersion>(
          "resourceVersion", 6,
          {.doc = "Changes with each change of the object; to be compared and sent back."}),
      field<&ObjectMeta::generation>("generation", 7, {.doc = "Counts changes of the desired state."}),
      field<&ObjectMeta::creationTimestamp>("creationTimestamp", 8,
                                            {.omitZero = true, .doc = "When the server created the object."}),
      field<&ObjectMeta::deletionTimestamp>(
          "deletionTimestamp", 9,
          {.doc = "When the object may go; set by the server on a graceful deletion."}),
      field<&ObjectMeta::deletionGracePeriodSeconds>(
          "deletionGracePeriodSeconds", 10, {.doc = "Seconds that the object had from the deletion on."}),
      field<&ObjectMeta::labels>("labels", 11, {.doc = "Short pairs by which objects are selected."}),
      field<&ObjectMeta::annotations>("annotations", 12,
                                      {.doc = "Pairs for tools and people; not selected by."}),
      field<&ObjectMeta::ownerReferences>("ownerReferences", 13,
                                          {.merge = Merge::Map,
                                           .listMapKeys = "uid",
                                           .patchMergeKey = "uid",
                                           .patchStrategy = "merge",
                                           .doc = "The objects that this one depends on."}),
      field<&ObjectMeta::finalizers>(
          "finalizers", 14,
          {.merge = Merge::Set,
           .patchStrategy = "merge",
           .doc = "Who must act before the object goes; it goes when the list is empty."}),
      field<&ObjectMeta::managedFields>(
          "managedFields", 17, {.merge = Merge::Atomic, .doc = "Who set which fields; kept by the server."}),
  };
  static const Type kType =
      structType<ObjectMeta>("ObjectMeta", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta", kFields,
                             "What every object has: name, labels, versions, owners.");
  return kType;
}

const Type& Schema<StringItems>::type() {
  static const Type kType = [] {
    Type t = scalarType<StringItems>(Shape::List, "slice");
    t.element = &typeOf<std::string>;
    t.size = [](const void* p) { return static_cast<const StringItems*>(p)->items.size(); };
    t.append = [](void* p) -> void* { return &static_cast<StringItems*>(p)->items.emplace_back(); };
    t.item = [](void* p, size_t i) -> void* { return &static_cast<StringItems*>(p)->items[i]; };
    t.wrapped = true;
    return t;
  }();
  return kType;
}

const Type& Schema<ShardInfo>::type() {
  static constexpr Field kFields[] = {
      field<&ShardInfo::selector>(
          "selector", 1, {.required = true, .keepZero = true, .doc = "The shard selector of the request."}),
  };
  static const Type kType =
      structType<ShardInfo>("ShardInfo", "io.k8s.apimachinery.pkg.apis.meta.v1.ShardInfo", kFields,
                            "Which shard of a collection a list holds.");
  return kType;
}

const Type& Schema<ListMeta>::type() {
  static constexpr Field kFields[] = {
      field<&ListMeta::selfLink>("selfLink", 1, {.doc = "Not set any more."}),
      field<&ListMeta::resourceVersion>("resourceVersion", 2,
                                        {.doc = "The version of the collection that was read."}),
      field<&ListMeta::continue_>("continue", 3, {.doc = "Token for the next page; empty on the last."}),
      field<&ListMeta::remainingItemCount>("remainingItemCount", 4,
                                           {.doc = "About how many items follow this page."}),
      field<&ListMeta::shardInfo>("shardInfo", 5, {.doc = "Set when the list is a shard of the collection."}),
  };
  static const Type kType = structType<ListMeta>("ListMeta", "io.k8s.apimachinery.pkg.apis.meta.v1.ListMeta",
                                                 kFields, "What every list has beside its items.");
  return kType;
}

const Type& Schema<Condition>::type() {
  static constexpr Field kFields[] = {
      field<&Condition::type>("type", 1,
                              {.required = true, .keepZero = true, .doc = "Which condition this is."}),
      field<&Condition::status>("status", 2,
                                {.required = true,
                                 .keepZero = true,
                                 .goType = "v1.ConditionStatus",
                                 .doc = "True, False or Unknown."}),
      field<&Condition::observedGeneration>(
          "observedGeneration", 3, {.doc = "The metadata.generation that the condition was set for."}),
      field<&Condition::lastTransitionTime>("lastTransitionTime", 4,
                                            {.required = true, .doc = "When status last changed."}),
      field<&Condition::reason>(
          "reason", 5, {.required = true, .keepZero = true, .doc = "Why, as one word for programs."}),
      field<&Condition::message>("message", 6,
                                 {.required = true, .keepZero = true, .doc = "Why, for people."}),
  };
  static const Type kType =
      structType<Condition>("Condition", "io.k8s.apimachinery.pkg.apis.meta.v1.Condition", kFields,
                            "One aspect of an object's state.");
  return kType;
}

}  // namespace seamark::api
