package dev.countersign.local.launch;

import dev.countersign.local.process.FreePorts;
import java.nio.file.Files;
import java.util.ArrayList;
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
        ports(config.ports(), offlineModel).forEach((port, component) -> {
            if (!FreePorts.isFree(port)) {
                wrong.add("port %d, for %s, is taken: free it, or choose others with --port-base and --kafka-port"
                        .formatted(port, component));
            }
        });
        if (!wrong.isEmpty()) {
            throw new RefusedStartException(String.join("\n", wrong));
        }
    }

    private static Map<Integer, String> ports(StackPorts ports, boolean offlineModel) {
        Map<Integer, String> wanted = new LinkedHashMap<>();
        wanted.put(ports.broker(), "the broker");
        wanted.put(ports.controller(), "the broker's controller");
        for (ServiceKind kind : ServiceKind.values()) {
            wanted.put(ports.of(kind), kind.module());
        }
        if (offlineModel) {
            wanted.put(ports.model(), "the offline model");
        }
        return wanted;
    }
}
