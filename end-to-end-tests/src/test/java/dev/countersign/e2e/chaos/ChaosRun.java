package dev.countersign.e2e.chaos;

import dev.countersign.e2e.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * One run: load and faults side by side, then the wait for quiet, then the audit. Everything it starts, it ends; the
 * folder with logs and data stays where the run was not as promised.
 */
final class ChaosRun {
    /** The longest from the last fault to quiet. */
    private static final Duration QUIET = Duration.ofMinutes(3);
    /** Nothing comes for so long before the audit: longer than any tool runs. */
    private static final Duration STILL = CounterServer.PATIENCE.plusSeconds(5);

    private final ChaosSize size;
    private final List<ChaosTool> tools;
    private final Path folder;
    private final FaultPlan faults;
    private final LoadPlan load;

    ChaosRun(ChaosSize size, List<ChaosTool> tools) throws IOException {
        this.size = size;
        this.tools = tools;
        this.folder = Files.createTempDirectory("countersign-chaos-" + size.seed() + "-");
        this.faults = FaultPlan.of(size.seed(), size.faults());
        this.load = LoadPlan.of(size.seed(), size.calls(), faults.length(), tools);
    }

    /** Runs it and prints what it counted; fails with all that was not as promised. */
    void run() throws Exception {
        System.out.printf(
                "chaos %s; again with -Dchaos.seed=%d; logs in %s/logs%n%s%n", size, size.seed(), folder, faults);
        List<String> violations = new ArrayList<>();
        try (CounterServer counter = CounterServer.start(size.seed());
                ChaosStack stack = ChaosStack.start(
                        folder, ChaosPolicy.of(tools), ChaosSettings.write(tools, folder, counter.url()))) {
            violations.addAll(run(stack, counter));
        }
        if (!violations.isEmpty()) {
            throw new AssertionError("%s: %d things are not as promised; logs and data are in %s%n%s"
                    .formatted(size, violations.size(), folder, String.join("\n", violations)));
        }
        delete(folder);
    }

    private List<String> run(ChaosStack stack, CounterServer counter) throws Exception {
        Journal journal = new Journal(System.out);
        try (LogReader reader = LogReader.start(stack.bootstrapServers());
                Deciders deciders = new Deciders(stack, load);
                FaultRunner runner = new FaultRunner(stack, journal);
                Warden warden = new Warden(stack, runner, journal);
                var producer = stack.producer()) {
            deciders.start();
            warden.start();
            runner.start(faults);
            new Sender(producer, journal).send(load);
            runner.await();
            Duration lastFault = journal.now();
            awaitQuiet(reader, journal);
            Duration quiet = journal.now();
            awaitStill(reader, stack, counter);
            List<Effect> effects = effects(stack, counter);
            CallLog log = LogReader.readAll(stack.bootstrapServers());
            Map<String, Object> more = new LinkedHashMap<>();
            more.put("people's answers", deciders.answers());
            more.put("counter server", counter.answers());
            more.put("restarted by the warden", warden.restarts());
            System.out.println(new Figures(size, faults, log, effects, quiet.minus(lastFault), quiet).print(more));
            List<String> violations = new ArrayList<>(Audit.violations(load, log, effects));
            violations.addAll(deciders.surprises());
            return violations;
        }
    }

    /** Whoever waits too long is told of by the audit, call by call. */
    private void awaitQuiet(LogReader reader, Journal journal) {
        try {
            Await.untilTrue("quiet", QUIET, () -> open(reader) == 0);
            journal.say("quiet");
        } catch (AssertionError late) {
            journal.say("%d calls have not ended within %s".formatted(open(reader), QUIET));
        }
    }

    private long open(LogReader reader) {
        return reader.look(
                log -> load.calls().filter(call -> !log.of(call).hasEnded()).count());
    }

    private static void awaitStill(LogReader reader, ChaosStack stack, CounterServer counter) {
        AtomicReference<List<Integer>> last = new AtomicReference<>(List.of());
        AtomicReference<Long> since = new AtomicReference<>(System.nanoTime());
        Await.untilTrue("nothing to come any more", QUIET, () -> {
            List<Integer> now = List.of(effects(stack, counter).size(), reader.look(CallLog::size));
            if (!now.equals(last.getAndSet(now))) {
                since.set(System.nanoTime());
            }
            return System.nanoTime() - since.get() > STILL.toNanos();
        });
    }

    private static List<Effect> effects(ChaosStack stack, CounterServer counter) {
        return Stream.concat(stack.mailbox().effects().stream(), counter.effects().stream())
                .toList();
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
