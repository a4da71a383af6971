package dev.countersign.local.launch;

import dev.countersign.local.process.ChildFailedException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A whole stack as {@code up} runs it: started with a line for each component, supervised, ended in reverse order. */
public final class RunningStack implements AutoCloseable {

    private final StackLock lock;
    private final Optional<ModelProcess> model;
    private final LocalStack stack;
    private final Supervisor supervisor;

    private RunningStack(StackLock lock, Optional<ModelProcess> model, LocalStack stack, PrintStream out) {
        this.lock = lock;
        this.model = model;
        this.stack = stack;
        this.supervisor = new Supervisor(components(model, stack), out, InstantSource.system());
    }

    /**
     * Starts everything; returns when all of it is ready.
     *
     * @param fresh whether to forget what earlier runs left behind
     * @throws RefusedStartException when something is in the way; nothing was started then
     */
    public static RunningStack start(StackConfig config, boolean offlineModel, boolean fresh, PrintStream out) {
        StackLock lock = StackLock.take(config.data());
        try {
            StartChecks.require(config, offlineModel);
            return start(config, offlineModel, fresh, out, lock);
        } catch (RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    private static RunningStack start(
            StackConfig config, boolean offlineModel, boolean fresh, PrintStream out, StackLock lock) {
        if (fresh) {
            config.data().clear();
        }
        config.data().setLogsAside();
        Stopwatch stopwatch = new Stopwatch(out);
        LocalStack stack = LocalStack.startBroker(config);
        stopwatch.ready("broker", stack.bootstrapServers());
        Optional<ModelProcess> model = Optional.empty();
        try {
            model = model(config, offlineModel, out);
            startServices(stack, out);
            return new RunningStack(lock, model, stack, out);
        } catch (ChildFailedException failed) {
            close(stack, model);
            throw advised(config, failed);
        } catch (RuntimeException failed) {
            close(stack, model);
            throw failed;
        }
    }

    private static Optional<ModelProcess> model(StackConfig config, boolean offlineModel, PrintStream out) {
        if (!offlineModel) {
            out.println("model: the one that OPENAI_BASE_URL and OPENAI_API_KEY name");
            return Optional.empty();
        }
        Stopwatch stopwatch = new Stopwatch(out);
        ModelProcess process = ModelProcess.start(config.data(), config.ports().model());
        stopwatch.ready(
                ModelProcess.NAME, "a rule-based stand-in; set OPENAI_BASE_URL or OPENAI_API_KEY for a real one");
        return Optional.of(process);
    }

    /** The services start side by side: each waits for the broker alone. */
    private static void startServices(LocalStack stack, PrintStream out) {
        List<CompletableFuture<Void>> starts = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            Stopwatch stopwatch = new Stopwatch(out);
            ServiceProcess service = stack.add(kind).start();
            starts.add(CompletableFuture.runAsync(
                    () -> {
                        service.awaitReady();
                        stopwatch.ready(service.instance(), service.url());
                    },
                    task -> Thread.ofVirtual().start(task)));
        }
        // Nobody waits for the others once one has failed.
        CompletableFuture<Void> all = CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
        starts.forEach(start -> start.exceptionally(failed -> {
            all.completeExceptionally(failed);
            return null;
        }));
        try {
            all.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /** Whoever has written the tools' settings is told where to correct them. */
    private static ChildFailedException advised(StackConfig config, ChildFailedException failed) {
        return config.tools()
                .filter(tools -> failed.child().startsWith(ServiceKind.EXECUTOR.module()))
                .map(tools -> failed.advising("The tools' settings come from %s: correct them there, and start again."
                        .formatted(tools.file())))
                .orElse(failed);
    }

    public LocalStack stack() {
        return stack;
    }

    /** Returns false when a component had to be given up, true when {@link #close()} was called. */
    public boolean superviseUntilStopped() {
        return supervisor.superviseUntilStopped();
    }

    /** Ends everything, last started first, each within 15 s. */
    @Override
    public void close() {
        supervisor.stop();
        close(stack, model);
        lock.close();
    }

    private static void close(LocalStack stack, Optional<ModelProcess> model) {
        stack.closeServices();
        model.ifPresent(ModelProcess::close);
        stack.close();
    }

    private static List<Component> components(Optional<ModelProcess> model, LocalStack stack) {
        List<Component> components = new ArrayList<>();
        components.add(new Component("broker", stack.broker()::process, stack.broker()::restart));
        model.ifPresent(each -> components.add(new Component(ModelProcess.NAME, each::process, each::restart)));
        stack.services().forEach(service -> components.add(Component.of(service)));
        return components;
    }
}
