// Drives Seamark through client-go as controllers do. Built twice from this source, with the newest client-go (go.mod) and an
// old one (older.mod). Prints what ../program.py reads.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/klog/v2"
)

const protobuf = "application/vnd.kubernetes.protobuf"

// Everything that a check needs: clients of one representation, and a namespace.
type world struct {
	ctx       context.Context
	config    *rest.Config
	clients   kubernetes.Interface
	dynamic   dynamic.Interface
	metadata  metadata.Interface
	namespace string
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "how to reach the server")
	content := flag.String("content", "json", "json or protobuf")
	watchList := flag.Bool("watch-list", false, "informers must start with a streamed list")
	series := flag.Bool("series", true, "this client-go's series of events can be valid")
	klog.InitFlags(nil)
	flag.Parse()
	_ = flag.Set("logtostderr", "false") // a reflector's complaints about a killed server are expected
	klog.SetOutput(discard{})

	w, err := connect(*kubeconfig, *content)
	if err != nil {
		fmt.Println("FAIL connects: " + err.Error())
		os.Exit(1)
	}
	crud(w)
	serverSideApply(w)
	discoveryAndMapper(w)
	untyped(w)
	pages(w)
	access(w)
	events(w, *series)
	election(w)
	informers(w, *watchList)
	fmt.Println("done")
}

func connect(kubeconfig, content string) (*world, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS, config.Burst = 1000, 1000
	w := &world{ctx: context.Background(), config: config, namespace: fmt.Sprintf("go-%s-%d", content, os.Getpid())}
	if w.dynamic, err = dynamic.NewForConfig(config); err != nil {
		return nil, err
	}
	if w.metadata, err = metadata.NewForConfig(config); err != nil {
		return nil, err
	}
	typed := rest.CopyConfig(config)
	if content == "protobuf" {
		// As Kubernetes' own programs ask; /version is JSON alone, and refused (406) to who takes none.
		typed.ContentType, typed.AcceptContentTypes = protobuf, protobuf+",application/json"
	}
	w.config = typed
	if w.clients, err = kubernetes.NewForConfig(typed); err != nil {
		return nil, err
	}
	space := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: w.namespace}}
	_, err = w.clients.CoreV1().Namespaces().Create(w.ctx, space, metav1.CreateOptions{})
	return w, err
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// One line of the report.
func check(what string, run func() error) bool {
	if err := run(); err != nil {
		fmt.Printf("FAIL %s: %s\n", what, err)
		return false
	}
	fmt.Println("ok " + what)
	return true
}

// Waits up to a minute until holds() has nothing to say against it.
func eventually(holds func() error) error {
	end := time.Now().Add(time.Minute)
	for {
		err := holds()
		if err == nil || time.Now().After(end) {
			return err
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// The error of the first step that has one.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func want(holds bool, format string, values ...interface{}) error {
	if holds {
		return nil
	}
	return fmt.Errorf(format, values...)
}

var (
	get    = metav1.GetOptions{}
	create = metav1.CreateOptions{}
	update = metav1.UpdateOptions{}
	remove = metav1.DeleteOptions{}
	list   = metav1.ListOptions{}
	patch  = metav1.PatchOptions{}
)

func named(name string) metav1.ObjectMeta { return metav1.ObjectMeta{Name: name} }
