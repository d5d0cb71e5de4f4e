module seamark.dev/interop/client_go

go 1.16

require (
	k8s.io/api v0.22.17
	k8s.io/apimachinery v0.22.17
	k8s.io/client-go v0.22.17
	k8s.io/klog/v2 v2.9.0
)
