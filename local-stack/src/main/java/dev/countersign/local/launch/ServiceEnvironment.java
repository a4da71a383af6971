package dev.countersign.local.launch;

import dev.countersign.local.trust.KeyPairs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What each service is told when it starts. */
record ServiceEnvironment(DataDir data, String bootstrapServers, Optional<ModelEndpoint> model, boolean toolsFile) {

    Map<String, String> variables(ServiceKind kind, String instance, int port) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("KAFKA_BOOTSTRAP_SERVERS", bootstrapServers);
        variables.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        variables.put("QUARKUS_HTTP_PORT", String.valueOf(port));
        variables.put("COUNTERSIGN_INSTANCE", instance);
        variables.put("COUNTERSIGN_STATE_DIR", data.state(instance).toString());
        switch (kind) {
            case APPROVAL -> approval(variables);
            case EXECUTOR -> executor(variables);
            case PLANNER -> model.ifPresent(endpoint -> planner(variables, endpoint));
        }
        return variables;
    }

    /** Settings with a name inside cannot be told by environment variables without doubt about that name. */
    List<String> systemProperties(ServiceKind kind) {
        return switch (kind) {
            case EXECUTOR ->
                toolsFile
                        ? List.of("-Dsmallrye.config.locations="
                                + data.tools().toUri().toString().replace(",", "\\,"))
                        : List.of();
            case APPROVAL, PLANNER ->
                List.of(
                        "-Dcountersign.executors.executor-service.key-file="
                                + data.keys().executorPublic(),
                        "-Dcountersign.executors.executor-service.kid=" + KeyPairs.EXECUTOR_KID,
                        "-Dcountersign.executors.executor-service.tools=*");
        };
    }

    private void approval(Map<String, String> variables) {
        variables.put("COUNTERSIGN_SIGNING_KEY_FILE", data.keys().gate().toString());
        variables.put("COUNTERSIGN_SIGNING_KID", KeyPairs.GATE_KID);
        variables.put("COUNTERSIGN_SESSION_KEY_FILE", data.keys().session().toString());
        variables.put("COUNTERSIGN_POLICY_FILE", data.policyFile().toString());
        variables.put("COUNTERSIGN_PEOPLE_FILE", data.peopleFile().toString());
        variables.put("COUNTERSIGN_LINKS_DIR", data.linksDir().toString());
    }

    private void executor(Map<String, String> variables) {
        variables.put("COUNTERSIGN_EXECUTOR_NAME", "executor-service");
        variables.put("COUNTERSIGN_SIGNING_KEY_FILE", data.keys().executor().toString());
        variables.put("COUNTERSIGN_SIGNING_KID", KeyPairs.EXECUTOR_KID);
        variables.put("COUNTERSIGN_TRUSTED_KEYS_DIR", data.keys().trusted().toString());
        variables.put("COUNTERSIGN_MAILBOX_DIR", data.mailbox().toString());
    }

    private static void planner(Map<String, String> variables, ModelEndpoint endpoint) {
        variables.put("COUNTERSIGN_MODEL_BASE_URL", endpoint.baseUrl());
        variables.put("COUNTERSIGN_MODEL_API_KEY", endpoint.apiKey());
        variables.put("COUNTERSIGN_MODEL_NAME", endpoint.model());
    }
}
