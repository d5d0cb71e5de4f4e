package main

import (
	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

func access(w *world) {
	check("a ServiceAccount's token: reviewed, used, and held to its Role", func() error { return tokens(w) })
	check("impersonation and access reviews", func() error { return reviews(w) })
}

func tokens(w *world) error {
	accounts := w.clients.CoreV1().ServiceAccounts(w.namespace)
	if _, err := accounts.Create(w.ctx, &corev1.ServiceAccount{ObjectMeta: named("robot")}, create); err != nil {
		return err
	}
	rules := []rbacv1.PolicyRule{{APIGroups: []string{""}, Resources: []string{"services"}, Verbs: []string{"list"}}}
	if _, err := w.clients.RbacV1().Roles(w.namespace).Create(w.ctx, &rbacv1.Role{ObjectMeta: named("robots"), Rules: rules}, create); err != nil {
		return err
	}
	binding := &rbacv1.RoleBinding{ObjectMeta: named("robots"), RoleRef: rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "Role", Name: "robots"},
		Subjects: []rbacv1.Subject{{Kind: "ServiceAccount", Name: "robot", Namespace: w.namespace}}}
	if _, err := w.clients.RbacV1().RoleBindings(w.namespace).Create(w.ctx, binding, create); err != nil {
		return err
	}
	request, err := accounts.CreateToken(w.ctx, "robot", &authenticationv1.TokenRequest{}, create)
	if err != nil {
		return err
	}
	review, err := w.clients.AuthenticationV1().TokenReviews().Create(w.ctx,
		&authenticationv1.TokenReview{Spec: authenticationv1.TokenReviewSpec{Token: request.Status.Token}}, create)
	if err != nil {
		return err
	}
	config := rest.AnonymousClientConfig(w.config)
	config.BearerToken = request.Status.Token
	robot, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	name := "system:serviceaccount:" + w.namespace + ":robot"
	return first(
		func() error {
			return want(review.Status.Authenticated && review.Status.User.Username == name, "%v", review.Status)
		},
		func() error {
			return eventually(func() error {
				_, err := robot.CoreV1().Services(w.namespace).List(w.ctx, list)
				return err
			})
		},
		func() error {
			_, err := robot.CoreV1().Secrets(w.namespace).List(w.ctx, list)
			return want(errors.IsForbidden(err), "secrets: %v", err)
		})
}

func reviews(w *world) error {
	config := rest.CopyConfig(w.config)
	config.Impersonate = rest.ImpersonationConfig{UserName: "bob", Groups: []string{"ops"}}
	bob, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}
	_, forbidden := bob.CoreV1().Services(w.namespace).List(w.ctx, list)
	attributes := &authorizationv1.ResourceAttributes{Namespace: w.namespace, Verb: "list", Resource: "services"}
	self, err := bob.AuthorizationV1().SelfSubjectAccessReviews().Create(w.ctx, &authorizationv1.SelfSubjectAccessReview{
		Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: attributes}}, create)
	if err != nil {
		return err
	}
	robot, err := w.clients.AuthorizationV1().SubjectAccessReviews().Create(w.ctx, &authorizationv1.SubjectAccessReview{
		Spec: authorizationv1.SubjectAccessReviewSpec{ResourceAttributes: attributes, User: "system:serviceaccount:" + w.namespace + ":robot"}}, create)
	if err != nil {
		return err
	}
	rules, err := bob.AuthorizationV1().SelfSubjectRulesReviews().Create(w.ctx, &authorizationv1.SelfSubjectRulesReview{
		Spec: authorizationv1.SelfSubjectRulesReviewSpec{Namespace: w.namespace}}, create)
	return first(func() error { return err },
		func() error { return want(errors.IsForbidden(forbidden), "bob lists: %v", forbidden) },
		func() error { return want(!self.Status.Allowed, "bob may: %v", self.Status) },
		func() error { return want(robot.Status.Allowed, "the robot may not: %v", robot.Status) },
		func() error { return want(len(rules.Status.NonResourceRules) > 0, "%v", rules.Status) })
}
