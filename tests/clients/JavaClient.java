// Calls every connector method of the official Java client (it has none for secrets) against the server at URL:
// java -cp 'classes:jars/*' JavaClient URL [USER PASSWORD]. The same source for 8.x and 9.x, which connect each in its own way: Connect.java.
// Prints one line: the client's version and how many methods it called.
import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch.connector.ElasticsearchConnectorClient;
import co.elastic.clients.transport.TransportException;
import java.io.StringReader;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

public class JavaClient {
    static final String CONFIGURATION = """
        {"configuration":{"host":{"label":"Host","type":"str","value":"a","default_value":null,"depends_on":[],"display":"textbox","options":[],"order":1,"required":true,
         "sensitive":false,"tooltip":"","ui_restrictions":[],"validations":[]}}}""";
    static final String FILTERING = """
        {"rules":[{"id":"no-tmp","field":"ext","order":3,"policy":"exclude","rule":"equals","value":"tmp","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}],
         "advanced_snippet":{"value":[{"prefix":"in/"}],"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}}""";
    static final TreeSet<String> called = new TreeSet<>();

    interface Call { Object run() throws Exception; }

    /** Notes the method, and checks that its answer, written as JSON, has this text in it. */
    static void good(String method, String text, Call call) throws Exception {
        called.add(method);
        String answer = String.valueOf(call.run());
        check(method + ": " + answer, answer.contains(text));
    }

    static void check(String what, boolean holds) {
        if (!holds) throw new AssertionError(what);
    }

    static void refused(int status, Call call) throws Exception {
        try {
            call.run();
        } catch (Exception fault) {
            check(status + " was expected: " + fault, Connect.status(fault) == status);
            return;
        }
        throw new AssertionError(status + " was expected");
    }

    /**
     * For methods whose answer this client takes for an empty object, while it is `{"result":"updated"}` (docs/spec/sync-jobs.md 3): it does the
     * call and then cannot read the answer. What was done is looked at afterwards.
     */
    static void done(String method, Call call) throws Exception {
        called.add(method);
        try {
            call.run();
        } catch (TransportException fault) {
            check(method + ": " + fault, fault.getMessage().contains("status: 200") && fault.getMessage().contains("Failed to decode response"));
        }
    }

    static StringReader in(String json) { return new StringReader(json); }

    static String connectors(ElasticsearchConnectorClient c) throws Exception {
        good("put", "created", () -> c.put(b -> b.connectorId("crm").indexName("crm-index").name("CRM").serviceType("postgresql").language("en").description("d").isNative(false)));
        called.add("post");
        String other = c.post(b -> b.indexName("other").name("Other").serviceType("s3")).id();
        check("post: " + other, other.length() == 20);
        good("updateName", "updated", () -> c.updateName(b -> b.connectorId("crm").name("Crm").description("new")));
        good("updateIndexName", "updated", () -> c.updateIndexName(b -> b.connectorId("crm").indexName("crm-2")));
        good("updateServiceType", "updated", () -> c.updateServiceType(b -> b.connectorId("crm").serviceType("mysql")));
        good("updateNative", "result", () -> c.updateNative(b -> b.connectorId("crm").isNative(false)));
        good("updateConfiguration", "updated", () -> c.updateConfiguration(b -> b.connectorId("crm").withJson(in(CONFIGURATION))));
        good("updateConfiguration", "updated", () -> c.updateConfiguration(b -> b.connectorId("crm").withJson(in("{\"values\":{\"host\":\"b\"}}"))));
        good("updateScheduling", "updated", () -> c.updateScheduling(b -> b.connectorId("crm").withJson(in("{\"scheduling\":{\"full\":{\"enabled\":true,\"interval\":\"0 0 0 * * ?\"}}}"))));
        good("updatePipeline", "updated", () -> c.updatePipeline(b -> b.connectorId("crm").pipeline(p -> p.extractBinaryContent(true).name("p").reduceWhitespace(true).runMlInference(false))));
        good("updateApiKeyId", "updated", () -> c.updateApiKeyId(b -> b.connectorId("crm").apiKeyId("k").apiKeySecretId("s")));
        good("updateFeatures", "updated", () -> c.updateFeatures(b -> b.connectorId("crm").withJson(in("{\"features\":{\"sync_rules\":{\"basic\":{\"enabled\":true}}}}"))));
        good("updateError", "updated", () -> c.updateError(b -> b.connectorId("crm").error("boom")));
        good("updateStatus", "updated", () -> c.updateStatus(b -> b.connectorId("crm").withJson(in("{\"status\":\"connected\"}"))));
        good("checkIn", "updated", () -> c.checkIn(b -> b.connectorId("crm")));
        good("updateFiltering", "updated", () -> c.updateFiltering(b -> b.connectorId("crm").withJson(in(FILTERING))));
        good("updateFilteringValidation", "updated", () -> c.updateFilteringValidation(b -> b.connectorId("crm").withJson(in("{\"validation\":{\"state\":\"valid\",\"errors\":[]}}"))));
        good("updateActiveFiltering", "updated", () -> c.updateActiveFiltering(b -> b.connectorId("crm")));
        called.add("get");
        var got = c.get(b -> b.connectorId("crm"));
        check("configuration: " + got, got.configuration().get("host").value().toString().equals("\"b\""));
        check("rules: " + got, got.filtering().get(0).active().rules().get(0).id().equals("no-tmp"));
        called.add("list");
        var listed = c.list(b -> b.from(0).size(10).serviceType("mysql", "s3"));
        check("list: " + listed, listed.count() == 2 && listed.results().size() == 2);
        return other;
    }

    static void jobs(ElasticsearchConnectorClient c) throws Exception {
        List<String> ids = new ArrayList<>();
        called.add("syncJobPost");
        for (int i = 0; i < 3; i++) ids.add(c.syncJobPost(b -> b.id("crm").withJson(in("{\"job_type\":\"full\",\"trigger_method\":\"on_demand\"}"))).id());
        String job = ids.get(0), second = ids.get(1);
        done("syncJobClaim", () -> c.syncJobClaim(b -> b.connectorSyncJobId(job).withJson(in("{\"worker_hostname\":\"w-1\",\"sync_cursor\":{\"page\":1}}"))));
        done("syncJobCheckIn", () -> c.syncJobCheckIn(b -> b.connectorSyncJobId(job)));
        done("syncJobUpdateStats", () -> c.syncJobUpdateStats(b -> b.connectorSyncJobId(job).withJson(in(
            "{\"deleted_document_count\":1,\"indexed_document_count\":20,\"indexed_document_volume\":3,\"metadata\":{\"k\":\"v\"}}"))));
        done("syncJobError", () -> c.syncJobError(b -> b.connectorSyncJobId(job).error("lost")));
        good("syncJobCancel", "updated", () -> c.syncJobCancel(b -> b.connectorSyncJobId(second)));
        called.add("syncJobGet");
        var got = c.syncJobGet(b -> b.connectorSyncJobId(job));
        check("job: " + got, got.status().jsonValue().equals("error") && got.indexedDocumentCount() == 20 && got.workerHostname().equals("w-1"));
        called.add("syncJobList");
        var listed = c.syncJobList(b -> b.connectorId("crm"));
        check("jobs: " + listed, listed.count() == 3 && listed.results().get(0).id().equals(job) && listed.results().get(2).id().equals(ids.get(2)));
        good("syncJobDelete", "true", () -> c.syncJobDelete(b -> b.connectorSyncJobId(second)));
    }

    static void authentication(String url, ElasticsearchClient client) throws Exception {
        refused(401, () -> Connect.to(url, null, null).info());
        var key = client.security().createApiKey(b -> b.withJson(in("{\"name\":\"reader\",\"role_descriptors\":{\"r\":{\"cluster\":[\"monitor_connector\"]}}}")));
        var reader = Connect.to(url, null, "ApiKey " + key.encoded()).connector();
        reader.list(b -> b);
        refused(403, () -> reader.put(b -> b.connectorId("x")));
        check("invalidate", client.security().invalidateApiKey(b -> b.ids(key.id())).invalidatedApiKeys().contains(key.id()));
    }

    static void run(String[] arguments) throws Exception {
        String url = arguments[0];
        ElasticsearchClient client = Connect.to(url, arguments.length > 1 ? arguments[1] + ":" + arguments[2] : null, null);
        check("info", client.info().tagline().equals("You Know, for Search"));
        var c = client.connector();
        String other = connectors(c);
        jobs(c);
        refused(404, () -> c.get(b -> b.connectorId("nobody")));
        refused(400, () -> c.list(b -> b.from(-1)));
        client.create(b -> b.index("docs").id("1").withJson(in("{\"a\":1}")));
        refused(409, () -> client.create(b -> b.index("docs").id("1").withJson(in("{\"a\":1}"))));
        for (String id : List.of(other, "crm")) good("delete", "true", () -> c.delete(b -> b.connectorId(id).deleteSyncJobs(true)));
        if (arguments.length > 1) authentication(url, client);
        TreeSet<String> methods = new TreeSet<>();
        for (Method method : ElasticsearchConnectorClient.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers()) && !method.getName().equals("withTransportOptions")) methods.add(method.getName());
        }
        methods.removeAll(called);
        check("never called: " + methods, methods.isEmpty());
        System.out.println("java " + co.elastic.clients.transport.Version.VERSION + ": " + called.size() + " methods");
    }

    public static void main(String[] arguments) {
        try {
            run(arguments);
        } catch (Throwable fault) {  // threads of the client would go on
            fault.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }
}
