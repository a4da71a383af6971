package dev.countersign.local.launch;

import dev.countersign.local.model.ModelMain;
import dev.countersign.local.model.OfflineModel;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.FreePorts;
import dev.countersign.local.process.JavaCommand;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The offline model as a process. */
public final class ModelProcess implements AutoCloseable {

    static final String NAME = "offline-model";

    private static final Duration READY_BOUND = Duration.ofSeconds(30);
    private static final List<String> JVM_OPTIONS = List.of("-Xms16m", "-Xmx96m", "-XX:+UseSerialGC");

    private final ChildSpec spec;
    private final int port;
    private ChildProcess process;

    private ModelProcess(ChildSpec spec, int port, ChildProcess process) {
        this.spec = spec;
        this.port = port;
        this.process = process;
    }

    /** Where a model on this port is reached. */
    public static ModelEndpoint endpoint(int port) {
        return new ModelEndpoint("http://127.0.0.1:%d/v1/".formatted(port), "offline", OfflineModel.NAME);
    }

    /** Starts the model; returns when it serves. */
    static ModelProcess start(DataDir data, int port) {
        List<String> command = JavaCommand.ofClass(ModelMain.class, JVM_OPTIONS, List.of(String.valueOf(port)));
        ChildSpec spec = new ChildSpec(NAME, command, Map.of(), data.root(), data.log(NAME));
        ModelProcess model = new ModelProcess(spec, port, ChildProcess.start(spec));
        model.awaitReady();
        return model;
    }

    ChildProcess process() {
        return process;
    }

    void restart() {
        close();
        process = ChildProcess.start(spec);
        awaitReady();
    }

    @Override
    public void close() {
        process.close();
    }

    private void awaitReady() {
        process.awaitReady(READY_BOUND, () -> !FreePorts.isFree(port));
    }
}
