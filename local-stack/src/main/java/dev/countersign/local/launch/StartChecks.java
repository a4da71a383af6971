package dev.countersign.local.launch;

import dev.countersign.local.process.FreePorts;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What must hold before anything is started. */
final class StartChecks {

    private StartChecks() {}

    /**
     * Looks at the ports and the packaged services.
     *
     * @throws RefusedStartException with everything that is wrong, a line each
     */
    static void require(StackConfig config, boolean offlineModel) {
        List<String> wrong = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            if (!Files.exists(kind.jar(config.checkout()))) {
                wrong.add("%s is not built: %s is missing".formatted(kind.module(), kind.jar(config.checkout())));
            }
        }
        Map<Integer, String> owners = new HashMap<>();
        ports(config.ports(), offlineModel).forEach((component, port) -> {
            String other = owners.putIfAbsent(port, component);
            if (other != null) {
                wrong.add("port %d would be both %s's and %s's: choose others with --port-base and --kafka-port"
                        .formatted(port, other, component));
            } else if (!FreePorts.isFree(port)) {
                wrong.add("port %d, for %s, is taken: free it, or choose others with --port-base and --kafka-port"
                        .formatted(port, component));
            }
        });
        if (!wrong.isEmpty()) {
            throw new RefusedStartException(String.join("\n", wrong));
        }
    }

    private static Map<String, Integer> ports(StackPorts ports, boolean offlineModel) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("the broker", ports.broker());
        wanted.put("the broker's controller", ports.controller());
        for (ServiceKind kind : ServiceKind.values()) {
            wanted.put(kind.module(), ports.of(kind));
        }
        if (offlineModel) {
            wanted.put("the offline model", ports.model());
        }
        return wanted;
    }
}
