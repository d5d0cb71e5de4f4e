import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AuthenticationV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1SelfSubjectReview;
import io.kubernetes.client.openapi.models.V1Status;
import io.kubernetes.client.openapi.models.V1UserInfo;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.credentials.AccessTokenAuthentication;
import javax.net.ssl.SSLHandshakeException;

/**
 * Drives Seamark through client-java. Prints what ../program.py reads.
 *
 * <p>Arguments: the administrator's kubeconfig, and that of alice, who may do nothing.
 */
public final class Checks {
  interface Run {
    void run() throws Exception;
  }

  final ApiClient client;
  final CoreV1Api core;
  final String namespace = "java-" + ProcessHandle.current().pid();

  private Checks(ApiClient client) throws ApiException {
    this.client = client;
    core = new CoreV1Api(client);
    core.createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(namespace))).execute();
  }

  public static void main(String[] words) throws Exception {
    Checks all = new Checks(Config.fromConfig(words[0]));
    Verbs verbs = new Verbs(all);
    Informers informers = new Informers(all);
    check("the administrator's kubeconfig: TLS verified, client certificate", all::administrator);
    check("a token's kubeconfig, and 403 for what it may not", () -> all.token(Config.fromConfig(words[1])));
    check("a token that nobody has is a 401; a server whose authority is not known is not talked to",
        () -> all.turnedAway(Config.fromConfig(words[1])));
    check("Services, Endpoints and ConfigMaps: create, read, replace, list, delete", verbs::crud);
    check("patches: JSON, merge, strategic merge, server-side apply", verbs::patches);
    check("errors are Statuses: 404, 409 twice, 422, 400", verbs::errors);
    check("GenericKubernetesApi: create, get, patch, list, delete", verbs::generic);
    check("Watch: added, modified, deleted", informers::watching);
    if (check("SharedInformerFactory syncs", informers::sync)) {
      check("writes while the server is killed and started three times: caches equal a fresh list", informers::kills);
      check("410 after history was compacted away: the informers list anew, caches equal a fresh list", informers::compacted);
    }
    System.out.println("done");
    System.exit(0); // the informers' threads would go on
  }

  /** One line of the report; run throws what is wrong. */
  static boolean check(String what, Run run) {
    try {
      run.run();
      System.out.println("ok " + what);
      return true;
    } catch (Exception e) {
      String more = e instanceof ApiException ? " " + ((ApiException) e).getResponseBody() : "";
      String text = (e + more + " at " + e.getStackTrace()[0] + " of " + e.getStackTrace()[1]).replaceAll("\\s+", " ");
      System.out.println("FAIL " + what + ": " + text.substring(0, Math.min(600, text.length())));
      return false;
    }
  }

  static void want(boolean holds, Object otherwise) {
    if (!holds) {
      throw new IllegalStateException(String.valueOf(otherwise));
    }
  }

  /** The Status that a request must fail with. */
  static V1Status refusal(int code, String reason, Run request) throws Exception {
    try {
      request.run();
    } catch (ApiException e) {
      V1Status status = V1Status.fromJson(e.getResponseBody());
      want(e.getCode() == code && status.getCode() == code && reason.equals(status.getReason()) && "Failure".equals(status.getStatus()),
          "wanted " + code + " " + reason + ", got " + e.getResponseBody());
      return status;
    }
    throw new IllegalStateException("wanted " + code + " " + reason + ", but it went through");
  }

  private static V1UserInfo whoAmI(ApiClient client) throws ApiException {
    return new AuthenticationV1Api(client).createSelfSubjectReview(new V1SelfSubjectReview()).execute().getStatus().getUserInfo();
  }

  private void administrator() throws ApiException {
    V1UserInfo user = whoAmI(client);
    want(client.getBasePath().startsWith("https:") && client.isVerifyingSsl(), "not verified");
    want(user.getGroups().contains("system:masters"), user);
  }

  private void turnedAway(ApiClient other) throws Exception {
    new AccessTokenAuthentication("nobodys").provide(other);
    CoreV1Api nobody = new CoreV1Api(other);
    refusal(401, "Unauthorized", () -> nobody.listNamespace().execute());
    CoreV1Api unsure = new CoreV1Api(Config.fromToken(client.getBasePath(), "alicetoken"));
    try {
      unsure.listNamespace().execute();
    } catch (ApiException e) {
      want(e.getCause() instanceof SSLHandshakeException, e);
      return;
    }
    throw new IllegalStateException("an unknown server was talked to");
  }

  private void token(ApiClient alice) throws Exception {
    V1UserInfo user = whoAmI(alice);
    want("alice".equals(user.getUsername()) && user.getGroups().contains("devs"), user);
    refusal(403, "Forbidden", () -> new CoreV1Api(alice).listNamespacedConfigMap(namespace).execute());
  }
}
