package dev.countersign.local.launch;

import java.nio.file.Path;

/** The three services, in the order in which a stack starts them. */
public enum ServiceKind {
    EXECUTOR("executor-service"),
    APPROVAL("approval-service"),
    PLANNER("planner-service");

    private final String module;

    ServiceKind(String module) {
        this.module = module;
    }

    /** The module's folder, also the service's name. */
    public String module() {
        return module;
    }

    /** The packaged service in a checkout that has been built. */
    public Path jar(Path checkout) {
        return checkout.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
