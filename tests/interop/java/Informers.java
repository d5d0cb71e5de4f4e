import com.google.gson.reflect.TypeToken;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.kubernetes.client.util.CallGenerator;
import io.kubernetes.client.util.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Call;

/** Watches, and informers that must end up with what a fresh list has, whatever happens to the server meanwhile. */
final class Informers {
  private static final BufferedReader ANSWERS = new BufferedReader(new InputStreamReader(System.in));
  private final Checks world;
  private final CoreV1Api core;
  private final String namespace;
  private final AtomicInteger lists = new AtomicInteger();
  private Observed<V1Service> services;
  private Observed<V1ConfigMap> maps;

  Informers(Checks world) {
    this.world = world;
    core = world.core;
    namespace = world.namespace;
  }

  void watching() throws Exception {
    String from = core.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
    core.createNamespacedConfigMap(namespace, Verbs.configMap("watched", "b")).execute();
    core.replaceNamespacedConfigMap("watched", namespace, Verbs.configMap("watched", "c")).execute();
    core.deleteNamespacedConfigMap("watched", namespace).execute();
    List<String> seen = seenFrom(from);
    Checks.want(seen.equals(List.of("ADDED b", "MODIFIED c", "DELETED c")), seen);
  }

  /** What a watch of three seconds tells of one ConfigMap. */
  private List<String> seenFrom(String resourceVersion) throws ApiException, IOException {
    Call call = core.listNamespacedConfigMap(namespace).watch(true).resourceVersion(resourceVersion)
        .fieldSelector("metadata.name=watched").timeoutSeconds(3).buildCall(null);
    List<String> seen = new ArrayList<>();
    try (Watch<V1ConfigMap> watch = Watch.createWatch(world.client, call, new TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
      for (Watch.Response<V1ConfigMap> event : watch) {
        seen.add(event.type + " " + (event.object == null ? event.status.getCode() : event.object.getData().get("a")));
      }
    }
    return seen;
  }

  /** An informer, and what its handlers alone were told. */
  private static final class Observed<T extends KubernetesObject> implements ResourceEventHandler<T> {
    final SharedIndexInformer<T> informer;
    final Map<String, T> told = new ConcurrentHashMap<>();

    Observed(SharedIndexInformer<T> informer) {
      this.informer = informer;
      informer.addEventHandler(this);
    }

    @Override
    public void onAdd(T object) {
      told.put(object.getMetadata().getName(), object);
    }

    @Override
    public void onUpdate(T before, T object) {
      onAdd(object);
    }

    @Override
    public void onDelete(T object, boolean unknown) {
      told.remove(object.getMetadata().getName());
    }

    String differs(List<T> fresh) {
      Map<String, String> all = versions(fresh), cached = versions(informer.getIndexer().list()), heard = versions(told.values());
      return all.equals(cached) && all.equals(heard) ? null : "fresh " + all + ", cached " + cached + ", told " + heard;
    }

    private static Map<String, String> versions(Iterable<? extends KubernetesObject> objects) {
      Map<String, String> found = new TreeMap<>();
      for (KubernetesObject one : objects) {
        found.put(one.getMetadata().getName(), one.getMetadata().getUid() + "/" + one.getMetadata().getResourceVersion());
      }
      return found;
    }
  }

  void sync() throws Exception {
    SharedInformerFactory factory = new SharedInformerFactory(world.client);
    CallGenerator toServices = way -> core.listNamespacedService(namespace).resourceVersion(way.resourceVersion)
        .timeoutSeconds(way.timeoutSeconds).watch(way.watch).buildCall(null);
    CallGenerator toMaps = way -> {
      if (!way.watch) {
        lists.incrementAndGet();
      }
      return core.listNamespacedConfigMap(namespace).resourceVersion(way.resourceVersion)
          .timeoutSeconds(way.timeoutSeconds).watch(way.watch).buildCall(null);
    };
    services = new Observed<>(factory.sharedIndexInformerFor(toServices, V1Service.class, V1ServiceList.class));
    maps = new Observed<>(factory.sharedIndexInformerFor(toMaps, V1ConfigMap.class, V1ConfigMapList.class));
    factory.startAllRegisteredInformers();
    equalFreshLists();
    Checks.want(services.informer.hasSynced() && maps.informer.hasSynced(), "not synced");
  }

  /** Waits up to a minute until it is so. */
  private void equalFreshLists() throws Exception {
    long end = System.nanoTime() + 60_000_000_000L;
    for (;;) {
      String differs = services.differs(core.listNamespacedService(namespace).execute().getItems());
      if (differs == null) {
        differs = maps.differs(core.listNamespacedConfigMap(namespace).execute().getItems());
      }
      if (differs == null) {
        return;
      }
      Checks.want(System.nanoTime() < end, differs);
      Thread.sleep(50);
    }
  }

  /** Asks for something to be done to the server, and waits until it is. */
  private static void please(String what) throws IOException {
    System.out.println("please " + what);
    ANSWERS.readLine();
  }

  /** Random writes on a thread of their own; errors are expected while the server is away. */
  private final class Writer extends Thread {
    final Random random = new Random();
    volatile boolean stopped;
    int done;

    @Override
    public void run() {
      while (!stopped) {
        try {
          step();
          done++;
        } catch (ApiException e) {
          if (e.getCode() == 0) {
            pause(20); // the server is away
          }
        }
      }
    }

    private static void pause(long milliseconds) {
      try {
        Thread.sleep(milliseconds);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void step() throws ApiException {
      String name = "c-" + random.nextInt(20);
      int what = random.nextInt(8);
      if (what == 0) {
        core.createNamespacedService(namespace, Verbs.service("s-" + random.nextInt(5))).execute();
      } else if (what == 1) {
        core.deleteNamespacedService("s-" + random.nextInt(5), namespace).execute();
      } else if (what < 4) {
        core.deleteNamespacedConfigMap(name, namespace).execute();
      } else if (what < 6) {
        core.createNamespacedConfigMap(namespace, Verbs.configMap(name, String.valueOf(random.nextInt()))).execute();
      } else {
        core.replaceNamespacedConfigMap(name, namespace, Verbs.configMap(name, String.valueOf(random.nextInt()))).execute();
      }
    }
  }

  void kills() throws Exception {
    List<Writer> writers = List.of(new Writer(), new Writer());
    writers.forEach(Thread::start);
    for (int i = 0; i < 3; i++) {
      Thread.sleep(500);
      please("kill");
      Thread.sleep(100);
      please("start");
    }
    Thread.sleep(500);
    int done = 0;
    for (Writer one : writers) {
      one.stopped = true;
      one.join();
      done += one.done;
    }
    Checks.want(done > 20, "only " + done + " writes went through");
    equalFreshLists();
  }

  /** These informers list anew whenever a watch breaks, so a watch by hand asks for what is no longer kept. */
  void compacted() throws Exception {
    equalFreshLists();
    String old = core.listNamespacedConfigMap(namespace).execute().getMetadata().getResourceVersion();
    core.createNamespacedConfigMap(namespace, Verbs.configMap("before", "b")).execute();
    int before = lists.get();
    please("kill");
    please("compact");
    please("start");
    core.createNamespacedConfigMap(namespace, Verbs.configMap("after", "b")).execute();
    equalFreshLists();
    Checks.want(lists.get() > before, "nothing was listed anew");
    List<String> seen = seenFrom(old);
    Checks.want(seen.equals(List.of("ERROR 410")), seen);
  }
}
