// Prometheus's kubernetes_sd_configs alone: discovers the targets of one role and prints each group as a line of JSON.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/kubernetes"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

func main() {
	config := kubernetes.DefaultSDConfig
	flag.StringVar(&config.KubeConfig, "kubeconfig", "", "how to reach the server")
	role := flag.String("role", "", "node, service, pod, endpoints, endpointslice or ingress")
	flag.Parse()
	config.Role = kubernetes.Role(*role)

	registry := prometheus.NewRegistry()
	metrics := config.NewDiscovererMetrics(registry, discovery.NewRefreshMetrics(registry))
	if err := metrics.Register(); err != nil {
		panic(err)
	}
	found, err := config.NewDiscoverer(discovery.DiscovererOptions{Logger: slog.Default(), Metrics: metrics})
	if err != nil {
		panic(err)
	}
	groups := make(chan []*targetgroup.Group)
	go found.Run(context.Background(), groups)
	for update := range groups {
		for _, group := range update {
			print(group)
		}
	}
}

// Targets, then what is common to them: the labels that relabelling would work on.
func print(group *targetgroup.Group) {
	line, err := json.Marshal(map[string]any{"source": group.Source, "targets": group.Targets, "labels": group.Labels})
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stdout, string(line))
}
