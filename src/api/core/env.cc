// Rows of core/env.h.
// SPDX-License-Identifier: Apache-2.0
#include "api/core/env.h"

namespace seamark::api {

const Type& Schema<ObjectFieldSelector>::type() {
  static constexpr Field kFields[] = {
      field<&ObjectFieldSelector::apiVersion>("apiVersion", 1,
                                              {.doc = "The API version of what is referred to."}),
      field<&ObjectFieldSelector::fieldPath>(
          "fieldPath", 2, {.required = true, .keepZero = true, .doc = "The field, such as metadata.name."}),
  };
  static const Type kType = structType<ObjectFieldSelector>(
      "ObjectFieldSelector", "io.k8s.api.core.v1.ObjectFieldSelector", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<ResourceFieldSelector>::type() {
  static constexpr Field kFields[] = {
      field<&ResourceFieldSelector::containerName>("containerName", 1, {.doc = "The container."}),
      field<&ResourceFieldSelector::resource>(
          "resource", 2, {.required = true, .keepZero = true, .doc = "The resource, such as limits.cpu."}),
      field<&ResourceFieldSelector::divisor>("divisor", 3, {.doc = "The unit to give it in."}),
  };
  static const Type kType = structType<ResourceFieldSelector>(
      "ResourceFieldSelector", "io.k8s.api.core.v1.ResourceFieldSelector", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<ConfigMapKeySelector>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMapKeySelector::localObjectReference>("", 1),
      field<&ConfigMapKeySelector::key>("key", 2, {.required = true, .keepZero = true, .doc = "The key."}),
      field<&ConfigMapKeySelector::optional>("optional", 3,
                                             {.doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType = structType<ConfigMapKeySelector>(
      "ConfigMapKeySelector", "io.k8s.api.core.v1.ConfigMapKeySelector", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<SecretKeySelector>::type() {
  static constexpr Field kFields[] = {
      field<&SecretKeySelector::localObjectReference>("", 1),
      field<&SecretKeySelector::key>("key", 2, {.required = true, .keepZero = true, .doc = "The key."}),
      field<&SecretKeySelector::optional>("optional", 3,
                                          {.doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType = structType<SecretKeySelector>(
      "SecretKeySelector", "io.k8s.api.core.v1.SecretKeySelector", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<FileKeySelector>::type() {
  static constexpr Field kFields[] = {
      field<&FileKeySelector::volumeName>(
          "volumeName", 1, {.required = true, .keepZero = true, .doc = "The volume that holds the file."}),
      field<&FileKeySelector::path>("path", 2,
                                    {.required = true, .keepZero = true, .doc = "Where it is found or put."}),
      field<&FileKeySelector::key>("key", 3, {.required = true, .keepZero = true, .doc = "The key."}),
      field<&FileKeySelector::optional>(
          "optional", 4, {.defaultValue = "false", .doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType = structType<FileKeySelector>(
      "FileKeySelector", "io.k8s.api.core.v1.FileKeySelector", kFields, "", Merge::Atomic);
  return kType;
}

const Type& Schema<EnvVarSource>::type() {
  static constexpr Field kFields[] = {
      field<&EnvVarSource::fieldRef>("fieldRef", 1, {.doc = "A field of the Pod."}),
      field<&EnvVarSource::resourceFieldRef>("resourceFieldRef", 2, {.doc = "A resource of a container."}),
      field<&EnvVarSource::configMapKeyRef>("configMapKeyRef", 3, {.doc = "A key of a ConfigMap."}),
      field<&EnvVarSource::secretKeyRef>("secretKeyRef", 4, {.doc = "A key of a Secret."}),
      field<&EnvVarSource::fileKeyRef>("fileKeyRef", 5, {.doc = "A key of a file."}),
  };
  static const Type kType =
      structType<EnvVarSource>("EnvVarSource", "io.k8s.api.core.v1.EnvVarSource", kFields, "");
  return kType;
}

const Type& Schema<EnvVar>::type() {
  static constexpr Field kFields[] = {
      field<&EnvVar::name>("name", 1, {.required = true, .keepZero = true, .doc = "Its name."}),
      field<&EnvVar::value>("value", 2, {.doc = "Its value; $(VAR) is expanded."}),
      field<&EnvVar::valueFrom>("valueFrom", 3, {.doc = "Where the value comes from."}),
  };
  static const Type kType =
      structType<EnvVar>("EnvVar", "io.k8s.api.core.v1.EnvVar", kFields, "An environment variable.");
  return kType;
}

const Type& Schema<ConfigMapEnvSource>::type() {
  static constexpr Field kFields[] = {
      field<&ConfigMapEnvSource::localObjectReference>("", 1),
      field<&ConfigMapEnvSource::optional>("optional", 2,
                                           {.doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType = structType<ConfigMapEnvSource>(
      "ConfigMapEnvSource", "io.k8s.api.core.v1.ConfigMapEnvSource", kFields, "");
  return kType;
}

const Type& Schema<SecretEnvSource>::type() {
  static constexpr Field kFields[] = {
      field<&SecretEnvSource::localObjectReference>("", 1),
      field<&SecretEnvSource::optional>("optional", 2,
                                        {.doc = "Whether the source, or its key, may be missing."}),
  };
  static const Type kType =
      structType<SecretEnvSource>("SecretEnvSource", "io.k8s.api.core.v1.SecretEnvSource", kFields, "");
  return kType;
}

const Type& Schema<EnvFromSource>::type() {
  static constexpr Field kFields[] = {
      field<&EnvFromSource::prefix>("prefix", 1, {.doc = "Put before each name."}),
      field<&EnvFromSource::configMapRef>("configMapRef", 2, {.doc = "All keys of a ConfigMap."}),
      field<&EnvFromSource::secretRef>("secretRef", 3, {.doc = "A Secret with what is needed to log in."}),
  };
  static const Type kType =
      structType<EnvFromSource>("EnvFromSource", "io.k8s.api.core.v1.EnvFromSource", kFields, "");
  return kType;
}

}  // namespace seamark::api
