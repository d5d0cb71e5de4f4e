package main

import (
	"context"
	"fmt"
	"time"

	"k8s.io/client-go/tools/leaderelection"
	"k8s.io/client-go/tools/leaderelection/resourcelock"
)

// Stands for election; leading gets the name once it leads.
func stand(ctx context.Context, w *world, name string, leading chan<- string) {
	lock := &resourcelock.LeaseLock{LeaseMeta: named("leader"), Client: w.clients.CoordinationV1(),
		LockConfig: resourcelock.ResourceLockConfig{Identity: name}}
	lock.LeaseMeta.Namespace = w.namespace
	leaderelection.RunOrDie(ctx, leaderelection.LeaderElectionConfig{
		Lock: lock, ReleaseOnCancel: true, LeaseDuration: 6 * time.Second, RenewDeadline: 4 * time.Second, RetryPeriod: 100 * time.Millisecond,
		Callbacks: leaderelection.LeaderCallbacks{
			OnStartedLeading: func(context.Context) { leading <- name }, OnStoppedLeading: func() {}},
	})
}

func election(w *world) {
	check("leader election: one leads, the other takes over when it lets go", func() error {
		leading := make(chan string, 2)
		firstCtx, letGo := context.WithCancel(w.ctx)
		defer letGo()
		go stand(firstCtx, w, "one", leading)
		if name := <-leading; name != "one" {
			return fmt.Errorf("%s leads", name)
		}
		secondCtx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		go stand(secondCtx, w, "two", leading)
		select {
		case name := <-leading:
			return fmt.Errorf("%s leads as well", name)
		case <-time.After(time.Second):
		}
		letGo()
		select {
		case <-leading:
			return nil
		case <-time.After(20 * time.Second):
			return fmt.Errorf("nobody took over")
		}
	})
}
