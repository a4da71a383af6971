package dev.countersign.approval;

import dev.countersign.local.broker.TestBroker;
import dev.countersign.local.broker.TopicCreation;
import dev.countersign.local.trust.KeyPairs;
import dev.countersign.local.trust.PrivateFiles;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What approval-service needs around it: a broker with the topics, keys, people and a policy. */
public class ApprovalStack implements QuarkusTestResourceLifecycleManager {
    public static final String EXECUTOR = "executor-service";
    public static final String APPROVER_TOKEN = "token-of-bob-the-approver";
    public static final String OTHER_APPROVER_TOKEN = "token-of-dora-the-approver";
    public static final String SECOND_APPROVER_TOKEN = "token-of-erin-the-approver";
    public static final String REQUESTER_TOKEN = "token-of-alice-the-approver";
    public static final String VIEWER_TOKEN = "token-of-carol-the-viewer";
    public static final String ADMIN_TOKEN = "token-of-root-the-admin";

    private static final String PEOPLE = """
            [{"name": "bob", "roles": ["approver"], "groups": ["mail"], "token": "%s"},
             {"name": "dora", "roles": ["approver"], "groups": [], "token": "%s"},
             {"name": "erin", "roles": ["approver"], "groups": ["mail"], "token": "%s"},
             {"name": "alice", "roles": ["approver"], "groups": ["mail"], "token": "%s"},
             {"name": "carol", "roles": ["viewer"], "groups": [], "token": "%s"},
             {"name": "root", "roles": ["admin"], "groups": [], "token": "%s"}]
            """.formatted(
            APPROVER_TOKEN, OTHER_APPROVER_TOKEN, SECOND_APPROVER_TOKEN, REQUESTER_TOKEN, VIEWER_TOKEN, ADMIN_TOKEN);

    /** One person alone may decide on most tools; on those of the table, two sides. */
    private static final String POLICY = """
            version: 1
            defaults:
              requesterMustDiffer: false
            rules:
              - name: forbidden
                tool: table_forbidden
                deny:
                  message: nobody sends that
              - name: short
                tool: table_expiring
                hold:
                  groups: [mail]
                  requesterMustDiffer: true
                  expiry: 1s
              - name: mail
                tool: "table_*"
                hold:
                  groups: [mail]
                  requesterMustDiffer: true
              - name: two
                tool: two_people
                hold:
                  quorum: 2
                  verbs: [approve, reject, edit]
              - name: granted
                tool: granted
                hold:
                  grants:
                    longest: 1h
                    uses: 2
            """;

    private TestBroker broker;
    private Path dir;

    @Override
    public Map<String, String> start() {
        try {
            dir = Files.createTempDirectory("approval-service-test");
            broker = TestBroker.start(dir.resolve("broker"));
            TopicCreation.run(broker.bootstrapServers());
            return settings();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> settings() {
        KeyPairs keys = new KeyPairs(dir.resolve("keys"));
        PrivateFiles.createDirectory(keys.dir());
        keys.createMissing();
        PrivateFiles.createDirectory(dir.resolve("links"));
        Map<String, String> settings = new HashMap<>();
        settings.put("quarkus.http.test-port", "0");
        settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
        settings.put("countersign.state.dir", dir.resolve("state").toString());
        settings.put("countersign.instance", "approval-service-0");
        settings.put("countersign.signing.key-file", keys.gate().toString());
        settings.put("countersign.signing.kid", KeyPairs.GATE_KID);
        settings.put("countersign.policy.reload-interval", "PT0.2S");
        settings.put("countersign.session.key-file", keys.session().toString());
        // On a machine that is busy the gate may take longer than people would wait.
        settings.put("countersign.decision.wait", "PT30S");
        settings.put("countersign.policy.file", write("policy.yaml", POLICY));
        settings.put("countersign.people.file", write("people.json", PEOPLE));
        settings.put("countersign.links.dir", dir.resolve("links").toString());
        settings.put(
                "countersign.executors." + EXECUTOR + ".key-file",
                keys.executorPublic().toString());
        settings.put("countersign.executors." + EXECUTOR + ".kid", KeyPairs.EXECUTOR_KID);
        settings.put("countersign.executors." + EXECUTOR + ".tools", "*");
        settings.put("test.executor.key-file", keys.executor().toString());
        return settings;
    }

    private String write(String name, String content) {
        Path file = dir.resolve(name);
        PrivateFiles.write(file, content.getBytes(StandardCharsets.UTF_8));
        return file.toString();
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
    }
}
