package dev.countersign.deploy.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.contract.topic.ClientSettings;
import dev.countersign.contract.topic.EventHeaders;
import dev.countersign.contract.topic.EventType;
import dev.countersign.deploy.DeployFiles;
import dev.countersign.local.process.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged services, told what {@code compose.yaml} tells them, do their work under the ACLs and no other rights. */
@ExtendWith(BrokerExtension.class)
class PackagedServicesIT {

    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void shouldRunAnApprovedCallOfAnOutsider(SecuredBroker broker) throws Exception {
        for (String service : DeployFiles.SERVICES) {
            assumeTrue(DeployFiles.isPackaged(service), service + " is not packaged, or its source is newer");
        }
        try (var executor = ComposedService.start("executor-service", broker, folder);
                var approval = ComposedService.start("approval-service", broker, folder);
                var planner = ComposedService.start("planner-service", broker, folder)) {
            executor.awaitHealthy();
            approval.awaitHealthy();
            planner.awaitHealthy();

            request(broker);
            // Nobody is proven to ask, so the shipped policy asks for one approver more.
            approve(approval, token(broker, 0));
            approve(approval, token(broker, 1));

            JsonNode result = result(broker);
            assertThat(result.path("status").asText()).isEqualTo("SUCCEEDED");
            assertThat(result.path("output").asInt()).isEqualTo(10);
        }
    }

    private static void request(SecuredBroker broker) throws Exception {
        String request = """
                {"callId": "call-1", "conversationId": "deployed-1", "tool": "count_emails", "arguments": {"last_n_days": 5}}""";
        try (var producer = new KafkaProducer<>(
                ClientSettings.producer(broker.connection("guest")), new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>("tool-requests", request)).get();
        }
    }

    private static void approve(ComposedService approval, String token) throws Exception {
        List<JsonNode> pending = new ArrayList<>();
        Await.until("the call to be pending", BOUND, () -> {
            get(approval, token, "/api/approvals?status=pending")
                    .findParents("argumentsDigest")
                    .forEach(pending::add);
            return !pending.isEmpty();
        });
        String decision = JSON.writeValueAsString(Map.of(
                "decision",
                "approve",
                "argumentsDigest",
                pending.getFirst().path("argumentsDigest").asText(),
                "toolDigest",
                pending.getFirst().path("toolDigest").asText()));
        HttpRequest post = request(approval, token, "/api/conversations/deployed-1/calls/call-1/decision")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(decision))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(post, BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        }
    }

    private static JsonNode get(ComposedService service, String token, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(request(service, token, path).build(), BodyHandlers.ofString(UTF_8));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return JSON.readTree(answer.body());
        } catch (IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static HttpRequest.Builder request(ComposedService service, String token, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Authorization", "Bearer " + token);
    }

    private static String token(SecuredBroker broker, int person) throws Exception {
        return JSON.readTree(broker.secrets().resolve("people.json").toFile())
                .path(person)
                .path("token")
                .asText();
    }

    private static JsonNode result(SecuredBroker broker) {
        Map<String, Object> settings = ClientSettings.consumer(broker.connection("guest"));
        settings.put("group.id", "anyone-deployed");
        List<JsonNode> results = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("tool-results"));
            Await.until("the result", BOUND, () -> {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    if (isResult(record) && record.value().contains("deployed-1")) {
                        results.add(json(record.value()));
                    }
                });
                return !results.isEmpty();
            });
        }
        return results.getFirst();
    }

    /** The topic also says that a call starts. */
    private static boolean isResult(ConsumerRecord<String, String> record) {
        return EventHeaders.text(record.headers(), EventHeaders.TYPE)
                .filter(EventType.TOOL_RESULT.typeName()::equals)
                .isPresent();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
